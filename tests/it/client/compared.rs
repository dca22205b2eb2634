//! What Twilio's library for Python reads from the same answers, property by property.

use std::{collections::BTreeSet, path::Path, process::Stdio};

use e2e::{Exchange, Operation, Relay, Stack, client_at, operations, soon};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};
use twilio_conversations::{Client, Error};

/// The library at work, and what was found so far.
pub(super) struct Compared {
    relay: Relay,
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    operations: BTreeSet<&'static str>,
    values: usize,
    wrong: Vec<String>,
}

/// What the library did with an exchange.
#[derive(Deserialize)]
struct Answer {
    read: Value,
    sent: (String, String, Vec<(String, String)>),
}

impl Compared {
    /// Starts the library and a relay that listens in on our client.
    pub(super) async fn start(stack: &Stack, python: &Path) -> Self {
        let relay = Relay::start(stack.emulator().address()).await;
        let known = stack.emulator().credentials();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("official/compare.py");
        let mut child = Command::new(python)
            .arg(script)
            .env("EMULATOR_URL", relay.url())
            .env("ACCOUNT_SID", known.account_sid.to_string())
            .env("API_KEY_SID", known.api_key_sid.to_string())
            .env("API_KEY_SECRET", &known.api_key_secret)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("python starts");
        let input = child.stdin.take().expect("stdin is piped");
        let output = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
        let (operations, wrong) = (BTreeSet::new(), Vec::new());
        Self { relay, child, input, output, operations, values: 0, wrong }
    }

    /// The client that the relay listens in on.
    pub(super) fn client(&self, stack: &Stack) -> Client {
        client_at(self.relay.url(), stack.emulator().credentials())
    }

    /// Compares what our client read from the last answer.
    pub(super) async fn read<T: Serialize>(&mut self, name: &str, ours: &Result<T, Error>) {
        let operation = operations().iter().find(|it| it.name == name).expect("an operation");
        self.operations.insert(operation.name);
        let exchange = self.relay.take().expect("an exchange");
        let (form, path) = (form(&exchange), path(operation, &exchange));
        let verb = operation.name.to_ascii_lowercase();
        let verbs = ["create", "fetch", "list", "update", "delete"];
        let verb = verbs.into_iter().find(|it| verb.starts_with(it)).expect("a verb");
        let asked = json!({
            "path": path, "verb": verb, "form": form, "status": exchange.status.as_u16(),
            "body": String::from_utf8_lossy(&exchange.body),
        });
        let line = format!("{asked}\n");
        self.input.write_all(line.as_bytes()).await.expect("python listens");
        let line = soon("an answer", self.output.next_line()).await.expect("an answer");
        let theirs: Answer =
            serde_json::from_str(&line.expect("python goes on")).expect("an answer");
        self.relay.take();
        let sent = (exchange.method.to_string(), exchange.uri.path().to_owned(), form);
        if theirs.sent != sent {
            self.wrong.push(format!("{name} sends {sent:?}, Python {:?}", theirs.sent));
        }
        self.compare(name, &shown(operation, ours), &theirs.read);
    }

    /// Looks for each value that the library has; names that it does not know are ours alone.
    fn compare(&mut self, at: &str, ours: &Value, theirs: &Value) {
        match (ours, theirs) {
            (Value::Object(ours), Value::Object(theirs)) => {
                for (name, value) in theirs {
                    match ours.get(name) {
                        Some(known) => self.compare(&format!("{at}: {name}"), known, value),
                        None => self.wrong.push(format!("{at}: {name} is missing")),
                    }
                }
            }
            (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
                for (index, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                    self.compare(&format!("{at}[{index}]"), ours, theirs);
                }
            }
            _ => {
                self.values += 1;
                if ours != theirs {
                    self.wrong.push(format!("{at} is {ours}, Python reads {theirs}"));
                }
            }
        }
    }

    /// Operations whose answers were compared.
    pub(super) fn operations(&self) -> impl Iterator<Item = &str> {
        self.operations.iter().copied()
    }

    /// How many values were compared, and the differences.
    pub(super) async fn end(self) -> (usize, Vec<String>) {
        let Self { mut child, input, values, wrong, .. } = self;
        drop(input);
        let ended = soon("the end of python", child.wait()).await.expect("an end");
        assert!(ended.success(), "{ended}");
        (values, wrong)
    }
}

/// What our client read: a record, the records of a page, true for a deletion, or an error.
fn shown<T: Serialize>(operation: &Operation, read: &Result<T, Error>) -> Value {
    match read {
        Err(error) => {
            let status = error.status().map(|status| status.as_u16());
            json!({ "error": [status, error.code(), error.message()] })
        }
        Ok(read) => {
            match (serde_json::to_value(read).expect("wire types have JSON"), operation.body) {
                (Value::Object(mut page), Some(e2e::Body::Page { member, .. })) => {
                    page.remove(member).unwrap_or_default()
                }
                (Value::Null, None) => Value::Bool(true),
                (read, _) => read,
            }
        }
    }
}

/// The segments behind the version, each with whether it is a value.
fn path(operation: &Operation, exchange: &Exchange) -> Vec<(String, bool)> {
    let names = operation.path.split('/').skip(2).map(|segment| segment.starts_with('{'));
    let segments = exchange.uri.path().split('/').skip(2).map(|segment| {
        percent_encoding::percent_decode_str(segment).decode_utf8_lossy().into_owned()
    });
    segments.zip(names).collect()
}

/// The parameters, in the order of their names.
fn form(exchange: &Exchange) -> Vec<(String, String)> {
    let query = exchange.uri.query().unwrap_or_default().as_bytes();
    let pairs = |text| form_urlencoded::parse(text).into_owned();
    let mut form: Vec<_> = pairs(query).chain(pairs(&exchange.form)).collect();
    form.sort();
    form
}
