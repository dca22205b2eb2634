//! Content templates and their variables.

use std::collections::BTreeMap;

use jiff::Timestamp;
use twilio_sid::ContentSid;

use crate::{Error, conversations::record::media::Digest, text::Text};

/// Variables of one message (Twilio's documentation).
const VARIABLES: usize = 100;

/// Characters of a variable's name (Twilio's documentation).
const NAME_CHARS: usize = 16;

/// Characters of a variable's value (Twilio's documentation).
const VALUE_CHARS: usize = 256;

/// The types that Conversations can send (Twilio's error dictionary, 50542), richest first.
///
/// A template of several types is sent as the richest (`assumed`; a live message would settle it).
const TYPES: [&str; 7] = [
    "twilio/card",
    "twilio/list-picker",
    "twilio/call-to-action",
    "twilio/quick-reply",
    "twilio/location",
    "twilio/media",
    "twilio/text",
];

/// A content template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its SID.
    pub sid: ContentSid,
    /// Name for people.
    pub friendly_name: Text,
    /// What stands for a variable to which a message gives no value.
    pub variables: Variables,
    /// What it shows: JSON text by type, as `twilio/text`.
    pub types: BTreeMap<Text, Text>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

impl Template {
    /// The type that a message shows, and its JSON text.
    pub fn shown(&self) -> Result<(&'static str, &Text), Error> {
        let mut known = TYPES.iter().filter_map(|it| Some((*it, self.types.get(*it)?)));
        known.next().ok_or(Error::TemplateNotSupported)
    }
}

/// Values of variables, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables(BTreeMap<Text, Text>);

impl Variables {
    /// Accepts up to 100 variables, with names of up to 16 and values of up to 256 characters.
    pub fn new(values: BTreeMap<Text, Text>) -> Result<Self, Error> {
        if values.len() > VARIABLES {
            return Err(Error::TooManyVariables);
        }
        if values.keys().any(|name| name.chars().count() > NAME_CHARS) {
            return Err(Error::VariableNameTooLong);
        }
        if values.values().any(|value| value.chars().count() > VALUE_CHARS) {
            return Err(Error::VariableTooLong);
        }
        Ok(Self(values))
    }

    /// All names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&Text, &Text)> {
        self.0.iter()
    }

    /// Puts values in the places of their names, `{{name}}`; `self` goes before `defaults`.
    ///
    /// A name without a value stays as it is (`assumed`; a live message would settle it).
    pub fn fill(&self, defaults: &Self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, after)) = placeholder(rest) {
            filled.push_str(before);
            match self.0.get(name).or_else(|| defaults.0.get(name)) {
                Some(value) => filled.push_str(value),
                None => filled.push_str(&rest[before.len()..rest.len() - after.len()]),
            }
            rest = after;
        }
        filled + rest
    }
}

/// The first placeholder of a text: what precedes it, its name, and what follows it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

/// What a template became for one message; the bytes are kept already.
#[derive(Clone, Debug)]
pub struct Content {
    /// The template.
    pub template: ContentSid,
    /// Media type of what clients read.
    pub content_type: Text,
    /// Its size in bytes.
    pub size: u64,
    /// Where its bytes are.
    pub digest: Digest,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(values: &[(&str, &str)]) -> Variables {
        let values = values.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Variables::new(values.collect()).expect("within the limits")
    }

    #[test]
    fn values_go_where_their_names_stand() {
        let (given, defaults) = (variables(&[("1", "Ann")]), variables(&[("1", "x"), ("b", "ü")]));
        let filled = given.fill(&defaults, "Hi {{1}}, {{ b }} {{c}} {{1}}{{ {{");
        assert_eq!(filled, "Hi Ann, ü {{c}} Ann{{ {{");
    }

    #[test]
    fn variables_have_limits() {
        let one = |name: &str, value: &str| Variables::new([(name.into(), value.into())].into());
        assert!(one(&"n".repeat(16), &"ü".repeat(256)).is_ok());
        assert_eq!(one(&"n".repeat(17), ""), Err(Error::VariableNameTooLong));
        assert_eq!(one("n", &"ü".repeat(257)), Err(Error::VariableTooLong));
        let many = (0..101).map(|it| (it.to_string().into(), "".into())).collect();
        assert_eq!(Variables::new(many), Err(Error::TooManyVariables));
    }
}
