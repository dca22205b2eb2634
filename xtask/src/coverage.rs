//! `cargo xtask coverage`: the operations of the OpenAPI documents, and which are implemented.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::process;

mod openapi;

/// Where the documents lie.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Folder with the two OpenAPI documents, as twilio-oai names them; without it the tables made
    /// from them stay as they are
    #[arg(long, value_name = "DIR", default_value = "../shared/spec")]
    spec: PathBuf,
}

/// The documents, by the distinguishing part of their names.
const DOCUMENTS: [&str; 2] = ["conversations", "video"];

/// Writes the tables of operations and schemas anew, then `docs/coverage.md`.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let spec = root.join(&options.spec);
    if spec.is_dir() {
        for name in DOCUMENTS {
            let tables = read(&spec, name)?;
            write(&operations_path(root, name), &tables.operations)?;
            write(&schemas_path(root, name), &tables.schemas)?;
        }
    } else {
        eprintln!("no OpenAPI documents in {}: their tables stay as they are", spec.display());
    }
    let args = ["test", "--package", "e2e", "--test", "it", "coverage::"];
    process::run(process::cargo(root, &args).env("COVERAGE", "write"))
}

fn read(spec: &Path, name: &str) -> Result<openapi::Tables> {
    let path = spec.join(format!("twilio_{name}_v1.json"));
    let text = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let document = serde_json::from_slice(&text)?;
    openapi::tables(name, &document).with_context(|| format!("cannot use {}", path.display()))
}

fn operations_path(root: &Path, name: &str) -> PathBuf {
    root.join(format!("tests/operations/{name}.txt"))
}

fn schemas_path(root: &Path, name: &str) -> PathBuf {
    root.join(format!("tests/schemas/{name}.txt"))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn the_tables_are_those_of_the_documents() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let spec = root.join("../shared/spec");
        if !spec.is_dir() {
            // Straight to the stream: the test harness swallows what macros print.
            let _ = writeln!(std::io::stderr(), "SKIPPED: no {} to compare with", spec.display());
            return;
        }
        for name in DOCUMENTS {
            let tables = read(&spec, name).unwrap();
            for (path, text) in [
                (operations_path(root, name), tables.operations),
                (schemas_path(root, name), tables.schemas),
            ] {
                let committed = fs::read_to_string(&path).unwrap();
                assert!(committed == text, "{}: run `cargo xtask coverage`", path.display());
            }
        }
    }
}
