//! Sockets break and clients come back.

use fake_video::{End, SignalingError};
use twilio_wire::signaling::{
    Ice, ParticipantState, PeerConnection, ServerMessage, TrackKind, Verbatim,
};

use crate::{
    client::{Client, Fate, track},
    world::World,
};

fn state_of_ann(world: &World) -> Option<ParticipantState> {
    world.clients[1].others.values().next().map(|entry| entry.state)
}

#[test]
fn the_others_see_a_participant_reconnect() {
    let mut world = World::joined(&["ann", "ben"]);
    world.cut(0);
    world.settle();
    assert_eq!(state_of_ann(&world), Some(ParticipantState::Reconnecting));
    world.come_back(0).unwrap();
    world.settle();
    assert_eq!(state_of_ann(&world), Some(ParticipantState::Connected));
    assert_eq!(world.clients[0].fate, Fate::In);
}

#[test]
fn synced_lists_every_connection_that_lives() {
    let mut world = World::joined(&["ann", "ben", "cat"]);
    let before: Vec<String> = world.clients[0].open_peers().map(|(id, _)| id.clone()).collect();
    world.cut(0);
    world.come_back(0).unwrap();
    world.settle();
    let after: Vec<String> = world.clients[0].open_peers().map(|(id, _)| id.clone()).collect();
    assert_eq!((before.len(), before), (2, after));
}

#[test]
fn a_participant_that_stays_away_is_disconnected() {
    let mut world = World::joined(&["ann", "ben"]);
    world.cut(0);
    world.advance(29);
    world.settle();
    assert_eq!(state_of_ann(&world), Some(ParticipantState::Reconnecting));
    world.advance(1);
    world.settle();
    assert_eq!(state_of_ann(&world), None);
    assert_eq!(world.come_back(0), Err(SignalingError::NoSession));
    assert_eq!(SignalingError::NoSession.code(), 53001);
}

#[test]
fn a_session_is_of_its_own_identity_only() {
    let mut world = World::joined(&["ann", "ben"]);
    world.cut(0);
    world.clients[0].caller.identity = "eve".into();
    assert_eq!(world.come_back(0), Err(SignalingError::NoSession));
}

#[test]
fn a_new_socket_takes_over_before_the_old_one_is_missed() {
    let mut world = World::joined(&["ann", "ben"]);
    let (old, handle) = (world.clients[0].outbox.clone(), world.clients[0].handle.unwrap());
    world.come_back(0).unwrap();
    let mut messages = Vec::new();
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let end = old.poll_drain(&mut cx, &mut messages);
    assert_eq!(end, std::task::Poll::Ready(fake_video::Drained::End(End::Superseded)));
    // The end of the old socket must not take the new one along.
    world.hub.lose(handle);
    world.hub.leave(handle);
    world.settle();
    assert_eq!(state_of_ann(&world), Some(ParticipantState::Connected));
}

#[test]
fn participants_that_joined_meanwhile_are_in_the_resumed_state() {
    let mut world = World::joined(&["ann", "ben"]);
    world.clients.push(Client::new("cat"));
    world.cut(0);
    world.join(2, "lobby").unwrap();
    world.settle();
    world.come_back(0).unwrap();
    world.settle();
    assert_eq!(world.clients[0].others.len(), 2);
    assert_eq!(world.clients[0].open_peers().count(), 2);
    assert!(world.clients[0].open_peers().all(|(_, peer)| peer.agreed.is_some()));
}

#[test]
fn a_peer_connection_whose_answer_got_lost_is_replaced() {
    let mut world = World::new(&["ann", "ben"]);
    for one in [0, 1] {
        world.join(one, "lobby").unwrap();
        while world.hear(0) {}
    }
    // Ben is asked for an offer and makes it; ann answers and offers, and nobody gets to hear it.
    assert!(world.hear(1) && world.say(1));
    while world.hear(0) {}
    let lost = world.clients[0].open_peers().next().unwrap().0.clone();
    world.cut(0);
    world.come_back(0).unwrap();
    world.settle();
    for one in [0, 1] {
        let (id, peer) = world.clients[one].open_peers().next().expect("a new link");
        assert_ne!(*id, lost);
        assert!(peer.agreed.is_some() && peer.is_settled());
    }
}

#[test]
fn candidates_are_said_again() {
    let mut world = World::joined(&["ann", "ben"]);
    let id = world.clients[0].open_peers().next().unwrap().0.clone();
    let candidate = serde_json::json!({ "candidate": "candidate:1" });
    let candidate = Verbatim::of(&candidate).unwrap();
    for (revision, candidates) in [(1, vec![candidate.clone()]), (2, Vec::new())] {
        let ice = Ice { ufrag: "u".to_owned(), revision, candidates, complete: None };
        let news = PeerConnection { id: id.clone(), description: None, ice: Some(ice) };
        let message = world.clients[0].update(vec![news]).unwrap();
        world.hub.update(world.clients[0].handle.unwrap(), message).unwrap();
    }
    world.cut(1);
    world.come_back(1).unwrap();
    world.settle();
    let synced = world.clients[1].heard.iter().find_map(|message| {
        if let ServerMessage::Synced(state) = message { Some(state) } else { None }
    });
    let synced = synced.and_then(|state| state.peer_connections.clone());
    let ice = synced.unwrap()[0].ice.clone().expect("candidates");
    assert_eq!((ice.revision, ice.candidates), (2, vec![candidate]));
}

#[test]
fn a_rejected_track_is_reported_again_after_a_lost_socket() {
    let mut world = World::joined(&["ann"]);
    world.publish(0, track("one", "same", TrackKind::Video));
    world.publish(0, track("two", "same", TrackKind::Video));
    while world.say(0) {}
    world.cut(0);
    world.come_back(0).unwrap();
    world.settle();
    let failed = world.clients[0].published["two"].error.clone();
    assert_eq!(failed.map(|error| error.code), Some(53304));
}
