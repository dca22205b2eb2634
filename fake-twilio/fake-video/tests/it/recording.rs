//! What clients are told of recording, although nothing is recorded.

use fake_core::room::{self, Effect, RoomSettings, RoomType, SubscribeRule};
use twilio_wire::signaling::{Recording, ServerMessage, TrackKind};

use crate::{client::track, world::World};

/// A room of this type, which a client then finds by its name.
fn create(world: &World, kind: RoomType, record: bool) {
    let settings =
        RoomSettings { kind, record_participants_on_connect: record, ..RoomSettings::default() };
    let create = room::Create { unique_name: Some("lobby".into()), settings };
    let created = world.tenant.record(|rooms, env| room::create(rooms, create, env), |_, _| ());
    created.expect("a room");
}

fn set_rules(world: &World, effect: Effect) {
    let sid = world.tenant.read(|rooms| rooms.find("lobby").map(|room| room.profile.sid));
    let sid = sid.expect("a room");
    let rules = vec![SubscribeRule::all(effect)];
    let set = |rooms: &room::Rooms, env: &mut fake_core::Env<'_>| {
        room::set_recording_rules(rooms, sid, rules, env)
    };
    world.tenant.record(set, |_, _| ()).expect("rules");
    world.hub.catch_up();
}

/// All that a client was told of recording.
fn told(world: &World, one: usize) -> Vec<(bool, u64)> {
    let states = world.clients[one].heard.iter().filter_map(|message| match message {
        ServerMessage::Connected(state)
        | ServerMessage::Synced(state)
        | ServerMessage::Update(state) => state.recording,
        ServerMessage::Disconnected(_) | ServerMessage::Error(_) | ServerMessage::Iced(_) => None,
    });
    states.map(|Recording { is_recording, revision }| (is_recording, revision)).collect()
}

#[test]
fn it_begins_with_the_first_track_and_ends_with_the_last() {
    let mut world = World::new(&["ann"]);
    create(&world, RoomType::Group, true);
    world.join(0, "lobby").unwrap();
    world.settle();
    for name in ["mic", "cam"] {
        world.publish(0, track(name, name, TrackKind::Audio));
        world.settle();
    }
    assert_eq!(told(&world, 0), [(false, 1), (true, 2)]);
    for _ in 0..2 {
        world.clients[0].own.tracks.pop();
        world.clients[0].announce();
        world.settle();
    }
    assert_eq!(told(&world, 0), [(false, 1), (true, 2), (false, 3)]);
}

#[test]
fn rules_start_and_stop_it_for_all_participants() {
    let mut world = World::new(&["ann", "ben"]);
    create(&world, RoomType::GroupSmall, false);
    world.clients[0].own.tracks.push(track("mic", "mic", TrackKind::Audio));
    for one in [0, 1] {
        world.join(one, "lobby").unwrap();
        world.settle();
    }
    for effect in [Effect::Include, Effect::Include, Effect::Exclude] {
        set_rules(&world, effect);
        world.settle();
    }
    for one in [0, 1] {
        assert_eq!(told(&world, one), [(false, 1), (true, 2), (false, 3)]);
    }
}

#[test]
fn participants_that_join_or_resume_get_it_at_once() {
    let mut world = World::new(&["ann", "ben"]);
    create(&world, RoomType::Group, true);
    world.clients[0].own.tracks.push(track("cam", "cam", TrackKind::Video));
    for one in [0, 1] {
        world.join(one, "lobby").unwrap();
        world.settle();
    }
    assert_eq!((told(&world, 0), told(&world, 1)), (vec![(true, 2)], vec![(true, 2)]));
    world.cut(1);
    set_rules(&world, Effect::Exclude);
    world.come_back(1).unwrap();
    world.settle();
    assert_eq!(told(&world, 1), [(true, 2), (false, 3)]);
    world.leave(0);
    world.settle();
    assert_eq!(told(&world, 1).len(), 2, "nothing changed");
}

#[test]
fn data_and_rooms_without_a_media_server_are_never_recorded() {
    for (kind, tracks) in [
        (RoomType::Group, TrackKind::Data),
        (RoomType::PeerToPeer, TrackKind::Video),
        (RoomType::Go, TrackKind::Audio),
    ] {
        let mut world = World::new(&["ann"]);
        create(&world, kind, true);
        world.clients[0].own.tracks.push(track("it", "it", tracks));
        world.join(0, "lobby").unwrap();
        world.settle();
        assert_eq!(told(&world, 0), [(false, 1)]);
    }
}

#[test]
fn noise_cancellation_is_allowed_where_there_is_a_media_server() {
    for (kind, allowed) in [(RoomType::Group, true), (RoomType::PeerToPeer, false)] {
        let mut world = World::new(&["ann"]);
        create(&world, kind, false);
        world.join(0, "lobby").unwrap();
        world.settle();
        let ServerMessage::Connected(state) = &world.clients[0].heard[0] else { panic!("not in") };
        let vendors = &state.options.as_ref().expect("options").audio_processors;
        assert_eq!(vendors.len(), if allowed { 2 } else { 0 }, "{vendors:?}");
    }
}
