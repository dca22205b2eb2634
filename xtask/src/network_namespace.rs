//! Runs a command where there is no network but loopback: in a network namespace of its own.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Result;

use crate::process;

/// Starts `$0 $@` once loopback is up. It gets a default route and an address of those that are for
/// documents (RFC 5737), because Firefox makes no calls without; what is sent there comes back to
/// this machine, without a listener.
const SCRIPT: &str = "ip link set lo up && ip addr add 192.0.2.1/32 dev lo && \
                      ip route add default dev lo src 192.0.2.1 && exec \"$0\" \"$@\"";

/// The command in a namespace of its own, or a warning and the unchanged command where namespaces
/// are not available or does not allow them.
pub(crate) fn only(command: Command) -> Result<Command> {
    let Some(options) = options()? else {
        eprintln!(
            "\n*** NOT SHOWN: that the tests need no network but loopback, as this system ***"
        );
        eprintln!(
            "*** allows no network namespace (`unshare --net`, `ip`); they run with it    ***\n"
        );
        return Ok(command);
    };
    let mut inside = Command::new("unshare");
    inside.args(options).args(["sh", "-c", SCRIPT]).arg(command.get_program());
    inside.args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        inside.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => inside.env(name, value),
            None => inside.env_remove(name),
        };
    }
    Ok(inside)
}

/// Options of `unshare` that work here, as root or as another user.
fn options() -> Result<Option<&'static [&'static str]>> {
    const ROOT: &[&str] = &["--net", "--"];
    const USER: &[&str] = &["--user", "--map-current-user", "--keep-caps", "--net", "--"];
    if which::which("unshare").is_err() || which::which("ip").is_err() {
        return Ok(None);
    }
    let options = if process::is_root() { ROOT } else { USER };
    let mut probe = Command::new("unshare");
    probe.args(options).args(["sh", "-c", SCRIPT, "true"]);
    let ended = probe.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(ended.success().then_some(options))
}

/// Builds what `cargo test` with these arguments runs, while there is a network.
pub(crate) fn build_tests(root: &Path, args: &[&str]) -> Result<()> {
    process::run(process::cargo(root, &["test"]).args(args).arg("--no-run"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_keeps_its_words_and_variables_and_meets_loopback_alone() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo $GREETING $0; cat /proc/net/route", "you there"]);
        command.env("GREETING", "hello");
        let mut inside = only(command).unwrap();
        let said = process::read(&mut inside).unwrap();
        let mut lines = said.lines();
        assert_eq!(lines.next(), Some("hello you there"));
        if inside.get_program() == "unshare" {
            let is_loopback = |route: &str| route.split_whitespace().next() == Some("lo");
            assert!(lines.skip(1).all(is_loopback), "no route but by loopback, in {said}");
        }
    }
}
