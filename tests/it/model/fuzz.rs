//! Whatever is sent to any operation: no answer is our fault, and each has the form that it promises.

mod known;
mod seeds;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use bytes::Bytes;
use e2e::{Answer, Operation, breaches, error_breaches, operations};
use fake_rest::Step;
use fake_webhooks::PreEventDecision;
use form_urlencoded::Serializer;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use known::Known;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{collection::vec, option, prelude::*, sample::Index, test_runner::TestRunner};
use serde_json::json;

use super::system::{self, System};

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

/// Values that some required parameters like, or would elsewhere.
const FITTING: [(&str, &str); 8] = [
    ("FriendlyName", "a name"),
    ("Permission", "editAnyMessage"),
    ("Type", "conversation"),
    ("Type", "service"),
    ("Type", "fcm"),
    ("Type", "sms"),
    ("Target", "webhook"),
    ("Status", "completed"),
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
    /// Which of the things that are there; else the words of the path lead where they may.
    target: Option<Index>,
    body: Body,
    kind: Option<&'static str>,
    wants_webhooks: bool,
    hook_answers: bool,
    /// Whether required parameters have values that some operation likes.
    is_apt: bool,
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
    let target = option::weighted(0.85, any::<Index>());
    let sent = (fields, body(), kind(), any::<bool>(), any::<bool>(), any::<bool>());
    (any::<Index>(), vec(step(), 4), target, sent).prop_map(|(operation, path, target, sent)| {
        let (fields, body, kind, wants_webhooks, hook_answers, is_apt) = sent;
        Shot { operation, path, fields, target, body, kind, wants_webhooks, hook_answers, is_apt }
    })
}

