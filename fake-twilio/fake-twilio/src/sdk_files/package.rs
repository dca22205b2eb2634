//! npm packages of SDKs on this machine.

use std::{
    fs,
    path::{Path, PathBuf},
};

use semver::Version;
use serde::Deserialize;

use super::wanted::{Sdk, Wanted};

/// Packages that are looked at in one folder.
const MAX_PACKAGES: usize = 4096;

/// Where builds lie in the packages of all versions.
const BUILDS: [&str; 3] = ["builds", "dist", "dist/@twilio"];

/// Where packages of SDKs are looked for.
#[derive(Clone, Debug, Default)]
pub struct SdkFiles(Vec<Source>);

#[derive(Clone, Debug)]
enum Source {
    /// A folder of packages, whatever theirs are named.
    Folder(PathBuf),
    /// A project that may have installed some.
    Project(PathBuf),
}

/// A package of an SDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The SDK.
    pub sdk: Sdk,
    /// Its version.
    pub version: Version,
    /// Where it is.
    pub folder: PathBuf,
}

impl SdkFiles {
    /// Looks in the folders of this folder, and in those of `@twilio` there, after what was named before.
    #[must_use = "the folder is looked through by the value that is returned"]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.0.push(Source::Folder(folder.into()));
        self
    }

    /// Looks in `node_modules` of this folder and of those above, after what was named before.
    #[must_use = "the project is looked through by the value that is returned"]
    pub fn project(mut self, folder: impl Into<PathBuf>) -> Self {
        self.0.push(Source::Project(folder.into()));
        self
    }

    /// The packages that are there, in the order in which places were named.
    pub fn packages(&self) -> Vec<Package> {
        self.0.iter().flat_map(Source::folders).filter_map(Package::read).collect()
    }

    /// The package that serves best; of two alike, the first.
    pub(super) fn choose(&self, sdk: Sdk, wanted: &Wanted) -> Option<Package> {
        let mut all = self.packages();
        all.retain(|it| it.sdk == sdk);
        let version = wanted.choose(all.iter().map(|it| &it.version))?.clone();
        all.into_iter().find(|it| it.version == version)
    }
}

impl Source {
    /// Folders that may be packages.
    fn folders(&self) -> Vec<PathBuf> {
        match self {
            Self::Folder(folder) => {
                let mut all = children(folder);
                all.extend(children(&folder.join("@twilio")));
                all
            }
            Self::Project(project) => {
                let modules = project.ancestors().map(|it| it.join("node_modules"));
                let packages = [Sdk::Video, Sdk::Conversations].map(Sdk::package);
                modules.flat_map(|it| packages.map(|name| it.join(name))).collect()
            }
        }
    }
}

/// What a folder holds, in the order of names.
fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = entries.take(MAX_PACKAGES).map(|it| it.path()).collect();
    all.sort();
    all
}

impl Package {
    /// The package in a folder; `None` if there is no package of an SDK.
    fn read(folder: PathBuf) -> Option<Self> {
        #[derive(Deserialize)]
        struct Manifest {
            name: String,
            version: Version,
        }
        let text = fs::read(folder.join("package.json")).ok()?;
        let Manifest { name, version } = serde_json::from_slice(&text).ok()?;
        Some(Self { sdk: Sdk::of_package(&name)?, version, folder })
    }

    /// Name and version as npm takes them.
    pub fn name(&self) -> String {
        format!("{}@{}", self.sdk.package(), self.version)
    }

    /// A build. Conversations 1.1 has its builds without `twilio-` in their names.
    pub(super) fn file(&self, name: &str) -> Option<PathBuf> {
        let short = name.strip_prefix("twilio-").unwrap_or(name);
        let paths = BUILDS.iter().flat_map(|it| [name, short].map(|name| format!("{it}/{name}")));
        let mut files = paths.map(|it| self.folder.join(it));
        files.find(|it| it.is_file())
    }
}
