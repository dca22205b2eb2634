//! Three official clients and the Rust client on bad connections, and REST writers beside them: in the end
//! all agree, and no event was raised twice or not at all. Then they take turns on good connections: all see
//! the same typing, messages and read horizons in the same order.
//!
//! Seeds beyond the usual ones: `CHAOS_SEEDS=30 cargo test -p e2e --test it chaos`.

mod journal;
mod rust;
mod turns;
mod writer;

use std::time::Duration;

use e2e::{Chaos, Node, Stack, soon, tools_missing};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use journal::Journal;
use writer::Writer;

/// Seeds of a run that is not told otherwise: a minute, of which half is spent on waiting.
const SEEDS: u64 = 10;

/// Number of actions while the connections are bad.
const BEAT: Duration = Duration::from_millis(25);

/// How many things are done by seed.
const DEEDS: usize = 120;

/// In the place of a package: the Rust client.
const RUST: &str = "rust";

/// Who has the Rust client.
const RUST_USER: &str = "dan";

const PEOPLE: [(&str, &str); 4] = [
    ("ada", "@twilio/conversations"),
    ("bob", "conversations-2-7-0"),
    ("cid", "conversations-2-6-5"),
    (RUST_USER, RUST),
];

/// A user with an official client on a connection of its own.
struct Client {
    name: &'static str,
    line: Chaos,
    commands: mpsc::UnboundedSender<Value>,
    said: mpsc::UnboundedReceiver<Value>,
    journal: Journal,
    asked: u64,
    answered: u64,
}

impl Client {
    async fn join(stack: &Stack, (name, sdk): (&'static str, &str), room: &str, seed: u64) -> Self {
        let line = Chaos::start(stack.emulator().address(), seed).await;
        let (commands, said) = if sdk == RUST {
            rust::talk(line.url())
        } else {
            let env = [("SDK", sdk), ("TWILSOCK", &line.url())];
            talk(Node::start("sdk/chaos.mjs", None, &env))
        };
        let journal = Journal::default();
        let mut client = Self { name, line, commands, said, journal, asked: 0, answered: 0 };
        client.act("join", json!({ "token": stack.token(name), "sid": room })).await;
        client
    }

    /// Starts an action; on a bad connection its result is unknown.
    fn begin(&mut self, what: &str, mut with: Value) -> u64 {
        self.asked += 1;
        with["do"] = what.into();
        with["id"] = self.asked.into();
        // The end of one is noticed where its answers are awaited.
        let _ = self.commands.send(with);
        self.asked
    }

    /// Executes an action on a good connection.
    async fn act(&mut self, what: &str, with: Value) -> Value {
        let id = self.begin(what, with);
        loop {
            let mut said = self.hear().await;
            if said["id"] == id {
                assert!(said.get("failed").is_none(), "{}: {what}: {said}", self.name);
                return said["done"].take();
            }
        }
    }

    /// Waits until everything that was begun has ended, well or not.
    async fn idle(&mut self) {
        while self.answered < self.asked {
            self.hear().await;
        }
    }

    /// Waits until the events tell something.
    async fn until(&mut self, what: &str, is_told: impl Fn(&Journal) -> bool) {
        while !is_told(&self.journal) {
            soon(what, self.hear()).await;
        }
    }

    async fn hear(&mut self) -> Value {
        let name = self.name;
        let said = soon("a word of the client", self.said.recv()).await;
        let said = said.unwrap_or_else(|| panic!("the client of {name} has ended"));
        self.answered += u64::from(said.get("id").is_some());
        self.journal.note(name, &said);
        said
    }
}

/// Talks with a script in the background, so that it is never kept waiting.
fn talk(mut node: Node) -> (mpsc::UnboundedSender<Value>, mpsc::UnboundedReceiver<Value>) {
    let (commands, mut to_say) = mpsc::unbounded_channel::<Value>();
    let (heard, said) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                command = to_say.recv() => match command {
                    Some(command) => node.say(&command).await,
                    None => return,
                },
                word = node.hear() => match word {
                    Ok(word) => if heard.send(word).is_err() { return },
                    Err(error) => panic!("{error}"),
                },
            }
        }
    });
    (commands, said)
}

/// Lets a client do something random. The official ones report their typing once in five seconds, which
/// they do later on.
fn stir(client: &mut Client, rng: &mut ChaCha8Rng, deed: usize) {
    let index = rng.random_range(0..=deed);
    match rng.random_range(0..5) {
        3 if client.name == RUST_USER => {
            client.begin("type", json!({}));
        }
        0 | 1 => {
            let (body, attributes) = (format!("{}-{deed}", client.name), json!({ "deed": deed }));
            client.begin("send", json!({ "body": body, "attributes": attributes }));
        }
        2 => {
            client.begin("edit", json!({ "index": index, "body": format!("edited-{deed}") }));
        }
        _ => {
            client.begin("read", json!({ "index": index }));
        }
    }
}

async fn storm(seed: u64) {
    let stack = Stack::live().await;
    let mut writer = Writer::open(&stack, &PEOPLE.map(|(name, _)| name)).await;
    let room = writer.room().to_owned();
    let join = |at: usize| Client::join(&stack, PEOPLE[at], &room, seed * 4 + at as u64);
    let (ada, bob, cid, dan) = tokio::join!(join(0), join(1), join(2), join(3));
    let mut clients = [ada, bob, cid, dan];
    // What is said before a client has read everything is history to it, of which it tells nothing.
    for client in &mut clients {
        client.act("state", json!({})).await;
    }
    writer.mark("settled").await;
    for client in &mut clients {
        client.until("the first mark", |journal| journal.has_seen("settled")).await;
        client.line.rage();
    }

    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for deed in 0..DEEDS {
        beat.tick().await;
        let chosen = rng.random_range(0..clients.len() * 2);
        match clients.get_mut(chosen) {
            Some(client) => stir(client, &mut rng, deed),
            None => writer.stir(&mut rng, deed).await,
        }
    }

    for client in &clients {
        client.line.calm();
    }
    for client in &mut clients {
        // Queued actions may still change something.
        client.idle().await;
    }
    writer.end_typing().await;
    writer.mark("end").await;
    let truth = writer.truth().await;
    for client in &mut clients {
        client.until("the last mark", |journal| journal.has_seen("end")).await;
        let state = client.act("state", json!({})).await;
        let own = truth.of(client.name);
        assert_eq!(state["messages"], own["messages"], "seed {seed}: {}: messages", client.name);
        assert_eq!(state["participants"], own["participants"], "seed {seed}: {}", client.name);
        assert_eq!(state["read"], own["read"], "seed {seed}: {}: read horizon", client.name);
        client.journal.agree(&own, &format!("seed {seed}: {}", client.name));
    }
    turns::take(&mut clients).await;
}

#[tokio::test]
async fn on_bad_connections_nothing_is_lost_and_no_event_is_repeated() {
    if tools_missing(&["@twilio/conversations", "conversations-2-7-0", "conversations-2-6-5", "ws"])
    {
        return;
    }
    let seeds = std::env::var("CHAOS_SEEDS").ok().and_then(|it| it.parse().ok());
    for seed in 1..=seeds.unwrap_or(SEEDS) {
        storm(seed).await;
    }
}
