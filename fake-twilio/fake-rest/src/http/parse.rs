//! From the texts of a request to what the domain takes.

use fake_core::{
    CallbackMethod, Edit,
    binding::BindingType,
    conversation::State,
    participant::NotificationLevel,
    text::{self, Text},
    timers,
    webhook::Event,
};
use http::StatusCode;
use jiff::{
    SignedDuration, SpanRelativeTo, Timestamp,
    civil::{Date, Time},
    fmt::temporal::SpanParser,
    tz::TimeZone,
};
use serde::de::{DeserializeOwned, IgnoredAny};
use twilio_wire::{form, time};

use crate::http::error::{ApiError, HandlerError};

/// Reads a form body or a query.
pub(crate) fn form<T: DeserializeOwned>(text: &[u8]) -> Result<T, ApiError> {
    // `assumed`: the dictionary's 20001 stands for parameters that cannot be used.
    form::decode(text).map_err(|error| ApiError::bad(20001, error.to_string()))
}

/// Reads a JSON body.
pub(crate) fn json<T: DeserializeOwned>(text: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(text).map_err(|error| {
        ApiError::new(StatusCode::BAD_REQUEST, 20001, format!("The body is malformed: {error}"))
    })
}

/// Returns whether a notification level mutes, in any letter case (assumed of clients, whose SDK writes
/// lower case only; settled for REST by the contract test `notification_levels_come_in_any_letter_case`).
pub(crate) fn is_muted(level: &str) -> Result<bool, ApiError> {
    match level.parse() {
        Ok(NotificationLevel::Muted) => Ok(true),
        Ok(NotificationLevel::Default) => Ok(false),
        Err(_) => Err(ApiError::bad(50210, "Notification level is invalid")),
    }
}

/// Accepts attributes: JSON text, at most `limit` bytes.
pub(crate) fn attributes(text: Option<&str>, limit: usize) -> Result<Option<Text>, HandlerError> {
    let Some(text) = text else { return Ok(None) };
    let attributes = text::attributes(text, limit)?;
    if serde_json::from_str::<IgnoredAny>(text).is_err() {
        return Err(ApiError::bad(50304, "Attributes not valid").into());
    }
    Ok(Some(attributes))
}

/// Reads the date of a parameter; `code` is the error of a malformed one.
pub(crate) fn date(
    text: Option<&str>,
    name: &str,
    code: u32,
) -> Result<Option<Timestamp>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    match time::parse(text) {
        Some(moment) => Ok(Some(moment)),
        None => Err(ApiError::bad(code, format!("{name} is not an ISO 8601 date"))),
    }
}

/// An end of a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    First,
    Last,
}

/// Reads the first or last second of a span of time; a day stands for the second of it that is
/// meant (the OpenAPI text requires dates, its parameters are free texts).
pub(crate) fn bound(text: Option<&str>, name: &str, bound: Bound) -> Result<Option<i64>, ApiError> {
    let day: Option<Date> = text.and_then(|text| text.parse().ok());
    let Some(day) = day.filter(|_| text.is_some_and(|text| text.len() == DAY.len())) else {
        return Ok(date(text, name, 20001)?.map(Timestamp::as_second));
    };
    let time = match bound {
        Bound::First => Time::MIN,
        Bound::Last => Time::MAX,
    };
    let moment = day.to_datetime(time).to_zoned(TimeZone::UTC);
    let malformed = |_| ApiError::bad(20001, format!("{name} is not an ISO 8601 date"));
    moment.map(|it| Some(it.timestamp().as_second())).map_err(malformed)
}

/// What a day without a time looks like.
const DAY: &str = "YYYY-MM-DD";

/// Reads the two dates that imports may set.
pub(crate) fn dates(
    created: Option<&str>,
    updated: Option<&str>,
) -> Result<(Option<Timestamp>, Option<Timestamp>), ApiError> {
    Ok((date(created, "DateCreated", 50308)?, date(updated, "DateUpdated", 50309)?))
}

/// Reads ISO 8601 alone, not the friendly format (`1 hour`) that [`str::parse`] takes as well.
static DURATIONS: SpanParser = SpanParser::new();

/// Reads an ISO 8601 duration; `code` is the error of a malformed one.
pub(crate) fn duration(
    text: Option<&str>,
    name: &str,
    code: u32,
) -> Result<Option<SignedDuration>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let span = DURATIONS.parse_span(text).ok().filter(|span| !span.is_negative());
    let days = SpanRelativeTo::days_are_24_hours();
    let duration = span.and_then(|span| span.to_duration(days).ok());
    let malformed = || ApiError::bad(code, format!("{name} is not an ISO 8601 duration"));
    duration.map(Some).ok_or_else(malformed)
}

