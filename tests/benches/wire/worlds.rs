//! Resets to a seed document and loading one, beside a bare server that answers the same bytes.

use std::{net::SocketAddr, time::Instant};

use anyhow::ensure;
use fake_twilio::{FakeTwilio, SeedDocument};
use serde_json::{Value, json};

use crate::{
    Machine, bare,
    load::Connection,
    rounds::{Better, Figures},
    table::{Table, Target, Unit},
};

const CONVERSATIONS: usize = 100;
const MESSAGES: usize = 10;
const ROUNDS: usize = 15;

/// Requests of a round.
const REQUESTS: u32 = 20;

/// Milliseconds that a reset takes at most.
const RESET: f64 = 1.0;

/// Milliseconds that loading takes at most.
const SEED: f64 = 30.0;

fn document() -> Value {
    let message = |number| json!({ "author": "ada", "body": format!("message {number}") });
    let conversation = |number: usize| {
        let messages: Vec<Value> = (0..MESSAGES).map(message).collect();
        let name = format!("room-{number}");
        json!({ "unique_name": name, "participants": ["ada", "bob"], "messages": messages })
    };
    json!({ "conversations": (0..CONVERSATIONS).map(conversation).collect::<Vec<_>>() })
}

/// A request to the control API, ready for the wire.
pub(crate) fn control(path: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST /_emulator/v1/{path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

pub(crate) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    let document = document();
    let (reset, seed) = (control("reset", "{}"), control("seed", &document.to_string()));
    let seeded: SeedDocument = serde_json::from_value(document)?;
    let start = FakeTwilio::builder().seed(7).seed_document(seeded).start();
    let emulator = machine.servers.block_on(start)?;
    compare(machine, table, "reset: 100 conversations, 1000 messages", RESET, |address| {
        timed(machine, address.unwrap_or(emulator.address()), None, &reset)
    })?;
    machine.servers.block_on(emulator.stop());
    let emulator = machine.emulator()?;
    compare(machine, table, "POST seed of the same", SEED, |address| {
        timed(machine, address.unwrap_or(emulator.address()), Some(&reset), &seed)
    })?;
    machine.servers.block_on(emulator.stop());
    Ok(())
}

/// Milliseconds of a request, and the answer's status and body.
struct Timed {
    millis: f64,
    status: u16,
    head: String,
    body: Vec<u8>,
}

/// Sends a request again and again on one connection, each after another one that is not timed.
fn timed(
    machine: &Machine,
    address: SocketAddr,
    before: Option<&[u8]>,
    request: &[u8],
) -> anyhow::Result<Timed> {
    machine.run(async {
        let mut connection = Connection::open(address).await?;
        let mut timed = Timed { millis: 0.0, status: 0, head: String::new(), body: Vec::new() };
        for _ in 0..REQUESTS {
            if let Some(before) = before {
                connection.exchange(before).await?;
            }
            let start = Instant::now();
            let answer = connection.exchange(request).await?;
            timed.millis += start.elapsed().as_secs_f64() * 1000.0 / f64::from(REQUESTS);
            ensure!(answer.status < 300, "answered {}", answer.status);
            timed.status = answer.status;
            timed.head = answer.head.to_owned();
            timed.body = answer.body.to_vec();
        }
        Ok(timed)
    })
}

/// Measures ours, without an address, and a bare server with the same answer by turns.
fn compare(
    machine: &Machine,
    table: &mut Table,
    what: &str,
    most: f64,
    time: impl Fn(Option<SocketAddr>) -> anyhow::Result<Timed>,
) -> anyhow::Result<()> {
    let Timed { status, head, body, .. } = time(None)?;
    let answer = crate::load::Answer { status, head: &head, body: &body };
    let bare = bare::http(machine, &answer)?;
    let (mut of_bare, mut of_ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_bare.push(time(Some(bare))?.millis);
        of_ours.push(time(None)?.millis);
    }
    let baseline = Figures::of(of_bare, Better::Lower)?;
    let ours = Figures::of(of_ours, Better::Lower)?;
    table.add_beside(what, Unit::Millis, Some(baseline), ours, Target::AtMost(most))?;
    Ok(())
}
