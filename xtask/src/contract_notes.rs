//! Notes of the code that name the contract test which settles a guess: the test has to exist.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Where the tests are.
const TESTS: &str = "tests/it/contract";

/// The text of a note before one or several test names in backticks: "settled by the contract
/// test", or "settled for REST by the contract test".
const NOTE: &str = "by the contract test";

/// The contract tests that all files name.
#[derive(Default)]
pub(crate) struct Notes {
    tests: BTreeSet<String>,
    /// Names, each with the file of its note; empty where a note names none.
    named: Vec<(PathBuf, String)>,
}

impl Notes {
    /// Reads a file.
    pub(crate) fn read(&mut self, path: &Path, text: &str) {
        if path.starts_with(TESTS) {
            let functions = text.lines().filter_map(|line| line.strip_prefix("async fn "));
            let names = functions.filter_map(|line| line.strip_suffix("() {"));
            self.tests.extend(names.map(str::to_owned));
        } else if path.starts_with("crates") || path.starts_with("fake-twilio") {
            self.named.extend(named(text).into_iter().map(|name| (path.to_owned(), name)));
        }
    }

    /// Notes that name no test, or one that does not exist.
    pub(crate) fn problems(&self) -> Vec<String> {
        let lost = self.named.iter().filter(|(_, name)| !self.tests.contains(name));
        let problem = |(path, name): &(PathBuf, String)| {
            format!("{}: there is no contract test `{name}`", path.display())
        };
        lost.map(problem).collect()
    }
}

/// The tests that the notes of a file name.
fn named(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches(['/', '!']).trim());
    let text = lines.collect::<Vec<_>>().join(" ");
    text.match_indices(NOTE).flat_map(|(at, note)| names(&text[at + note.len()..])).collect()
}

/// The names in backticks that a text begins with; one empty name where there is none.
fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text.trim_start_matches('s').trim_start();
    while let Some((name, behind)) = rest.strip_prefix('`').and_then(|it| it.split_once('`')) {
        names.push(name.to_owned());
        rest = behind.trim_start_matches(',').trim_start();
        rest = rest.strip_prefix("and ").unwrap_or(rest);
    }
    if names.is_empty() { vec![String::new()] } else { names }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_name_tests_that_exist() {
        let mut notes = Notes::default();
        let tests = "#[tokio::test]\nasync fn cats_purr() {\n}\nasync fn dogs_bark() {\n}\n";
        notes.read(Path::new("tests/it/contract/pets.rs"), tests);
        let note = "/// A guess (`assumed`; settled by the contract\n    /// test `cats_purr`).\n";
        notes.read(Path::new("crates/a.rs"), note);
        let two = "// settled for most by the contract tests `cats_purr` and `dogs_bark`.\n";
        notes.read(Path::new("fake-twilio/b.rs"), two);
        assert_eq!(notes.named.len(), 3);
        assert_eq!(notes.problems(), [""; 0]);
        notes.read(Path::new("crates/c.rs"), "// settled by the contract test `fish_sing`");
        notes.read(Path::new("crates/d.rs"), "// settled by the contract test of cats");
        assert_eq!(notes.problems().len(), 2);
    }
}
