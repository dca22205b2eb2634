//! Adds up what the many test binaries of one `cargo test` report.

use std::{
    io::{BufRead, BufReader, Write, stdout},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::process;

/// What insta prints of a snapshot that differs.
const SNAPSHOT_DIFFERS: &str = "snapshot assertion for ";

/// How many tests of one run passed, failed and were ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Runs a `cargo test` command, passing its output on, and closes with the sum of all its results.
///
/// Fails when a test failed and also when none ran: an empty run proves nothing.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    process::announce(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", process::line(command)))?;
    let output = child.stdout.take().context("the output is piped")?;
    let mut tally = Tally::default();
    let mut snapshots_differ = false;
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        tally.add(&text);
        snapshots_differ |= text.contains(SNAPSHOT_DIFFERS);
        let mut out = stdout().lock();
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    let status = child.wait()?;
    if snapshots_differ {
        eprintln!(
            "A snapshot differs. If the new text is right, `cargo xtask accept [part of the test's \
             name]` accepts it."
        );
    }
    let Tally { passed, failed, ignored } = tally;
    writeln!(stdout(), "{passed} passed, {failed} failed, {ignored} skipped")?;
    ensure!(status.success(), "`{}` failed: {status}", process::line(command));
    ensure!(passed > 0, "`{}` ran no test", process::line(command));
    Ok(())
}

impl Tally {
    /// Adds one line of output, if it is the closing line of a test binary.
    fn add(&mut self, line: &str) {
        let Some((_, counts)) =
            line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split("; ") {
            match count.split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse::<u64>().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse::<u64>().unwrap_or(0),
                Some((number, "ignored")) => self.ignored += number.parse::<u64>().unwrap_or(0),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_binaries_are_added() {
        let mut tally = Tally::default();
        let output = "running 4 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 7 filtered out; finished in 2.5s\n\
            a log line that says: test result: ok. 9 passed";
        output.lines().for_each(|line| tally.add(line));
        assert_eq!(tally, Tally { passed: 13, failed: 2, ignored: 1 });
    }
}
