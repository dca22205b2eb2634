//! What was called, and how that is written.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::Serialize;
use twilio_conversations::{
    Client, Error, Name,
    resource::{
        Conversation, Conversations, ParticipantConversations, Roles, Service, User, Users,
    },
};
use twilio_sid::ServiceSid;

use super::Compared;

/// Methods that make a call; what stands before them leads to the resource.
const VERBS: [&str; 7] =
    ["list", "create", "create_with_participants", "fetch", "update", "delete", "anonymize"];

/// How each operation was called.
#[derive(Default)]
pub(crate) struct Tried {
    api: &'static str,
    methods: BTreeMap<String, String>,
    compared: Option<Compared>,
}

impl Tried {
    /// Calls whose answers are compared with what another library reads.
    pub(super) fn compared(compared: Compared) -> Self {
        Self { compared: Some(compared), ..Self::default() }
    }

    /// What came of the comparison.
    pub(super) fn take_compared(&mut self) -> Option<Compared> {
        self.compared.take()
    }

    /// Compares what was read from an answer, if that is wanted.
    pub(super) async fn read<T: Serialize>(&mut self, operation: &str, read: &Result<T, Error>) {
        if let Some(compared) = &mut self.compared {
            compared.read(operation, read).await;
        }
    }

    /// Sets the words that the calls begin with in the document.
    pub(super) fn begin_at(&mut self, api: &'static str) {
        self.api = api;
    }

    /// Remembers that an operation was called, and by what.
    pub(super) fn note(&mut self, operation: &str, code: &str) {
        let method = method(code).replacen("api", self.api, 1);
        self.methods.insert(operation.to_owned(), method);
    }

    /// Names of the operations.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &str> {
        self.methods.keys().map(String::as_str)
    }

    /// The method that calls an operation, such as `client.roles().fetch(…)`.
    pub(crate) fn method(&self, operation: &str) -> &str {
        self.methods.get(operation).map_or("", String::as_str)
    }
}

/// A chain of calls without its arguments, up to the verb.
fn method(code: &str) -> String {
    let code: String = code.split_whitespace().collect();
    let mut words = vec![String::new()];
    let mut depth = 0;
    for letter in code.chars() {
        depth -= i32::from(letter == ')');
        match words.last_mut() {
            Some(word) if depth > 0 && !word.ends_with('…') => word.push('…'),
            Some(_) if depth > 0 => {}
            Some(_) if letter == '.' => words.push(String::new()),
            Some(word) => word.push(letter),
            None => {}
        }
        depth += i32::from(letter == '(');
    }
    let is_verb = |word: &String| VERBS.iter().any(|verb| word.split('(').next() == Some(verb));
    let end = words.iter().position(is_verb).map_or(words.len(), |at| at + 1);
    words[..end].join(".")
}

/// The resources that the default service of a client and a named service have in common.
pub(super) enum Api<'a> {
    Client(&'a Client, ServiceSid),
    Service(Service, ServiceSid),
}

macro_rules! delegate {
    ($($method:ident $(($name:ident))? => $resource:ty;)*) => {
        impl Api<'_> {
            $(pub(super) fn $method(&self $(, $name: impl Into<Name>)?) -> $resource {
                match self {
                    Self::Client(api, _) => api.$method($($name)?),
                    Self::Service(api, _) => api.$method($($name)?),
                }
            })*
        }
    };
}

delegate! {
    conversations => Conversations;
    conversation(name) => Conversation;
    participant_conversations => ParticipantConversations;
    roles => Roles;
    users => Users;
    user(name) => User;
}

impl Api<'_> {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Client(..) => "client",
            Self::Service(..) => "service",
        }
    }

    pub(super) fn service(&self) -> ServiceSid {
        match self {
            Self::Client(_, service) | Self::Service(_, service) => *service,
        }
    }
}

/// Makes a call and notes it under its operation.
macro_rules! call {
    ($tried:ident, $($call:tt)+) => {{
        let call = $($call)+;
        let operation = call.operation().to_owned();
        $tried.note(&operation, stringify!($($call)+));
        let read = call.await;
        $tried.read(&operation, &read).await;
        read
    }};
}

pub(super) use call;

/// Returns whether a call failed because there is no such resource.
pub(super) fn is_gone<T>(result: &Result<T, Error>) -> bool {
    result.as_ref().is_err_and(|error| error.status() == Some(StatusCode::NOT_FOUND))
}

#[test]
fn a_method_is_written_without_arguments_and_parameters() {
    let code = r#"api.conversation(room(1)).messages().create().body("a.b(c)")"#;
    assert_eq!(method(code), "api.conversation(…).messages().create()");
    assert_eq!(method("api . roles () . fetch (sid)"), "api.roles().fetch(…)");
}
