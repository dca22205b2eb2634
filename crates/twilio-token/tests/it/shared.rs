//! The vectors that may lie beside the checkout, in `../shared`.

use std::path::Path;

use serde_json::{Map, Value, json};
use twilio_token::{IssuerKey, Secret, verify};

use crate::{
    announce,
    case::{self, Book},
    compare::{Deviation, Outcome, Pair, check},
};

const PYTHON: &str = "twilio-python";
const OLD_PYTHON: &str = "twilio-python-6.38.1";
const NODE: &str = "twilio-node";

/// Minting equals `twilio` 9.13.0 for Python in all other cases. `iat` and the `nbf` that Node
/// does not write are seen to by [`Outcome::shaped_like_python`].
const DEVIATIONS: &[Deviation] = &[
    ("ttl_zero", NODE, "expires at once as in Python, where Node takes 0 for the default"),
    ("ttl_over_max", "every library", "refused here, because Twilio refuses more than 24 hours"),
    ("valid_until", NODE, "Node has no such option"),
    ("no_identity", NODE, "allowed as in Python: a voice or sync token may do without"),
    ("empty_identity", PYTHON, "refused as in Node: a mistake, not a request for no identity"),
    ("empty_identity", OLD_PYTHON, "refused as in Node: a mistake, not a request for no identity"),
    ("integer_identity", PYTHON, "an identity is a text here, as in Node"),
    ("integer_identity", OLD_PYTHON, "an identity is a text here, as in Node"),
    ("playback_empty", PYTHON, "an empty object as in Node, where Python writes null"),
    ("playback_empty", OLD_PYTHON, "the old library has no such grant"),
    ("playback", OLD_PYTHON, "the old library has no such grant"),
    ("all_grants", OLD_PYTHON, "the old library has no playback grant and no region"),
    ("region", OLD_PYTHON, "the old library has no region"),
    ("hs384", OLD_PYTHON, "only HS256 here, as in the newer library"),
    ("hs384", NODE, "only HS256 here, as in Python"),
    ("hs512", OLD_PYTHON, "only HS256 here, as in the newer library"),
    ("hs512", NODE, "only HS256 here, as in Python"),
];

#[test]
fn tokens_equal_the_shared_vectors() {
    let Some(vectors) = vectors() else { return };
    let cases = vectors["issue"].as_array().expect("cases");
    let mut pairs = Vec::new();
    for vector in cases {
        let (book, case) = translate(&vector["inputs"]);
        let ours = case::outcome(&book, &case);
        for (library, minted) in vector["expected"].as_object().expect("outcomes by library") {
            let theirs = Outcome::read(minted);
            let theirs =
                if library == NODE { theirs.shaped_like_python(book.at, &case) } else { theirs };
            let case = vector["name"].as_str().expect("a name").to_owned();
            pairs.push(Pair { case, library: library.clone(), ours: ours.clone(), theirs });
        }
    }
    assert!(pairs.len() >= 3 * cases.len(), "three libraries per case");
    check(&pairs, DEVIATIONS);
}

#[test]
fn results_equal_the_shared_vectors() {
    let Some(vectors) = vectors() else { return };
    let keys = &vectors["verify_keys"];
    let text = |name: &str| keys[name].as_str().expect("a text");
    let account = text("account_sid").parse().expect("an account SID");
    let key = text("key_sid").parse().expect("a key SID");
    let secret: Secret = text("secret").parse().expect("a secret");
    let tokens = vectors["verify"].as_array().expect("tokens");
    assert!(!tokens.is_empty(), "there are tokens to judge");
    for vector in tokens {
        let lookup = |sid| (sid == key).then(|| IssuerKey { account, secret: secret.clone() });
        let jwt = vector["token"].as_str().expect("a token");
        let now = vector["now"].as_u64().expect("a time");
        let code = verify(jwt, lookup, now).err().map(|error| u64::from(error.code()));
        assert_eq!(code, vector["twilio_code"].as_u64(), "{}", vector["name"]);
        assert_eq!(code.is_none(), vector["accept"] == true, "{}", vector["name"]);
    }
}

/// Turns the inputs of a vector into a case of ours.
fn translate(inputs: &Value) -> (Book, Value) {
    let text = |name: &str| inputs[name].as_str().expect("a text").to_owned();
    let book = Book {
        account_sid: text("account_sid"),
        key_sid: text("key_sid"),
        secret: text("secret"),
        at: inputs["now"].as_u64().expect("a time"),
    };
    let mut case = Map::new();
    for (name, value) in inputs.as_object().expect("inputs are an object") {
        match name.as_str() {
            "account_sid" | "key_sid" | "secret" | "now" => {}
            "identity" | "region" | "ttl" | "valid_until" | "algorithm" => {
                case.insert(name.clone(), value.clone());
            }
            "nbf" => {
                case.insert("not_before".to_owned(), value.clone());
            }
            "grants" => {
                let grants = value.as_array().expect("a list").iter().map(grant).collect();
                case.insert(name.clone(), Value::Array(grants));
            }
            unknown => panic!("the vectors have grown an input called {unknown}"),
        }
    }
    (book, Value::Object(case))
}

fn grant(vector: &Value) -> Value {
    let kind = vector["type"].as_str().expect("a kind of grant");
    let mut given = vector["params"].clone();
    if kind == "playback" {
        given = given["grant"].take();
    } else if kind == "voice" {
        let members = given.as_object_mut().expect("params are an object");
        for (theirs, ours) in [
            ("incoming_allow", "incoming"),
            ("outgoing_application_sid", "application_sid"),
            ("outgoing_application_params", "params"),
        ] {
            if let Some(value) = members.remove(theirs) {
                members.insert(ours.to_owned(), value);
            }
        }
    }
    json!({ kind: given })
}

fn vectors() -> Option<Value> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if !beside.is_dir() {
        announce("SKIPPED: no ../shared beside the checkout, so no shared token vectors");
        return None;
    }
    let json = std::fs::read(beside.join("vectors/access-tokens.json")).expect("the vectors");
    Some(serde_json::from_slice(&json).expect("the vectors are JSON"))
}
