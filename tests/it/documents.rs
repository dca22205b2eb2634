//! What the documents say is so: examples are files that run, commands run, named files exist.

mod book;

use std::{collections::BTreeSet, fs, path::Path, process::Stdio};

use bytes::Bytes;
use e2e::{DEADLINE, Rest, Stack, npm_packages, python_with, tools_missing};
use http::{Method, StatusCode};
use serde_json::json;
use tokio::process::Command;

/// Commands that a test runs, with the test.
const RUN: &[(&str, &str)] = &[
    (
        "FAKE_TWILIO_BINARY=\"$(which fake-twilio)\" pip wheel --no-deps fake-twilio/launchers/python",
        "`cargo xtask launchers`, with the program that cargo built",
    ),
    ("pip install ./fake_twilio-*.whl", "`cargo xtask launchers`"),
    (
        "npm install --save-dev fake-twilio",
        "`cargo xtask launchers`, with the package that it packs",
    ),
    (
        "cargo build --release --package fake-twilio",
        "`cargo xtask launchers --release`, in the workflow of CI",
    ),
    ("npm --prefix fake-twilio/launchers/npm ci --ignore-scripts", "`cargo xtask launchers`"),
    ("npm --prefix fake-twilio/launchers/npm run build", "`cargo xtask launchers`"),
    (
        "node fake-twilio/launchers/npm/scripts/packages.mjs target/packages linux-x64=target/release/fake-twilio",
        "`cargo xtask launchers`, with its own folder and program",
    ),
    ("fake-twilio ctl reset", "`fake-twilio/fake-twilio/tests/it/ctl.rs`"),
    ("fake-twilio ctl seed world.yaml", "`fake-twilio/fake-twilio/tests/it/ctl.rs`"),
    ("fake-twilio ctl snapshots before", "`fake-twilio/fake-twilio/tests/it/ctl.rs`"),
    ("fake-twilio ctl snapshots before restore", "`fake-twilio/fake-twilio/tests/it/ctl.rs`"),
    ("fake-twilio ctl export > world.jsonl", "`fake-twilio/fake-twilio/tests/it/ctl.rs`"),
    ("fake-twilio ctl import world.jsonl", "`fake-twilio/fake-twilio/tests/it/ctl.rs`"),
    ("fake-twilio ctl export --as-seed > world.json", "`fake-twilio/fake-twilio/tests/it/ctl.rs`"),
    (
        "fake-twilio --import world.jsonl --export-on-exit world.jsonl",
        "`fake-twilio/fake-twilio/tests/it/program.rs`",
    ),
    (
        "fake-twilio ctl act send identity=bob conversation=lobby body=hello",
        "`fake-twilio/fake-twilio/tests/it/ctl.rs`",
    ),
    (
        "fake-twilio ctl faults match.operation=CreateConversationMessage effect.status=503 count=2",
        "`fake-twilio/fake-twilio/tests/it/ctl.rs`",
    ),
    ("fake-twilio ctl delete faults", "`fake-twilio/fake-twilio/tests/it/ctl.rs`"),
    (
        "fake-twilio ctl wait match.identity=ada match.contains=hello timeout_ms=2000",
        "`fake-twilio/fake-twilio/tests/it/ctl.rs`",
    ),
    ("cargo xtask ci", "it runs these tests"),
    ("cargo xtask e2e \"an expired token\"", "this file looks for the test of this name"),
    ("node --test --test-force-exit", "this file, on docs/examples/node"),
    ("python -m pytest", "this file, on docs/examples/python"),
    (
        "cargo run --package fake-twilio -- run -- python3 app.py",
        "`unmodified/run.rs`, with the program that cargo built",
    ),
    ("fake-twilio run -- python3 app.py", "`unmodified/run.rs`"),
    ("eval \"$(fake-twilio env --emulator http://127.0.0.1:4010)\"", "`unmodified/run.rs`"),
    (
        "fake-twilio browser --emulator http://127.0.0.1:4010 http://localhost:5000",
        "`unmodified/browser.rs`",
    ),
    ("fake-twilio sdk add video@2.3.0", "`unmodified/sdk_files.rs`"),
    ("fake-twilio sdk list", "`unmodified/sdk_files.rs`"),
    ("fake-twilio ca show", "`unmodified/authority.rs`"),
    ("fake-twilio ca export --bundle", "`unmodified/authority.rs`"),
    ("fake-twilio ca install --store nss", "`unmodified/authority.rs`"),
    ("fake-twilio ca uninstall --store nss", "`unmodified/authority.rs`"),
    (
        "curl -X POST http://127.0.0.1:4010/_emulator/v1/clients/disconnect -d '{\"identity\": \"ada\"}' -H 'Content-Type: application/json'",
        "this file sends the same request, and `cargo xtask ci` runs it",
    ),
];

