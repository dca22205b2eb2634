//! `fake-twilio completions` and `fake-twilio man`: what shells and `man` read.

use std::io;

use anyhow::Context;
use clap::{Args, Command};
use clap_complete::Shell;
use clap_mangen::Man;

/// Name of the program.
const NAME: &str = "fake-twilio";

/// A page of the manual.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct ManOptions {
    /// Command to describe; the program without one
    command: Option<String>,
}

/// Prints a script that completes the command line in a shell.
///
/// # Errors
/// Why it cannot be printed.
pub(crate) fn print(shell: Shell, mut grammar: Command) -> io::Result<()> {
    // In memory first, because the generator panics when a pipe is closed.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut grammar, NAME, &mut script);
    io::Write::write_all(&mut io::stdout().lock(), &script)
}

/// Prints a page of the manual.
///
/// # Errors
/// There is no such command, or why it cannot be printed.
pub(crate) fn print_manual(options: &ManOptions, mut grammar: Command) -> anyhow::Result<()> {
    grammar.build();
    let page = match &options.command {
        None => grammar,
        Some(name) => {
            let command = grammar.find_subcommand(name);
            command.with_context(|| format!("{NAME} has no command {name}"))?.clone()
        }
    };
    Man::new(page).render(&mut io::stdout().lock())?;
    Ok(())
}
