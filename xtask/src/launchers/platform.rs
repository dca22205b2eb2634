//! Platforms that packages carry a program for.

use std::{env::consts, path::Path};

use anyhow::{Context, Result};

/// A platform that there are programs for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Platform {
    /// The target of its archive.
    pub(super) target: &'static str,
    /// As Node names it.
    pub(super) node: &'static str,
    /// As Rust names it: system and processor.
    rust: (&'static str, &'static str),
}

/// Those that the workflow of releases builds.
const PLATFORMS: [Platform; 5] = [
    Platform::new("aarch64-apple-darwin", "darwin-arm64", ("macos", "aarch64")),
    Platform::new("x86_64-apple-darwin", "darwin-x64", ("macos", "x86_64")),
    Platform::new("aarch64-unknown-linux-musl", "linux-arm64", ("linux", "aarch64")),
    Platform::new("x86_64-unknown-linux-musl", "linux-x64", ("linux", "x86_64")),
    Platform::new("x86_64-pc-windows-msvc", "win32-x64", ("windows", "x86_64")),
];

impl Platform {
    const fn new(
        target: &'static str,
        node: &'static str,
        rust: (&'static str, &'static str),
    ) -> Self {
        Self { target, node, rust }
    }

    /// The one of this machine.
    pub(super) fn here() -> Result<Self> {
        let here = (consts::OS, consts::ARCH);
        let found = PLATFORMS.into_iter().find(|it| it.rust == here);
        found.with_context(|| format!("there are no packages for {} on {}", here.0, here.1))
    }

    /// The one of an archive.
    pub(super) fn of_archive(archive: &Path) -> Result<Self> {
        let name = archive.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let target = name.strip_prefix("fake-twilio-").and_then(|it| it.strip_suffix(".tar.gz"));
        let found = PLATFORMS.into_iter().find(|it| Some(it.target) == target);
        found.with_context(|| format!("{} is no archive of a release", archive.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_platforms_are_those_of_the_workflow_and_of_the_package() {
        let root = crate::workspace_root().unwrap();
        let workflow = fs::read_to_string(root.join(".github/workflows/release.yml")).unwrap();
        let package = "fake-twilio/launchers/npm/scripts/packages.mjs";
        let package = fs::read_to_string(root.join(package)).unwrap();
        for platform in PLATFORMS {
            assert!(workflow.contains(&format!("target: {},", platform.target)), "{platform:?}");
            assert!(package.contains(&format!("\"{}\"", platform.node)), "{platform:?}");
        }
        assert_eq!(workflow.matches("- { target: ").count(), PLATFORMS.len());
    }

    #[test]
    fn archives_tell_their_platform() {
        let of = |name: &str| Platform::of_archive(Path::new(name)).map(|it| it.node).ok();
        assert_eq!(of("a/fake-twilio-x86_64-unknown-linux-musl.tar.gz"), Some("linux-x64"));
        assert_eq!(of("fake-twilio-x86_64-pc-windows-msvc.tar.gz"), Some("win32-x64"));
        assert_eq!(of("fake-twilio-riscv64gc-unknown-linux-gnu.tar.gz"), None);
        assert_eq!(of("other-x86_64-unknown-linux-musl.tar.gz"), None);
    }
}
