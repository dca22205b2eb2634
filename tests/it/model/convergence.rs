//! A client that is cut and redials at random ends with the replica of one that never was.

use http::{Method, StatusCode};
use jiff::SignedDuration;
use proptest::{collection::vec, prelude::*};
use serde_json::Value;

use super::{simulated_client::SimulatedClient, system::System};

const ROOMS: usize = 3;
const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];
const EVERYTHING: usize = usize::MAX;

#[derive(Clone, Debug)]
enum Step {
    Create(usize),
    Delete(usize),
    Rename(usize),
    Join(usize, usize),
    Leave(usize, usize),
    Send(usize, usize),
    Edit(usize, usize),
    Remove(usize, usize),
    Read(usize, usize),
    /// Delivers a few messages to the client that is cut now and then.
    Deliver(usize),
    Cut,
    Wait(i64),
    Reset,
}

fn step() -> impl Strategy<Value = Step> {
    let (room, who) = (0..ROOMS, 0..PEOPLE.len());
    prop_oneof![
        2 => room.clone().prop_map(Step::Create),
        1 => room.clone().prop_map(Step::Delete),
        1 => room.clone().prop_map(Step::Rename),
        4 => (room.clone(), who.clone()).prop_map(|(room, who)| Step::Join(room, who)),
        1 => (room.clone(), who.clone()).prop_map(|(room, who)| Step::Leave(room, who)),
        8 => (room.clone(), who).prop_map(|(room, who)| Step::Send(room, who)),
        2 => (room.clone(), 0_usize..9).prop_map(|(room, which)| Step::Edit(room, which)),
        2 => (room.clone(), 0_usize..9).prop_map(|(room, which)| Step::Remove(room, which)),
        2 => (room, 0_usize..9).prop_map(|(room, index)| Step::Read(room, index)),
        6 => (0_usize..6).prop_map(Step::Deliver),
        3 => Just(Step::Cut),
        3 => (0_i64..5_000).prop_map(Step::Wait),
        1 => Just(Step::Reset),
    ]
}

/// Index, author and text of every message of every room, by the room's SID.
type Rooms = Vec<(String, Vec<(u64, String, String)>)>;

struct Story {
    system: System,
    steady: SimulatedClient,
    flaky: SimulatedClient,
}

impl Story {
    fn new() -> Self {
        let (steady, flaky) =
            (SimulatedClient::new(PEOPLE[0], 1), SimulatedClient::new(PEOPLE[0], 2));
        Self { system: System::new(), steady, flaky }
    }

    fn room(number: usize) -> String {
        format!("/v1/Conversations/room-{number}")
    }

    /// Changes something by REST; most refusals (no such room, already in) are part of the story.
    fn post(&self, path: &str, form: &str) {
        let (status, body) = self.system.rest(Method::POST, path, form);
        assert!(!status.is_server_error(), "{path}: {status} {body}");
    }

    fn delete(&self, path: &str) {
        let (status, body) = self.system.rest(Method::DELETE, path, "");
        assert!(!status.is_server_error(), "{path}: {status} {body}");
    }

    fn some_message(&self, room: usize, which: usize) -> Option<String> {
        let path = format!("{}/Messages", Self::room(room));
        let (status, body) = self.system.rest(Method::GET, &path, "");
        let messages = body["messages"].as_array().filter(|_| status == StatusCode::OK)?;
        let chosen = messages.get(which.checked_rem(messages.len())?)?;
        Some(format!("{path}/{}", chosen["sid"].as_str()?))
    }

