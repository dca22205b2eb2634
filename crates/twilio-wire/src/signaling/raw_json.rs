use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::value::{RawValue, to_raw_value};

/// JSON that is passed on as it was written, and never looked into on the way.
#[derive(Clone)]
pub struct Verbatim(Arc<RawValue>);

impl Verbatim {
    /// The JSON of a value.
    ///
    /// # Errors
    /// When the value has no JSON form.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        Ok(Self(to_raw_value(value)?.into()))
    }

    /// The text that it is a string of, if it is a string.
    pub fn text(&self) -> Option<String> {
        serde_json::from_str(self.json()).ok()
    }

    /// The JSON.
    pub fn json(&self) -> &str {
        self.0.get()
    }

    /// Reads a string, if there is one.
    pub(super) fn string<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Self>, D::Error> {
        let value = Option::<Self>::deserialize(from)?;
        match &value {
            Some(other) if !other.json().starts_with('"') => Err(D::Error::custom("no string")),
            Some(_) | None => Ok(value),
        }
    }
}

impl PartialEq for Verbatim {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Eq for Verbatim {}

impl fmt::Debug for Verbatim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.json())
    }
}

impl Serialize for Verbatim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Verbatim {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|json| Self(json.into()))
    }
}
