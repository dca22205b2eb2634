//! Shared parts of walks: REST requests, and comparing their responses with a model.

use form_urlencoded::Serializer;
use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{rest::lacks, system::System};

/// Ok, or the difference between a response and the model.
pub(super) type Found = Result<(), String>;

/// A response, with its request.
pub(super) struct Response {
    request: String,
    status: StatusCode,
    pub(super) body: Value,
}

/// Encodes a path segment.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A SID that was never given to anything.
pub(super) fn nowhere(prefix: &str) -> String {
    format!("{prefix}{}", "f".repeat(32))
}

/// The `nth` SID, or one that was never given to anything.
pub(super) fn sid_of(sid: Option<&String>, prefix: &str) -> String {
    sid.cloned().unwrap_or_else(|| nowhere(prefix))
}

fn ask(system: &System, method: Method, path: &str, form: &[(&str, &str)]) -> Response {
    let form = Serializer::new(String::new()).extend_pairs(form).finish();
    let request = format!("{method} {path} {form}");
    let (status, body) = system.rest(method, path, &form);
    Response { request, status, body }
}

pub(super) fn post(system: &System, path: &str, form: &[(&str, &str)]) -> Response {
    ask(system, Method::POST, path, form)
}

pub(super) fn get(system: &System, path: &str) -> Response {
    ask(system, Method::GET, path, &[])
}

pub(super) fn delete(system: &System, path: &str) -> Response {
    ask(system, Method::DELETE, path, &[])
}

impl Response {
    fn differs(&self, why: impl std::fmt::Display) -> Found {
        Err(format!("{}: {why}\n{} {}", self.request, self.status, self.body))
    }

    /// The identifier that only the system can know.
    pub(super) fn sid(&self) -> String {
        self.body["sid"].as_str().unwrap_or_default().to_owned()
    }

    /// A success with these members in it.
    pub(super) fn shows(&self, status: u16, wanted: &Value) -> Found {
        let lacks = lacks(&self.body, wanted);
        if self.status.as_u16() == status && lacks.is_empty() {
            return Ok(());
        }
        self.differs(format_args!("not {status}, {}", lacks.join("; ")))
    }

    /// A list of things with these members.
    pub(super) fn lists(&self, member: &str, wanted: &[Value]) -> Found {
        let listed = self.body[member].as_array().map(Vec::as_slice).unwrap_or_default();
        let lacks: Vec<_> =
            listed.iter().zip(wanted).flat_map(|(it, all)| lacks(it, all)).collect();
        if self.status == StatusCode::OK && listed.len() == wanted.len() && lacks.is_empty() {
            return Ok(());
        }
        self.differs(format_args!("not {} {member}, {}", wanted.len(), lacks.join("; ")))
    }

    pub(super) fn is_done(&self) -> Found {
        match self.status {
            StatusCode::NO_CONTENT => Ok(()),
            _ => self.differs("not done"),
        }
    }

    pub(super) fn is_refused(&self, status: u16, code: u32) -> Found {
        if self.status.as_u16() == status && self.body["code"] == code {
            return Ok(());
        }
        self.differs(format_args!("not {status} {code}"))
    }

    pub(super) fn is_missing(&self) -> Found {
        self.is_refused(404, 20404)
    }

    /// Returns whether the message names something.
    pub(super) fn names(&self, name: &str) -> bool {
        self.body["message"].as_str().is_some_and(|message| message.contains(name))
    }

    /// The same answer with something else in it.
    pub(super) fn with(mut self, member: &str, value: Value) -> Self {
        self.body[member] = value;
        self
    }

    /// An error whose message names something, on which applications rely.
    pub(super) fn is_refused_naming(&self, status: u16, code: u32, name: &str) -> Found {
        self.is_refused(status, code)?;
        if self.names(name) { Ok(()) } else { self.differs(format_args!("does not name {name}")) }
    }
}
