//! Named texts in which a name may repeat: query parameters and headers.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap as _,
};

/// Names and texts in order; on the wire an object whose repeated names hold arrays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// Adds a text under a name.
    pub fn push(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.push((name.into(), text.into()));
    }

    /// Walks over all names and texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Whether there is nothing inside.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<(String, String)>> for Pairs {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

/// One value of the object: the SDK writes texts and arrays of them; other scalars are taken as
/// their JSON text, and `null` stands for a name without a value.
enum Texts {
    None,
    One(String),
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde_json::Value;
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::None,
            Value::String(text) => Self::One(text),
            Value::Array(values) => Self::Many(values.into_iter().filter_map(scalar).collect()),
            other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_)) => {
                Self::One(other.to_string())
            }
        })
    }
}

fn scalar(value: serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Some(other.to_string())
        }
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Pairs, E> {
        Ok(Pairs::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Pairs::default();
        while let Some((name, texts)) = map.next_entry::<String, Texts>()? {
            match texts {
                Texts::None => {}
                Texts::One(text) => pairs.push(name, text),
                Texts::Many(texts) => {
                    pairs.0.extend(texts.into_iter().map(|text| (name.clone(), text)));
                }
            }
        }
        Ok(pairs)
    }
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor)
    }
}

impl Serialize for Pairs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (at, (name, text)) in self.0.iter().enumerate() {
            if self.0[..at].iter().any(|(earlier, _)| earlier == name) {
                continue;
            }
            let rest = self.0[at + 1..].iter().filter(|(later, _)| later == name);
            let texts: Vec<&str> =
                [text].into_iter().chain(rest.map(|(_, text)| text)).map(String::as_str).collect();
            match texts.as_slice() {
                [text] => map.serialize_entry(name, text)?,
                texts => map.serialize_entry(name, texts)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::Pairs;

    #[test]
    fn repeated_names_become_arrays_and_come_back() {
        let json = r#"{"a":["1","2"],"b":"%2F+x"}"#;
        let pairs: Pairs = serde_json::from_str(json).unwrap();
        assert_eq!(pairs.iter().collect::<Vec<_>>(), [("a", "1"), ("a", "2"), ("b", "%2F+x")]);
        assert_eq!(serde_json::to_string(&pairs).unwrap(), json);
    }

    #[test]
    fn odd_values_are_tolerated() {
        let pairs: Pairs = serde_json::from_str(r#"{"n":5,"z":null,"m":[null,"x",true]}"#).unwrap();
        assert_eq!(pairs.iter().collect::<Vec<_>>(), [("n", "5"), ("m", "x"), ("m", "true")]);
        assert!(serde_json::from_str::<Pairs>("null").unwrap().is_empty());
        assert!(serde_json::from_str::<Pairs>("7").is_err());
    }
}
