//! Conversations change their state by themselves, on the injected clock.

use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};

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
    system.clock.move_by(SignedDuration::from_mins(9));
    assert_eq!(state(&system), "closed");
    let (status, body) = system.rest(Method::POST, ROOM, "FriendlyName=late");
    assert_eq!((status, body["code"].as_u64()), (StatusCode::BAD_REQUEST, Some(50377)));
}

#[test]
fn a_timer_fires_at_the_date_it_announced() {
    let system = room("Timers.Inactive=PT1M&Timers.Closed=PT10M");
    let shown = || system.rest(Method::GET, ROOM, "").1;
    let at_first = shown();
    assert_eq!(at_first["timers"]["date_closed"], "2026-11-22T09:10:00Z");
    system.clock.move_by(SignedDuration::from_mins(1));
    let idle = shown();
    assert_eq!(idle["state"], "inactive");
    for member in ["timers", "date_updated"] {
        assert_eq!(idle[member], at_first[member], "nothing happened but time");
    }
    system.clock.move_to("2026-11-22T09:09:59Z".parse().unwrap());
    assert_eq!(state(&system), "inactive");
    system.clock.move_to("2026-11-22T09:10:00Z".parse().unwrap());
    assert_eq!(state(&system), "closed");
}

#[test]
fn a_long_time_brings_about_all_that_was_due_in_it() {
    let system = room("Timers.Inactive=PT1M&Timers.Closed=PT10M");
    system.clock.move_by(SignedDuration::from_hours(1));
    assert_eq!(state(&system), "closed");
    let since: Timestamp = "2026-11-22T09:10:00Z".parse().unwrap();
    let known = system.tenant.read(|world| {
        let room = world.conversations.iter().next().map(|it| it.profile.clone());
        room.expect("the room").state_since
    });
    assert_eq!(known, since, "the moment it was due, not that of the look at it");
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

/// Every way to set a timer reads ISO 8601 durations and nothing else.
#[test]
fn what_is_no_iso_8601_duration_is_refused_by_the_number_of_the_timer() {
    let system = room("");
    let ways = [
        ("/v1/Conversations", "State=active&Timers.Inactive", 50379),
        ("/v1/Conversations", "State=active&Timers.Closed", 50380),
        ("/v1/ConversationWithParticipants", "State=active&Timers.Closed", 50380),
        (ROOM, "Timers.Inactive", 50379),
        (ROOM, "Timers.Closed", 50380),
        ("/v1/Configuration", "DefaultInactiveTimer", 50379),
        ("/v1/Configuration", "DefaultClosedTimer", 50380),
    ];
    for (path, name, code) in ways {
        for text in ["30m", "1+hour", "20+minutes+ago", "bogus", "3600", "-PT30M"] {
            let (status, body) = system.rest(Method::POST, path, &format!("{name}={text}"));
            let seen = (status, body["code"].as_u64());
            assert_eq!(seen, (StatusCode::BAD_REQUEST, Some(code)), "{path} {name}={text}");
        }
        let (status, body) = system.rest(Method::POST, path, &format!("{name}=P1DT2H3M4S"));
        assert!(status.is_success(), "{path} {name}: {body}");
    }
}
