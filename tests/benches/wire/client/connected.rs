//! The connected Rust client beside the official SDK under Node, each in a process of its own: deliveries
//! for a second of processor time, and memory.

use std::{
    env, fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use e2e::{npm_packages, tools_missing};
use fake_twilio::FakeTwilio;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};
use twilio_conversations::Client;
use twilio_sid::ConversationSid;

use super::{AUTHOR, BODY, receiver};
use crate::{
    Machine,
    program::resident,
    rounds::{Better, Figures, alternate},
    setup::{calls, client, conversation},
    subscriber::Mint,
    table::{Table, Target, Unit},
};

const ROUNDS: usize = 7;
/// Clients of one process in one conversation.
const CLIENTS: u32 = 50;
/// Messages per round: about a second's worth of processor time.
const OURS: u32 = 600;
const THEIRS: u32 = 100;
/// Messages sent before all have arrived; few enough for the queue of a slow reader.
const WAVE: u32 = 50;
/// Longest wait for an answer of a process.
const PATIENCE: Duration = Duration::from_secs(60);
/// Calls in flight that create messages or participants.
const CALLS: usize = 16;

/// Clients of one process, in conversations of [`CLIENTS`] each.
const CROWD: u32 = 5_000;

/// Units of processor time in `/proc` per second: `USER_HZ` of Linux, 100 on all of its usual platforms.
const TICKS: f64 = 100.0;

pub(super) fn measure(machine: &Machine, table: &mut Table) -> anyhow::Result<()> {
    let emulator = machine.emulator()?;
    let rest = client(emulator.address())?;
    let service = machine.run(async { Ok(conversation(&rest).await?.chat_service_sid) })?;
    let mint = Mint::new(emulator.credentials(), service)?;
    let bench = Bench { machine, emulator: &emulator, rest, mint };
    let theirs = if tools_missing(&["@twilio/conversations"]) { None } else { Some(official()) };
    let theirs = theirs.map(|command| bench.side(command, "official", 1)).transpose()?;
    let memory_of_theirs = theirs.as_ref().and_then(|side| side.memory(CLIENTS));
    if let Some(mut theirs) = theirs.filter(|side| side.process.seconds().is_some()) {
        let mut ours = bench.side(own()?, "rust", 1)?;
        let comparison = alternate(
            ROUNDS,
            || machine.run(theirs.deliver(&bench.rest, THEIRS)),
            || machine.run(ours.deliver(&bench.rest, OURS)),
        )?;
        table.compare("  connected, per core: SDK under Node", &comparison, 5.0)?;
    }
    bench.crowd(memory_of_theirs, table)?;
    drop(bench);
    machine.servers.block_on(emulator.stop());
    Ok(())
}

fn official() -> Command {
    let mut command = Command::new("node");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/wire/client");
    command.arg(folder.join("receive.mjs")).env("NODE_MODULES", npm_packages());
    command
}

fn own() -> anyhow::Result<Command> {
    Ok(Command::new(env::current_exe()?))
}

struct Bench<'a> {
    machine: &'a Machine,
    emulator: &'a FakeTwilio,
    rest: Client,
    mint: Mint,
}

impl Bench<'_> {
    /// Starts a process with clients in so many conversations.
    fn side(&self, command: Command, name: &str, rooms: u32) -> anyhow::Result<Side> {
        self.machine.run(async {
            let process = Process::start(command, self.emulator).await?;
            let mut side = Side { process, rooms: Vec::new(), received: 0 };
            for room in 0..rooms {
                let sid = conversation(&self.rest).await?.sid;
                let participants = self.rest.conversation(sid).participants();
                let prefix = format!("{name}-{room}-");
                let join = {
                    let prefix = prefix.clone();
                    move |number| {
                        let join = participants.create().identity(format!("{prefix}{number}"));
                        async { join.await.map(drop).map_err(Into::into) }
                    }
                };
                calls(CALLS, CLIENTS, join).await?;
                for number in 0..CLIENTS {
                    let token = self.mint.token(&format!("{prefix}{number}"))?;
                    side.process.say(token.expose()).await?;
                }
                side.rooms.push(sid);
            }
            side.process.ask("").await?;
            Ok(side)
        })
    }

    /// How fast a crowd connects, what each of it takes, and that all of it receives.
    fn crowd(&self, beside: Option<f64>, table: &mut Table) -> anyhow::Result<()> {
        let start = Instant::now();
        let mut crowd = self.side(own()?, "crowd", CROWD / CLIENTS)?;
        let millis = start.elapsed().as_secs_f64() * 1000.0;
        let memory = crowd.memory(CROWD);
        self.machine.run(crowd.deliver(&self.rest, 1))?;
        table.add(
            "  5 000 join and connect",
            Unit::Millis,
            one(millis)?,
            Target::AtMost(15_000.0),
        )?;
        if let Some(memory) = memory {
            let (beside, target) = (beside.map(one).transpose()?, Target::AtMost(64.0));
            table.add_beside("  memory of each", Unit::Kibibytes, beside, one(memory)?, target)?;
        }
        Ok(())
    }
}