impl Word {
    fn spell(&self, known: &Known, prefix: Option<&str>) -> String {
        match self {
            Self::Known(index) => (*index.get(&VALUES)).to_owned(),
            Self::Seen(index) => {
                let fits = |sid: &&String| prefix.is_none_or(|prefix| sid.starts_with(prefix));
                let fitting: Vec<_> = known.sids.iter().filter(fits).collect();
                if fitting.is_empty() {
                    "nobody".to_owned()
                } else {
                    (*index.get(&fitting)).clone()
                }
            }
            Self::Nothing(prefix) => format!("{prefix}{}", "f".repeat(32)),
            Self::Any(text) => text.clone(),
            Self::Long(length) => "ä".repeat(*length),
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

fn path(operation: &Operation, words: &[Word], known: &Known) -> String {
    let (mut path, mut before, mut words) = (String::new(), "", words.iter());
    for part in operation.path.split('/').skip(1) {
        let variable = part.starts_with('{').then(|| words.next()).flatten();
        let spelt = variable.map(|word| word.spell(known, prefix(before)));
        let part_or_word: String = spelt.as_deref().unwrap_or(part).chars().take(LINE).collect();
        let _ = write!(path, "/{}", utf8_percent_encode(&part_or_word, NON_ALPHANUMERIC));
        before = part;
    }
    path
}

/// The body of a request: mostly what the documents say.
#[derive(Clone, Debug)]
enum Body {
    Form,
    /// The same parameters as JSON.
    Json,
    Bytes(Vec<u8>),
    /// A form with bytes in it that are no UTF-8.
    Broken,
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        20 => Just(Body::Form),
        2 => Just(Body::Json),
        1 => vec(any::<u8>(), 0..200).prop_map(Body::Bytes),
        2 => Just(Body::Broken),
    ]
}

const FORM: &str = "application/x-www-form-urlencoded";

fn kind() -> impl Strategy<Value = Option<&'static str>> {
    prop_oneof![
        6 => Just(Some(FORM)),
        1 => Just(None),
        1 => Just(Some("application/json")),
        1 => Just(Some("multipart/form-data; boundary=x")),
        1 => Just(Some("text/plain; charset=utf-16")),
        1 => Just(Some(";;;")),
    ]
}

impl Body {
    fn spell(&self, pairs: &[(&str, String)]) -> Vec<u8> {
        let form = || Serializer::new(String::new()).extend_pairs(pairs).finish();
        match self {
            Self::Form => form().into(),
            Self::Json => {
                let members = pairs.iter().map(|(name, value)| (*name, value.as_str()));
                serde_json::to_vec(&members.collect::<BTreeMap<_, _>>()).unwrap()
            }
            Self::Bytes(bytes) => bytes.clone(),
            Self::Broken => [form().as_bytes(), b"%FF%FE\xff&\xc3=%C3%28&%"].concat(),
        }
    }
}

/// Outcome of the shots of all runs.
#[derive(Default)]
struct Tally {
    statuses: BTreeMap<u16, usize>,
    /// Shots at something by its own path, and those that met it.
    aimed: usize,
    met: usize,
    /// Operations that had a success.
    done: BTreeSet<&'static str>,
}

impl Tally {
    fn count(&mut self, operation: &Operation, status: StatusCode) {
        *self.statuses.entry(status.as_u16()).or_default() += 1;
        if operation.path.ends_with('}') {
            self.aimed += 1;
            self.met += usize::from(status != StatusCode::NOT_FOUND);
        }
        if status.is_success() {
            self.done.insert(operation.name);
        }
    }
}

fn parameters(operation: &Operation, shot: &Shot, known: &Known) -> Vec<(&'static str, String)> {
    let required = operation.parameters.iter().filter(|it| it.required);
    let required = required.zip(&shot.fields).map(|(it, (which, word))| {
        let fitting = FITTING.iter().filter(|(name, _)| *name == it.name);
        let fitting: Vec<_> = fitting.filter(|_| shot.is_apt).map(|(_, value)| *value).collect();
        let word = || word.spell(known, None);
        let value = (!fitting.is_empty()).then(|| (*which.get(&fitting)).to_owned());
        (it.name, value.unwrap_or_else(word))
    });
    let all = shot.fields.iter().filter(|_| !operation.parameters.is_empty());
    let all = all.map(|(which, word)| (which.get(&operation.parameters).name, word));
    required.chain(all.map(|(name, word)| (name, word.spell(known, None)))).collect()
}

fn request(operation: &Operation, shot: &Shot, known: &Known) -> (Request<Bytes>, String) {
    let there = shot.target.and_then(|which| known.path(operation.path, which));
    let path = there.unwrap_or_else(|| path(operation, &shot.path, known));
    let pairs = parameters(operation, shot, known);
    let (mut line, mut body) = (path.clone(), Vec::new());
    if operation.method == Method::GET {
        let query = Serializer::new(String::new()).extend_pairs(&pairs).finish();
        // Cut in the middle of an escape it is only the stranger.
        let _ = write!(line, "?{}", query.get(..LINE).unwrap_or(&query));
    } else {
        body = shot.body.spell(&pairs);
    }
    let mut request = system::request(operation.method.clone(), &line, Bytes::from(body));
    if let Some(kind) = shot.kind {
        request.headers_mut().insert("content-type", HeaderValue::from_static(kind));
    }
    if shot.wants_webhooks {
        request.headers_mut().insert("x-twilio-webhook-enabled", HeaderValue::from_static("true"));
    }
    (request, path)
}

/// The answer, after that of a webhook where one is asked.
fn answer(
    system: &System,
    shot: &Shot,
    known: &Known,
    request: &Request<Bytes>,
) -> Response<Bytes> {
    let mut decision = None;
    loop {
        match system.api.answer_http(request, decision.as_ref()) {
            Step::Done(response) => return response,
            Step::CallWebhook(_) => {
                assert!(decision.is_none(), "one decision is enough");
                let text = shot.path[0].spell(known, None);
                let change = json!({ "friendly_name": text, "body": text, "attributes": text });
                let said = Response::new(Bytes::from(change.to_string()));
                decision = Some(PreEventDecision::read(shot.hook_answers.then_some(&said)));
            }
        }
    }
}

/// Fires, and says what is wrong with the answer.
fn fire(system: &System, shot: &Shot, known: &mut Known, tally: &mut Tally) -> Result<(), String> {
    let operation = shot.operation.get(operations());
    let (request, path) = request(operation, shot, known);
    let response = answer(system, shot, known, &request);
    let (status, body) = (response.status(), response.into_body());
    tally.count(operation, status);
    let answer = Answer { status, headers: HeaderMap::new(), body };
    let found = if status.is_client_error() {
        error_breaches(&answer)
    } else {
        breaches(operation, &answer)
    };
    if found.is_empty() {
        known.learn(&serde_json::from_slice(&answer.body).unwrap_or_default());
        if operation.method == Method::DELETE && status.is_success() {
            known.forget(&path);
        }
        return Ok(());
    }
    let sent = String::from_utf8_lossy(request.body());
    let excerpt: String = sent.chars().take(500).collect();
    Err(format!("{} {} {excerpt}\n{}\n{answer}", operation.method, request.uri(), found.join("\n")))
}

/// Shots of a run between two plantings.
const SEASON: usize = 40;

#[test]
fn every_answer_has_the_form_that_it_promises() {
    let tally = RefCell::new(Tally::default());
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(45)
    });
    let run = runner.run(&vec(shot(), 60..160), |shots| {
        let (system, mut known) = (System::new(), Known::default());
        for season in shots.chunks(SEASON) {
            known.plant(&system);
            for shot in season {
                let fired = fire(&system, shot, &mut known, &mut tally.borrow_mut());
                fired.map_err(TestCaseError::fail)?;
            }
        }
        Ok(())
    });
    run.unwrap();
    let Tally { statuses, aimed, met, done } = tally.into_inner();
    // Otherwise the shots say little.
    println!("{statuses:?}, {met} of {aimed} met something");
    assert!(met * 2 > aimed, "{met} of {aimed} shots at something met it");
    let own = operations().iter().filter(|it| it.method != Method::POST && it.path.ends_with('}'));
    // Nothing is recorded, so there are no recordings.
    let own = own.map(|it| it.name).filter(|it| !it.ends_with("Recording"));
    let unread: Vec<_> = own.filter(|it| !done.contains(it)).collect();
    assert!(unread.is_empty(), "never a success: {unread:?}");
}
