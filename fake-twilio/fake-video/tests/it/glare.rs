//! Both ends offer at once.

use twilio_wire::signaling::{DescriptionType, ServerMessage, TrackKind};

use crate::{client::track, world::World};

fn heard(world: &World, one: usize, kind: DescriptionType) -> usize {
    let updates = world.clients[one].heard.iter().filter_map(|message| {
        if let ServerMessage::Update(state) = message { Some(state) } else { None }
    });
    let peers = updates.filter_map(|state| state.peer_connections.as_ref());
    peers.flatten().filter(|it| it.description.as_ref().is_some_and(|it| it.kind == kind)).count()
}

#[test]
fn the_second_of_two_colliding_offers_is_dropped() {
    let mut world = World::joined(&["ann", "ben"]);
    let before = [0, 1].map(|one| heard(&world, one, DescriptionType::Offer));
    for one in [0, 1] {
        world.publish(one, track("screen", "screen", TrackKind::Video));
    }
    // Each says what it publishes, then offers; nobody has heard the other yet.
    for one in [0, 1, 0, 1] {
        assert!(world.say(one));
    }
    while world.hear(0) || world.hear(1) {}
    let after = [0, 1].map(|one| heard(&world, one, DescriptionType::Offer));
    assert_eq!([after[0] - before[0], after[1] - before[1]], [0, 1], "only ann's offer arrives");
    world.settle();
    for one in [0, 1] {
        assert!(world.clients[one].open_peers().all(|(_, peer)| peer.is_settled()));
    }
    let agreed =
        |one: usize| world.clients[one].open_peers().next().unwrap().1.agreed.clone().unwrap();
    let (ann, ben) = (agreed(0), agreed(1));
    assert_eq!((ann.0, ann.1), (ben.1, ben.0));
}
