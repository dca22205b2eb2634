//! Packages of npm, at the versions of lock files.

use std::{path::Path, process::Command};

use anyhow::{Result, ensure};

use crate::process;

/// The first version of Node with `--test-force-exit`; Twilio's packages need 20.0.
const OLDEST_NODE: (u32, u32) = (20, 14);

/// Installs the packages of a folder with a lock file, unless they are up to date.
///
/// Packages run no scripts of their own: nothing here needs one, and one would run with our rights.
pub(crate) fn install(folder: &Path) -> Result<()> {
    let stamp = folder.join("node_modules/.installed-lock.json");
    super::once(&folder.join("package-lock.json"), &stamp, || {
        check_node()?;
        let args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        process::run(Command::new("npm").args(args).current_dir(folder))
    })
}

fn check_node() -> Result<()> {
    let version = process::read(Command::new("node").arg("--version"))?;
    let (major, minor) = OLDEST_NODE;
    ensure!(
        parse(&version).is_some_and(|found| found >= OLDEST_NODE),
        "Node {major}.{minor} or newer is needed, and this is {}; please install a newer one",
        version.trim()
    );
    Ok(())
}

/// Major and minor version, of a text such as `v20.14.0`.
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(parse("v20.14.0\n").unwrap() >= OLDEST_NODE);
        assert!(parse("v20.9.0").unwrap() < OLDEST_NODE);
        assert!(parse("v100.0.0").unwrap() >= OLDEST_NODE);
        assert_eq!(parse("node"), None);
    }
}