/// Commands that `cargo xtask ci` runs, outside these tests.
const RUN_BY_CI: [&str; 6] = [
    "cargo install --locked --path fake-twilio/fake-twilio",
    "cargo xtask dev",
    "cargo run --package fake-twilio",
    "fake-twilio --listen 4010",
    "fake-twilio --map-origin https://abc.example=http://127.0.0.1:3000",
    "curl -X POST http://127.0.0.1:5000/login -d '{\"username\": \"ada\"}' -H 'Content-Type: application/json'",
];

/// Commands that need an engine for containers: the workflow of releases runs them.
const RUN_BY_RELEASE: [&str; 2] = [
    "docker build --tag fake-twilio:0.1.0 .",
    "docker compose --file docs/examples/compose.yaml up --wait",
];

/// Commands that install packages, with the file by which `cargo xtask setup` installs the same ones.
const RUN_BY_SETUP: [(&str, &str); 2] = [
    ("npm install twilio @twilio/conversations", "web/package.json"),
    ("pip install twilio pytest", "tests/requirements.txt"),
];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// Every command that something runs.
fn known_commands() -> impl Iterator<Item = &'static str> {
    let tests = RUN.iter().map(|(command, _)| *command);
    tests
        .chain(RUN_BY_CI)
        .chain(RUN_BY_RELEASE)
        .chain(RUN_BY_SETUP.iter().map(|(command, _)| *command))
}

/// Documents outside of the folders whose documents all are found.
const ELSEWHERE: [&str; 6] = [
    "fake-twilio/launchers/npm/README.md",
    "fake-twilio/launchers/python/README.md",
    "fake-twilio/launchers/testcontainers-node/README.md",
    "fake-twilio/launchers/testcontainers-python/README.md",
    "fake-twilio/launchers/testcontainers-rust/README.md",
    "tests/fuzz/README.md",
];

/// All documents but the changelog, which is about the past.
fn documents() -> Vec<String> {
    let mut found = ELSEWHERE.map(str::to_owned).to_vec();
    for folder in ["", "docs/", "docs/quick-start/", "docs/recipes/"] {
        let names = fs::read_dir(root().join(folder)).expect("a folder");
        let names =
            names.map(|it| it.expect("an entry").file_name().into_string().expect("a name"));
        let documents = names.filter(|name| {
            Path::new(name).extension().is_some_and(|it| it == "md") && name != "CHANGELOG.md"
        });
        found.extend(documents.map(|name| format!("{folder}{name}")));
    }
    assert!(found.iter().any(|it| it == "docs/testing.md"), "{found:?}");
    found
}

/// The commands in code blocks of a document, without what follows a `#`.
fn commands(document: &str) -> Vec<String> {
    let (mut found, mut in_shell) = (Vec::new(), false);
    for line in document.lines() {
        if line.starts_with("```") {
            in_shell = !in_shell && ["```sh", "```bash", "```shell", "```console"].contains(&line);
        } else if in_shell {
            let command = line.split(" #").next().unwrap_or(line).trim();
            found.extend((!command.is_empty()).then(|| command.to_owned()));
        }
    }
    found
}

/// Commands of cargo in the middle of a text.
fn inline_commands(document: &str) -> Vec<&str> {
    let spans = document.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    spans.filter(|span| span.starts_with("cargo ")).collect()
}

/// The verbs of `cargo xtask` in the table of CONTRIBUTING.md.
fn verbs(guide: &str) -> BTreeSet<&str> {
    let (_, table) = guide.split_once("## Commands").expect("the table");
    let rows = table.lines().skip(4).take_while(|line| line.starts_with('|'));
    rows.filter_map(|row| row.split(['`', ' ']).find(|word| !["", "|"].contains(word))).collect()
}

