//! `fake-twilio env`: prints the environment that leads a program to the emulator.

use std::{env, ffi::OsStr, io::Write};

use anyhow::Context;
use clap::{Args, ValueEnum};

use crate::{
    environment::{self, Emulator, Environment},
    options::Options,
};

/// For which emulator, and how.
#[derive(Args, Debug, PartialEq, Eq)]
pub(crate) struct EnvOptions {
    /// Emulator to lead programs to
    #[arg(long, value_name = "URL", env = "TWILIO_EMULATOR_URL", default_value = environment::DEFAULT_URL)]
    emulator: String,
    /// What reads the output
    #[arg(long, value_enum, default_value = "bash", env = "FAKE_TWILIO_SHELL")]
    shell: Shell,
}

/// A form of assignments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shell {
    /// Bash and other POSIX shells: eval "$(fake-twilio env)"
    Bash,
    /// fish: fake-twilio env --shell fish | source
    Fish,
    /// `PowerShell`
    Powershell,
    /// GitHub Actions: append it to the file that `GITHUB_ENV` names
    Github,
    /// A .env file
    Dotenv,
}

/// Prints the environment.
///
/// # Errors
/// Why it cannot be made.
pub(crate) fn print(options: &Options, env: &EnvOptions) -> anyhow::Result<()> {
    let ca_dir =
        options.ca_dir().context("no folder for the certificate authority: use --ca-dir")?;
    let credentials = options.credentials();
    let emulator = Emulator {
        url: environment::checked(&env.emulator)?,
        credentials: &credentials,
        chat_service_sid: options.default_service(),
    };
    let mut environment = Environment::new(&emulator, &ca_dir)?;
    environment.replace_credentials(&emulator, env::vars_os());
    let mut output = std::io::stdout().lock();
    for (name, value) in &environment.variables {
        writeln!(output, "{}", assignment(env.shell, name, value))?;
    }
    Ok(())
}

fn assignment(shell: Shell, name: &str, value: &OsStr) -> String {
    let value = value.to_string_lossy();
    match shell {
        Shell::Bash => format!("export {name}='{}'", value.replace('\'', r"'\''")),
        Shell::Fish => {
            format!("set -gx {name} '{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
        }
        Shell::Powershell => format!("$env:{name} = '{}'", value.replace('\'', "''")),
        Shell::Github => format!("{name}={value}"),
        Shell::Dotenv => format!("{name}='{value}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_for_each_shell() {
        let value = OsStr::new(r#"it's --require="/a b""#);
        for (shell, expected) in [
            (Shell::Bash, r#"export X='it'\''s --require="/a b"'"#),
            (Shell::Fish, r#"set -gx X 'it\'s --require="/a b"'"#),
            (Shell::Powershell, r#"$env:X = 'it''s --require="/a b"'"#),
            (Shell::Github, r#"X=it's --require="/a b""#),
        ] {
            assert_eq!(assignment(shell, "X", value), expected);
        }
        assert_eq!(assignment(Shell::Dotenv, "X", OsStr::new("/a b")), "X='/a b'");
    }
}
