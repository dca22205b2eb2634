//! Imports among the modules of a crate: no circles but between a module and its ancestors.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::layers::manifest;

mod circles;
mod modules;
mod scan;
mod tokens;

/// Which crate to show.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Show the circles of this crate alone
    package: Option<String>,
}

/// Checks all crates, or shows the circles of one.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let Some(name) = &options.package else { return check(root) };
    let packages = manifest::read(root)?;
    let package = packages.iter().find(|package| package.name == *name);
    check_crate(name, package.with_context(|| format!("no crate {name}"))?.folder()?)
}

/// Fails when a crate has a circle.
pub(crate) fn check(root: &Path) -> Result<()> {
    for package in manifest::read(root)? {
        check_crate(&package.name, package.folder()?)?;
    }
    Ok(())
}

fn check_crate(name: &str, folder: &Path) -> Result<()> {
    let found = circles(folder)?;
    ensure!(found.is_empty(), "{name} has {} circles:\n{}", found.len(), found.join("\n\n"));
    Ok(())
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
        circles(planted(files).path()).unwrap()
    }

    /// A crate with these files.
    fn planted(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = folder.path().join("src").join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        folder
    }

    #[test]
    fn the_imports_hold() {
        check(&crate::workspace_root().unwrap()).unwrap();
    }

    #[test]
    fn a_planted_circle_fails_the_check() {
        let crate_of =
            |b| planted(&[("lib.rs", "mod a; mod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", b)]);
        check_crate("planted", crate_of("struct B;").path()).unwrap();
        let error = check_crate("planted", crate_of("use crate::a::A;").path()).unwrap_err();
        assert!(error.to_string().starts_with("planted has 1 circles:"), "{error}");
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
