//! Bootstrap, batches, and what the application is told.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use twilio_conversations_core::{Backfill, Config, Event};

use crate::{
    harness::Harness,
    server::Behavior,
    world::{World, conversation},
};

const fn millis(count: i64) -> SignedDuration {
    SignedDuration::from_millis(count)
}

/// One conversation with three messages and a participant; alice is in.
fn lobby() -> World {
    let mut world = World::new(2);
    world.membership(0, None);
    world.put_participant(0, 1, "{}");
    for text in ["one", "two", "three"] {
        world.send(0, text);
    }
    world
}

fn settled() -> Harness {
    let mut harness = Harness::new(lobby(), Behavior::default());
    harness.advance(millis(1000));
    assert!(harness.client.is_settled());
    assert_eq!(harness.client.replica(), harness.world.replica());
    harness
}

#[test]
fn a_session_starts_with_these_requests_and_one_subscription_batch() {
    let mut harness = Harness::new(lobby(), Behavior { page: 100, ..Behavior::default() });
    let sid = conversation(0);
    let expected = [
        "GET http://aim.us1.twilio.com/Client/v2/Configuration".to_owned(),
        "GET http://cds.us1.twilio.com/v3/Maps/alice.conversations".to_owned(),
        "GET http://cds.us1.twilio.com/v3/Maps/alice.info?Include=items".to_owned(),
        "GET http://aim/Client/v2/MyConversations".to_owned(),
        format!("GET http://cds.us1.twilio.com/v3/Documents/{sid}.channel"),
        format!("GET http://cds.us1.twilio.com/v3/Lists/{sid}.messages"),
        format!("GET http://cds.us1.twilio.com/v3/Maps/{sid}.roster"),
        format!("GET http://cds/v3/Lists/{sid}.messages/Items?PageSize=100&Order=asc"),
        format!("GET http://cds/v3/Maps/{sid}.roster/Items?PageSize=100&Order=asc"),
    ];
    assert_eq!(std::mem::take(&mut harness.requests), expected);
    let events = harness.take_events();
    assert_eq!(events, ["Connection", "Connection", "ConversationAdded", "Ready"]);
    harness.advance(millis(99));
    assert_eq!(harness.requests, [""; 0]);
    harness.advance(millis(1));
    assert_eq!(harness.requests, ["POST http://cds.us1.twilio.com/v4/Subscriptions"]);
    assert_eq!(harness.session.as_ref().unwrap().subscribed().len(), 5);
    assert!(harness.client.is_settled());
}

#[test]
fn changes_become_events() {
    let mut harness = settled();
    harness.take_events();
    harness.change(|world| world.send(0, "four"));
    harness.change(|world| world.edit(0, "3", "4"));
    harness.change(|world| world.remove_message(0, "0"));
    harness.change(|world| world.put_participant(0, 2, "{}"));
    harness.change(|world| world.put_participant(0, 2, "{\"a\":1}"));
    harness.change(|world| world.remove_participant(0, 2));
    harness.change(|world| world.rename(0, "parlour"));
    harness.change(|world| world.membership(0, Some(2)));
    harness.change(|world| world.expel(0));
    let expected = [
        "MessageAdded",
        "MessageUpdated",
        "MessageRemoved",
        "ParticipantJoined",
        "ParticipantUpdated",
        "ParticipantLeft",
        "ConversationUpdated",
        "ConversationUpdated",
        "ConversationRemoved",
    ];
    assert_eq!(harness.take_events(), expected);
    harness.change(|world| world.membership(1, None));
    harness.advance(millis(1000));
    assert_eq!(harness.take_events(), ["ConversationAdded"]);
    assert_eq!(harness.client.replica(), harness.world.replica());
}

#[test]
fn leaving_cancels_the_three_subscriptions() {
    let mut harness = settled();
    harness.requests.clear();
    harness.change(|world| world.expel(0));
    harness.advance(millis(100));
    assert_eq!(harness.requests, ["POST http://cds.us1.twilio.com/v4/Subscriptions"]);
    let names = harness.session.as_ref().unwrap().subscribed();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["alice.conversations", "alice.info"]);
    assert!(harness.client.is_settled());
}

#[test]
fn after_a_cut_nothing_is_read_again_and_everything_missed_is_replayed() {
    let mut harness = settled();
    harness.take_events();
    harness.requests.clear();
    harness.cut();
    harness.change(|world| world.send(0, "missed"));
    harness.change(|world| world.remove_message(0, "0"));
    harness.advance(millis(3000));
    // Five objects in batches of four, as the server asked.
    assert_eq!(harness.requests, ["POST http://cds.us1.twilio.com/v4/Subscriptions"; 2]);
    let expected = ["Connection", "Connection", "Connection", "MessageAdded", "MessageRemoved"];
    assert_eq!(harness.take_events(), expected);
    assert_eq!(harness.client.replica(), harness.world.replica());
}

