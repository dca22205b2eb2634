//! The workspace's manifests, as cargo understands them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;

/// One crate of the workspace.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

#[derive(Clone, Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Build,
    Dev,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// Reads all manifests.
pub(crate) fn read(root: &Path) -> Result<Vec<Package>> {
    let args = ["metadata", "--format-version", "1", "--no-deps", "--quiet"];
    let text = process::read(&mut process::cargo(root, &args))?;
    let metadata: Metadata =
        serde_json::from_str(&text).context("cargo's metadata are malformed")?;
    Ok(metadata.packages)
}

impl Package {
    /// What the crate is built with, tests left out.
    pub(crate) fn uses(&self) -> impl Iterator<Item = &str> {
        self.of_kind(|kind| kind != Some(Kind::Dev))
    }

    /// What only its tests are built with.
    pub(crate) fn tests_use(&self) -> impl Iterator<Item = &str> {
        self.of_kind(|kind| kind == Some(Kind::Dev))
    }

    fn of_kind(&self, wanted: impl Fn(Option<Kind>) -> bool) -> impl Iterator<Item = &str> {
        let dependencies =
            self.dependencies.iter().filter(move |dependency| wanted(dependency.kind));
        dependencies.map(|dependency| dependency.name.as_str())
    }

    /// The folder of the manifest.
    pub(crate) fn folder(&self) -> Result<&Path> {
        self.manifest_path.parent().context("a manifest lies in a folder")
    }

    /// A crate for tests of the rules.
    #[cfg(test)]
    pub(crate) fn new(name: &str, uses: &[&str], tests_use: &[&str]) -> Self {
        let of = |names: &[&str], kind| -> Vec<_> {
            names.iter().map(|&name| Dependency { name: name.to_owned(), kind }).collect()
        };
        let dependencies = [of(uses, None), of(tests_use, Some(Kind::Dev))].concat();
        Self { name: name.to_owned(), manifest_path: PathBuf::new(), dependencies }
    }
}
