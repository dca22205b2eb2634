//! Start-up time and memory of the release binary.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use fake_twilio::Credentials;

use crate::{
    Machine,
    program::Program,
    rounds::{Better, Figures},
    setup::{client, conversation},
    subscriber::{Mint, Subscriber},
    table::{Table, Target, Unit},
};

const STARTS: usize = 11;
/// Connections that pay for what all share, such as the pools of the allocator.
const FIRST: u32 = 100;
const IDLE: u32 = 2_000;
const ROUNDS: usize = 3;

/// Pause between two looks for a file; a part of what start-up seems to take.
const PAUSE: Duration = Duration::from_micros(100);

/// Time after which a program without a ready file has failed.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) fn measure(machine: &Machine, program: &Path, table: &mut Table) -> anyhow::Result<()> {
    let (mut startups, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let running = Program::start(program)?;
        startups.push(running.startup.as_secs_f64() * 1000.0);
        resident.extend(running.resident().map(|kibibytes| kibibytes / 1024.0));
    }
    add(table, "start-up to the first answer", Unit::Millis, startups, 10.0)?;
    add(table, "start-up to the ready file", Unit::Millis, to_ready_file(program)?, 10.0)?;
    // Only some systems tell how much of a process is resident.
    if !resident.is_empty() {
        add(table, "idle resident memory", Unit::Mebibytes, resident, 8.0)?;
        let rounds: Result<_, _> = (0..ROUNDS).map(|_| per_connection(machine, program)).collect();
        add(table, "memory of an idle connection", Unit::Kibibytes, rounds?, 12.0)?;
    }
    Ok(())
}

/// Milliseconds until a ready file is there, which names the certificate of an authority that was made before.
fn to_ready_file(program: &Path) -> anyhow::Result<Vec<f64>> {
    let folder = tempfile::tempdir()?;
    let (ready, authority) = (folder.path().join("ready.json"), folder.path().join("ca"));
    let arguments: [&OsStr; 4] =
        ["--ready-file".as_ref(), ready.as_ref(), "--ca-dir".as_ref(), authority.as_ref()];
    let start = || -> anyhow::Result<f64> {
        let start = Instant::now();
        let running = Program::start_with(program, &arguments)?;
        while !ready.exists() {
            ensure!(start.elapsed() < PATIENCE, "no ready file");
            thread::sleep(PAUSE);
        }
        let took = start.elapsed();
        drop(running);
        fs::remove_file(&ready)?;
        Ok(took.as_secs_f64() * 1000.0)
    };
    // The first one makes the authority.
    start()?;
    (0..STARTS).map(|_| start()).collect()
}

fn add(
    table: &mut Table,
    what: &str,
    unit: Unit,
    rounds: Vec<f64>,
    most: f64,
) -> anyhow::Result<()> {
    let ours = Figures::of(rounds, Better::Lower)?;
    Ok(table.add(what, unit, ours, Target::AtMost(most))?)
}

/// Without a journal, which takes memory until it is full.
pub(crate) fn start_without_journal(program: &Path) -> anyhow::Result<Program> {
    Program::start_with(program, &["--journal", "off"].map(OsStr::new))
}

/// What one more connection takes that has said `init` and nothing else, in KiB.
fn per_connection(machine: &Machine, program: &Path) -> anyhow::Result<f64> {
    let running = start_without_journal(program)?;
    let resident = || running.resident().context("the emulator is gone");
    machine.run(async {
        let service = conversation(&client(running.address)?).await?.chat_service_sid;
        let mint = Mint::new(&Credentials::default(), service)?;
        let mut idle = Vec::new();
        for number in 0..FIRST {
            idle.push(connect(&running, &mint, number).await?);
        }
        let before = resident()?;
        for number in FIRST..FIRST + IDLE {
            idle.push(connect(&running, &mint, number).await?);
        }
        Ok((resident()? - before) / f64::from(IDLE))
    })
}

async fn connect(running: &Program, mint: &Mint, number: u32) -> anyhow::Result<Subscriber> {
    Subscriber::connect(running.address, mint.token(&format!("user-{number}"))?).await
}