#[test]
fn unconfirmed_subscriptions_are_asked_for_again() {
    let behavior = Behavior { forgetful: true, ..Behavior::default() };
    let mut harness = Harness::new(lobby(), behavior);
    harness.advance(millis(100));
    harness.requests.clear();
    harness.advance(millis(9999));
    assert_eq!(harness.requests, [""; 0]);
    assert!(!harness.client.is_settled());
    harness.behavior.forgetful = false;
    harness.advance(millis(1));
    assert_eq!(harness.requests, ["POST http://cds.us1.twilio.com/v4/Subscriptions"; 2]);
    assert!(harness.client.is_settled());
}

#[test]
fn subscriptions_are_renewed_when_their_life_is_over() {
    let mut harness = settled();
    harness.requests.clear();
    harness.advance(SignedDuration::from_hours(24));
    assert_eq!(harness.requests, ["POST http://cds.us1.twilio.com/v4/Subscriptions"; 2]);
    assert!(harness.client.is_settled());
}

#[test]
fn a_failing_service_is_asked_again_later_and_later() {
    let broken = Some(StatusCode::SERVICE_UNAVAILABLE);
    let mut harness = Harness::new(lobby(), Behavior { broken, ..Behavior::default() });
    harness.advance(millis(2900));
    // At 0, 0.2, 0.6 and 1.4 s.
    assert_eq!(harness.requests.len(), 4);
    harness.behavior.broken = None;
    harness.advance(millis(1000));
    assert_eq!(harness.client.replica(), harness.world.replica());
}

#[test]
fn a_lost_store_takes_all_conversations_with_it() {
    let mut harness = settled();
    harness.take_events();
    let mut world = World::new(0);
    world.objects.extend(std::mem::take(&mut harness.world.objects));
    world.object("alice.conversations").items.clear();
    harness.world = world;
    harness.cut();
    harness.advance(millis(3000));
    assert_eq!(harness.take_events().last().unwrap(), "ConversationRemoved");
}

#[test]
fn typing_is_an_event_for_known_conversations_only() {
    let mut harness = settled();
    harness.take_events();
    for sid in [conversation(0), conversation(1)] {
        let payload = json!({"channel_sid": sid, "identity": "bob", "typing_timeout": 6});
        let session = harness.session.as_mut().unwrap();
        session.push("twilio.ipmsg.typing_indicator", &payload);
        session.push("twilio.sync.event", &json!({"event_type": "nonsense"}));
        session.push("twilio.sync.event", &json!([]));
    }
    harness.settle();
    let events = std::mem::take(&mut harness.events);
    assert!(
        matches!(&events[..], [Event::Typing { conversation: sid, timeout: 6, .. }] if *sid == conversation(0)),
        "{events:?}"
    );
}

#[test]
fn a_client_without_backfill_keeps_new_messages_only() {
    let config = Config { backfill: Backfill::Nothing, ..Config::default() };
    let mut harness = Harness::with_journal(config, lobby(), Behavior::default(), false);
    harness.advance(millis(1000));
    assert!(harness.client.is_settled());
    harness.take_events();
    harness.change(|world| world.edit(0, "0", "changed"));
    harness.change(|world| world.remove_message(0, "1"));
    harness.change(|world| world.send(0, "four"));
    harness.change(|world| world.edit(0, "3", "changed"));
    assert_eq!(
        harness.take_events(),
        ["MessageUpdated", "MessageRemoved", "MessageAdded", "MessageUpdated"],
    );
    let replica = harness.client.replica();
    let indexes: Vec<_> = replica.conversations[&conversation(0)].messages.keys().collect();
    assert_eq!(indexes, [&3]);
}

#[test]
fn commands_become_requests_and_their_results_are_events() {
    let mut harness = settled();
    harness.take_events();
    harness.requests.clear();
    let (sid, now) = (conversation(0), harness.now);
    let form = twilio_wire::client_api::MessageForm::default();
    let ids = [
        harness.client.send_message(sid, &form, now),
        harness.client.set_last_read(sid, Some(1), now),
        harness.client.typing(sid, now),
        harness.client.join(sid, now),
        harness.client.leave(sid, now),
    ];
    harness.settle();
    let expected = [
        format!("POST http://aim/Client/v2/Conversations/{sid}/Messages"),
        format!("POST http://aim/Client/v2/MyConversations/{sid}"),
        "POST http://aim/Client/v2/Typing".to_owned(),
        format!("POST http://aim/Client/v2/Conversations/{sid}/Participants"),
        format!("DELETE http://aim/Client/v2/Conversations/{sid}/Participants/alice"),
    ];
    assert_eq!(harness.requests, expected);
    let mut replies = Vec::new();
    for event in harness.events {
        let Event::Reply { id, result } = event else { panic!("{event:?}") };
        replies.push((Some(id), result.unwrap().status()));
    }
    let expected: Vec<_> = ids.into_iter().map(|id| (id, StatusCode::NOT_FOUND)).collect();
    assert_eq!(replies, expected);
}
