//! Webhooks of conversations: five each, in the order of arrival.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::{
    harness::{Found, delete, get, post, sid_of},
    system::System,
};

type Form = &'static [(&'static str, &'static str)];

const URL: (&str, &str) = ("Configuration.Url", "https://example.com/hook");
const FILTER: (&str, &str) = ("Configuration.Filters", "onMessageAdded");
const WORD: (&str, &str) = ("Configuration.Triggers", "help");
const FLOW: &str = "FW00000000000000000000000000000001";
const MAX: usize = 5;

/// Webhooks as they may be made.
const GOOD: [Form; 3] = [
    &[("Target", "webhook"), URL, FILTER, ("Configuration.Method", "get")],
    &[("Target", "Trigger"), URL, WORD],
    &[("Target", "studio"), ("Configuration.FlowSid", FLOW)],
];

/// Webhooks as they may not be made, with the code that refuses each.
const BAD: [(u32, Form); 11] = [
    (50368, &[URL, FILTER]),
    (50364, &[("Target", "carrier pigeon"), URL, FILTER]),
    (50369, &[("Target", "webhook"), FILTER]),
    (50369, &[("Target", "trigger"), WORD]),
    (50370, &[("Target", "webhook"), URL]),
    (50371, &[("Target", "trigger"), URL]),
    (50367, &[("Target", "studio"), URL]),
    (50362, &[("Target", "trigger"), URL, WORD, WORD, WORD, WORD, WORD, WORD]),
    (50365, &[("Target", "webhook"), URL, ("Configuration.Filters", "onUserAdded")]),
    (50365, &[("Target", "webhook"), URL, ("Configuration.Filters", "onNothing")]),
    (50055, &[("Target", "webhook"), URL, FILTER, ("Configuration.Method", "PUT")]),
];

#[derive(Clone, Debug)]
enum Step {
    Add(usize, usize),
    AddBad(usize, usize),
    /// Gives one another address.
    Update(usize, usize, u8),
    Fetch(usize, usize),
    Delete(usize, usize),
    List(usize),
    DeleteRoom(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let (at, nth) = (0_usize..2, 0_usize..6);
    let webhook = (at.clone(), nth.clone());
    prop_oneof![
        80 => (at.clone(), 0..GOOD.len()).prop_map(|(at, kind)| Step::Add(at, kind)),
        40 => (at.clone(), 0..BAD.len()).prop_map(|(at, kind)| Step::AddBad(at, kind)),
        20 => (at.clone(), nth, 0_u8..4).prop_map(|(at, nth, path)| Step::Update(at, nth, path)),
        20 => webhook.clone().prop_map(|(at, nth)| Step::Fetch(at, nth)),
        20 => webhook.prop_map(|(at, nth)| Step::Delete(at, nth)),
        20 => at.clone().prop_map(Step::List),
        1 => at.prop_map(Step::DeleteRoom),
    ]
}

struct Webhook {
    sid: String,
    kind: usize,
    url: String,
}

struct Walk {
    system: System,
    /// The path of each conversation, and its webhooks while it is there.
    rooms: Vec<(String, Option<Vec<Webhook>>)>,
}

impl Webhook {
    fn shown(&self) -> Value {
        let (target, configuration) = match self.kind {
            0 => {
                let filters = ["onMessageAdded"];
                ("webhook", json!({ "url": self.url, "method": "get", "filters": filters }))
            }
            1 => {
                let words = ["help"];
                let configuration = json!({
                    "url": self.url, "method": "post", "filters": words, "triggers": words,
                });
                ("trigger", configuration)
            }
            _ => ("studio", json!({ "flow_sid": FLOW })),
        };
        json!({ "sid": self.sid, "target": target, "configuration": configuration })
    }
}

impl Walk {
    fn new() -> Self {
        let system = System::new();
        let room = || {
            let made = post(&system, "/v1/Conversations", &[]);
            (format!("/v1/Conversations/{}", made.sid()), Some(Vec::new()))
        };
        let rooms = vec![room(), room()];
        Self { system, rooms }
    }

    fn webhook(&mut self, at: usize, nth: usize) -> Option<&mut Webhook> {
        self.rooms[at].1.as_mut()?.get_mut(nth)
    }

    fn path(&mut self, at: usize, nth: usize) -> String {
        let sid = self.webhook(at, nth).map(|it| it.sid.clone());
        format!("{}/Webhooks/{}", self.rooms[at].0, sid_of(sid.as_ref(), "WH"))
    }

    fn take(&mut self, step: &Step) -> Found {
        match *step {
            Step::Add(at, kind) => {
                let (room, webhooks) = &mut self.rooms[at];
                let response = post(&self.system, &format!("{room}/Webhooks"), GOOD[kind]);
                let Some(webhooks) = webhooks else { return response.is_missing() };
                if webhooks.len() >= MAX {
                    return response.is_refused(400, 50361);
                }
                let webhook = Webhook { sid: response.sid(), kind, url: URL.1.to_owned() };
                let shown = webhook.shown();
                webhooks.push(webhook);
                response.shows(201, &shown)
            }
            Step::AddBad(at, kind) => {
                let (room, webhooks) = &self.rooms[at];
                let (code, form) = BAD[kind];
                // The order of two errors is not specified.
                if webhooks.is_none() {
                    return Ok(());
                }
                post(&self.system, &format!("{room}/Webhooks"), form).is_refused(400, code)
            }
            Step::Update(at, nth, path) => {
                let url = format!("https://example.com/{path}");
                let address = self.path(at, nth);
                let response = post(&self.system, &address, &[(URL.0, &url)]);
                let Some(webhook) = self.webhook(at, nth) else { return response.is_missing() };
                webhook.url = url;
                response.shows(200, &webhook.shown())
            }
            Step::Fetch(at, nth) => {
                let path = self.path(at, nth);
                let response = get(&self.system, &path);
                let webhook = self.webhook(at, nth);
                webhook.map_or_else(|| response.is_missing(), |it| response.shows(200, &it.shown()))
            }
            Step::Delete(at, nth) => {
                let path = self.path(at, nth);
                let response = delete(&self.system, &path);
                if self.webhook(at, nth).is_none() {
                    return response.is_missing();
                }
                self.rooms[at].1.as_mut().unwrap().remove(nth);
                response.is_done()
            }
            Step::List(at) => {
                let (room, webhooks) = &self.rooms[at];
                let response = get(&self.system, &format!("{room}/Webhooks"));
                let Some(webhooks) = webhooks else { return response.is_missing() };
                response.lists("webhooks", &webhooks.iter().map(Webhook::shown).collect::<Vec<_>>())
            }
            Step::DeleteRoom(at) => {
                let (room, webhooks) = &mut self.rooms[at];
                let response = delete(&self.system, room);
                if webhooks.take().is_some() { response.is_done() } else { response.is_missing() }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn webhooks_are_those_of_the_model(steps in vec(step(), 1..100)) {
        let mut walk = Walk::new();
        for step in &steps {
            walk.take(step).map_err(TestCaseError::fail)?;
        }
    }
}
