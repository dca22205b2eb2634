//! `cargo xtask fidelity`: what the emulator assumes of Twilio, from the notes beside the code.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};

use crate::tidy;

mod note;

const PAGE: &str = "docs/fidelity.md";

/// What stands between these lines is written here.
const START: &str = "<!-- notes -->\n";
const END: &str = "<!-- end -->\n";

/// Folders of the code that is for users.
const FOLDERS: [&str; 2] = ["crates", "fake-twilio"];

/// Writes the list of the page anew.
pub(crate) fn run(root: &Path) -> Result<()> {
    let path = root.join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    fs::write(&path, updated(root, &page)?).with_context(|| format!("cannot write {PAGE}"))
}

/// The page with the notes of the code.
fn updated(root: &Path, page: &str) -> Result<String> {
    let missing = || format!("{PAGE} has no line {}", START.trim());
    let (before, rest) = page.split_once(START).with_context(missing)?;
    let (_, after) = rest.split_once(END).with_context(missing)?;
    Ok(format!("{before}{START}{}{END}{after}", list(root)?))
}

/// The notes, by the folder of their crate.
fn list(root: &Path) -> Result<String> {
    let mut crates: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in tidy::files(root)? {
        let Some((package, file)) = source(&path) else { continue };
        let text = fs::read_to_string(root.join(&path))?;
        let notes = note::notes(&text).into_iter().map(|note| {
            let place = note.item.map_or_else(String::new, |item| format!(", `{item}`"));
            format!("- `{file}`{place}: {}\n", note.text)
        });
        crates.entry(package).or_default().extend(notes);
    }
    let noted = crates.iter().filter(|(_, notes)| !notes.is_empty());
    let sections = noted.map(|(package, notes)| format!("\n## {package}\n\n{}", notes.concat()));
    Ok(sections.chain(["\n".to_owned()]).collect())
}

/// Crate and file of a source below `src`.
fn source(path: &Path) -> Option<(String, String)> {
    let mut parts = path.iter().map(|part| part.to_str().unwrap_or_default());
    let folder = parts.next()?;
    let package = parts.next()?;
    let is_source = FOLDERS.contains(&folder) && parts.next()? == "src";
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    (is_source && is_rust).then(|| (package.to_owned(), parts.collect::<Vec<_>>().join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_notes_of_the_code() {
        let root = crate::workspace_root().unwrap();
        let page = fs::read_to_string(root.join(PAGE)).unwrap();
        let updated = updated(&root, &page).unwrap();
        assert!(page == updated, "{PAGE} is behind the code: run `cargo xtask fidelity`");
        let notes = page.lines().filter(|line| line.starts_with("- `")).count();
        assert!(notes > 50, "{notes} notes");
    }

    #[test]
    fn sources_of_crates_have_notes() {
        let found = |path| source(Path::new(path));
        let expected = ("twilsock".to_owned(), "server/reply.rs".to_owned());
        assert_eq!(found("crates/twilsock/src/server/reply.rs"), Some(expected));
        for other in [
            "tests/it/main.rs",
            "crates/twilsock/tests/it.rs",
            "fake-twilio/launchers/npm/src/act.ts",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
