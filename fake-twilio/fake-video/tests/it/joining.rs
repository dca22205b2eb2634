//! Who gets in, and what it is told.

use fake_core::room::RoomError;
use fake_video::SignalingError;
use twilio_wire::signaling::{
    DescriptionType, RoomState, ServerMessage, SubscribeRule, SubscribeRuleType, Subscriptions,
    TrackKind,
};

use crate::{
    client::{Fate, track},
    world::World,
};

fn welcome(world: &World, one: usize) -> &RoomState {
    let first = &world.clients[one].heard[0];
    let ServerMessage::Connected(state) = first else { panic!("not connected: {first:?}") };
    state
}

#[test]
fn the_first_peer_connection_is_closed_and_each_later_one_gets_an_offer() {
    let world = World::joined(&["ann", "ben", "cat"]);
    for (one, invitations) in [(0, 0), (1, 1), (2, 2)] {
        let peers = welcome(&world, one).peer_connections.as_deref().unwrap();
        let count = |kind| {
            peers
                .iter()
                .filter(|it| it.description.as_ref().is_some_and(|it| it.kind == kind))
                .count()
        };
        assert_eq!(count(DescriptionType::CreateOffer), invitations);
        assert_eq!(count(DescriptionType::Close), 1);
    }
}

#[test]
fn connected_is_complete() {
    let mut world = World::new(&["ann"]);
    world.clients[0].own.tracks.push(track("id", "mic", TrackKind::Audio));
    world.join(0, "lobby").unwrap();
    world.settle();
    let state = welcome(&world, 0);
    let options = state.options.as_ref().expect("the SDK needs options");
    assert_eq!((options.session_timeout, options.media_region.as_deref()), (30, Some("us1")));
    assert_eq!(state.participants.as_deref(), Some(&[][..]));
    assert_eq!(state.published.as_ref().map(|it| it.tracks.len()), Some(1));
    assert_eq!(state.name.as_deref(), Some("lobby"));
}

#[test]
fn without_a_name_the_room_is_new_and_called_by_its_sid() {
    let mut world = World::new(&["ann", "ben"]);
    for one in [0, 1] {
        let message = world.clients[one].connect_message(None);
        world.connect(one, message).unwrap();
        world.settle();
    }
    let [ann, ben] = [0, 1].map(|one| world.clients[one].room.unwrap());
    assert_ne!(ann, ben);
    assert_eq!(world.clients[0].name, ann.to_string());
}

#[test]
fn the_sid_of_a_room_serves_as_its_name() {
    let mut world = World::joined(&["ann"]);
    world.clients.push(crate::client::Client::new("ben"));
    let sid = world.clients[0].room.unwrap().to_string();
    world.join(1, &sid).unwrap();
    world.settle();
    assert_eq!(world.clients[1].name, "lobby");
    assert_eq!(world.clients[0].others.len(), 1);
}

#[test]
fn names_are_judged() {
    let mut world = World::new(&["ann"]);
    let refused = |why: RoomError| Err(SignalingError::Room(why));
    assert_eq!(world.join(0, &"x".repeat(129)), refused(RoomError::NameTooLong));
    assert_eq!(world.join(0, "bad\u{7}name"), refused(RoomError::NameChars));
    assert_eq!(world.join(0, &format!("RM{}", "0".repeat(32))), refused(RoomError::NoRoom));
    assert_eq!(world.join(0, &"x".repeat(128)), Ok(()));
}

#[test]
fn a_token_for_one_room_opens_no_other() {
    let mut world = World::new(&["ann"]);
    world.clients[0].caller.room = Some("lobby".into());
    let refused = Err(SignalingError::Room(RoomError::OtherRoomGranted));
    assert_eq!(world.join(0, "attic"), refused);
    assert_eq!(SignalingError::Room(RoomError::OtherRoomGranted).code(), 20106);
    let message = world.clients[0].connect_message(None);
    world.connect(0, message).unwrap();
    world.settle();
    assert_eq!(world.clients[0].name, "lobby", "the token's room is the default");
}

#[test]
fn an_identity_is_in_a_room_once() {
    let mut world = World::joined(&["ann", "ben"]);
    world.clients.push(crate::client::Client::new("ann"));
    world.join(2, "lobby").unwrap();
    world.settle();
    assert_eq!(world.clients[0].fate, Fate::Failed(53205));
    assert_ne!(world.clients[0].sid, world.clients[2].sid);
    let seen: Vec<_> = world.clients[1].others.keys().copied().collect();
    assert_eq!(seen, [world.clients[2].sid.unwrap()]);
}

#[test]
fn a_full_room_accepts_only_a_replacement() {
    let names: Vec<String> = (0..51).map(|n| format!("guest-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut world = World::new(&names);
    for one in 0..50 {
        world.join(one, "lobby").unwrap();
    }
    assert_eq!(world.join(50, "lobby"), Err(SignalingError::Room(RoomError::Full)));
    world.clients[50] = crate::client::Client::new("guest-7");
    assert_eq!(world.join(50, "lobby"), Ok(()));
}

#[test]
fn rules_without_includes_subscribe_to_nothing() {
    let mut world = World::new(&["ann", "ben"]);
    world.clients[0].own.tracks.push(track("id", "mic", TrackKind::Audio));
    world.join(0, "lobby").unwrap();
    let rule = SubscribeRule { kind: SubscribeRuleType::Exclude, all: true };
    let mut message = world.clients[1].connect_message(Some("lobby"));
    message.subscribe = Some(Subscriptions { rules: vec![rule] });
    world.connect(1, message).unwrap();
    world.settle();
    let ben = &world.clients[1];
    assert!(ben.receives.is_empty());
    assert_eq!(ben.others.values().map(|it| it.tracks.len()).sum::<usize>(), 1, "but sees it");
}

#[test]
fn what_a_client_asks_of_the_media_is_kept() {
    let mut world = World::new(&["ann"]);
    let mut message = world.clients[0].connect_message(Some("lobby"));
    let wanted = serde_json::json!({ "active_speaker": { "transports": [] } });
    message.media_signaling = Some(wanted.clone());
    world.connect(0, message).unwrap();
    let handle = world.clients[0].handle.unwrap();
    let connect_options = world.hub.connect_options(handle.room, handle.participant).unwrap();
    assert_eq!(connect_options.media_signaling, Some(wanted));
}
