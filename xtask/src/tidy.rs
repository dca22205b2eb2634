//! `cargo xtask tidy`: house rules that no compiler checks.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{contract_notes::Notes, process};

/// A file that is longer is two files.
const MAX_LINES: usize = 400;

/// Where packages come from is the business of each machine; written apart to pass our own check.
const REGISTRY_HOSTS: [&str; 6] = [
    concat!("registry.", "npmjs"),
    concat!("pypi", ".org"),
    concat!("python", "hosted"),
    concat!("crates", ".io"),
    concat!("deb.", "debian"),
    concat!("proxy.", "golang"),
];

/// Folders that exist on one machine only.
const MACHINE_PATHS: [&str; 4] =
    [concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

/// What a finished program has no place for.
const LEFTOVERS: [&str; 3] =
    [concat!("todo", "!("), concat!("dbg", "!("), concat!("unimplemented", "!(")];

/// Checks every file that git tracks or would add.
pub(crate) fn run(root: &Path) -> Result<()> {
    let mut found = Vec::new();
    let mut notes = Notes::default();
    for path in files(root)? {
        let bytes = fs::read(root.join(&path))?;
        // What is no text is a picture.
        if let Ok(text) = String::from_utf8(bytes) {
            found.extend(problems(&path, &text));
            notes.read(&path, &text);
        }
    }
    found.extend(notes.problems());
    if found.is_empty() {
        return Ok(());
    }
    bail!("{} house rules are broken:\n{}", found.len(), found.join("\n"))
}

/// Every file that git tracks or would add.
pub(crate) fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listing = process::read(Command::new("git").args(args).current_dir(root))?;
    let paths = listing.split_terminator('\0').map(PathBuf::from);
    // A file that was deleted but not yet committed is still listed; a link leads to another file.
    Ok(paths
        .filter(|path| root.join(path).symlink_metadata().is_ok_and(|meta| meta.is_file()))
        .collect())
}

fn problems(path: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let at = path.display();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        found.extend(line_problem(path, line).map(|problem| format!("{at}:{number}: {problem}")));
    }
    let code =
        path.extension().is_some_and(|ext| ["rs", "js", "mjs"].map(OsStr::new).contains(&ext));
    let lines = text.lines().count();
    if code && lines > MAX_LINES {
        found.push(format!("{at}: {lines} lines, and {MAX_LINES} are the limit"));
    }
    found
}

fn line_problem(path: &Path, line: &str) -> Option<&'static str> {
    let name = path.file_name()?;
    // Cargo writes where each package comes from, and has no other word for it.
    if name == "Cargo.lock" && line.starts_with("source = ") {
        return None;
    }
    if REGISTRY_HOSTS.iter().any(|host| line.contains(host)) {
        return Some("names the host of a package registry");
    }
    if MACHINE_PATHS.iter().any(|folder| has_path(line, folder)) {
        return Some("names a folder of one machine");
    }
    if name == "package-lock.json" && line.trim_start().starts_with(concat!("\"resol", "ved\":")) {
        return Some(
            "says where the package came from: `omit-lockfile-registry-resolved` is missing",
        );
    }
    if path.extension() == Some(OsStr::new("rs"))
        && LEFTOVERS.iter().any(|word| line.contains(word))
    {
        return Some("is not finished");
    }
    None
}

/// Returns whether the folder starts a path here, rather than standing in the middle of one.
fn has_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || "._-}*".contains(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        problems(Path::new(path), text)
    }

    #[test]
    fn each_rule_bites() {
        assert_eq!(found("a.md", &format!("see {}/x", REGISTRY_HOSTS[0])).len(), 1);
        assert_eq!(found("a.md", &format!("\ncd {}main", MACHINE_PATHS[1])).len(), 1);
        assert_eq!(found("a.rs", &format!("{}x);", LEFTOVERS[1])).len(), 1);
        assert_eq!(found("web/package-lock.json", concat!("  \"resol", "ved\": \"x\"")).len(), 1);
        assert_eq!(found("a.rs", &"\n".repeat(MAX_LINES + 1)).len(), 1);
    }

    #[test]
    fn what_is_fine_stays_fine() {
        assert_eq!(found("a.rs", &"\n".repeat(MAX_LINES)), [""; 0]);
        assert_eq!(found("a.md", &format!("src{}x.rs", MACHINE_PATHS[1])), [""; 0]);
        let source = format!("source = \"registry+{}-index\"", REGISTRY_HOSTS[3]);
        assert_eq!(found("Cargo.lock", &source), [""; 0]);
        assert_eq!(found("a.toml", &source).len(), 1);
    }
}