#[test]
fn commands_in_texts_are_known() {
    let guide = read("CONTRIBUTING.md");
    let verbs = verbs(&guide);
    assert!(verbs.contains("sdk-matrix"), "{verbs:?}");
    for document in documents() {
        for command in inline_commands(&read(&document)) {
            let known = match command.strip_prefix("cargo xtask") {
                Some(rest) => rest
                    .split_whitespace()
                    .next()
                    .is_none_or(|verb| verb == "…" || verbs.contains(verb)),
                None => known_commands().any(|known| known == command),
            };
            assert!(known, "{document}: `{command}`");
        }
    }
}

#[test]
fn every_command_is_run() {
    let texts: Vec<String> = documents().iter().map(|it| read(it)).collect();
    let found: BTreeSet<_> = texts.iter().flat_map(|it| commands(it)).collect();
    let known: BTreeSet<_> = known_commands().map(str::to_owned).collect();
    let unknown: Vec<_> = found.difference(&known).collect();
    assert!(unknown.is_empty(), "commands of documents that nothing runs: {unknown:#?}");
    let mentioned = |command: &&str| texts.iter().any(|it| it.contains(*command));
    let gone: Vec<_> = known.iter().map(String::as_str).filter(|it| !mentioned(it)).collect();
    assert!(gone.is_empty(), "commands of no document: {gone:#?}");
}

#[test]
fn the_commands_that_ci_runs_are_in_its_list() {
    let list = read("xtask/src/documented.rs").replace("\\\"", "\"");
    for command in RUN_BY_CI {
        assert!(list.contains(&format!("\"{command}\"")), "{command}");
    }
    assert!(read("xtask/src/ci.rs").contains("documented::run(root)?;"));
}

#[test]
fn the_commands_for_containers_are_in_the_workflow_of_releases() {
    let workflow = read(".github/workflows/release.yml");
    for command in RUN_BY_RELEASE {
        assert!(workflow.contains(command), "{command}");
    }
}

#[test]
fn the_packages_that_are_installed_by_hand_are_those_of_setup() {
    for (command, file) in RUN_BY_SETUP {
        let listed = read(file);
        let listed: Vec<_> =
            listed.lines().map(|line| line.trim().trim_start_matches('"')).collect();
        for package in command.split_whitespace().skip(2) {
            let is_listed = |line: &&str| {
                let version = line.strip_prefix(package);
                version.is_some_and(|it| it.starts_with("\":") || it.starts_with("=="))
            };
            assert!(listed.iter().any(is_listed), "{package} in {file}");
        }
    }
}

#[test]
fn examples_of_the_guide_are_its_files_word_by_word() {
    let guide = read("docs/testing.md");
    for (language, file) in [
        ("js", "node/chat.test.mjs"),
        ("python", "python/conftest.py"),
        ("python", "python/test_chat.py"),
    ] {
        let text = read(&format!("docs/examples/{file}"));
        assert!(guide.contains(&format!("```{language}\n{text}```\n")), "{file} differs");
    }
}

/// `cargo xtask launchers` runs them.
#[test]
fn the_stories_are_files_of_less_than_twenty_lines() {
    for story in ["npm/examples/chat.test.mjs", "python/examples/test_chat.py"] {
        let text = read(&format!("fake-twilio/launchers/{story}"));
        assert!(text.lines().count() < 20, "{story}");
        for guide in ["README.md", "docs/introduction.md"] {
            assert!(read(guide).contains(&format!("\n{text}```\n")), "{story} differs in {guide}");
        }
    }
}

#[test]
fn the_tests_of_every_feature_are_where_the_table_says() {
    let guide = read("CONTRIBUTING.md");
    let (_, table) = guide.split_once("## Features and their tests").expect("the table");
    let rows = table.lines().skip(4).take_while(|line| line.starts_with('|'));
    let mut count = 0;
    for row in rows {
        let words = row.split('`').skip(1).step_by(2);
        // What stands for many names is a folder with them.
        let paths = words.map(|word| word.split('<').next().unwrap_or(word));
        for path in paths {
            assert!(root().join(path).exists(), "{path} of the row {row}");
            count += 1;
        }
    }
    assert!(count > 20, "{count} paths");
}

async fn passes(command: &mut Command, what: &str) {
    let run = command.stdin(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(DEADLINE * 5, run).await.expect("an end").expect("a start");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}:\n{said}\n{complaints}");
}

