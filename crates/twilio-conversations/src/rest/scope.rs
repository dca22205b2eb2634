//! Where in the tree of resources a call is made.

use std::sync::Arc;

use twilio_sid::{Kind, ServiceSid, Sid};

use crate::rest::transport::{Api, Transport};

/// What names a resource in a path: its SID, or for some its unique name or identity.
///
/// It is encoded when the path is made, so it may hold any text but the empty one, `.` and `..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<&String> for Name {
    fn from(name: &String) -> Self {
        Self(name.clone())
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl<K: Kind> From<Sid<K>> for Name {
    fn from(sid: Sid<K>) -> Self {
        Self(sid.to_string())
    }
}

/// The names that a path begins with.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    transport: Arc<Transport>,
    api: Api,
    service: Option<String>,
    above: Vec<Name>,
}

impl Scope {
    pub(crate) fn new(transport: Arc<Transport>, api: Api) -> Self {
        Self { transport, api, service: None, above: Vec::new() }
    }

    pub(crate) fn of_service(&self, service: ServiceSid) -> Self {
        Self { service: Some(service.to_string()), ..self.clone() }
    }

    pub(crate) fn below(&self, name: Name) -> Self {
        let mut below = self.clone();
        below.above.push(name);
        below
    }

    pub(crate) fn transport(&self) -> Arc<Transport> {
        self.transport.clone()
    }

    pub(crate) fn api(&self) -> Api {
        self.api
    }

    pub(crate) fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    /// The names above and this one, in the order of a path's variables.
    pub(crate) fn values<'a>(&'a self, name: Option<&'a Name>) -> Vec<&'a str> {
        self.above.iter().chain(name).map(|name| name.0.as_str()).collect()
    }
}
