//! Who leaves, and what the others are told of it.

use fake_core::room::{self, Departure, SubscribeRule};
use fake_video::{Drained, End};
use twilio_wire::signaling::{DescriptionType, ParticipantState, ServerMessage, TrackKind};

use crate::{
    client::{Fate, track},
    world::World,
};

#[test]
fn the_others_keep_the_leavers_tracks_and_lose_its_connections() {
    let mut world = World::joined(&["ann", "ben", "cat"]);
    world.publish(0, track("id", "mic", TrackKind::Audio));
    world.settle();
    world.leave(0);
    world.settle();
    for one in [1, 2] {
        let last = world.clients[one].heard.last().unwrap();
        let ServerMessage::Update(state) = last else { panic!("not an update: {last:?}") };
        let entry = &state.participants.as_deref().unwrap()[0];
        assert_eq!((entry.state, entry.tracks.len()), (ParticipantState::Disconnected, 1));
        let close = state.peer_connections.as_deref().unwrap()[0].description.as_ref().unwrap();
        assert_eq!(close.kind, DescriptionType::Close);
        assert_eq!(world.clients[one].open_peers().count(), 1, "ben and cat stay connected");
    }
}

#[test]
fn a_second_join_is_a_new_participant() {
    let mut world = World::joined(&["ann", "ben"]);
    let before = world.clients[0].sid;
    world.leave(0);
    world.clients[0] = crate::client::Client::new("ann");
    world.join(0, "lobby").unwrap();
    world.settle();
    assert_ne!(world.clients[0].sid, before);
    assert_eq!(world.clients[1].others.len(), 1);
}

#[test]
fn completing_a_room_disconnects_every_client() {
    let mut world = World::joined(&["ann", "ben"]);
    world.complete("lobby");
    world.settle();
    assert_eq!(world.clients[0].fate, Fate::Failed(53118));
    assert_eq!(world.clients[1].fate, Fate::Failed(53118));
    let sid = world.clients[0].room.unwrap().to_string();
    world.clients[0] = crate::client::Client::new("ann");
    assert_eq!(world.join(0, &sid).map_err(fake_video::SignalingError::code), Err(53118));
    world.join(0, "lobby").unwrap();
    world.settle();
    assert_ne!(world.clients[0].room.unwrap().to_string(), sid, "the name is free again");
}

#[test]
fn a_removed_participant_leaves_without_an_error() {
    let mut world = World::joined(&["ann", "ben"]);
    let handle = world.clients[0].handle.unwrap();
    let sent_away = world.tenant.record(
        |rooms, env| room::leave(rooms, handle.room, handle.participant, Departure::Removed, env),
        |_, gone| gone,
    );
    assert!(sent_away.is_ok());
    world.hub.catch_up();
    world.settle();
    assert_eq!(world.clients[0].fate, Fate::Left);
    assert_eq!(world.clients[0].end, Some(End::Over));
    assert!(world.clients[1].others.is_empty());
}

#[test]
fn rules_take_tracks_away_and_give_them_back() {
    let mut world = World::joined(&["ann", "ben"]);
    world.publish(0, track("id", "mic", TrackKind::Audio));
    world.settle();
    let handle = world.clients[1].handle.unwrap();
    for (effect, count) in [(room::Effect::Exclude, 0), (room::Effect::Include, 1)] {
        let rules = [SubscribeRule::all(effect)].into();
        let set = world.tenant.record(
            |rooms, env| room::set_rules(rooms, handle.room, handle.participant, rules, env),
            |_, _| (),
        );
        assert!(set.is_ok());
        world.hub.catch_up();
        world.settle();
        assert_eq!(world.clients[1].receives.len(), count);
    }
}

#[test]
fn an_empty_room_ends_after_its_time() {
    let mut world = World::joined(&["ann"]);
    world.leave(0);
    let is_open = |world: &World| world.tenant.read(|rooms| rooms.find("lobby").is_some());
    world.advance(5 * 60 - 1);
    assert!(is_open(&world));
    world.advance(1);
    assert!(!is_open(&world));
    assert_eq!(world.hub.deadline(), None);
}

#[test]
fn participants_are_disconnected_after_the_maximum_duration() {
    let mut world = World::joined(&["ann"]);
    world.advance(4 * 60 * 60);
    world.settle();
    assert_eq!(world.clients[0].fate, Fate::Failed(53104));
}

#[test]
fn an_outbox_ends_after_the_last_word() {
    let mut world = World::joined(&["ann"]);
    let outbox = world.clients[0].outbox.clone();
    world.complete("lobby");
    let mut messages = Vec::new();
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(outbox.poll_drain(&mut cx, &mut messages).is_ready());
    let Some(ServerMessage::Disconnected(status)) = messages.last() else { panic!("{messages:?}") };
    assert_eq!(status.status.as_deref(), Some("completed"));
    let end = outbox.poll_drain(&mut cx, &mut messages);
    assert_eq!(end, std::task::Poll::Ready(Drained::End(End::Over)));
}
