//! `cargo xtask contract`: the contract suite, on the emulator always and on live Twilio where the
//! environment has an account.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::{process, test_summary};

/// What names an account: which end, and a key of it.
const VARIABLES: [&str; 3] = ["TWILIO_BACKEND", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"];

/// Environment variable that makes the tests use the account in the environment.
const CONTRACT: &str = "CONTRACT";

/// Which tests to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run only the tests whose path begins with this text, such as `rooms`
    filter: Option<String>,
}

/// Runs the suite once or twice.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let filter = format!("contract::{}", options.filter.as_deref().unwrap_or_default());
    test_summary::run(suite(root, &filter).env_remove(CONTRACT))?;
    let missing = missing(|name| std::env::var(name).ok());
    if missing.is_empty() {
        eprintln!("\nlive Twilio: what the tests make is removed as each of them ends");
        let mut command = suite(root, &filter);
        // One after the other: an account bears a few calls a second only.
        command.args(["--test-threads=1", "--skip", "contract::rehearsal::"]);
        return test_summary::run(command.env(CONTRACT, "live"));
    }
    eprintln!("\n*** SKIPPED: the contract suite on live Twilio. To run it, set ***");
    for variable in missing {
        eprintln!("***   {variable}");
    }
    Ok(())
}

fn suite(root: &Path, filter: &str) -> Command {
    process::cargo(root, &["test", "--package", "e2e", "--test", "it", "--", filter])
}

/// What has to be set before the suite runs on live Twilio.
fn missing(variable: impl Fn(&str) -> Option<String>) -> Vec<&'static str> {
    let [backend, key @ ..] = VARIABLES;
    let mut missing = Vec::new();
    if variable(backend).as_deref() != Some("live") {
        missing.push("TWILIO_BACKEND=live");
    }
    missing.extend(key.into_iter().filter(|name| variable(name).is_none_or(|it| it.is_empty())));
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_twilio_needs_a_word_and_a_key() {
        let set = |known: [Option<&str>; 3]| {
            let known = known.map(|it| it.map(str::to_owned));
            missing(|name| VARIABLES.iter().zip(&known).find(|(it, _)| **it == name)?.1.clone())
        };
        assert_eq!(set([Some("live"), Some("SK1"), Some("secret")]), [""; 0]);
        assert_eq!(set([None, Some("SK1"), Some("secret")]), ["TWILIO_BACKEND=live"]);
        assert_eq!(set([Some("emulator"), Some("SK1"), Some("secret")]), ["TWILIO_BACKEND=live"]);
        assert_eq!(set([Some("live"), Some(""), None]), VARIABLES[1..]);
        assert_eq!(set([None; 3]).len(), 3);
    }
}
