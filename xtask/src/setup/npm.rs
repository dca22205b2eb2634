//! The page's packages, at the versions of its lock file.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::process;

/// Installs `web/node_modules` unless it is up to date.
///
/// Packages run no scripts of their own: nothing here needs one, and one would run with our rights.
pub(crate) fn install(root: &Path) -> Result<()> {
    let web = root.join("web");
    let stamp = web.join("node_modules/.installed-lock.json");
    super::once(&web.join("package-lock.json"), &stamp, || {
        let args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        process::run(Command::new("npm").args(args).current_dir(&web))
    })
}
