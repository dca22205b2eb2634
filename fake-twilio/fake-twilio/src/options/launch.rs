//! Options for the program that starts the emulator.

use std::path::PathBuf;

use clap::{Args, builder::FalseyValueParser};

/// What the program that starts the emulator learns from it, and how long the emulator runs.
#[derive(Args)]
pub(crate) struct LaunchOptions {
    /// JSON file for addresses and credentials, written with mode 0600 when the emulator is ready
    #[arg(long, value_name = "PATH", env = "FAKE_TWILIO_READY_FILE")]
    pub(crate) ready_file: Option<PathBuf>,
    /// Ends the emulator when standard input ends, as it does with the program that holds its other end
    #[arg(long, env = "FAKE_TWILIO_EXIT_WITH_STDIN", value_parser = FalseyValueParser::new())]
    pub(crate) exit_with_stdin: bool,
}
