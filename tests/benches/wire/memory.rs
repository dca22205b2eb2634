//! Memory of the release binary with much in it, and what a client's first connect costs then.

mod services;
mod worlds;

use std::{
    cell::Cell,
    ops::Range,
    path::Path,
    rc::Rc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use fake_sync::ObjectId;
use fake_twilio::Credentials;
use tokio::task::LocalSet;
use twilio_sid::ConversationSid;

use crate::{
    Machine,
    footprint::start_without_journal,
    load::{Connection, Load, Way, play},
    program::Program,
    rest::{delete, get, post},
    rounds::{Better, Figures},
    setup::{client, conversation},
    subscriber::{Mint, Subscriber},
    table::{Table, Target, Unit},
};

const FEW: u32 = 1_000;
const MANY: u32 = 1_000_000;
const UPDATES: u32 = 100_000;
const CONVERSATIONS: u32 = 200_000;
const CONNECTIONS: usize = 16;

/// Requests of one step, so that no step outlasts the patience of the bench.
const STEP: u32 = 200_000;

/// What a first connect beside a million messages may take, as a multiple of that beside few.
const SLOWER_CONNECT: f64 = 3.0;

/// First connects to a service that nobody has connected to before; one each.
const FIRSTS: usize = 5;

/// The same with a million messages.
const BIG_FIRSTS: usize = 3;

/// Time that deleted memory has to come back.
const COMES_BACK: Duration = Duration::from_secs(10);

/// Time after a load in which the allocator gives back what was freed. A connect is timed after it, because
/// it is to show what the messages cost that are there.
const SETTLES: Duration = Duration::from_secs(4);

/// An emulator in a process of its own, and a conversation in it with messages.
struct Filled {
    program: Program,
    sid: ConversationSid,
    mint: Mint,
    /// Bytes that were resident before most messages came.
    before: f64,
}

impl Filled {
    fn start(machine: &Machine, program: &Path, amount: u32) -> anyhow::Result<(Self, f64)> {
        let program = start_without_journal(program)?;
        let made = machine.run(async {
            let client = client(program.address)?;
            let made = conversation(&client).await?;
            client.conversation(made.sid).participants().create().identity("alice").await?;
            Ok(made)
        })?;
        let mint = Mint::new(&Credentials::default(), made.chat_service_sid)?;
        let mut filled = Self { program, sid: made.sid, mint, before: 0.0 };
        // What the first of all cost belongs to the program.
        filled.send(machine, FEW)?;
        filled.before = filled.bytes()?;
        filled.send(machine, amount.saturating_sub(FEW))?;
        thread::sleep(SETTLES);
        let grown = filled.bytes()? - filled.before;
        Ok((filled, grown / f64::from(amount)))
    }

    fn path(&self) -> String {
        format!("/v1/Conversations/{}", self.sid)
    }

    fn bytes(&self) -> anyhow::Result<f64> {
        Ok(self.program.resident().context("the emulator is gone")? * 1024.0)
    }

    fn load(
        &self,
        machine: &Machine,
        request: &[u8],
        status: u16,
        amount: u32,
    ) -> anyhow::Result<()> {
        let (mut left, address) = (amount, self.program.address);
        while left > 0 {
            let requests = left.min(STEP);
            let load = Load {
                address,
                way: Way::Plain,
                request,
                status,
                connections: CONNECTIONS,
                requests,
            };
            machine.run(load.run())?;
            left -= requests;
        }
        Ok(())
    }

    fn send(&self, machine: &Machine, amount: u32) -> anyhow::Result<()> {
        let form = format!("Author=alice&Body={}", "x".repeat(100));
        self.load(machine, &post(&format!("{}/Messages", self.path()), &form), 201, amount)
    }

    /// Milliseconds until a client has connected and listens to the messages, and the longest that
    /// others wait for an answer meanwhile.
    fn first_connect(&self, machine: &Machine) -> anyhow::Result<(f64, f64)> {
        let (token, took) = (self.mint.token("alice")?, Rc::new(Cell::new(0.0)));
        let (address, list) = (self.program.address, ObjectId::Messages(self.sid).sid());
        let wait = self.longest_wait(machine, {
            let took = took.clone();
            async move {
                let start = Instant::now();
                let mut client = Subscriber::connect(address, token).await?;
                client.subscribe(list).await?;
                took.set(start.elapsed().as_secs_f64() * 1000.0);
                Ok(())
            }
        })?;
        Ok((took.get(), wait))
    }

    /// The longest that others wait for an answer while `meanwhile` runs, in milliseconds.
    fn longest_wait(
        &self,
        machine: &Machine,
        meanwhile: impl Future<Output = anyhow::Result<()>> + 'static,
    ) -> anyhow::Result<f64> {
        let (address, request) = (self.program.address, get("/v1/Roles?PageSize=1"));
        machine.run(async move {
            let local = LocalSet::new();
            let work = local.spawn_local(meanwhile);
            let mut longest: f64 = 0.0;
            local
                .run_until(async {
                    let mut probe = Connection::open(address).await?;
                    while !work.is_finished() {
                        let start = Instant::now();
                        probe.exchange(&request).await?;
                        longest = longest.max(start.elapsed().as_secs_f64() * 1000.0);
                    }
                    work.await?
                })
                .await?;
            Ok(longest)
        })
    }
}

pub(crate) fn measure(machine: &Machine, program: &Path, table: &mut Table) -> anyhow::Result<()> {
    connects(machine, program, table)?;
    deletion(machine, program, table)?;
    conversations(machine, program, table)?;
    deletions(machine, program, table)?;
    services::measure(machine, table)
}

fn connects(machine: &Machine, program: &Path, table: &mut Table) -> anyhow::Result<()> {
    let mut few = Vec::new();
    for _ in 0..FIRSTS {
        few.push(Filled::start(machine, program, FEW)?.0.first_connect(machine)?.0);
    }
    let (small, _) = Filled::start(machine, program, FEW)?;
    let (filled, bytes) = Filled::start(machine, program, MANY)?;
    one(table, "a message of 100 B", Unit::Bytes, bytes, 350.0)?;
    let attributes = post(&filled.path(), "Attributes=%7B%7D");
    let before = filled.bytes()?;
    filled.load(machine, &attributes, 200, UPDATES)?;
    thread::sleep(SETTLES);
    let grown = (filled.bytes()? - before).max(0.0) / f64::from(UPDATES);
    one(table, "an equal update", Unit::Bytes, grown, 16.0)?;
    let before = filled.bytes()?;
    let (took, wait) = filled.first_connect(machine)?;
    let mut many = vec![took];
    for _ in 1..BIG_FIRSTS {
        many.push(Filled::start(machine, program, MANY)?.0.first_connect(machine)?.0);
    }
    let few = Figures::of(few, Better::Lower)?;
    let ours = Figures::of(many, Better::Lower)?;
    let most = Target::AtMost(50.0_f64.min(few.median * SLOWER_CONNECT));
    table.add_beside("first connect: 1 000, 1 000 000", Unit::Millis, Some(few), ours, most)?;
    one(table, "  longest wait of others", Unit::Millis, wait, 20.0)?;
    let grown = (filled.bytes()? - before) / (1024.0 * 1024.0);
    one(table, "  memory that it takes", Unit::Mebibytes, grown, 64.0)?;
    worlds::waits(machine, &filled, table)?;
    services::neighbours(machine, &small, &filled, table)
}

/// Memory after the deletion of many messages, in a program that did nothing else.
fn deletion(machine: &Machine, program: &Path, table: &mut Table) -> anyhow::Result<()> {
    let (filled, _) = Filled::start(machine, program, MANY)?;
    let (address, path) = (filled.program.address, filled.path());
    let wait = filled.longest_wait(machine, async move {
        let mut rest = Connection::open(address).await?;
        let answer = rest.exchange(&delete(&path)).await?;
        ensure!(answer.status == 204, "not deleted: {}", answer.status);
        Ok(())
    })?;
    one(table, "delete it: longest wait of others", Unit::Millis, wait, 20.0)?;
    left(&filled, filled.before, "memory after 1 000 000 messages", table)
}

/// Memory after a deletion, which is to be little more than `before`.
fn left(filled: &Filled, before: f64, what: &str, table: &mut Table) -> anyhow::Result<()> {
    thread::sleep(COMES_BACK);
    let left = filled.bytes()? / (1024.0 * 1024.0);
    let most = before * 1.2 / (1024.0 * 1024.0);
    one(table, what, Unit::Mebibytes, left, most)
}

/// A program with many conversations, and the bytes that it took with few of them.
fn with_conversations(machine: &Machine, program: &Path) -> anyhow::Result<(Filled, f64)> {
    let (filled, _) = Filled::start(machine, program, FEW)?;
    let create = |names: Range<u32>| {
        each(machine, &filled, names, 201, |name| {
            post("/v1/Conversations", &format!("UniqueName={name}"))
        })
    };
    // The memory of the first belongs to the program.
    create(0..FEW)?;
    let before = filled.bytes()?;
    create(FEW..CONVERSATIONS)?;
    Ok((filled, before))
}

/// Memory of many conversations, and a first connect beside them.
fn conversations(machine: &Machine, program: &Path, table: &mut Table) -> anyhow::Result<()> {
    let (filled, before) = with_conversations(machine, program)?;
    let grown = (filled.bytes()? - before) / f64::from(CONVERSATIONS);
    one(table, "an empty conversation", Unit::Bytes, grown, 1200.0)?;
    let (many, _) = filled.first_connect(machine)?;
    one(table, "first connect beside 200 000", Unit::Millis, many, 20.0)
}

/// Memory after the deletion of many conversations, in a program that did nothing else.
fn deletions(machine: &Machine, program: &Path, table: &mut Table) -> anyhow::Result<()> {
    let (filled, before) = with_conversations(machine, program)?;
    each(machine, &filled, 0..CONVERSATIONS, 204, |name| {
        delete(&format!("/v1/Conversations/{name}"))
    })?;
    left(&filled, before, "memory after 200 000 conversations", table)
}

/// Sends one request for each of many names.
fn each(
    machine: &Machine,
    filled: &Filled,
    names: Range<u32>,
    status: u16,
    request: impl Fn(&str) -> Vec<u8>,
) -> anyhow::Result<()> {
    let requests: Vec<_> = names.map(|name| request(&format!("room-{name}"))).collect();
    let scripts = requests.chunks(requests.len().div_ceil(CONNECTIONS)).map(<[_]>::to_vec);
    machine.run(play(filled.program.address, scripts.collect(), status))?;
    Ok(())
}

fn one(table: &mut Table, what: &str, unit: Unit, figure: f64, most: f64) -> anyhow::Result<()> {
    let ours = Figures { best: figure, median: figure };
    Ok(table.add(what, unit, ours, Target::AtMost(most))?)
}
