//! Several clients that write, read, are cut and come back, beside a reference model: in the end all of
//! them know what the model says that they may know.

mod expected;

use fake_store::Clock;
use http::Method;
use jiff::SignedDuration;
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{TestCaseResult, TestError, TestRunner},
};
use twilio_sid::ConversationSid;
use twilio_wire::client_api::MessageForm;

use super::{simulated_client::SimulatedClient, system::System};
use expected::{Expected, View, view_of};

const ROOMS: usize = 2;
const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Join {
        who: usize,
        room: usize,
    },
    Leave {
        who: usize,
        room: usize,
    },
    Post {
        who: usize,
        room: usize,
    },
    Edit {
        who: usize,
        room: usize,
        which: usize,
    },
    Remove {
        who: usize,
        room: usize,
        which: usize,
    },
    Read {
        who: usize,
        room: usize,
        which: usize,
    },
    /// Delivers a few messages of somebody's connection.
    Deliver {
        who: usize,
        limit: usize,
    },
    Cut {
        who: usize,
    },
    Renew {
        who: usize,
    },
    Advance {
        millis: i64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let at = (0..PEOPLE.len(), 0..ROOMS);
    let which = (0..PEOPLE.len(), 0..ROOMS, 0_usize..6);
    let who = 0..PEOPLE.len();
    prop_oneof![
        4 => at.clone().prop_map(|(who, room)| Step::Join { who, room }),
        1 => at.clone().prop_map(|(who, room)| Step::Leave { who, room }),
        8 => at.prop_map(|(who, room)| Step::Post { who, room }),
        3 => which.clone().prop_map(|(who, room, which)| Step::Edit { who, room, which }),
        2 => which.clone().prop_map(|(who, room, which)| Step::Remove { who, room, which }),
        3 => which.prop_map(|(who, room, which)| Step::Read { who, room, which }),
        6 => (who.clone(), 0_usize..6).prop_map(|(who, limit)| Step::Deliver { who, limit }),
        3 => who.clone().prop_map(|who| Step::Cut { who }),
        1 => who.prop_map(|who| Step::Renew { who }),
        4 => (0_i64..4_000).prop_map(|millis| Step::Advance { millis }),
    ]
}

struct Story {
    system: System,
    clients: Vec<SimulatedClient>,
    rooms: Vec<ConversationSid>,
    expected: Expected,
}

impl Story {
    /// Two rooms and three clients, of whom bob may be one that forgets.
    fn new(bob_forgets: bool) -> Self {
        let system = System::new();
        let make = |room: usize| {
            let form = format!("UniqueName=room-{room}");
            let (_, made) = system.rest(Method::POST, "/v1/Conversations", &form);
            made["sid"].as_str().unwrap().parse().unwrap()
        };
        let rooms: Vec<ConversationSid> = (0..ROOMS).map(make).collect();
        let clients = PEOPLE.iter().zip(1..).map(|(name, seed)| {
            let client = SimulatedClient::new(name, seed);
            if bob_forgets && *name == "bob" { client.forgetful() } else { client }
        });
        let clients = clients.collect();
        let mut story = Self { system, clients, expected: Expected::new(&rooms), rooms };
        story.settle();
        story
    }

    fn apply(&mut self, number: usize, step: Step) {
        let now = self.system.clock.now();
        match step {
            Step::Join { who, room } => {
                self.clients[who].client.join(self.rooms[room], now);
            }
            Step::Leave { who, room } => {
                self.clients[who].client.leave(self.rooms[room], now);
            }
            Step::Post { who, room } => {
                let body = Some(format!("text-{number}"));
                let form = MessageForm { body, ..MessageForm::default() };
                self.clients[who].client.send_message(self.rooms[room], &form, now);
            }
            Step::Edit { who, room, which } => self.change(who, room, which, Some(number)),
            Step::Remove { who, room, which } => self.change(who, room, which, None),
            Step::Read { who, room, which } => self.read(who, room, which),
            Step::Deliver { who, limit } => {
                self.system.hub.catch_up();
                self.clients[who].pump(&self.system, limit);
            }
            Step::Cut { who } => self.clients[who].cut(&self.system),
            Step::Renew { who } => self.clients[who].renew(&self.system),
            Step::Advance { millis } => {
                self.system.clock.move_by(SignedDuration::from_millis(millis));
                for client in &mut self.clients {
                    client.pump(&self.system, 1);
                }
            }
        }
        self.note();
    }

