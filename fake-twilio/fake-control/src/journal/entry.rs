use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;
use twilio_sid::AccountSid;
use twilio_wire::time::Millis;

use crate::{
    body::{has_text, is_part},
    effect::Acted,
    side::{Direction, Side},
};

/// Name and value of a header.
pub(super) type Header = (String, String);

/// A record of the journal, decoded, without secrets.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Its number; later records have higher ones.
    pub id: u64,
    /// When it was recorded, by the emulator's clock.
    pub at: Millis,
    /// Where it was sent.
    pub side: Side,
    /// Which way a message of a WebSocket went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The number of a WebSocket connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<u64>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_sid: Option<AccountSid>,
    /// The identity of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Method of HTTP, or of Twilsock where a frame carries no request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Path without the query; of webhooks the URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Name of the REST operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Name of a webhook's or Sync's event, or type of a signaling message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Real time between request and answer, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_us: Option<u64>,
    /// The fault that acted on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Box<Acted>>,
    /// The request of an exchange or of a webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Part>,
    /// Its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Part>,
    /// Header of a Twilsock frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<Value>,
    /// Body of a frame or message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// Headers and body of a request or an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Part {
    /// The headers, in order.
    #[serde(serialize_with = "by_name")]
    pub headers: Vec<Header>,
    /// The body: of JSON its value, of a form its fields, else a text, or the number of its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            id: 0,
            at: Millis(jiff::Timestamp::UNIX_EPOCH),
            side: Side::Rest,
            direction: None,
            connection: None,
            account_sid: None,
            identity: None,
            method: None,
            path: None,
            query: None,
            operation: None,
            event: None,
            status: None,
            took_us: None,
            fault: None,
            request: None,
            response: None,
            header: None,
            body: None,
        }
    }
}

impl Entry {
    /// Returns whether a text occurs in a body.
    pub(crate) fn contains(&self, text: &str) -> bool {
        self.bodies().any(|body| has_text(body, text))
    }

    /// Returns whether the body of a request, push or message has these members.
    pub(crate) fn has_body(&self, wanted: &Value) -> bool {
        let sent = self.request.as_ref().and_then(|it| it.body.as_ref()).or(self.body.as_ref());
        sent.is_some_and(|body| is_part(wanted, body))
    }

    /// Returns whether an error can be the answer to it: a request, a webhook, and of messages those that get
    /// an answer. Others, such as acknowledgements of pushes and heartbeats, get none.
    pub(crate) fn takes_error(&self) -> bool {
        if self.direction.is_none() {
            return true;
        }
        if let Some(header) = &self.header {
            let method = header["method"].as_str();
            return method.is_some_and(|it| ["message", "init", "update"].contains(&it));
        }
        let member = |name| self.body.as_ref().and_then(|body| body.get(name));
        match member("type").and_then(Value::as_str) {
            Some("hello" | "msg") => member("body").is_some(),
            _ => false,
        }
    }

    /// Returns whether a signaling message has several ICE candidates.
    pub(crate) fn has_candidates(&self) -> bool {
        let peers = self.body.as_ref().and_then(|body| body.pointer("/body/peer_connections"));
        let mut peers = peers.and_then(Value::as_array).into_iter().flatten();
        let several = |peer: &Value| {
            peer.pointer("/ice/candidates").and_then(Value::as_array).is_some_and(|it| it.len() > 1)
        };
        peers.any(several)
    }

    fn bodies(&self) -> impl Iterator<Item = &Value> {
        let parts = [&self.request, &self.response].into_iter().flatten();
        parts.filter_map(|part| part.body.as_ref()).chain(&self.body)
    }
}

/// Headers as an object; values of the same name are joined as RFC 9110 joins them.
fn by_name<S: Serializer>(headers: &[Header], serializer: S) -> Result<S::Ok, S::Error> {
    let mut named = BTreeMap::<&str, String>::new();
    for (name, value) in headers {
        let joined = named.entry(name).or_default();
        if !joined.is_empty() {
            joined.push_str(", ");
        }
        joined.push_str(value);
    }
    serializer.collect_map(named)
}
