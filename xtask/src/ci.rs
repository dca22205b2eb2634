//! `cargo xtask ci`: what has to hold before a change lands.

use std::path::Path;

use anyhow::Result;

use crate::{
    documented, fuzz, launchers, lint,
    test::{self, Network},
};

/// Lint first, because it fails sooner. The tests find no network but loopback, where the system allows
/// that. Fuzzing comes last: it needs tools that most machines lack.
pub(crate) fn run(root: &Path) -> Result<()> {
    lint::run(root)?;
    test::run(root, Network::Loopback)?;
    documented::run(root)?;
    launchers::run(root, &launchers::Options::default())?;
    fuzz::smoke(root)
}

#[cfg(test)]
mod tests {
    use std::fs;

    #[test]
    fn the_workflow_runs_the_script_of_ci_and_may_only_read() {
        let root = crate::workspace_root().unwrap();
        let workflow = fs::read_to_string(root.join(".github/workflows/ci.yml")).unwrap();
        let mut lines = workflow.lines().map(str::trim);
        assert!(lines.any(|line| line == ".ci/run"), "{workflow}");
        assert!(workflow.contains("permissions:\n  contents: read\n"), "{workflow}");
        assert!(!workflow.contains(": write"), "{workflow}");
        let script = fs::read_to_string(root.join(".ci/run")).unwrap();
        assert!(script.contains("cargo xtask ci"), "{script}");
        let uses = workflow.lines().filter_map(|line| line.trim().strip_prefix("- uses: "));
        for action in uses {
            let version = action.split_once("@v").map(|(_, version)| version);
            assert!(version.is_some_and(|it| it.parse::<u32>().is_ok()), "{action}");
        }
    }
}
