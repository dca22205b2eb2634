//! The page's packages, at the versions of its lock file.

use std::{path::Path, process::Command};

use anyhow::{Result, ensure};

use crate::process;

/// The first version of Node that Twilio's packages run on.
const OLDEST_NODE: u32 = 20;

/// Installs `web/node_modules` unless it is up to date.
///
/// Packages run no scripts of their own: nothing here needs one, and one would run with our rights.
pub(crate) fn install(root: &Path) -> Result<()> {
    let web = root.join("web");
    let stamp = web.join("node_modules/.installed-lock.json");
    super::once(&web.join("package-lock.json"), &stamp, || {
        check_node()?;
        let args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        process::run(Command::new("npm").args(args).current_dir(&web))
    })
}

fn check_node() -> Result<()> {
    let version = process::read(Command::new("node").arg("--version"))?;
    let major =
        version.trim_start_matches('v').split('.').next().and_then(|text| text.parse().ok());
    ensure!(
        major.is_some_and(|major: u32| major >= OLDEST_NODE),
        "Node {OLDEST_NODE} or newer is needed, and this is {}; please install a newer one",
        version.trim()
    );
    Ok(())
}
