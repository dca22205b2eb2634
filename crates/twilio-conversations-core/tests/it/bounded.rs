//! What a client that keeps only some of it knows, and what it is told all the same.

use jiff::SignedDuration;
use serde_json::json;
use twilio_conversations_core::{Backfill, Config, Event, HistoryPage, Order};

use crate::{
    harness::Harness,
    server::Behavior,
    world::{World, conversation},
};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Ten messages, of which the client has read the newest three and keeps four.
fn few_of_many() -> Harness {
    let mut world = World::new(1);
    world.membership(0, None);
    for number in 0..10 {
        world.send(0, &format!("text {number}"));
    }
    let config =
        Config { backfill: Backfill::Newest(3), kept_messages: 4, seed: 7, ..Config::default() };
    let behavior = Behavior { page: 100, ..Behavior::default() };
    let mut harness = Harness::with_journal(config, world, behavior, false);
    harness.advance(SECOND);
    assert!(harness.client.is_settled());
    harness.take_events();
    harness
}

fn kept(harness: &Harness) -> Vec<u64> {
    harness.client.replica().conversations[&conversation(0)].messages.keys().copied().collect()
}

#[test]
fn only_the_newest_messages_are_read_and_kept() {
    let mut harness = few_of_many();
    assert_eq!(kept(&harness), [7, 8, 9]);
    harness.change(|world| (0..3).for_each(|_| world.send(0, "more")));
    assert_eq!(harness.take_events(), ["MessageAdded"; 3]);
    assert_eq!(kept(&harness), [9, 10, 11, 12]);
}

#[test]
fn changes_of_messages_that_are_not_kept_are_told_once() {
    let mut harness = few_of_many();
    harness.change(|world| world.edit(0, "2", "changed"));
    harness.change(|world| world.remove_message(0, "3"));
    harness.change(|world| world.edit(0, "8", "changed, too"));
    harness.cut();
    harness.change(|world| world.edit(0, "2", "while away"));
    harness.advance(SECOND * 3);
    let told = |event: &Event| {
        if let Event::MessageUpdated(_, message) = event {
            return Some(('~', message.index));
        }
        if let Event::MessageRemoved(_, message) = event {
            return Some(('-', message.index));
        }
        if let Event::MessageAdded(_, message) = event {
            return Some(('+', message.index));
        }
        None
    };
    let told: Vec<_> = harness.events.iter().filter_map(told).collect();
    assert_eq!(told, [('~', 2), ('-', 3), ('~', 8), ('~', 2)]);
    assert_eq!(kept(&harness), [7, 8, 9]);
}

#[test]
fn a_burst_larger_than_what_is_kept_is_told_in_full() {
    let mut harness = few_of_many();
    harness.cut();
    harness.change(|world| (0..20).for_each(|_| world.send(0, "missed")));
    harness.advance(SECOND * 3);
    let added = harness.take_events().into_iter().filter(|word| word == "MessageAdded").count();
    assert_eq!(added, 20);
    assert_eq!(kept(&harness), [26, 27, 28, 29]);
}

#[test]
fn history_is_asked_for_from_either_end() {
    let harness = few_of_many();
    let url = |from, order| {
        let request = harness.client.history(conversation(0), from, 30, order);
        let url = request.unwrap().uri().to_string();
        url.split_once("/Items").unwrap().1.to_owned()
    };
    assert_eq!(url(None, Order::Descending), "?PageSize=30&Order=desc");
    assert_eq!(url(Some(4), Order::Ascending), "?PageSize=30&Order=asc&From=4");
    let body = json!({"items": [], "meta": {"previous_token": null, "next_token": null}});
    let page = HistoryPage::read(body.to_string().as_bytes(), Order::Ascending).unwrap();
    assert_eq!(page, HistoryPage { messages: Vec::new(), next: None });
}

#[test]
fn other_users_are_followed_until_there_are_too_many() {
    let mut harness = few_of_many();
    let now = harness.now;
    for identity in ["bob", "carol"] {
        let name = harness.world.add_user(identity);
        harness.client.subscribe_user(identity, name, now);
        harness.settle();
    }
    harness.advance(SECOND);
    assert_eq!(harness.take_events(), ["UserSubscribed"; 2]);
    harness.change(|world| world.name_user("bob", "Robert"));
    assert_eq!(harness.take_events(), ["UserUpdated"]);
    let name = |harness: &Harness| harness.client.user("bob").unwrap().friendly_name.unwrap();
    assert_eq!(name(&harness), "Robert");
    harness.cut();
    harness.change(|world| world.name_user("bob", "Rob"));
    harness.advance(SECOND * 3);
    assert_eq!(name(&harness), "Rob");
    harness.take_events();
    harness.client.unsubscribe_user("bob", now);
    harness.settle();
    assert_eq!(harness.take_events(), ["UserUnsubscribed"]);
    assert_eq!(harness.client.user("bob"), None);
    let users = harness.client.replica().users;
    assert_eq!(users.keys().collect::<Vec<_>>(), ["carol"]);
}

#[test]
fn typing_ends_with_time_or_with_the_message() {
    let mut harness = few_of_many();
    for _ in 0..2 {
        type_as_bob(&mut harness);
    }
    harness.change(|world| world.send(0, "typed"));
    assert_eq!(harness.take_events(), ["Typing", "Typing", "TypingEnded", "MessageAdded"]);
    type_as_bob(&mut harness);
    harness.advance(SECOND * 6);
    assert_eq!(harness.take_events(), ["Typing", "TypingEnded"]);
}

fn type_as_bob(harness: &mut Harness) {
    let payload = json!({"channel_sid": conversation(0), "identity": "bob", "typing_timeout": 6});
    let session = harness.session.as_mut().unwrap();
    session.push("twilio.ipmsg.typing_indicator", &payload);
    harness.settle();
}
