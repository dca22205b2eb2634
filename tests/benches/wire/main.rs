//! Benches against a baseline in the same run: `cargo xtask bench`.
//!
//! Each figure is measured in rounds that alternate between the baseline and ours, so that whatever
//! else the machine does hits both; shown are the best and the median round, and the median of the
//! rounds' ratios. For rates the emulator runs inside this process, on a runtime of its own with the
//! default settings, and so do the bare servers that it is compared with; the load comes from one
//! more thread. Start-up and memory are those of the release binary in a process of its own.
//!
//! `cargo bench -p e2e -- rest fanout` measures only these groups; the others are `minting`,
//! `worlds`, `tunnel`, `client`, `growth`, `latency`, `storm`, `signaling`, `footprint` and `memory`.

mod bare;
mod client;
mod fanout;
mod footprint;
mod growth;
mod guest;
mod latency;
mod load;
mod memory;
mod minting;
mod program;
mod rest;
mod rounds;
mod setup;
mod signaling;
mod storm;
mod subscriber;
mod table;
mod tunnel;
mod worlds;

use std::{env, time::Duration};

use anyhow::{Context, ensure};
use fake_twilio::FakeTwilio;
use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};

use crate::table::Table;

/// The allocator of the program.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Both ends of the sockets of two broadcasts to a thousand clients, or one end of five thousand, and some to
/// spare.
const OPEN_FILES: u64 = 6_000;

/// Time after which one step of a measurement has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Two runtimes: one for all servers, one for the load.
struct Machine {
    servers: Runtime,
    clients: Runtime,
}

impl Machine {
    fn new() -> anyhow::Result<Self> {
        Ok(Self {
            servers: Builder::new_multi_thread().enable_all().build()?,
            clients: Builder::new_current_thread().enable_all().build()?,
        })
    }

    /// Does one step of a measurement on the side of the clients.
    fn run<T>(&self, step: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
        self.clients.block_on(async {
            timeout(PATIENCE, step).await.context("a measurement took too long")?
        })
    }

    /// An emulator with nothing in it.
    fn emulator(&self) -> anyhow::Result<FakeTwilio> {
        Ok(self.servers.block_on(FakeTwilio::builder().seed(7).start())?)
    }
}

fn main() -> anyhow::Result<()> {
    if let Ok(address) = env::var(client::receiver::ADDRESS) {
        return client::receiver::run(&address);
    }
    // `cargo test --benches` starts this too; only `cargo bench` says so.
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let groups: Vec<String> = env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let is_wanted = |group: &str| groups.is_empty() || groups.iter().any(|it| it == group);
    let files = rlimit::increase_nofile_limit(OPEN_FILES).context("failed to ask for files")?;
    ensure!(files >= OPEN_FILES, "{OPEN_FILES} open files are needed, {files} are allowed");
    let needs_program = ["footprint", "memory"].into_iter().any(is_wanted);
    let program = needs_program.then(program::build).transpose()?;
    let machine = Machine::new()?;
    let mut table = Table::begin()?;
    if is_wanted("minting") {
        minting::measure(&mut table)?;
    }
    if is_wanted("rest") {
        rest::measure(&machine, &mut table)?;
    }
    if is_wanted("worlds") {
        worlds::measure(&machine, &mut table)?;
    }
    if is_wanted("tunnel") {
        tunnel::measure(&machine, &mut table)?;
    }
    if is_wanted("client") {
        client::measure(&machine, &mut table)?;
    }
    if is_wanted("growth") {
        growth::measure(&machine, &mut table)?;
    }
    if is_wanted("fanout") {
        fanout::measure(&machine, &mut table)?;
    }
    if is_wanted("latency") {
        latency::measure(&machine, &mut table)?;
    }
    if is_wanted("storm") {
        storm::measure(&machine, &mut table)?;
    }
    if is_wanted("signaling") {
        signaling::measure(&machine, &mut table)?;
    }
    if let Some(program) = program.as_ref().filter(|_| is_wanted("footprint")) {
        footprint::measure(&machine, program, &mut table)?;
    }
    if let Some(program) = program.as_ref().filter(|_| is_wanted("memory")) {
        memory::measure(&machine, program, &mut table)?;
    }
    table.end()
}
