//! Conversations change their state by themselves, on the injected clock.

use http::{Method, StatusCode};
use jiff::SignedDuration;

use super::system::System;

const ROOM: &str = "/v1/Conversations/room";

fn state(system: &System) -> String {
    let (_, body) = system.rest(Method::GET, ROOM, "");
    body["state"].as_str().unwrap_or_default().to_owned()
}

fn room(timers: &str) -> System {
    let system = System::new();
    let form = format!("UniqueName=room&State=active&{timers}");
    let (status, body) = system.rest(Method::POST, "/v1/Conversations", &form);
    assert_eq!(status, StatusCode::CREATED, "{body}");
    system
}

#[test]
fn an_idle_conversation_becomes_inactive_and_then_closed() {
    let system = room("Timers.Inactive=PT1M&Timers.Closed=PT10M");
    system.clock.move_by(SignedDuration::from_secs(59));
    assert_eq!(state(&system), "active");
    system.clock.move_by(SignedDuration::from_secs(1));
    assert_eq!(state(&system), "inactive");
    system.clock.move_by(SignedDuration::from_mins(10));
    assert_eq!(state(&system), "closed");
    let (status, body) = system.rest(Method::POST, ROOM, "FriendlyName=late");
    assert_eq!((status, body["code"].as_u64()), (StatusCode::BAD_REQUEST, Some(50377)));
}

#[test]
fn a_message_starts_the_timers_anew() {
    let system = room("Timers.Inactive=PT1M");
    system.clock.move_by(SignedDuration::from_secs(50));
    system.rest(Method::POST, &format!("{ROOM}/Messages"), "Body=hello");
    system.clock.move_by(SignedDuration::from_secs(50));
    assert_eq!(state(&system), "active");
    system.clock.move_by(SignedDuration::from_secs(10));
    assert_eq!(state(&system), "inactive");
}

#[test]
fn zero_takes_a_timer_away() {
    let system = room("Timers.Inactive=PT1M");
    let (_, body) = system.rest(Method::POST, ROOM, "Timers.Inactive=PT0S");
    assert_eq!(body["timers"], serde_json::json!({}));
    system.clock.move_by(SignedDuration::from_hours(1));
    assert_eq!(state(&system), "active");
}
