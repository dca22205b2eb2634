//! However often a client is cut, it ends with what the server has.

use jiff::SignedDuration;
use proptest::{collection::vec, prelude::*};

use crate::{harness::Harness, server::Behavior, world::World};

const CONVERSATIONS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Send(usize),
    Edit(usize, usize),
    RemoveMessage(usize, usize),
    Rename(usize),
    Join(usize, Option<u32>),
    Expel(usize),
    PutParticipant(usize, usize),
    RemoveParticipant(usize, usize),
    Cut,
    Advance(i64),
    Hold(bool),
    Release,
}

fn step() -> impl Strategy<Value = Step> {
    let at = 0..CONVERSATIONS;
    prop_oneof![
        6 => at.clone().prop_map(Step::Send),
        2 => (at.clone(), 0_usize..9).prop_map(|(at, which)| Step::Edit(at, which)),
        2 => (at.clone(), 0_usize..9).prop_map(|(at, which)| Step::RemoveMessage(at, which)),
        1 => at.clone().prop_map(Step::Rename),
        3 => (at.clone(), proptest::option::of(0_u32..9)).prop_map(|(at, to)| Step::Join(at, to)),
        1 => at.clone().prop_map(Step::Expel),
        2 => (at.clone(), 0_usize..5).prop_map(|(at, who)| Step::PutParticipant(at, who)),
        1 => (at, 0_usize..5).prop_map(|(at, who)| Step::RemoveParticipant(at, who)),
        3 => Just(Step::Cut),
        4 => prop_oneof![0_i64..150, 150_i64..15_000].prop_map(Step::Advance),
        1 => any::<bool>().prop_map(Step::Hold),
        2 => Just(Step::Release),
    ]
}

fn apply(harness: &mut Harness, number: usize, step: &Step) {
    let text = format!("step {number}");
    match *step {
        Step::Send(at) => harness.change(|world| world.send(at, &text)),
        Step::Edit(at, which) => harness.change(|world| {
            if let Some(key) = world.some_message(at, which) {
                world.edit(at, &key, &text);
            }
        }),
        Step::RemoveMessage(at, which) => harness.change(|world| {
            if let Some(key) = world.some_message(at, which) {
                world.remove_message(at, &key);
            }
        }),
        Step::Rename(at) => harness.change(|world| world.rename(at, &text)),
        Step::Join(at, horizon) => harness.change(|world| world.membership(at, horizon)),
        Step::Expel(at) => harness.change(|world| world.expel(at)),
        Step::PutParticipant(at, who) => {
            harness.change(|world| world.put_participant(at, who, &text));
        }
        Step::RemoveParticipant(at, who) => {
            harness.change(|world| world.remove_participant(at, who));
        }
        Step::Cut => harness.cut(),
        Step::Advance(millis) => harness.advance(SignedDuration::from_millis(millis)),
        Step::Hold(hold) => harness.behavior.hold = hold,
        Step::Release => harness.release(),
    }
}

#[test]
fn a_message_that_changes_and_goes_while_it_is_read_comes_before_it_goes() {
    let behavior = Behavior { replay: 1, ..Behavior::default() };
    let mut harness = Harness::new(World::new(1), behavior);
    (0..3).for_each(|_| harness.change(|world| world.send(0, "early")));
    harness.advance(SignedDuration::from_millis(150));
    harness.behavior.hold = true;
    harness.change(|world| world.membership(0, None));
    harness.change(|world| world.edit(0, "0", "changed"));
    harness.change(|world| world.remove_message(0, "0"));
    harness.take_events();
    harness.behavior.hold = false;
    harness.release();
    harness.advance(SignedDuration::from_secs(1));
    assert_eq!(harness.take_events(), ["ConversationAdded", "MessageAdded", "MessageRemoved"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_replica_catches_up(
        steps in vec(step(), 1..60), page in 2_usize..5, replay in 1_usize..6,
    ) {
        let behavior = Behavior { page, replay, ..Behavior::default() };
        let mut harness = Harness::new(World::new(CONVERSATIONS), behavior);
        for (number, step) in steps.iter().enumerate() {
            apply(&mut harness, number, step);
        }
        harness.behavior.hold = false;
        harness.release();
        harness.advance(SignedDuration::from_mins(10));
        prop_assert!(harness.client.is_settled(), "{:#?}", harness.client);
        let expected = harness.world.replica();
        prop_assert_eq!(&harness.client.replica(), &expected);
        let journal = harness.journal.as_ref().expect("a journal");
        let told: Vec<_> = journal.0.iter()
            .map(|(sid, view)| (sid, &view.messages, &view.participants)).collect();
        let held: Vec<_> = expected.conversations.iter()
            .map(|(sid, view)| (sid, &view.messages, &view.participants)).collect();
        prop_assert_eq!(told, held);
    }
}
