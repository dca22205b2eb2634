//! Whatever happens in a room, everybody ends up seeing it as it is.

use fake_core::room::{Room, Rooms};
use proptest::prelude::*;
use twilio_wire::signaling::{ParticipantState, Priority, PublicationState, TrackKind};

use crate::{
    client::{Client, Fate, track},
    world::World,
};

#[derive(Clone, Copy, Debug)]
enum Step {
    Join(usize),
    Leave(usize),
    Cut(usize),
    ComeBack(usize),
    Publish(usize, u8),
    Unpublish(usize),
    Toggle(usize),
    Say(usize),
    Hear(usize),
    Advance(u8),
    Complete,
}

const IDENTITIES: [&str; 5] = ["ann", "ben", "cat", "dan", "ann"];

fn step() -> impl Strategy<Value = Step> {
    let one = 0..IDENTITIES.len();
    prop_oneof![
        4 => one.clone().prop_map(Step::Join),
        1 => one.clone().prop_map(Step::Leave),
        2 => one.clone().prop_map(Step::Cut),
        3 => one.clone().prop_map(Step::ComeBack),
        3 => (one.clone(), 0..4u8).prop_map(|(one, name)| Step::Publish(one, name)),
        1 => one.clone().prop_map(Step::Unpublish),
        2 => one.clone().prop_map(Step::Toggle),
        12 => one.clone().prop_map(Step::Say),
        12 => one.prop_map(Step::Hear),
        1 => (0..40u8).prop_map(Step::Advance),
        1 => Just(Step::Complete),
    ]
}

fn take(world: &mut World, step: Step, count: usize) {
    match step {
        Step::Join(one) if world.clients[one].fate != Fate::In => {
            let mut client = Client::new(IDENTITIES[one]);
            client.own.tracks.push(track(&format!("first-{count}"), "mic", TrackKind::Audio));
            world.clients[one] = client;
            world.join(one, "lobby").unwrap();
        }
        Step::Leave(one) => world.leave(one),
        Step::Cut(one) => world.cut(one),
        Step::ComeBack(one) => {
            if world.clients[one].fate == Fate::In && world.clients[one].session.is_some() {
                // Anyone who comes too late learns so.
                let _ = world.come_back(one);
            }
        }
        Step::Publish(one, name) => {
            let name = format!("name-{name}");
            world.publish(one, track(&format!("track-{count}"), &name, TrackKind::Video));
        }
        Step::Unpublish(one) => {
            world.clients[one].own.tracks.pop();
            world.clients[one].announce();
        }
        Step::Toggle(one) => {
            if let Some(track) = world.clients[one].own.tracks.first_mut() {
                track.enabled = !track.enabled;
                track.priority = Priority::High;
            }
            world.clients[one].announce();
        }
        Step::Say(one) => drop(world.say(one)),
        Step::Hear(one) => drop(world.hear(one)),
        Step::Advance(seconds) => world.advance(i64::from(seconds)),
        Step::Complete => {
            if world.tenant.read(|rooms| rooms.find("lobby").is_some()) {
                world.complete("lobby");
            }
        }
        Step::Join(_) => {}
    }
}

/// Everybody comes back and says all there is to say.
fn finish(world: &mut World) {
    for one in 0..world.clients.len() {
        let client = &world.clients[one];
        if client.fate == Fate::In && client.handle.is_none() {
            if client.session.is_some() {
                let _ = world.come_back(one);
            } else {
                // The SDK gives up when it is cut off before it was told that it is in.
                world.clients[one].fate = Fate::Left;
            }
        }
    }
    world.advance(31);
    world.settle();
}

/// What a client sees of the others is what they are.
fn check_view(world: &World, one: usize) {
    let client = &world.clients[one];
    let sid = client.sid.unwrap();
    world.tenant.read(|rooms| {
        let room = rooms.find("lobby").expect("a room with people in it");
        let others = room.present().filter(|member| member.participant.sid != sid);
        let mut receives = std::collections::BTreeMap::new();
        let mut count = 0;
        for member in others {
            count += 1;
            let seen = client.others.get(&member.participant.sid).expect("everybody is seen");
            assert_eq!(seen.identity, *member.participant.identity);
            assert_eq!(seen.state, ParticipantState::Connected);
            let told: Vec<_> = seen.tracks.iter().map(|it| (it.sid, it.enabled)).collect();
            let real: Vec<_> = member.tracks.iter().map(|it| (it.sid, it.enabled)).collect();
            assert_eq!(told, real, "tracks of {}", seen.identity);
            receives.extend(member.tracks.iter().map(|it| (it.sid, it.id.to_string())));
        }
        assert_eq!(client.others.len(), count, "all announced participants are in the room");
        assert_eq!(client.receives, receives);
        let (_, member) = rooms.present(room.profile.sid, sid).unwrap();
        for track in &client.own.tracks {
            let state = client.published[&track.id].state;
            let is_published = member.tracks.iter().any(|it| *it.id == *track.id);
            assert_eq!(state == PublicationState::Ready, is_published, "{}", track.id);
        }
    });
}

/// Every two have one peer connection, and agree on what was said last.
fn check_peers(world: &World, present: &[usize]) {
    for &one in present {
        let client = &world.clients[one];
        assert_eq!(client.open_peers().count(), present.len() - 1, "peer connections of {one}");
        for (id, peer) in client.open_peers() {
            assert!(peer.is_settled(), "{one} still waits on {id}: {peer:?}");
            let partner = present.iter().find(|&&two| {
                two != one && world.clients[two].open_peers().any(|(other, _)| other == id)
            });
            let other = &world.clients[*partner.expect("both ends")].peers[id];
            let (own, remote) = peer.agreed.as_ref().expect("an agreement");
            let (other_own, other_remote) = other.agreed.as_ref().expect("an agreement");
            assert_eq!((own, remote), (other_remote, other_own), "both ends of {id}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_view_converges(steps in prop::collection::vec(step(), 1..120)) {
        let mut world = World::new(&IDENTITIES);
        for (count, step) in steps.into_iter().enumerate() {
            take(&mut world, step, count);
        }
        finish(&mut world);
        let is_in = |one: &usize| world.clients[*one].fate == Fate::In;
        let present: Vec<_> = (0..world.clients.len()).filter(is_in).collect();
        for one in &present {
            check_view(&world, *one);
        }
        check_peers(&world, &present);
        let count = |rooms: &Rooms| rooms.find("lobby").map_or(0, Room::present_count);
        let counted = world.tenant.read(count);
        prop_assert_eq!(counted, present.len());
    }
}