fn one(figure: f64) -> anyhow::Result<Figures> {
    Figures::of(vec![figure], Better::Lower)
}

/// A process and the conversations of its clients.
struct Side {
    process: Process,
    rooms: Vec<ConversationSid>,
    received: u64,
}

impl Side {
    /// Sends messages to each conversation; returns deliveries per second of processor time.
    async fn deliver(&mut self, rest: &Client, messages: u32) -> anyhow::Result<f64> {
        let before = (self.received, self.process.seconds());
        for first in (0..messages).step_by(usize::try_from(WAVE)?) {
            let wave = WAVE.min(messages - first);
            for room in &self.rooms {
                let messages = rest.conversation(*room).messages();
                let send = move |_| {
                    let send = messages.create().author(AUTHOR).body(BODY);
                    async { send.await.map(drop).map_err(Into::into) }
                };
                calls(CALLS, wave, send).await?;
                self.received += u64::from(wave) * u64::from(CLIENTS);
            }
            self.process.ask(&self.received.to_string()).await?;
        }
        let seconds = self.process.seconds().zip(before.1).map(|(after, before)| after - before);
        let received = u32::try_from(self.received - before.0)?;
        Ok(seconds.map_or(0.0, |seconds| f64::from(received) / seconds.max(1.0 / TICKS)))
    }

    /// Resident memory of a client in KiB, where the system tells it.
    fn memory(&self, clients: u32) -> Option<f64> {
        let now = resident(self.process.id?)?;
        Some((now - self.process.resident?) / f64::from(clients))
    }
}

/// A process that receives; killed when this is dropped.
struct Process {
    _child: Child,
    id: Option<u32>,
    /// Resident memory before any client.
    resident: Option<f64>,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts one, from within a runtime.
    async fn start(mut command: Command, emulator: &FakeTwilio) -> anyhow::Result<Self> {
        let mut child = command
            .env(receiver::ADDRESS, format!("ws://{}/v3/wsconnect", emulator.address()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().context("stdin is piped")?;
        let output = BufReader::new(child.stdout.take().context("stdout is piped")?).lines();
        let id = child.id();
        let mut process = Self { _child: child, id, resident: None, input, output };
        process.hear("ready").await?;
        process.resident = id.and_then(resident);
        Ok(process)
    }

    async fn say(&mut self, line: &str) -> anyhow::Result<()> {
        Ok(self.input.write_all(format!("{line}\n").as_bytes()).await?)
    }

    /// Says a line and waits for the answer.
    async fn ask(&mut self, line: &str) -> anyhow::Result<()> {
        self.say(line).await?;
        self.hear(line).await
    }

    async fn hear(&mut self, expected: &str) -> anyhow::Result<()> {
        let line =
            timeout(PATIENCE, self.output.next_line()).await.context("no answer in time")??;
        let line = line.context("a process that receives has ended")?;
        ensure!(line == expected, "{line} instead of {expected}");
        Ok(())
    }

    /// Processor time that it has taken, in seconds; only Linux tells.
    fn seconds(&self) -> Option<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id?)).ok()?;
        // The name of the program, in brackets, may hold anything; user and system time are fields 14, 15.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut next = || fields.next()?.parse::<f64>().ok();
        Some((next()? + next()?) / TICKS)
    }
}
