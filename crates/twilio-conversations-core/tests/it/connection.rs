//! Dialling, tokens, the end.

use jiff::SignedDuration;
use twilio_conversations_core::{Config, ConnectionState, Event, ReconnectPolicy};
use twilio_wire::twilsock::Backoff;
use twilsock::server::{Close, ReplyError};

use crate::{harness::Harness, server::Behavior, world::World};

const fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

/// A client whose waits do not vary.
fn steady(behavior: Behavior) -> Harness {
    let reconnect = ReconnectPolicy { randomness: 0.0, ..ReconnectPolicy::default() };
    let config = Config { reconnect, ..Config::default() };
    Harness::with_config(config, World::new(1), behavior)
}

/// Seconds between the attempts to dial.
fn waits(harness: &Harness) -> Vec<f64> {
    harness.dials.windows(2).map(|pair| pair[1].duration_since(pair[0]).as_secs_f64()).collect()
}

fn states(harness: &mut Harness) -> Vec<ConnectionState> {
    let events = std::mem::take(&mut harness.events);
    let mut states = Vec::new();
    for event in events {
        if let Event::Connection(state) = event {
            states.push(state);
        }
    }
    states
}

#[test]
fn an_unreachable_server_is_dialled_less_and_less_often_until_it_answers() {
    let mut harness = steady(Behavior::default());
    harness.reachable = false;
    harness.cut();
    harness.advance(seconds(40));
    assert_eq!(waits(&harness), [1.0, 2.0, 3.0, 5.0, 8.0, 13.0]);
    harness.reachable = true;
    harness.advance(seconds(30));
    assert!(harness.client.is_settled());
    harness.dials.drain(..harness.dials.len() - 1);
    harness.cut();
    harness.advance(seconds(5));
    assert!(harness.client.is_settled(), "the row starts anew after a success");
    assert_eq!(harness.dials.len(), 2);
}

#[test]
fn waits_differ_from_client_to_client() {
    let dials = |seed| {
        let config = Config { seed, ..Config::default() };
        let mut harness = Harness::with_config(config, World::new(0), Behavior::default());
        harness.reachable = false;
        harness.cut();
        harness.advance(seconds(20));
        waits(&harness)
    };
    assert_eq!(dials(1), dials(1));
    assert_ne!(dials(1), dials(2));
    for (wait, middle) in dials(3).into_iter().zip([1.0, 2.0, 3.0, 5.0]) {
        assert!((middle * 0.8..=middle * 1.2).contains(&wait), "{wait}");
    }
}

#[test]
fn the_server_sets_the_back_off() {
    let mut harness = steady(Behavior::default());
    let close = Close::offload(Some(Backoff::between(7000, 9000)));
    harness.session.as_mut().unwrap().connection.close(close);
    harness.settle();
    harness.advance(seconds(10));
    assert_eq!(waits(&harness), [7.0]);
    assert!(harness.client.is_settled());
}

#[test]
fn a_refused_token_keeps_the_client_away_until_there_is_a_new_one() {
    let token_error = Some(ReplyError::token_expired());
    let mut harness = steady(Behavior { token_error, ..Behavior::default() });
    harness.advance(seconds(600));
    assert_eq!(harness.dials.len(), 1);
    assert!(harness.events.iter().any(|event| matches!(event, Event::TokenExpired)));
    let expected = [ConnectionState::Connecting, ConnectionState::Denied];
    assert_eq!(states(&mut harness), expected);
    harness.behavior.token_error = None;
    harness.client.update_token("token-2".into(), harness.now);
    harness.settle();
    harness.advance(seconds(1));
    assert!(harness.client.is_settled());
}

#[test]
fn a_token_is_renewed_without_a_new_connection() {
    let mut harness = steady(Behavior { life: seconds(600), ..Behavior::default() });
    harness.advance(seconds(420));
    let asked = |event: &Event| matches!(event, Event::TokenAboutToExpire);
    assert_eq!(harness.events.iter().filter(|event| asked(event)).count(), 1);
    harness.client.update_token("token-2".into(), harness.now);
    harness.settle();
    assert!(harness.events.iter().any(|event| matches!(event, Event::TokenUpdated)));
    harness.advance(seconds(500));
    assert!(harness.client.is_settled());
    assert_eq!(harness.dials.len(), 1);
    harness.advance(seconds(100));
    assert!(harness.events.iter().any(|event| matches!(event, Event::TokenExpired)));
    assert_eq!(states(&mut harness).last(), Some(&ConnectionState::Denied));
}

#[test]
fn shutdown_is_final() {
    let mut harness = steady(Behavior::default());
    harness.advance(seconds(1));
    harness.client.shutdown(harness.now);
    harness.settle();
    harness.advance(seconds(600));
    assert_eq!(harness.dials.len(), 1);
    assert_eq!(states(&mut harness).last(), Some(&ConnectionState::Finished));
    assert_eq!(harness.client.deadline(), None);
}