    fn apply(&mut self, number: usize, step: &Step) {
        match *step {
            Step::Create(room) => {
                self.post("/v1/Conversations", &format!("UniqueName=room-{room}"));
            }
            Step::Delete(room) => self.delete(&Self::room(room)),
            Step::Rename(room) => {
                self.post(&Self::room(room), &format!("FriendlyName=name-{number}"));
            }
            Step::Join(room, who) => {
                let form = format!("Identity={}", PEOPLE[who]);
                self.post(&format!("{}/Participants", Self::room(room)), &form);
            }
            Step::Leave(room, who) => {
                self.delete(&format!("{}/Participants/{}", Self::room(room), PEOPLE[who]));
            }
            Step::Send(room, who) => {
                let form = format!("Author={}&Body=text-{number}", PEOPLE[who]);
                self.post(&format!("{}/Messages", Self::room(room)), &form);
            }
            Step::Edit(room, which) => {
                if let Some(path) = self.some_message(room, which) {
                    self.post(&path, &format!("Body=edited-{number}"));
                }
            }
            Step::Remove(room, which) => {
                if let Some(path) = self.some_message(room, which) {
                    self.delete(&path);
                }
            }
            Step::Read(room, index) => {
                let path = format!("{}/Participants/{}", Self::room(room), PEOPLE[0]);
                self.post(&path, &format!("LastReadMessageIndex={index}"));
            }
            Step::Deliver(limit) => {
                self.system.hub.catch_up();
                self.flaky.pump(&self.system, limit);
            }
            Step::Cut => self.flaky.cut(&self.system),
            Step::Reset => {
                let (status, body) = self.system.rest(Method::POST, "/_emulator/v1/reset", "{}");
                assert_eq!(status, StatusCode::OK, "{body}");
            }
            Step::Wait(millis) => {
                self.system.clock.move_by(SignedDuration::from_millis(millis));
                self.flaky.pump(&self.system, 1);
            }
        }
        self.system.hub.catch_up();
        while self.steady.pump(&self.system, EVERYTHING) {}
    }

    /// Lets both clients do all that they want to do.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            self.system.hub.catch_up();
            let busy = self.steady.pump(&self.system, EVERYTHING)
                | self.flaky.pump(&self.system, EVERYTHING);
            if busy {
                continue;
            }
            if self.steady.client.is_settled() && self.flaky.client.is_settled() {
                return;
            }
            let next = self.steady.deadline().into_iter().chain(self.flaky.deadline()).min();
            self.system.clock.move_to(next.expect("an unsettled client waits for something"));
        }
        panic!("the clients do not settle");
    }

    /// What REST says that alice can see.
    fn visible(&self) -> Rooms {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut rooms = Vec::new();
        for room in 0..ROOMS {
            let path = Self::room(room);
            let me = format!("{path}/Participants/{}", PEOPLE[0]);
            if self.system.rest(Method::GET, &me, "").0 != StatusCode::OK {
                continue;
            }
            let (_, conversation) = self.system.rest(Method::GET, &path, "");
            let (_, body) = self.system.rest(Method::GET, &format!("{path}/Messages"), "");
            let messages = body["messages"].as_array().unwrap().iter();
            let messages = messages
                .map(|it| (it["index"].as_u64().unwrap(), text(&it["author"]), text(&it["body"])));
            rooms.push((text(&conversation["sid"]), messages.collect()));
        }
        rooms.sort();
        rooms
    }
}

fn seen(client: &SimulatedClient) -> Rooms {
    let replica = client.client.replica();
    let mut rooms: Vec<_> = replica
        .conversations
        .iter()
        .map(|(sid, conversation)| {
            let messages = conversation
                .messages
                .values()
                .map(|it| (it.index, it.author.clone(), it.body.clone().unwrap_or_default()));
            (sid.to_string(), messages.collect())
        })
        .collect();
    rooms.sort();
    rooms
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_client_ends_like_a_steady_one(steps in vec(step(), 1..80)) {
        let mut story = Story::new();
        for (number, step) in steps.iter().enumerate() {
            story.apply(number, step);
        }
        story.settle();
        prop_assert_eq!(seen(&story.steady), story.visible());
        prop_assert_eq!(story.flaky.client.replica(), story.steady.client.replica());
    }
}
