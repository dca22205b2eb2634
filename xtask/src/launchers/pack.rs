//! `cargo xtask pack`: what is published for other languages, with the programs of a release in it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use super::{npm, platform::Platform, python};
use crate::process;

/// Where archives are unpacked.
const UNPACKED: &str = "target/packages-unpacked";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Archives of a release: fake-twilio-TARGET.tar.gz
    #[arg(required = true)]
    archives: Vec<PathBuf>,
    /// Folder for the packages, which is emptied
    #[arg(long, value_name = "FOLDER", default_value = "target/packages")]
    to: PathBuf,
}

/// Packs what the archives hold.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let mut programs = Vec::new();
    for archive in &options.archives {
        let platform = Platform::of_archive(archive)?;
        let folder = root.join(UNPACKED).join(platform.target);
        fs::create_dir_all(&folder)?;
        let mut unpack = Command::new("tar");
        process::run(unpack.arg("-xzf").arg(archive).arg("-C").arg(&folder))?;
        let program = ["fake-twilio", "fake-twilio.exe"].map(|name| folder.join(name));
        let program = program.into_iter().find(|it| it.exists());
        programs.push((
            platform,
            program.with_context(|| format!("{} holds no program", archive.display()))?,
        ));
    }
    let to = root.join(&options.to);
    pack(root, &programs, &to)?;
    for package in packages(&to)? {
        eprintln!("{}", package.display());
    }
    Ok(())
}

/// Makes packages of npm and wheels in an empty folder: those for all platforms, and those that carry a
/// program.
pub(super) fn pack(root: &Path, programs: &[(Platform, PathBuf)], to: &Path) -> Result<()> {
    if to.exists() {
        ensure!(packages(to).is_ok(), "{} holds more than packages", to.display());
        fs::remove_dir_all(to).context("the packages of an earlier run")?;
    }
    fs::create_dir_all(to)?;
    npm::pack(root, programs, to)?;
    let mut programs: Vec<_> = programs.iter().map(|(_, program)| Some(&**program)).collect();
    programs.push(None);
    programs.into_iter().try_for_each(|program| python::pack(root, program, to))
}

/// The packages in a folder; fails if there is anything else.
pub(super) fn packages(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut found = entries.collect::<Result<Vec<_>>>()?;
    found.sort();
    for path in &found {
        let is_package = path.extension().is_some_and(|it| it == "tgz" || it == "whl");
        if !is_package {
            bail!("{} is no package", path.display());
        }
    }
    Ok(found)
}
