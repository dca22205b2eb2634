//! The two ways Twilio writes a moment.

use jiff::{
    Timestamp,
    fmt::temporal::{DateTimeParser, DateTimePrinter},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

static PARSER: DateTimeParser = DateTimeParser::new();
static SECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
static MILLIS: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// A moment in whole seconds, as REST writes it: `2026-11-22T09:22:14Z`.
///
/// twilio-python 9.13.0 hands out a plain string for any other form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub Timestamp);

/// A moment with milliseconds, as the client API and Sync write it: `2026-11-22T09:22:14.356Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millis(pub Timestamp);

/// Reads an ISO 8601 moment of any precision; `None` when the text is none.
pub fn parse(text: &str) -> Option<Timestamp> {
    PARSER.parse_timestamp(text).ok()
}

fn print<S: Serializer>(
    printer: &DateTimePrinter,
    moment: Timestamp,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    // It is cut, not rounded: a rounded moment could lie ahead of the clock.
    serializer.serialize_str(&printer.timestamp_to_string(&moment))
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("an ISO 8601 moment was expected"))
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        print(&SECONDS, self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer).map(Self)
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        print(&MILLIS, self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        parse(text).expect("a moment")
    }

    #[test]
    fn seconds_have_no_fraction() {
        let json = serde_json::to_string(&Seconds(at("2026-11-22T09:22:14.999Z"))).unwrap();
        assert_eq!(json, r#""2026-11-22T09:22:14Z""#);
    }

    #[test]
    fn millis_always_have_three_digits() {
        let json = serde_json::to_string(&Millis(at("2026-11-22T09:22:14Z"))).unwrap();
        assert_eq!(json, r#""2026-11-22T09:22:14.000Z""#);
    }

    #[test]
    fn a_moment_before_1970_is_cut_as_well() {
        let moment = at("1969-12-31T23:59:58.9999Z");
        let json = serde_json::to_string(&(Seconds(moment), Millis(moment))).unwrap();
        assert_eq!(json, r#"["1969-12-31T23:59:58Z","1969-12-31T23:59:58.999Z"]"#);
    }

    #[test]
    fn offsets_are_read() {
        assert_eq!(at("2026-11-22T10:22:14+01:00"), at("2026-11-22T09:22:14Z"));
    }
}
