//! The user's npm.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail};
use semver::Version;
use serde::Deserialize;

/// The versions of a package that the registry has.
///
/// # Errors
/// Why npm does not tell.
pub(super) fn versions(package: &str) -> anyhow::Result<Vec<Version>> {
    /// npm writes one version alone, and a list of more.
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Versions {
        One(Version),
        Many(Vec<Version>),
    }
    let text = npm(&["view", package, "versions", "--json"])?;
    let versions = serde_json::from_slice(&text).context("npm view told no versions")?;
    Ok(match versions {
        Versions::One(version) => vec![version],
        Versions::Many(versions) => versions,
    })
}

/// Fetches a package into a folder; its archive.
///
/// # Errors
/// Why npm does not fetch it.
pub(super) fn pack(package: &str, version: &Version, folder: &Path) -> anyhow::Result<PathBuf> {
    let name = format!("{package}@{version}");
    let to = folder.to_str().context("a folder whose name is UTF-8 is expected")?;
    npm(&["pack", &name, "--ignore-scripts", "--pack-destination", to])?;
    let entries = fs::read_dir(folder)?.flatten().map(|it| it.path());
    let mut archives = entries.filter(|it| it.extension().is_some_and(|it| it == "tgz"));
    archives.next().context("npm pack wrote no archive")
}

fn npm(arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
    let mut command = Command::new("npm");
    let command = command.args(arguments).args(["--loglevel", "error"]);
    let ended = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = match ended {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("npm is not installed; it comes with Node")
        }
        ended => ended.context("failed to start npm")?,
    };
    if !output.status.success() {
        bail!("npm {} failed ({})", arguments.join(" "), output.status);
    }
    Ok(output.stdout)
}