#[tokio::test]
async fn the_node_example_passes() {
    if tools_missing(&["twilio", "@twilio/conversations"]) {
        return;
    }
    let stack = Stack::live().await;
    let folder = tempfile::tempdir().expect("a folder");
    let example = root().join("docs/examples/node/chat.test.mjs");
    fs::copy(example, folder.path().join("chat.test.mjs")).expect("a copy");
    let packages = npm_packages().canonicalize().expect("packages");
    std::os::unix::fs::symlink(packages, folder.path().join("node_modules")).expect("a link");
    let mut command = Command::new("node");
    command.args(["--test", "--test-force-exit"]).current_dir(folder.path());
    passes(command.env("TWILIO_EMULATOR_URL", stack.url()), "node").await;
}

#[tokio::test]
async fn the_python_example_passes() {
    let Some(python) = python_with("twilio, pytest") else { return };
    let stack = Stack::live().await;
    let mut command = Command::new(python);
    command.args(["-m", "pytest", "-p", "no:cacheprovider"]);
    command.current_dir(root().join("docs/examples/python")).env("PYTHONDONTWRITEBYTECODE", "1");
    passes(command.env("TWILIO_EMULATOR_URL", stack.url()), "pytest").await;
}

#[tokio::test]
async fn the_browser_test_of_the_guide_is_there() {
    if tools_missing(&["playwright-core"]) {
        return;
    }
    let script = root().join("tests/browser/chat.mjs");
    let list = Command::new("node").arg(script).args(["--list", "an expired token"]).output().await;
    assert!(!list.expect("node starts").stdout.trim_ascii().is_empty());
}

#[tokio::test]
async fn the_request_of_the_readme_is_answered() {
    let stack = Stack::live().await;
    let known = stack.emulator().credentials();
    let rest = Rest::new(stack.emulator().address(), known);
    let body = json!({ "identity": "ada" }).to_string();
    let answer =
        rest.send(Method::POST, "/_emulator/v1/clients/disconnect", Bytes::from(body)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
}

#[tokio::test]
async fn the_seed_document_of_the_guide_is_loaded() {
    let guide = read("docs/control-api.md");
    let (_, yaml) = guide.split_once("```yaml\n").expect("a document");
    let (yaml, _) = yaml.split_once("```").expect("its end");
    let document = serde_yaml_ng::from_str(yaml).expect("a seed document");
    let stack = Stack::frozen_with(|builder| builder.seed_document(document)).await;
    let messages = stack.rest().get("/v1/Conversations/lobby/Messages").await.json();
    assert_eq!(messages["messages"][0]["body"], "hello");
}

#[tokio::test]
async fn the_faults_of_the_guide_act() {
    let guide = read("docs/control-api.md");
    let (_, section) = guide.split_once("## Faults").expect("the section");
    let block = |kind: &str| {
        let (_, block) = section.split_once(&format!("```{kind}\n")).expect("a block");
        block.split_once("```").expect("its end").0.trim()
    };
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let rule = rest.send(Method::POST, "/_emulator/v1/faults", block("json").to_owned()).await;
    assert_eq!(rule.status, StatusCode::CREATED, "{rule}");
    rest.post("/v1/Conversations", &[("UniqueName", "lobby")]).await;
    let messages = "/v1/Conversations/lobby/Messages";
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(rest.post(messages, &[("Body", "hello")]).await.status.as_u16());
    }
    assert_eq!(statuses, [201, 429, 201]);
    let (name, effect) = block("http").split_once(": ").expect("a header");
    let answer = rest.send_with(Method::GET, "/v1/Conversations", &[(name, effect)], "").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
}

/// The paths that a text in backticks stands for: `a/{b,c}.rs` is two of them.
fn paths(text: &str) -> Vec<String> {
    let Some((before, rest)) = text.split_once('{') else { return vec![text.to_owned()] };
    let (names, after) = rest.split_once('}').expect("a closing brace");
    names.split(',').map(|name| format!("{before}{name}{after}")).collect()
}

#[test]
fn places_to_look_exist() {
    let text = read("docs/ARCHITECTURE.md");
    let table = text.split("## Where to look").nth(1).expect("the table");
    let rows = table.lines().take_while(|line| !line.starts_with("## "));
    let quoted = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    let is_path =
        |it: &&str| it.ends_with('/') || Path::new(it).extension().is_some_and(|it| it == "rs");
    let places: Vec<String> = quoted.filter(is_path).flat_map(paths).collect();
    assert!(places.len() > 15, "{places:?}");
    for place in places {
        let exists = |folder| root().join(folder).join(&place).exists();
        assert!(["", "crates", "fake-twilio"].into_iter().any(exists), "{place}");
    }
}