/// Reads a pair of timers.
pub(crate) fn timers(
    inactive: Option<&str>,
    closed: Option<&str>,
) -> Result<timers::Update, ApiError> {
    Ok(timers::Update {
        inactive: duration(inactive, "Inactive timer", 50379)?,
        closed: duration(closed, "Closed timer", 50380)?,
    })
}

/// Reads a SID; `code` is the error of a malformed one.
pub(crate) fn sid<K: twilio_sid::Kind>(
    text: Option<&str>,
    name: &str,
    code: u32,
) -> Result<Option<twilio_sid::Sid<K>>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| ApiError::bad(code, format!("{name} is invalid")))
}

/// Reads `true` or `false`, in any letter case.
pub(crate) fn boolean(text: Option<&str>, name: &str) -> Result<Option<bool>, ApiError> {
    match text.map(str::to_ascii_lowercase).as_deref() {
        None | Some("") => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(ApiError::bad(20001, format!("{name} must be true or false"))),
    }
}

/// Reads a state, in any letter case.
pub(crate) fn state(text: Option<&str>) -> Result<Option<State>, ApiError> {
    let Some(text) = text else { return Ok(None) };
    if text.is_empty() {
        return Err(ApiError::bad(50374, "State is empty"));
    }
    text.parse().map(Some).map_err(|_| ApiError::bad(50378, "State is invalid"))
}

/// Reads a value that an empty text clears.
pub(crate) fn edit(
    text: Option<&str>,
    accept: impl FnOnce(&str) -> Result<Text, fake_core::Error>,
) -> Result<Edit<Text>, HandlerError> {
    match text {
        None => Ok(Edit::Keep),
        Some("") => Ok(Edit::Clear),
        Some(text) => Ok(Edit::Set(accept(text)?)),
    }
}

/// Reads a value; an empty text means none.
pub(crate) fn optional(
    text: Option<&str>,
    accept: impl FnOnce(&str) -> Result<Text, fake_core::Error>,
) -> Result<Option<Text>, HandlerError> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => Ok(Some(accept(text)?)),
    }
}

/// Reads how a webhook is to be called, in any letter case.
pub(crate) fn callback_method(
    text: Option<&str>,
    name: &str,
) -> Result<Option<CallbackMethod>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let unknown = |_| ApiError::bad(50055, format!("{name} must be GET or POST"));
    text.parse().map(Some).map_err(unknown)
}

/// Reads events by name, each of which counts once; a single empty name stands for none, no name at all for no change.
pub(crate) fn events(names: &[String], code: u32) -> Result<Option<Vec<Event>>, ApiError> {
    match names {
        [] => Ok(None),
        [name] if name.is_empty() => Ok(Some(Vec::new())),
        // No longer list makes sense, and none is kept.
        names if names.len() > Event::COUNT => {
            Err(ApiError::bad(code, "There are more webhook filters than events"))
        }
        names => {
            let mut events = Vec::with_capacity(names.len());
            for name in names {
                let unknown = || ApiError::bad(code, format!("Webhook filter {name} is unknown"));
                let event = Event::named(name).ok_or_else(unknown)?;
                if !events.contains(&event) {
                    events.push(event);
                }
            }
            Ok(Some(events))
        }
    }
}

/// Reads a type of push binding, in any letter case.
pub(crate) fn binding_type(text: &str) -> Result<BindingType, ApiError> {
    text.parse().map_err(|_| ApiError::bad(50209, "Binding type is invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_iso_8601_and_nothing_else() {
        let seconds =
            |text: &str| duration(Some(text), "Timer", 50379).ok()?.map(|it| it.as_secs());
        let day = 24 * 60 * 60;
        for (text, expected) in [
            ("PT0S", 0),
            ("PT10M", 600),
            ("P1D", day),
            ("P1DT2H3M4S", day + 7384),
            ("P1W", 7 * day),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in [
            "30m",
            "1 hour",
            "2h 5m",
            "1 day",
            "20 minutes ago",
            "3600",
            "10M",
            "P",
            "PT",
            "P1DT",
            "PT10",
            "-PT10M",
            " PT10M",
            "PT10M ",
            "PT1H ago",
            "P1M",
            "P1Y",
            "01:00:00",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
