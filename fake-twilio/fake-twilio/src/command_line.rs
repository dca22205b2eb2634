//! Commands of the program. The options of the emulator stand before or behind their names.

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use crate::{
    authority_command::AuthorityCommand, browser::BrowserOptions, completions::ManOptions,
    ctl::CtlOptions, options::Options, print_environment::EnvOptions, run::RunOptions,
    sdk_command::SdkCommand,
};

const NOTES: &str = "\
Secrets are values, or @FILE to read one from a file; all users of the machine can read command lines.

Every option has a variable, such as FAKE_TWILIO_LISTEN; one that may be repeated is a list between spaces there.

Also read from the environment:
  RUST_LOG               log filter, such as debug or fake_twilio=debug [default: info]
  NO_COLOR               no colours in the log

GET /_emulator/v1/health answers {\"status\": \"ok\"} while the emulator runs.";

/// An emulator of Twilio Conversations and Video on one port: no account, no network.
#[derive(Parser)]
#[command(name = "fake-twilio", version, about, after_help = NOTES)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What the program is to do.
#[derive(Subcommand, Debug, Default, PartialEq, Eq)]
pub(crate) enum Command {
    /// Starts the emulator; the same as no command
    #[default]
    Serve,
    /// Starts a program that reaches the emulator in place of Twilio
    Run(RunOptions),
    /// Opens a page in a Chromium of its own that reaches the emulator in place of Twilio
    Browser(BrowserOptions),
    /// Steers a running emulator over its control API
    Ctl(CtlOptions),
    /// Prints the environment that leads programs to an emulator
    Env(EnvOptions),
    /// The certificate authority for Twilio's host names
    Ca {
        /// What to do
        #[command(subcommand)]
        command: AuthorityCommand,
    },
    /// Builds of SDKs for pages that load them from media.twiliocdn.com or sdk.twilio.com
    Sdk {
        /// What to do
        #[command(subcommand)]
        command: SdkCommand,
    },
    /// Prints a script that completes this command line in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Prints the manual page of the program or of a command, for man
    Man(ManOptions),
}

/// A command with the emulator's options.
pub(crate) struct CommandLine {
    pub(crate) options: Options,
    pub(crate) command: Command,
}

impl CommandLine {
    /// Reads the command line and the environment; ends the program when they cannot be read.
    pub(crate) fn read() -> Self {
        let matches = command().get_matches();
        Self::of(&matches).unwrap_or_else(|error| error.exit())
    }

    fn of(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let Arguments { command, .. } = Arguments::from_arg_matches(matches)?;
        Ok(Self { options: Options::of(innermost(matches))?, command: command.unwrap_or_default() })
    }
}

/// Commands for which few of the emulator's options mean something, and those.
const FEW_OPTIONS: [(&str, &[&str]); 5] = [
    ("ctl", &["control_token"]),
    ("ca", &["ca_dir"]),
    ("sdk", &["sdk_dir"]),
    ("completions", &[]),
    ("man", &[]),
];

/// The command line's grammar.
pub(crate) fn command() -> clap::Command {
    let mut command = Arguments::command().mut_args(|it| it.global(true));
    // Passes the options on to the commands, so that they can be hidden there.
    command.build();
    FEW_OPTIONS.into_iter().fold(command, |command, (name, options)| {
        command.mut_subcommand(name, |it| hide_but(it, options))
    })
}

/// Hides the emulator's options but a few from the help of a command and of those below it.
fn hide_but(command: clap::Command, shown: &[&str]) -> clap::Command {
    let command = command.mut_args(|it| {
        let is_hidden = it.is_global_set() && !shown.contains(&it.get_id().as_str());
        if is_hidden { it.hide(true) } else { it }
    });
    command.mut_subcommands(|it| hide_but(it, shown))
}

/// The matches of the last command: options that stand before its name are there, too.
fn innermost(matches: &ArgMatches) -> &ArgMatches {
    matches.subcommand().map_or(matches, |(_, inner)| innermost(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> CommandLine {
        let all = ["fake-twilio"].iter().chain(arguments);
        CommandLine::of(&command().try_get_matches_from(all).expect("matches")).expect("a line")
    }

    #[test]
    fn the_grammar_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn help_of_a_command_shows_the_options_that_mean_something_for_it() {
        for (words, shown, hidden) in [
            (&["ctl"][..], "--control-token", "--listen"),
            (&["ca", "show"], "--ca-dir", "--listen"),
            (&["sdk", "add"], "--sdk-dir", "--ca-dir"),
            (&["run"], "--listen", "no such option"),
        ] {
            let arguments = ["fake-twilio"].iter().chain(words).chain(&["--help"]);
            let help = command().try_get_matches_from(arguments).expect_err("help").to_string();
            assert!(help.contains(shown) && !help.contains(hidden), "{help}");
        }
        // They are taken all the same.
        assert_eq!(read(&["ctl", "health", "--listen", "4711"]).options.listen.port(), 4711);
    }

    #[test]
    fn no_command_starts_the_emulator() {
        assert_eq!(read(&[]).command, Command::Serve);
        assert_eq!(read(&["serve"]).command, Command::Serve);
    }

    #[test]
    fn options_stand_before_and_behind_a_command() {
        for arguments in [
            &["--listen", "4711", "--strict", "--ice-server", "stun:a", "--ice-server", "stun:b"][..],
            &[
                "--listen",
                "4711",
                "serve",
                "--strict",
                "--ice-server",
                "stun:a",
                "--ice-server",
                "stun:b",
            ],
            &["serve", "--listen", "4711", "--strict", "--ice-server", "stun:a stun:b"],
        ] {
            let options = read(arguments).options;
            assert_eq!(options.listen.port(), 4711, "{arguments:?}");
            assert!(options.strict, "{arguments:?}");
            assert_eq!(options.ice_server.len(), 2, "{arguments:?}");
        }
    }
}
