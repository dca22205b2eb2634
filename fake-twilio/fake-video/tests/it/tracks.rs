//! What is published, and what may not be.

use fake_video::SignalingError;
use twilio_wire::{
    signaling::{LocalTrack, Priority, PublicationState, TrackKind},
    twilsock::Secret,
};

use crate::{client::track, world::World};

fn code(world: &World, id: &str) -> Option<u32> {
    world.clients[0].published[id].error.as_ref().map(|error| error.code)
}

#[test]
fn a_track_reaches_the_others_with_its_name_and_state() {
    let mut world = World::joined(&["ann", "ben"]);
    let screen = LocalTrack {
        enabled: false,
        priority: Priority::High,
        ..track("id", "screen", TrackKind::Video)
    };
    world.publish(0, screen);
    world.settle();
    let ben = &world.clients[1];
    let seen = &ben.others.values().next().unwrap().tracks[0];
    assert_eq!(
        (seen.name.as_str(), seen.enabled, seen.priority),
        ("screen", false, Priority::High)
    );
    assert_eq!(ben.receives.get(&seen.sid).map(String::as_str), Some("id"));
    assert_eq!(world.clients[0].published["id"].sid, Some(seen.sid));
}

#[test]
fn names_are_unique_and_short_and_failures_are_private() {
    let mut world = World::joined(&["ann", "ben"]);
    world.publish(0, track("one", "same", TrackKind::Video));
    world.publish(0, track("two", "same", TrackKind::Audio));
    world.publish(0, track("long", &"n".repeat(129), TrackKind::Video));
    world.publish(0, track("bad", "a\nb", TrackKind::Video));
    world.settle();
    assert_eq!(world.clients[0].published["one"].state, PublicationState::Ready);
    assert_eq!(
        ["two", "long", "bad"].map(|id| code(&world, id)),
        [Some(53304), Some(53302), Some(53303)]
    );
    let seen = world.clients[1].others.values().next().unwrap();
    assert_eq!(seen.tracks.len(), 1);
}

#[test]
fn a_name_is_free_again_after_unpublishing() {
    let mut world = World::joined(&["ann", "ben"]);
    for id in ["one", "two", "three"] {
        world.clients[0].own.tracks.clear();
        world.publish(0, track(id, "screen", TrackKind::Video));
        world.settle();
        assert_eq!(code(&world, id), None);
        assert_eq!(world.clients[1].receives.len(), 1);
    }
}

#[test]
fn there_is_an_end_to_tracks() {
    let mut world = World::joined(&["ann"]);
    for number in 0..65 {
        let name = format!("track-{number}");
        world.publish(0, track(&name, &name, TrackKind::Data));
    }
    world.settle();
    assert_eq!([code(&world, "track-63"), code(&world, "track-64")], [None, Some(53203)]);
}

#[test]
fn an_old_state_changes_nothing() {
    let mut world = World::joined(&["ann", "ben"]);
    let mut old = world.clients[0].update(Vec::new()).unwrap();
    world.publish(0, track("id", "mic", TrackKind::Audio));
    world.settle();
    old.participant.as_mut().unwrap().tracks.clear();
    world.hub.update(world.clients[0].handle.unwrap(), old).unwrap();
    world.settle();
    assert_eq!(world.clients[1].receives.len(), 1);
}

#[test]
fn a_message_of_another_session_is_refused() {
    let world = World::joined(&["ann", "ben"]);
    let mut message = world.clients[0].update(Vec::new()).unwrap();
    let handle = world.clients[1].handle.unwrap();
    assert_eq!(world.hub.update(handle, message.clone()), Err(SignalingError::NoSession));
    message.session = Secret::from("made up");
    assert_eq!(world.hub.update(handle, message), Err(SignalingError::NoSession));
}
