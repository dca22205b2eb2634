//! All clients of a conversation are cut at once and come back.

use std::{net::SocketAddr, time::Instant};

use anyhow::ensure;
use bytes::Bytes;
use fake_sync::ObjectId;
use fake_twilio::FakeTwilio;
use tokio::{
    sync::broadcast,
    task::{JoinSet, LocalSet},
};
use twilio_conversations::Client;
use twilio_sid::ConversationSid;
use twilio_wire::{rest::conversation::Conversation, sync::Target, twilsock::Secret};

use crate::{
    Machine, bare,
    rounds::{Figures, alternate},
    setup::{client, conversation},
    subscriber::{Mint, Subscriber, contains},
    table::{self, Table, Unit},
};

const CLIENTS: u32 = 1000;
const ROUNDS: usize = 5;
/// Messages that are sent while everybody is away.
const MISSED: u64 = 20;
/// Share of the bare rate that is to be reached; it was 0.36 to 0.39. Here a client introduces itself
/// and asks, there it only listens.
const RATIO: f64 = 0.25;
/// Milliseconds until the last one is back and knows everything: twice of what it took on two cores
/// that had other work, too.
const MILLIS: f64 = 1500.0;

/// A conversation whose participants come and go.
struct Room {
    address: SocketAddr,
    sid: ConversationSid,
    /// What each client introduces itself with.
    tokens: Vec<Secret>,
    client: Client,
    sent: u64,
}

/// Clients that are back.
struct Back {
    clients: Vec<Subscriber>,
    /// Bytes that the last of them was sent.
    bytes: usize,
    /// How many came back in a second.
    rate: f64,
}

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    let emulator = machine.emulator()?;
    let mut room = machine.run(Room::open(&emulator))?;
    let local = LocalSet::new();
    machine.run(room.say(MISSED))?;
    let Back { clients: mut present, bytes, .. } = machine.run(local.run_until(room.gather(0)))?;
    let missed = Bytes::from(vec![b' '; bytes]);
    let (bare, sender) = bare::broadcast(machine)?;
    let comparison = alternate(
        ROUNDS,
        || machine.run(local.run_until(gather_bare(bare, &sender, &missed))),
        || {
            let known = room.sent;
            present.clear();
            machine.run(room.say(MISSED))?;
            let back = machine.run(local.run_until(room.gather(known)))?;
            present = back.clients;
            Ok(back.rate)
        },
    )?;
    table.compare("1000 clients cut at once, all back", &comparison, RATIO)?;
    let Figures { best, median } = comparison.ours;
    let figures = Figures { best: millis(best), median: millis(median) };
    table.add(
        "  the same: all back after",
        Unit::Millis,
        figures,
        table::Target::AtMost(MILLIS),
    )?;
    machine.servers.block_on(emulator.stop());
    Ok(())
}

/// How long all clients take at so many a second.
fn millis(rate: f64) -> f64 {
    1000.0 * f64::from(CLIENTS) / rate
}

/// Lets as many clients in where they are but sent the same bytes; returns clients a second.
async fn gather_bare(
    address: SocketAddr,
    sender: &broadcast::Sender<Bytes>,
    missed: &Bytes,
) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut coming = JoinSet::new();
    for _ in 0..CLIENTS {
        coming.spawn_local(Subscriber::bare(address));
    }
    let mut present = Vec::new();
    while let Some(client) = coming.join_next().await {
        present.push(client??);
    }
    sender.send(missed.clone())?;
    for client in &mut present {
        client.message().await?;
    }
    Ok(f64::from(CLIENTS) / start.elapsed().as_secs_f64())
}

impl Room {
    async fn open(emulator: &FakeTwilio) -> anyhow::Result<Self> {
        let client = client(emulator.address())?;
        let Conversation { sid, chat_service_sid, .. } = conversation(&client).await?;
        let mint = Mint::new(emulator.credentials(), chat_service_sid)?;
        let mut tokens = Vec::new();
        for number in 0..CLIENTS {
            let identity = format!("user-{number}");
            client.conversation(sid).participants().create().identity(&identity).await?;
            tokens.push(mint.token(&identity)?);
        }
        Ok(Self { address: emulator.address(), sid, tokens, client, sent: 0 })
    }

    async fn say(&mut self, count: u64) -> anyhow::Result<()> {
        let messages = self.client.conversation(self.sid).messages();
        for _ in 0..count {
            messages.create().author("user-0").body("Missed").await?;
            self.sent += 1;
        }
        Ok(())
    }

    /// Lets everybody in at once, until each has heard every message behind `known`.
    async fn gather(&self, known: u64) -> anyhow::Result<Back> {
        let start = Instant::now();
        let mut coming = JoinSet::new();
        for token in &self.tokens {
            let (address, token, newest) = (self.address, token.clone(), self.sent);
            coming.spawn_local(come(address, token, self.targets(known), newest - known));
        }
        let (mut clients, mut bytes) = (Vec::new(), 0);
        while let Some(client) = coming.join_next().await {
            let (client, sent) = client??;
            clients.push(client);
            bytes = sent;
        }
        Ok(Back { clients, bytes, rate: f64::from(CLIENTS) / start.elapsed().as_secs_f64() })
    }

    /// The objects that an SDK follows of a conversation. The number of an event in the document is
    /// that of the participants and messages, as each changes it.
    fn targets(&self, known: u64) -> Vec<Target> {
        let people = u64::from(CLIENTS);
        let objects = [
            (ObjectId::Conversation(self.sid), people + known),
            (ObjectId::Messages(self.sid), known),
            (ObjectId::Roster(self.sid), people),
        ];
        let target = |(object, known): (ObjectId, u64)| Target {
            object_sid: object.sid(),
            object_type: object.kind(),
            last_event_id: Some(known),
        };
        objects.map(target).into()
    }
}

/// Connects and hears everything that was missed; tells how many bytes came.
async fn come(
    address: SocketAddr,
    token: Secret,
    targets: Vec<Target>,
    missed: u64,
) -> anyhow::Result<(Subscriber, usize)> {
    let mut client = Subscriber::connect(address, token).await?;
    client.ask(targets).await?;
    let (mut heard, mut bytes) = (0, 0);
    let (mut established, mut answered) = (false, false);
    while !(established && answered) {
        let message = client.message().await?;
        bytes += message.len();
        heard += count(&message, b"\"item_index\":");
        established |= contains(&message, b"subscription_established");
        answered |= contains(&message, b"\"http_status\"");
        ensure!(!contains(&message, b"subscription_failed"), "a subscription failed");
    }
    ensure!(heard == missed, "{heard} messages of {missed} were replayed");
    Ok((client, bytes))
}

fn count(text: &[u8], word: &[u8]) -> u64 {
    text.windows(word.len()).map(|window| u64::from(window == word)).sum()
}
