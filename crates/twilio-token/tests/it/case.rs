//! Mints a case in the form of `tests/tokens/cases.json` with this crate.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use twilio_token::{
    AccessToken, Incoming, JsonObject, MintError, Outgoing, Secret, Signer, VoiceGrant,
};

use crate::{compare::Outcome, segment};

/// Whose key signs, and when.
#[derive(Deserialize)]
pub(crate) struct Book {
    pub(crate) account_sid: String,
    pub(crate) key_sid: String,
    pub(crate) secret: String,
    pub(crate) at: u64,
}

/// The result of this crate for a case.
pub(crate) fn outcome(book: &Book, case: &Value) -> Outcome {
    // There is no choice of an algorithm, so nothing could be called to ask for one.
    if case.get("algorithm").is_some() {
        return Outcome::Unsupported;
    }
    match signer(book, case).sign(&token(case), book.at) {
        Ok(jwt) => Outcome::token(&segment(&jwt, 0), &segment(&jwt, 1)),
        Err(MintError::EmptyIdentity | MintError::Lifetime { .. }) => Outcome::Refused,
        Err(MintError::Encode(error)) => panic!("failed to encode: {error}"),
    }
}

fn signer(book: &Book, case: &Value) -> Signer {
    let secret: Secret = book.secret.parse().expect("the secret is not empty");
    let account = book.account_sid.parse().expect("an account SID");
    let key = book.key_sid.parse().expect("a key SID");
    let region = case.get("region").map_or("", |region| region.as_str().expect("a text"));
    Signer::new(account, key, &secret).region(region)
}

fn token(case: &Value) -> AccessToken {
    let mut token = with_options(AccessToken::new(), case);
    for grant in case["grants"].as_array().expect("a list of grants") {
        for (kind, given) in grant.as_object().expect("a grant by its kind") {
            token = with_grant(token, kind, given);
        }
    }
    token
}

fn with_options(mut token: AccessToken, case: &Value) -> AccessToken {
    match case.get("identity") {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) => token = token.identity(text),
        Some(other) => token = token.identity(other.to_string()),
    }
    match case.get("not_before") {
        None => {}
        Some(Value::Null) => token = token.without_not_before(),
        Some(at) => token = token.not_before(at.as_u64().expect("seconds")),
    }
    if let Some(seconds) = case.get("ttl") {
        token = token.ttl(seconds.as_u64().expect("seconds"));
    }
    if let Some(at) = case.get("valid_until") {
        token = token.valid_until(at.as_u64().expect("seconds"));
    }
    token
}

fn with_grant(token: AccessToken, kind: &str, given: &Value) -> AccessToken {
    match kind {
        "video" => token.video(read(given)),
        "chat" => token.chat(read(given)),
        "voice" => token.voice(voice(given)),
        "sync" => token.sync(read(given)),
        "task_router" => token.task_router(read(given)),
        "playback" => token.playback(object(given)),
        unknown => panic!("no grant is called {unknown}"),
    }
}

fn voice(given: &Value) -> VoiceGrant {
    let text = |name| given.get(name).map(|value| value.as_str().expect("a text").to_owned());
    VoiceGrant {
        incoming: Incoming { allow: given.get("incoming").is_some_and(|allow| allow == true) },
        outgoing: text("application_sid").map(|application_sid| Outgoing {
            application_sid,
            params: given.get("params").map(object).unwrap_or_default(),
        }),
        push_credential_sid: text("push_credential_sid"),
        endpoint_id: text("endpoint_id"),
    }
}

fn object(given: &Value) -> JsonObject {
    given.as_object().cloned().unwrap_or_default()
}

fn read<T: DeserializeOwned>(given: &Value) -> T {
    T::deserialize(given).expect("members of the grant")
}
