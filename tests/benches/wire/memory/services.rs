//! Many services at once, and a small one beside a big one.

use std::time::Instant;

use anyhow::ensure;
use tokio::task::LocalSet;
use twilio_conversations::Client;

use super::Filled;
use crate::{
    Machine,
    load::{Connection, play},
    rest::{delete, get, post},
    rounds::{Better, Comparison, Figures, alternate},
    setup::client,
    table::{Table, Target, Unit},
};

/// Services that are written to at once, and the messages of a connection in a round.
const SERVICES: u32 = 50;
const WRITES: usize = 200;
const ROUNDS: usize = 7;

/// Messages that are sent to the small service in a round, one after the other.
const PROBES: usize = 5_000;

/// What the 99th percentile beside a million messages may be, as a multiple of that beside few.
const SLOWER: f64 = 1.5;

/// Compares the rates of one and of fifty services.
pub(super) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    Ok(table.compare("create a message: 1 service, 50", &rates(machine)?, 0.9)?)
}

/// Messages a second in one service, and in fifty at once.
fn rates(machine: &Machine) -> anyhow::Result<Comparison> {
    let emulator = machine.emulator()?;
    let address = emulator.address();
    let rooms: Vec<String> = machine.run(async {
        let client = client(address)?;
        let mut rooms = Vec::new();
        for _ in 0..SERVICES {
            rooms.push(room_of_its_own(&client).await?);
        }
        Ok(rooms)
    })?;
    // As many connections in both cases.
    let run = |services: usize| {
        let rooms = rooms.iter().take(services).cycle().take(rooms.len());
        let script = |room: &String| vec![post(room, "Author=a&Body=x"); WRITES];
        machine.run(play(address, rooms.map(script).collect(), 201))
    };
    let comparison = alternate(ROUNDS, || run(1), || run(rooms.len()))?;
    machine.servers.block_on(emulator.stop());
    Ok(comparison)
}

/// The path of the messages of a conversation in a service of its own.
async fn room_of_its_own(client: &Client) -> anyhow::Result<String> {
    let service = client.services().create().friendly_name("x").await?.sid;
    let room = client.service(service).conversations().create().friendly_name("x").await?.sid;
    Ok(format!("/v1/Services/{service}/Conversations/{room}/Messages"))
}

/// Compares how long messages to another service take while a small and a big one are busy.
pub(super) fn neighbours(
    machine: &Machine,
    small: &Filled,
    big: &Filled,
    table: &mut Table,
) -> anyhow::Result<()> {
    let (mut beside_small, mut beside_big) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        beside_small.push(machine.run(percentile(small))?);
        beside_big.push(machine.run(percentile(big))?);
    }
    let beside_small = Figures::of(beside_small, Better::Lower)?;
    let most = Target::AtMost(beside_small.median * SLOWER);
    let ours = Figures::of(beside_big, Better::Lower)?;
    let what = "p99 beside 1 000, 1 000 000 messages";
    Ok(table.add_beside(what, Unit::Millis, Some(beside_small), ours, most)?)
}

/// Milliseconds that all but a hundredth of the messages to a new service take at most, while the
/// other one is written to and read from.
async fn percentile(other: &Filled) -> anyhow::Result<f64> {
    let (address, path) = (other.program.address, other.path());
    let room = room_of_its_own(&client(address)?).await?;
    let request = post(&room, "Author=a&Body=x");
    let mut probe = Connection::open(address).await?;
    let local = LocalSet::new();
    let busy = local.spawn_local(async move {
        let mut busy = Connection::open(address).await?;
        loop {
            busy.exchange(&post(&path, "Attributes=%7B%7D")).await?;
            busy.exchange(&get(&format!("{path}/Messages?Order=desc&PageSize=20"))).await?;
        }
        #[expect(unreachable_code, reason = "names the type of the error")]
        anyhow::Ok(())
    });
    let mut took = Vec::with_capacity(PROBES);
    local
        .run_until(async {
            for _ in 0..PROBES {
                let start = Instant::now();
                let answer = probe.exchange(&request).await?;
                ensure!(answer.status == 201, "no message was made: {}", answer.status);
                took.push(start.elapsed().as_secs_f64() * 1000.0);
            }
            anyhow::Ok(())
        })
        .await?;
    busy.abort();
    // The memory of the other one is measured later.
    let service = room.split("/Conversations/").next().unwrap_or_default();
    let answer = probe.exchange(&delete(service)).await?;
    ensure!(answer.status == 204, "the service was not deleted: {}", answer.status);
    took.sort_by(f64::total_cmp);
    Ok(took[PROBES * 99 / 100])
}
