//! `docs/sdk-matrix.md` says what each generation of the official SDK, and the Rust client, can do with the
//! emulator: each capability is tried, and what the file says of it is what came of that. `cargo xtask sdk-matrix`
//! writes the file anew.

mod page;

use std::{env, fs, path::PathBuf};

use e2e::{Node, Stack, tools_missing};
use jiff::Timestamp;
use serde_json::Value;

use page::{Column, Finding, Outcome, failures, page};

/// Packages of the generations, newest first.
const SDKS: [&str; 5] = [
    "@twilio/conversations",
    "conversations-2-7-0",
    "conversations-2-6-5",
    "conversations-1-2-3",
    "conversations-1-1-0",
];

#[tokio::test]
async fn every_generation_does_what_the_matrix_says() {
    if tools_missing(&SDKS) {
        return;
    }
    let [three, two, older_two, one, older_one] = SDKS.map(walk);
    let columns = tokio::join!(three, two, older_two, one, older_one, walk_rust());
    let columns = <[Column; 6]>::from(columns);
    let fresh = page(&columns);
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/sdk-matrix.md"));
    if env::var_os("SDK_MATRIX").is_some_and(|it| it == "write") {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, &fresh).expect("the file can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let differing = fresh.lines().filter(|line| !committed.lines().any(|other| other == *line));
    assert!(
        fresh == committed,
        "docs/sdk-matrix.md says otherwise; if it is out of date, run `cargo xtask sdk-matrix`\n\
         what does not work:\n{}\nlines that differ:\n{}",
        failures(&columns).join("\n"),
        differing.collect::<Vec<_>>().join("\n"),
    );
}

/// Tries every capability with the Rust client, where what does not work fails the test.
async fn walk_rust() -> Column {
    let findings = crate::realtime::walk().await.findings.into_iter();
    let findings = findings.map(|(area, capability)| Finding {
        area: area.to_owned(),
        capability: capability.to_owned(),
        outcome: Outcome::Yes,
        why: None,
    });
    Column { version: "Rust".to_owned(), findings: findings.collect() }
}

/// Tries every capability of one generation on an emulator of its own.
async fn walk(sdk: &str) -> Column {
    // Tokens are minted on the machine's clock, and the emulator's moves when it is told to.
    let stack = Stack::frozen_with(|emulator| emulator.now(Timestamp::now())).await;
    let credentials = stack.emulator().credentials();
    let env = [
        ("SDK", sdk.to_owned()),
        ("EMULATOR", stack.url()),
        ("ACCOUNT", credentials.account_sid.to_string()),
        ("KEY", credentials.api_key_sid.to_string()),
        ("SECRET", credentials.api_key_secret.clone()),
        ("SERVICE", stack.service().to_string()),
    ];
    let env: Vec<_> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut node = Node::start("sdk/surface.mjs", None, &env);
    let mut column = Column { version: String::new(), findings: Vec::new() };
    loop {
        let said = node.hear().await.unwrap_or_else(|error| panic!("{sdk}: {error}"));
        if said["ended"] == true {
            node.end().await.unwrap_or_else(|error| panic!("{sdk}: {error}"));
            return column;
        }
        let text = |name: &str| said[name].as_str().map(str::to_owned);
        if let Some(version) = text("version") {
            column.version = version;
            continue;
        }
        column.findings.push(finding(&said).unwrap_or_else(|| panic!("{sdk} said {said}")));
    }
}

fn finding(said: &Value) -> Option<Finding> {
    let text = |name: &str| said[name].as_str().map(str::to_owned);
    Some(Finding {
        area: text("area")?,
        capability: text("capability")?,
        outcome: text("outcome")?.parse().ok()?,
        why: text("why"),
    })
}
