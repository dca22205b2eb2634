//! Imports among the modules of a crate: no circles but between a module and its ancestors.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::layers::manifest;

mod circles;
mod modules;
mod scan;
mod tokens;

/// Crates without circles.
const FREE_OF_CIRCLES: [&str; 16] = [
    "conversations",
    "conversations-core",
    "e2e",
    "fake-core",
    "fake-store",
    "fake-sync",
    "fake-twilio",
    "fake-video",
    "fake-webhooks",
    "local-server",
    "login-server",
    "twilio-sid",
    "twilio-token",
    "twilio-wire",
    "twilsock",
    "xtask",
];

/// Crates that still have circles: these are counted and fail nothing. A crate whose circles are gone
/// moves to the list above.
const WITH_CIRCLES: [&str; 1] = ["fake-rest"];

/// Which crate to show.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Show the circles of this crate alone, also when they are allowed
    package: Option<String>,
}

/// Checks all crates, or shows the circles of one.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let Some(name) = &options.package else { return check(root) };
    let packages = manifest::read(root)?;
    let package = packages.iter().find(|package| package.name == *name);
    let found = circles(package.with_context(|| format!("no crate {name}"))?.folder()?)?;
    ensure!(found.is_empty(), "{name} has {} circles:\n{}", found.len(), found.join("\n\n"));
    Ok(())
}

/// Fails when a crate has a circle that must have none, or is in no list.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut problems = Vec::new();
    for package in manifest::read(root)? {
        let found = circles(package.folder()?)?;
        if WITH_CIRCLES.contains(&package.name.as_str()) {
            eprintln!("{}: circles of imports: {}", package.name, found.len());
        } else {
            problems.extend(judge(&package.name, &found));
        }
    }
    ensure!(problems.is_empty(), "the imports do not hold:\n{}", problems.join("\n"));
    Ok(())
}

/// What is wrong with a crate that must have no circles.
fn judge(name: &str, found: &[String]) -> Vec<String> {
    let circles = found.iter().map(|circle| format!("{name}: a circle of imports:\n{circle}"));
    let unlisted = (!FREE_OF_CIRCLES.contains(&name))
        .then(|| format!("{name}: is in no list of xtask/src/imports.rs"));
    circles.chain(unlisted).collect()
}

/// The circles among the modules of a crate, each with the files and names on its way.
fn circles(package: &Path) -> Result<Vec<String>> {
    let src = package.join("src");
    let modules = modules::Modules::read(&src)
        .with_context(|| format!("cannot read the modules of {}", package.display()))?;
    let edges = modules.edges();
    let file = |module: &modules::Module| {
        let path = modules.file(module);
        path.strip_prefix(package).unwrap_or(path).display().to_string()
    };
    let show = |edge: &&modules::Edge| {
        let names: Vec<_> = edge.names.iter().map(String::as_str).collect();
        format!("    {} -> {}: {}", file(&edge.from), file(&edge.to), names.join(", "))
    };
    let round = |edges: &Vec<&modules::Edge>| edges.iter().map(show).collect::<Vec<_>>().join("\n");
    Ok(circles::find(&edges).iter().map(round).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The circles of a crate with these files.
    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = folder.path().join("src").join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        circles(folder.path()).unwrap()
    }

    #[test]
    fn the_imports_hold() {
        check(&crate::workspace_root().unwrap()).unwrap();
    }

    #[test]
    fn circles_and_crates_without_a_list_are_problems() {
        assert_eq!(judge("twilsock", &[]), [""; 0]);
        assert_eq!(judge("twilsock", &["    a -> b".to_owned()]).len(), 1);
        assert_eq!(judge("newcomer", &[]), ["newcomer: is in no list of xtask/src/imports.rs"]);
    }

    #[test]
    fn a_circle_is_told_with_files_and_names() {
        let circles = found(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::{B, Other};"),
            ("b.rs", "fn f() { crate::c::d() }"),
            ("c.rs", "use super::a::A as Alias;"),
        ]);
        assert_eq!(
            circles,
            ["    src/a.rs -> src/b.rs: B, Other\n    src/b.rs -> src/c.rs: d\n    \
              src/c.rs -> src/a.rs: A"]
        );
    }

    #[test]
    fn parent_and_child_may_import_each_other() {
        let circles = found(&[
            ("lib.rs", "mod a; pub use a::A; pub struct Root;"),
            ("a.rs", "mod b; mod c; use b::B; pub struct A; use crate::Root;"),
            ("a/b.rs", "use super::{A, c::C}; use crate::Root;"),
            ("a/c.rs", "use crate::a::A; #[cfg(test)] mod tests { use super::super::b::B; }"),
        ]);
        assert_eq!(circles, [""; 0]);
    }

    #[test]
    fn a_circle_through_a_child_or_through_the_root_is_found() {
        let child = found(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "mod inner; pub struct A;"),
            ("a/inner.rs", "use crate::b::B;"),
            ("b.rs", "use crate::a::A;"),
        ]);
        assert_eq!(child, ["    src/a/inner.rs -> src/b.rs: B\n    src/b.rs -> src/a.rs: A"]);
        let root = found(&[
            ("lib.rs", "mod a; mod b; pub use a::A;"),
            ("a.rs", "use crate::b::B;"),
            ("b.rs", "use crate::A;"),
        ]);
        assert_eq!(root.len(), 1);
    }

    #[test]
    fn what_tests_import_is_no_circle() {
        let circles = found(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "#[cfg(test)] mod tests;"),
            ("a/tests.rs", "use crate::b::B;"),
            ("b.rs", "use crate::a::A;"),
        ]);
        assert_eq!(circles, [""; 0]);
    }
}
