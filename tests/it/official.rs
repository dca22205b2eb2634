//! Twilio's own libraries walk through the whole REST API; `tests/official/plan.json` is their way.

use std::{collections::BTreeSet, path::Path, process::Stdio};

use bytes::Bytes;
use e2e::{
    Answer, DEADLINE, Operation, Stack, breaches, error_breaches, npm_packages, operations, python,
    tools_missing,
};
use http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;
use tokio::process::Command;

/// A line of a walk.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Wrong { wrong: String },
    Answered { method: String, path: String, status: u16, body: String },
}

#[tokio::test]
async fn the_python_library_walks_through_the_whole_api() {
    let Some(python) = python() else { return };
    walk(Command::new(python), "walk.py").await;
}

#[tokio::test]
async fn the_node_library_walks_through_the_whole_api() {
    if !tools_missing(&["twilio"]) {
        walk(Command::new("node"), "walk.mjs").await;
    }
}

/// Runs a script of `tests/official` against an emulator, and returns what it says.
pub(crate) async fn run(stack: &Stack, mut interpreter: Command, script: &str) -> String {
    let known = stack.emulator().credentials();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("official").join(script);
    let run = interpreter
        .arg(path)
        .env("EMULATOR_URL", stack.url())
        .env("ACCOUNT_SID", known.account_sid.to_string())
        .env("API_KEY_SID", known.api_key_sid.to_string())
        .env("API_KEY_SECRET", &known.api_key_secret)
        .env("NODE_MODULES", npm_packages())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output =
        tokio::time::timeout(DEADLINE * 10, run).await.expect("an end").expect("it starts");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} failed: {complaints}");
    String::from_utf8(output.stdout).expect("a text")
}

async fn walk(interpreter: Command, script: &str) {
    let said = run(&Stack::live().await, interpreter, script).await;
    let (mut wrong, mut walked) = (Vec::new(), BTreeSet::new());
    for line in said.lines() {
        match serde_json::from_str(line).expect("a line of the walk") {
            Line::Wrong { wrong: it } => wrong.push(it),
            Line::Answered { method, path, status, body } => {
                wrong.extend(judge(&method, &path, status, body, &mut walked));
            }
        }
    }
    assert!(wrong.is_empty(), "{script}, {} slips:\n{}", wrong.len(), wrong.join("\n"));
    let mut missed = operations().iter().map(|it| it.name).filter(|name| !walked.contains(name));
    assert_eq!(missed.next(), None, "{script} did not come by there");
}

/// What is wrong with an answer by the schema of its operation.
fn judge(
    method: &str,
    path: &str,
    status: u16,
    body: String,
    walked: &mut BTreeSet<&'static str>,
) -> Vec<String> {
    let asked: Method = method.parse().expect("a method");
    let segments: Vec<&str> = path.split('/').skip(2).collect();
    let Some(operation) = Operation::find(&asked, &segments) else {
        return vec![format!("{method} {path} is no operation")];
    };
    walked.insert(operation.name);
    let status = StatusCode::from_u16(status).expect("a status");
    let answer = Answer { status, headers: HeaderMap::new(), body: Bytes::from(body) };
    let found =
        if status.is_success() { breaches(operation, &answer) } else { error_breaches(&answer) };
    found.into_iter().map(|it| format!("{method} {path}: {it}")).collect()
}
