//! Our cases, minted by Twilio's libraries on this machine.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;
use serde_json::Value;
use twilio_token::{IssuerKey, VerifyError, verify};

use crate::{
    announce,
    case::{self, Book},
    compare::{Deviation, Outcome, Pair, check},
};

/// `twilio` 9.13.0 for Python.
const PYTHON: &[Deviation] = &[
    (
        "blank identity",
        "python",
        "refused as in Node: it is a mistake, not a request for no identity",
    ),
    ("identity as a number", "python", "an identity is a text here, as in Node"),
    ("blank playback", "python", "an empty object as in Node, where Python writes null"),
    ("one week", "python", "refused here, because Twilio refuses more than 24 hours"),
];

/// `twilio` 6.2.0 for Node; `iat` and the `nbf` it does not write are seen to by
/// [`Outcome::shaped_like_python`].
const NODE: &[Deviation] = &[
    ("nobody", "node", "allowed as in Python: a voice or sync token may do without"),
    ("voice with blank params", "node", "left out as in Python, where Node writes {}"),
    ("one week", "node", "refused here, because Twilio refuses more than 24 hours"),
    ("no time at all", "node", "expires at once as in Python, where Node takes 0 for the default"),
    ("until a moment", "node", "Node has no such option"),
];

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Value>,
}

#[test]
fn tokens_equal_those_of_the_python_library() {
    let Some(python) = python() else {
        return absent("twilio for Python (target/venv, E2E_PYTHON or python3)");
    };
    let script = root().join("tests/tokens/official.py");
    compare("python", &run(Command::new(python).arg(script)), PYTHON);
}

#[test]
fn tokens_equal_those_of_the_node_library() {
    let installed = root().join("web/node_modules/twilio").is_dir();
    if !installed || !succeeds(Command::new("node").arg("--version")) {
        return absent("twilio for Node (node and web/node_modules/twilio)");
    }
    let script = root().join("tests/tokens/official.mjs");
    compare("node", &run(Command::new("node").arg(script)), NODE);
}

fn compare(library: &str, minted: &Value, deviations: &[Deviation]) {
    let path = root().join("tests/tokens/cases.json");
    let json = std::fs::read(path).expect("the cases are in the repository");
    let book: Book = serde_json::from_slice(&json).expect("credentials and a time");
    let Cases { cases } = serde_json::from_slice(&json).expect("cases");
    let pairs: Vec<Pair> = cases
        .iter()
        .map(|case| {
            let name = case["name"].as_str().expect("a case has a name");
            let theirs = Outcome::read(&minted[name]);
            let theirs =
                if library == "node" { theirs.shaped_like_python(book.at, case) } else { theirs };
            if let Some(jwt) = minted[name]["jwt"].as_str() {
                accepts(&book, name, jwt);
            }
            let ours = case::outcome(&book, case);
            Pair { case: name.to_owned(), library: library.to_owned(), ours, theirs }
        })
        .collect();
    check(&pairs, deviations);
}

/// Verifies a token of a library, in the second of its minting.
fn accepts(book: &Book, name: &str, jwt: &str) {
    let account = book.account_sid.parse().expect("an account SID");
    let secret = book.secret.parse().expect("a secret");
    let result = verify(jwt, |_| Some(IssuerKey { account, secret }), book.at).map(drop);
    let expected = match name {
        "nobody" | "blank identity" => Err(VerifyError::NoIdentity),
        "one week" => Err(VerifyError::ExpiryTooFar),
        "not before later" => Err(VerifyError::NotYetValid),
        // Only Python's has ended; Node's lives for the default time.
        "no time at all" if result.is_err() => Err(VerifyError::Expired),
        _ => Ok(()),
    };
    assert_eq!(result, expected, "{name}");
}

/// The first interpreter that can import the library.
fn python() -> Option<PathBuf> {
    let named = env::var_os("E2E_PYTHON").map(PathBuf::from);
    let candidates = match named {
        Some(named) => vec![named],
        None => vec![root().join("target/venv/bin/python"), PathBuf::from("python3")],
    };
    candidates
        .into_iter()
        .find(|python| succeeds(Command::new(python).args(["-c", "import twilio"])))
}

fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

fn run(command: &mut Command) -> Value {
    let output = command.output().expect("the program was found before");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {errors}");
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}

fn absent(what: &str) {
    let required = env::var_os("E2E_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(!required, "E2E_REQUIRE_TOOLS is set, but there is no {what}");
    announce(&format!("SKIPPED: no {what}; run `cargo xtask setup` for this test"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
