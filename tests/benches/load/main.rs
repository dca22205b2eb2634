//! Many clients that talk: `cargo xtask load --clients 5000 --rate 50`.
//!
//! Every client is one of `twilio_conversations::realtime`. They share rooms; in each of them somebody sends
//! from time to time, and everybody notes what arrives, how late, and whether a message is missing or comes
//! twice.

mod crowd;
#[path = "../wire/program.rs"]
mod program;
mod summary;

use std::{
    io::{Write, stdout},
    net::IpAddr,
    path::PathBuf,
    process,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, ensure};
use clap::Parser;
use http::Uri;
use indicatif::{ProgressBar, ProgressStyle};
use program::{Program, resident};
use tokio::time::{Instant, MissedTickBehavior, interval};
use twilio_conversations::{Client, Config, Credentials};

use crowd::{Crowd, Minter};
use summary::Tally;

/// Largest numbers, so that a slip of the finger floods nothing.
const MOST_CLIENTS: usize = 20_000;
const HIGHEST_RATE: u32 = 5_000;
const LONGEST: u64 = 600;

/// Messages whose delivery is awaited at the end.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Parser)]
#[command(bin_name = "cargo xtask load")]
struct Args {
    /// Clients, each with an identity and a connection of its own
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=MOST_CLIENTS as i64))]
    clients: u32,
    /// Messages sent per second, by all clients together
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=i64::from(HIGHEST_RATE)))]
    rate: u32,
    /// Seconds of talking
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=LONGEST))]
    seconds: u64,
    /// Clients in one conversation
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    room: u32,
    /// Origin of an emulator that runs already; else one is started
    #[arg(long)]
    emulator: Option<Uri>,
    /// Program of the emulator that is started, instead of one that is built
    #[arg(long)]
    program: Option<PathBuf>,
    /// Allow an emulator on another machine
    #[arg(long)]
    anywhere: bool,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    // Each client has a socket.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let started = match &args.emulator {
        Some(_) => None,
        None => Some(Program::start(&match &args.program {
            Some(path) => path.clone(),
            None => program::build()?,
        })?),
    };
    let origin = match (&args.emulator, &started) {
        (Some(origin), _) => origin.clone(),
        (None, Some(program)) => format!("http://{}", program.address).parse()?,
        (None, None) => unreachable!("one of them is there"),
    };
    ensure!(args.anywhere || is_loopback(&origin), "{origin} is not on this machine: --anywhere");
    tokio::runtime::Runtime::new()?.block_on(run(&args, origin, started.as_ref()))
}

/// Whether an address leads to this machine, without asking a name server.
fn is_loopback(origin: &Uri) -> bool {
    let host = origin.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|host: IpAddr| host.is_loopback())
}

fn bar(length: u64, what: &'static str) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{msg:12} {wide_bar} {pos}/{len} {elapsed}")?;
    Ok(ProgressBar::new(length).with_style(style).with_message(what))
}

async fn run(args: &Args, origin: Uri, program: Option<&Program>) -> anyhow::Result<()> {
    let known = fake_twilio::Credentials::default();
    let credentials = Credentials::new(known.api_key_sid.to_string(), &*known.api_key_secret);
    let rest = Client::new(&Config::new(credentials).base_url(origin.clone()))?;
    let service = rest.configuration().fetch().await?.default_chat_service_sid;
    let minter = Minter::new(&known, service)?;

    let tally = Arc::new(Tally::new());
    let before = (resident(process::id()), program.and_then(Program::resident));
    let progress = bar(args.clients.into(), "connecting")?;
    let start = Instant::now();
    let mut crowd = Crowd::new(origin, minter, tally.clone(), args.room);
    crowd.gather(&rest, args.clients, &progress).await?;
    progress.finish();
    let connecting = start.elapsed();
    let after = (resident(process::id()), program.and_then(Program::resident));

    let start = Instant::now();
    talk(args, &crowd, &tally).await?;
    let talking = start.elapsed();
    let mut out = stdout().lock();
    writeln!(out, "{}", tally.summary(args.clients, connecting, talking, before, after))?;
    drop(out);
    crowd.end().await;
    ensure!(tally.is_clean(), "messages were lost or came twice");
    Ok(())
}

/// Sends at the rate, then waits until all has arrived.
async fn talk(args: &Args, crowd: &Crowd, tally: &Arc<Tally>) -> anyhow::Result<()> {
    let total = u64::from(args.rate) * args.seconds;
    let progress = bar(total, "talking")?;
    let mut beat = interval(Duration::from_secs_f64(1.0 / f64::from(args.rate)));
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for number in 0..total {
        beat.tick().await;
        crowd.send(usize::try_from(number)?);
        progress.inc(1);
    }
    progress.finish_and_clear();
    let all = tally.wait_for_all(PATIENCE);
    all.await.context("not everything that was sent has arrived")
}