    /// Edits or removes one of the messages that a client knows; most of others are refused.
    fn change(&mut self, who: usize, room: usize, which: usize, edit: Option<usize>) {
        let (sid, now) = (self.rooms[room], self.system.clock.now());
        let client = &mut self.clients[who].client;
        let state = client.conversation(sid).unwrap_or_default();
        let chosen = which.checked_rem(state.messages.len()).unwrap_or_default();
        let Some(message) = state.messages.values().nth(chosen) else { return };
        let Some(requests) = client.requests() else { return };
        let request = match edit {
            Some(number) => {
                let body = Some(format!("edited-{number}"));
                let form = MessageForm { body, ..MessageForm::default() };
                requests.update_message(sid, message.sid, &form)
            }
            None => requests.remove_message(sid, message.sid),
        };
        client.request(request.unwrap(), now);
    }

    fn read(&mut self, who: usize, room: usize, which: usize) {
        let (sid, now) = (self.rooms[room], self.system.clock.now());
        let client = &mut self.clients[who].client;
        let state = client.conversation(sid).unwrap_or_default();
        let chosen = which.checked_rem(state.messages.len()).unwrap_or_default();
        let index = state.messages.keys().nth(chosen).map(|index| u32::try_from(*index).unwrap());
        client.set_last_read(sid, index, now);
    }

    /// Lets the model know of what was carried out.
    fn note(&mut self) {
        for client in &mut self.clients {
            let identity = client.identity().to_owned();
            for answered in std::mem::take(&mut client.answered) {
                self.expected.note(&identity, &answered);
            }
        }
    }

    /// Lets all clients do what they want to do; every request counts before the next one.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            self.system.hub.catch_up();
            let mut busy = false;
            for who in 0..self.clients.len() {
                busy |= self.clients[who].pump(&self.system, 1);
                self.note();
            }
            if busy {
                continue;
            }
            if self.clients.iter().all(|client| client.client.is_settled()) {
                return;
            }
            let next = self.clients.iter().filter_map(SimulatedClient::deadline).min();
            self.system.clock.move_to(next.expect("an unsettled client waits for something"));
        }
        panic!("the clients do not settle");
    }

    fn seen(&self, who: usize) -> View {
        view_of(&self.clients[who].client.replica())
    }
}

fn play(steps: &[Step], bob_forgets: bool) -> TestCaseResult {
    let mut story = Story::new(bob_forgets);
    for (number, step) in steps.iter().enumerate() {
        story.apply(number, *step);
    }
    story.settle();
    for (who, name) in PEOPLE.iter().enumerate() {
        prop_assert_eq!(story.seen(who), story.expected.visible_to(name), "{}", name);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn all_replicas_equal_the_model(steps in vec(step(), 1..80)) {
        play(&steps, false)?;
    }
}

/// The model test finds a client that does not ask for what it missed, and tells a short story of it.
#[test]
fn a_client_that_forgets_is_caught() {
    let config = ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let result = runner.run(&vec(step(), 1..80), |steps| play(&steps, true));
    let Err(TestError::Fail(why, steps)) = result else { panic!("it was not caught: {result:?}") };
    assert!(why.message().contains("bob"), "{why}");
    assert!(steps.len() <= 6, "{steps:#?}");
    assert!(steps.contains(&Step::Cut { who: 1 }), "{steps:#?}");
}
