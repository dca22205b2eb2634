//! From the texts of a video request to what the domain takes.

use std::{ops::RangeInclusive, str::FromStr};

use fake_core::{CallbackMethod, room::StatusCallback, text::Text};
use fake_webhooks::is_http;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;
use twilio_wire::time;

use crate::http::error::ApiError;

/// Length from which on addresses of callbacks are refused (OpenAPI document).
const CALLBACK_LENGTH: usize = 1024;

/// Reads a number within a range; `code` is the error of any other.
pub(super) fn number(
    text: Option<&str>,
    name: &str,
    range: &RangeInclusive<u32>,
    code: u32,
) -> Result<Option<u32>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let number = text.parse().ok().filter(|number| range.contains(number));
    let out_of_range = || {
        let (low, high) = (range.start(), range.end());
        ApiError::bad(code, format!("{name} must be between {low} and {high}"))
    };
    number.map(Some).ok_or_else(out_of_range)
}

/// Reads an address to be called and how to call it.
///
/// assumed: a method without an address has no effect; settled by the contract test
/// `a_callback_method_without_address_does_nothing`.
pub(super) fn callback(
    url: Option<&str>,
    method: Option<&str>,
) -> Result<Option<StatusCallback>, ApiError> {
    let method = match method.filter(|method| !method.is_empty()) {
        None => CallbackMethod::default(),
        Some(method) => {
            method.parse().map_err(|_| ApiError::bad(53110, "StatusCallbackMethod is invalid"))?
        }
    };
    let Some(url) = url.filter(|url| !url.is_empty()) else { return Ok(None) };
    if !is_http(url) || url.len() >= CALLBACK_LENGTH {
        return Err(ApiError::bad(53111, "StatusCallback is invalid"));
    }
    Ok(Some(StatusCallback { url: url.into(), method }))
}

/// How a [`CallbackMethod`] is written.
pub(super) fn method_name(callback: Option<&StatusCallback>) -> String {
    callback.map(|callback| callback.method).unwrap_or_default().name().to_owned()
}

/// The address of a callback as bodies show it.
pub(super) fn callback_url(callback: Option<&StatusCallback>) -> Option<String> {
    callback.map(|callback| callback.url.as_ref().to_owned())
}

/// A stretch of time within which things were made.
pub(super) struct DateRange {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl DateRange {
    pub(super) fn read(after: Option<&str>, before: Option<&str>) -> Result<Self, ApiError> {
        let from = moment(after, "DateCreatedAfter")?;
        Ok(Self { from, until: moment(before, "DateCreatedBefore")? })
    }

    pub(super) fn holds(&self, created: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= created) && self.until.is_none_or(|it| created < it)
    }
}

/// Reads a moment, or a day, which stands for its beginning.
fn moment(text: Option<&str>, name: &str) -> Result<Option<Timestamp>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let midnight = || {
        let day: Date = text.parse().ok()?;
        day.to_zoned(TimeZone::UTC).ok().map(|it| it.timestamp())
    };
    let malformed = || ApiError::bad(20001, format!("{name} is not an ISO 8601 date"));
    time::parse(text).or_else(midnight).map(Some).ok_or_else(malformed)
}

/// Reads a value by its name, in any letter case; `None` without a filter.
pub(super) fn value<T: FromStr>(text: Option<&str>, name: &str) -> Result<Option<T>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| ApiError::bad(20001, format!("{name} is invalid")))
}

/// Reads one of a list's states, in any letter case; `None` without a filter.
pub(super) fn one_of<T: Copy>(
    text: Option<&str>,
    name: &str,
    known: &[(&str, T)],
) -> Result<Option<T>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let found = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(text));
    // assumed: the dictionary has no code for filters; settled by the contract test
    // `filters_of_rooms_are_judged`.
    let unknown = || ApiError::bad(20001, format!("{name} is invalid"));
    found.map(|(_, value)| Some(*value)).ok_or_else(unknown)
}

/// Accepts JSON text that is an object.
pub(super) fn object(text: Option<&str>, name: &str) -> Result<Option<Text>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    match serde_json::from_str(text) {
        Ok(Value::Object(_)) => Ok(Some(text.into())),
        // assumed: the dictionary has no code for it; settled by the contract test
        // `a_configuration_of_transcriptions_is_an_object`.
        _ => Err(ApiError::bad(20001, format!("{name} must be a JSON object"))),
    }
}

/// An object that [`object`] accepted; an empty one where there is none.
pub(super) fn object_value(text: Option<&str>) -> Value {
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_else(|| Value::Object(serde_json::Map::default()))
}

/// The filters that were given, for addresses.
pub(super) fn given<'a>(filters: &[(&'a str, Option<&'a str>)]) -> Vec<(&'a str, &'a str)> {
    filters.iter().filter_map(|(name, value)| value.map(|value| (*name, value))).collect()
}

/// Returns whether a text matches a pattern in which `*` stands for any characters, in any letter case.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for pattern in ["My Hook", "my*", "*hook", "*Y H*", "*", "my hook*", "m*o*k"] {
            assert!(matches(pattern, "My Hook"), "{pattern}");
        }
        for pattern in ["hook", "", "my*my", "my hook*k", "*hooks"] {
            assert!(!matches(pattern, "My Hook"), "{pattern}");
        }
    }

    #[test]
    fn days_begin_at_midnight() {
        let window = DateRange::read(Some("2024-06-01"), Some("2024-06-02")).expect("two days");
        let holds = |text: &str| window.holds(text.parse().expect("a moment"));
        assert!(holds("2024-06-01T00:00:00Z") && holds("2024-06-01T23:59:59Z"));
        assert!(!holds("2024-05-31T23:59:59Z") && !holds("2024-06-02T00:00:00Z"));
    }

    #[test]
    fn only_addresses_of_the_web_can_be_called() {
        let refused = |url: &str| callback(Some(url), None).is_err();
        assert!(!refused("https://example.com/cb?a=b"));
        let long = format!("https://example.com/{}", "x".repeat(CALLBACK_LENGTH));
        for url in ["not a url", "example.com/cb", "ftp://example.com", "https://", "/cb", &long] {
            assert!(refused(url), "{url}");
        }
    }
}
