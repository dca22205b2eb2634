//! Whatever is sent to any operation: no answer is our fault, and each has the form that it promises.

use std::fmt::Write;

use bytes::Bytes;
use e2e::{Answer, breaches, error_breaches};
use fake_rest::{Operation, operations};
use form_urlencoded::Serializer;
use http::{HeaderMap, Method};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::Value;

use super::system::System;

/// Values that some parameter may like, and others may not.
const VALUES: [&str; 38] = [
    "",
    "0",
    "1",
    "-1",
    "99999999999999999999",
    "true",
    "False",
    "active",
    "inactive",
    "closed",
    "asc",
    "desc",
    "conversation",
    "service",
    "sendMessage",
    "webhook",
    "studio",
    "trigger",
    "onMessageAdded",
    "fcm",
    "apn",
    "sms",
    "default",
    "muted",
    "group",
    "completed",
    "disconnected",
    "GET",
    "https://example.com/path?a=b",
    "ftp://example.com",
    "alice",
    "+15005550006",
    "whatsapp:+15005550007",
    "2024-02-30T25:61:61Z",
    "2024-06-01T12:00:00Z",
    "PT1M",
    r#"{"a":[1,"b",null]}"#,
    r#"[{"type":"include","all":true}]"#,
];

/// Longest part of a request's first line; a longer one never comes as far as here.
const LINE: usize = 2_000;

/// What a value or a variable of a path is made from.
#[derive(Clone, Debug)]
enum Word {
    Known(Index),
    /// A SID that some answer contained.
    Seen(Index),
    /// A SID with this prefix of nothing at all.
    Nothing(&'static str),
    Any(String),
    Long(usize),
}

#[derive(Clone, Debug)]
struct Shot {
    operation: Index,
    path: Vec<Word>,
    fields: Vec<(Index, Word)>,
}

fn word() -> impl Strategy<Value = Word> {
    let prefixes = ["AC", "CH", "IM", "IS", "MB", "MG", "RL", "RM", "RT", "US", "XX"];
    prop_oneof![
        5 => any::<Index>().prop_map(Word::Known),
        3 => any::<Index>().prop_map(Word::Seen),
        1 => proptest::sample::select(prefixes.to_vec()).prop_map(Word::Nothing),
        2 => "\\PC{0,20}".prop_map(Word::Any),
        1 => (1_usize..40_000).prop_map(Word::Long),
    ]
}

/// Variables of a path that mostly lead somewhere.
fn step() -> impl Strategy<Value = Word> {
    prop_oneof![8 => any::<Index>().prop_map(Word::Seen), 1 => word()]
}

fn shot() -> impl Strategy<Value = Shot> {
    let fields = vec((any::<Index>(), word()), 0..6);
    (any::<Index>(), vec(step(), 4), fields).prop_map(|(operation, path, fields)| Shot {
        operation,
        path,
        fields,
    })
}

/// SIDs that answers contained.
struct Seen(Vec<String>);

impl Seen {
    fn spell(&self, word: &Word, prefix: Option<&str>) -> String {
        match word {
            Word::Known(index) => (*index.get(&VALUES)).to_owned(),
            Word::Seen(index) => {
                let fits = |sid: &&String| prefix.is_none_or(|prefix| sid.starts_with(prefix));
                let fitting: Vec<_> = self.0.iter().filter(fits).collect();
                if fitting.is_empty() {
                    "nobody".to_owned()
                } else {
                    (*index.get(&fitting)).clone()
                }
            }
            Word::Nothing(prefix) => format!("{prefix}{}", "f".repeat(32)),
            Word::Any(text) => text.clone(),
            Word::Long(length) => "ä".repeat(*length),
        }
    }

    fn learn(&mut self, answer: &Value) {
        match answer {
            Value::Object(members) => members.values().for_each(|it| self.learn(it)),
            Value::Array(items) => items.iter().for_each(|it| self.learn(it)),
            Value::String(text) if text.len() == 34 && !self.0.contains(text) => {
                self.0.push(text.clone());
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The prefix of the SIDs behind a word of a path.
fn prefix(before: &str) -> Option<&'static str> {
    let known = [
        ("Addresses", "IG"),
        ("Bindings", "BS"),
        ("Conversations", "CH"),
        ("Credentials", "CR"),
        ("Messages", "IM"),
        ("Receipts", "DY"),
        ("Roles", "RL"),
        ("Rooms", "RM"),
        ("Services", "IS"),
        ("Users", "US"),
        ("Webhooks", "WH"),
    ];
    known.iter().find(|(word, _)| *word == before).map(|(_, prefix)| *prefix)
}

fn path(operation: &Operation, words: &[Word], seen: &Seen) -> String {
    let (mut path, mut before, mut words) = (String::new(), "", words.iter());
    for part in operation.path.split('/').skip(1) {
        let variable = part.starts_with('{').then(|| words.next()).flatten();
        let spelt = variable.map(|word| seen.spell(word, prefix(before)));
        let part_or_word: String = spelt.as_deref().unwrap_or(part).chars().take(LINE).collect();
        let _ = write!(path, "/{}", utf8_percent_encode(&part_or_word, NON_ALPHANUMERIC));
        before = part;
    }
    path
}

/// Fires, and says what is wrong with the answer.
fn fire(system: &System, shot: &Shot, seen: &mut Seen) -> Result<(), String> {
    let operation = shot.operation.get(operations());
    let mut path = path(operation, &shot.path, seen);
    let mut form = Serializer::new(String::new());
    let required = operation.parameters.iter().filter(|it| it.required);
    for (parameter, (_, word)) in required.zip(&shot.fields) {
        form.append_pair(parameter.name, &seen.spell(word, None));
    }
    for (which, word) in shot.fields.iter().filter(|_| !operation.parameters.is_empty()) {
        form.append_pair(which.get(&operation.parameters).name, &seen.spell(word, None));
    }
    let mut form = form.finish();
    if operation.method == Method::GET {
        // Cut in the middle of an escape it is only the stranger.
        let _ = write!(path, "?{}", form.get(..LINE).unwrap_or(&form));
        form.clear();
    }
    let (status, json) = system.rest(operation.method.clone(), &path, &form);
    let body = if json.is_null() { Bytes::new() } else { Bytes::from(json.to_string()) };
    let answer = Answer { status, headers: HeaderMap::new(), body };
    let found = if status.is_client_error() {
        error_breaches(&answer)
    } else {
        breaches(operation, &answer)
    };
    seen.learn(&json);
    let excerpt: String = form.chars().take(500).collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(format!("{} {path} {excerpt}\n{}\n{answer}", operation.method, found.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_answer_has_the_form_that_it_promises(shots in vec(shot(), 1..120)) {
        let (system, mut seen) = (System::new(), Seen(Vec::new()));
        for (path, form) in [
            ("/v1/Services", "FriendlyName=other"),
            ("/v1/Conversations", "UniqueName=room"),
            ("/v1/Conversations/room/Participants", "Identity=alice"),
            ("/v1/Conversations/room/Messages", "Body=hello&Author=alice"),
            ("/v1/Roles", "FriendlyName=guest&Type=conversation&Permission=sendMessage"),
            ("/v1/Rooms", "UniqueName=call"),
        ] {
            let (_, made) = system.rest(Method::POST, path, form);
            seen.learn(&made);
        }
        for shot in &shots {
            let fired = fire(&system, shot, &mut seen);
            prop_assert!(fired.is_ok(), "{}", fired.unwrap_err());
        }
    }
}
