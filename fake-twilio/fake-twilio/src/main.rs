//! The emulator as a program.

mod authority_command;
mod browser;
mod command_line;
mod completions;
mod ctl;
mod environment;
mod key_store;
mod options;
mod print_environment;
mod run;
mod sdk_command;
mod seed_file;
mod standard_input;
mod start_message;
mod trust_files;

use std::process::ExitCode;

use command_line::{Command, CommandLine};
use fake_twilio::ReadyFile;
use jiff::Timestamp;
use local_server::{Termination, log};
use options::Options;

/// Gives freed memory back to the system within ten seconds, also while nothing happens.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let CommandLine { options, command } = CommandLine::read();
    let _log = log::start();
    match command {
        Command::Serve => serve(&options).await?,
        Command::Run(run) => return run::run(&options, &run).await,
        Command::Browser(browser) => return browser::open(&options, &browser).await,
        Command::Ctl(ctl) => return ctl::send(&ctl, options.control_token.as_ref()).await,
        Command::Env(env) => print_environment::print(&options, &env)?,
        Command::Ca { command } => authority_command::answer(&options, &command)?,
        Command::Sdk { command } => sdk_command::answer(&options, &command)?,
        Command::Completions { shell } => completions::print(shell, command_line::command())?,
        Command::Man(man) => completions::print_manual(&man, command_line::command())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs the emulator until the process gets a signal to end, or, if that is wanted, standard input ends.
async fn serve(options: &Options) -> anyhow::Result<()> {
    for warning in options.warnings(Timestamp::now()) {
        tracing::warn!("{warning}");
    }
    let mut termination = Termination::listen()?;
    let fake = options.start().await?;
    if let Some(path) = &options.launch.ready_file {
        ReadyFile::of(&fake).write(path)?;
    }
    for line in start_message::lines(&fake.url(), fake.credentials(), fake.chat_service_sid()) {
        tracing::info!("{line}");
    }
    log::announce(format!("fake-twilio listens on {}", fake.url()));
    tokio::select! {
        () = termination.received() => {}
        () = standard_input::end(), if options.launch.exit_with_stdin => {}
    }
    options.worlds.stop(fake).await
}
