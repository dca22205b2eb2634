//! `cargo xtask book`: the documents as a book, with mdBook.
//!
//! Documents link to files all over the repository. So the book is made of copies that lie as in the repository,
//! with the documents of packages as further chapters; what is no part of it is named without a link.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{process, setup};

mod links;

/// Where the copies are, and where `docs/book.toml` says that the book becomes.
const SOURCE: &str = "target/book-source";
const BOOK: &str = "target/book";

/// The version that is installed where there is none.
const VERSION: &str = "0.5.4";

/// Documents outside of `docs`, and their titles.
const PACKAGES: [(&str, &str); 5] = [
    ("Node", "fake-twilio/launchers/npm/README.md"),
    ("Python", "fake-twilio/launchers/python/README.md"),
    ("Testcontainers for Node", "fake-twilio/launchers/testcontainers-node/README.md"),
    ("Testcontainers for Python", "fake-twilio/launchers/testcontainers-python/README.md"),
    ("Testcontainers for Rust", "fake-twilio/launchers/testcontainers-rust/README.md"),
];
const GUIDE: (&str, &str) = ("Contributing", "CONTRIBUTING.md");

/// Renders the book, and fails for a link that leads nowhere.
pub(crate) fn run(root: &Path) -> Result<()> {
    let program =
        which::which("mdbook").or_else(|_| setup::cargo_install(root, "mdbook", VERSION))?;
    let source = root.join(SOURCE);
    assemble(root, &source)?;
    process::run(Command::new(program).arg("build").arg(&source))?;
    let dead = links::dead(&root.join(BOOK))?;
    if !dead.is_empty() {
        bail!("links of the book that lead nowhere:\n{}", dead.join("\n"));
    }
    eprintln!("{}", root.join(BOOK).join("index.html").display());
    Ok(())
}

/// Copies the documents, and what they link to.
fn assemble(root: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_dir_all(to).context("the book's source of an earlier run")?;
    }
    let summary = summary(&fs::read_to_string(root.join("docs/SUMMARY.md"))?);
    let chapters: BTreeSet<PathBuf> = links::targets(&summary).map(PathBuf::from).collect();
    for chapter in &chapters {
        let text = fs::read_to_string(root.join(chapter))?;
        let mut files = BTreeSet::new();
        let text = links::keep(&text, |target| {
            let Some(path) = inside(chapter, target) else { return false };
            let is_document = path.extension().is_some_and(|it| it == "md");
            let is_kept = if is_document {
                chapters.contains(&path)
            } else {
                path == *chapter || root.join(&path).is_file()
            };
            if is_kept && !is_document {
                files.insert(path);
            }
            is_kept
        });
        for file in files {
            write(&to.join(&file), &fs::read(root.join(&file))?)?;
        }
        write(&to.join(chapter), text.as_bytes())?;
    }
    write(&to.join("SUMMARY.md"), summary.as_bytes())?;
    for (file, name) in [("docs/book.toml", "book.toml"), ("docs/book.css", "book.css")] {
        write(&to.join(name), &fs::read(root.join(file))?)?;
    }
    Ok(())
}

/// The contents: those of the documents, then the packages.
fn summary(documents: &str) -> String {
    let mut summary = documents.replace("](", "](docs/");
    let mut part = |title: &str, chapters: &[(&str, &str)]| {
        summary.extend(["\n# ", title, "\n\n"]);
        for (title, path) in chapters {
            summary.extend(["- [", title, "](", path, ")\n"]);
        }
    };
    part("Packages", &PACKAGES);
    part("Development", &[GUIDE]);
    summary
}

/// The path in the repository of a link's target, unless it is an address or lies outside.
fn inside(chapter: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() {
        return Some(chapter.to_owned());
    }
    let mut parts: Vec<_> = chapter.parent()?.components().collect();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            Component::Normal(_) => parts.push(part),
            Component::Prefix(_) | Component::RootDir => return None,
        }
    }
    Some(parts.into_iter().collect())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().context("a folder")?;
    fs::create_dir_all(folder)?;
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_of_the_source_leads_to_a_part_of_it() {
        let root = crate::workspace_root().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("source");
        assemble(&root, &source).unwrap();
        let summary = fs::read_to_string(source.join("SUMMARY.md")).unwrap();
        let mut count = 0;
        for chapter in links::targets(&summary) {
            let chapter = Path::new(chapter);
            let text = fs::read_to_string(source.join(chapter)).unwrap();
            for target in links::targets(&text) {
                let path = inside(chapter, target).unwrap();
                assert!(source.join(&path).is_file(), "{}: {target}", chapter.display());
                count += 1;
            }
        }
        assert!(count > 50, "{count} links");
        let guide = fs::read_to_string(source.join("docs/ci.md")).unwrap();
        assert!(guide.contains("](../fake-twilio/launchers/npm/README.md)"), "{guide}");
        assert!(source.join("Dockerfile").is_file());
    }

    #[test]
    fn targets_are_paths_of_the_repository() {
        let of = |target| inside(Path::new("docs/recipes/faults.md"), target);
        assert_eq!(of("../limits.md#a"), Some("docs/limits.md".into()));
        assert_eq!(of("#a"), Some("docs/recipes/faults.md".into()));
        assert_eq!(of("../../README.md"), Some("README.md".into()));
        assert_eq!(of("../../../README.md"), None);
    }
}
