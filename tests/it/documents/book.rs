//! The book: its contents are complete, its links lead somewhere, and its code is run.

use std::{collections::BTreeSet, fs, path::Path};

use e2e::Stack;
use http::{Method, StatusCode};
use serde_json::Value;

use super::{documents, read, root};

/// Folders whose files `cargo xtask launchers` and this crate run or check.
const EXAMPLES: [&str; 6] = [
    "docs/examples/ci",
    "docs/examples/node",
    "docs/examples/python",
    "docs/examples/rust",
    "fake-twilio/launchers/npm/examples",
    "fake-twilio/launchers/python/examples",
];

/// Code that is no file: document, language, how it begins, and what runs it.
const ELSEWHERE: &[(&str, &str, &str, &str)] = &[
    ("docs/testing.md", "rust", "use twilio_token", "the documentation tests of this crate"),
    ("docs/control-api.md", "json", "{ \"match\": { \"side\": \"sync\"", "this file"),
    ("docs/control-api.md", "json", "{ \"match\": { \"operation\"", "documents.rs"),
    ("docs/control-api.md", "http", "X-Emulator-Fault", "documents.rs"),
    ("docs/control-api.md", "yaml", "users:", "documents.rs"),
    (
        "docs/unmodified.md",
        "js",
        "// browser or Node",
        "docs/examples/node, and the page of `web` in tests/browser",
    ),
    ("docs/unmodified.md", "python", "# twilio-python", "docs/examples/python"),
    ("docs/unmodified.md", "rust", "// Rust", "the documentation tests of `twilio-conversations`"),
    (
        "fake-twilio/launchers/npm/README.md",
        "js",
        "import { createTest }",
        "fake-twilio/launchers/npm/tests/run.mjs",
    ),
    (
        "fake-twilio/launchers/npm/README.md",
        "js",
        "import { startFakeTwilio }",
        "fake-twilio/launchers/npm/tests/run.mjs",
    ),
    (
        "fake-twilio/launchers/python/README.md",
        "python",
        "from fake_twilio import FakeTwilio",
        "fake-twilio/launchers/python/tests/test_package.py",
    ),
    (
        "fake-twilio/launchers/testcontainers-python/README.md",
        "python",
        "from testcontainers_fake_twilio",
        "fake-twilio/launchers/testcontainers-python/tests/test_container.py",
    ),
    (
        "fake-twilio/launchers/testcontainers-rust/README.md",
        "rust,no_run",
        "use testcontainers_fake_twilio",
        "the documentation tests of that crate, which compile it",
    ),
];

/// Languages of blocks that are commands, which documents.rs looks after, or pictures of a text.
const NO_CODE: [&str; 6] = ["", "bash", "console", "sh", "shell", "text"];

/// The blocks of a document: language and text.
fn blocks(document: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = document.split("\n```").collect();
    let blocks = parts.iter().skip(1).step_by(2);
    blocks.map(|block| block.split_once('\n').expect("a language, then a text")).collect()
}

/// The links of a document that are not addresses: path and heading.
fn links(document: &str) -> Vec<(&str, Option<&str>)> {
    let targets = document.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let local = targets.filter(|target| !target.contains("://"));
    local
        .map(|target| {
            target.split_once('#').map_or((target, None), |(path, heading)| (path, Some(heading)))
        })
        .collect()
}

/// The headings of a document as links name them.
fn headings(document: &str) -> BTreeSet<String> {
    let headings = document.lines().filter(|line| line.starts_with('#'));
    let slug = |heading: &str| {
        let text = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        text.chars().filter(|it| it.is_alphanumeric() || "-_".contains(*it)).collect()
    };
    headings.map(slug).collect()
}

#[test]
fn every_block_of_code_is_a_file_that_runs_or_is_run_elsewhere() {
    let files: BTreeSet<String> = EXAMPLES
        .iter()
        .flat_map(|folder| fs::read_dir(root().join(folder)).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).expect("a text"))
        .collect();
    let (mut lost, mut used) = (Vec::new(), BTreeSet::new());
    for document in documents() {
        let text = read(&document);
        for (language, code) in blocks(&text) {
            let is_file = files.contains(&format!("{code}\n"));
            let entry = ELSEWHERE.iter().position(|(path, of, begin, _)| {
                *path == document && *of == language && code.starts_with(begin)
            });
            used.extend(entry);
            if !is_file && entry.is_none() && !NO_CODE.contains(&language) {
                lost.push(format!("{document}: {language}: {code}"));
            }
        }
    }
    assert!(lost.is_empty(), "code that nothing runs:\n{}", lost.join("\n"));
    let unused: Vec<_> = (0..ELSEWHERE.len()).filter(|it| !used.contains(it)).collect();
    assert!(unused.is_empty(), "rows of no code: {unused:?}");
}

#[test]
fn links_lead_to_files_and_headings() {
    let mut count = 0;
    for document in documents() {
        let text = read(&document);
        let folder = root().join(&document);
        let folder = folder.parent().expect("a folder");
        for (path, heading) in links(&text) {
            let target = if path.is_empty() { root().join(&document) } else { folder.join(path) };
            assert!(target.exists(), "{document}: {path}");
            if let Some(heading) = heading {
                let there = fs::read_to_string(&target).expect("a text");
                assert!(headings(&there).contains(heading), "{document}: {path}#{heading}");
            }
            count += 1;
        }
    }
    assert!(count > 50, "{count} links");
}

#[test]
fn the_contents_of_the_book_are_its_pages() {
    let contents = read("docs/SUMMARY.md");
    let mut listed: Vec<String> =
        links(&contents).iter().map(|(path, _)| format!("docs/{path}")).collect();
    let mut pages: Vec<String> = documents()
        .into_iter()
        .filter(|it| it.starts_with("docs/") && !it.ends_with("SUMMARY.md"))
        .collect();
    listed.sort();
    pages.sort();
    assert_eq!(listed, pages);
    assert!(read("docs/book.toml").contains("src = \".\"\n"));
    assert!(Path::new(&pages[0]).extension().is_some_and(|it| it == "md"));
}

#[tokio::test]
async fn the_match_of_the_guide_is_one() {
    let guide = read("docs/control-api.md");
    let (_, code) = blocks(&guide)
        .into_iter()
        .find(|(language, code)| *language == "json" && code.contains("\"timeout_ms\""))
        .expect("the block");
    let mut body: Value = serde_json::from_str(code).expect("JSON");
    body.as_object_mut().expect("an object").remove("timeout_ms").expect("a time");
    let stack = Stack::frozen().await;
    let found =
        stack.rest().send(Method::POST, "/_emulator/v1/journal/find", body.to_string()).await;
    assert_eq!(found.status, StatusCode::OK, "{found}");
}
