//! What a fault does.

mod build;
pub(crate) mod check;

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

pub use check::EffectError;

/// What a fault does, as people write it: a delay, an action, or both. Of `status`, `fault`, `close_code`,
/// `hold`, `reorder_candidates` and `bytes_per_second` there is one at most.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Effect {
    /// Time that passes first, by the emulator's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<Delay>,
    /// When it acts on a request: before it is carried out, unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Stage>,
    /// Status of an error answer, 400 to 599.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Twilio's number of the error; that of the status unless given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u32>,
    /// Text of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Seconds that the client is to wait: `Retry-After`, and the back-off of Twilsock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
    /// What happens to the connection or the bytes of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Code with which a WebSocket is closed, 1000 to 4999.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_code: Option<u16>,
    /// How long a message of a WebSocket is held back while later ones pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Whether the ICE candidates of a signaling message change places.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reorder_candidates: bool,
    /// Bytes a second of an answer, or of messages on a WebSocket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_per_second: Option<u32>,
}

/// Time that passes first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Delay {
    /// Always the same.
    Fixed {
        /// Milliseconds.
        ms: u32,
    },
    /// Any time between two, equally likely.
    Uniform {
        /// Shortest, in milliseconds.
        lower_ms: u32,
        /// Longest, in milliseconds.
        upper_ms: u32,
    },
    /// A time whose logarithm is normally distributed, as that of answers over networks is.
    LogNormal {
        /// Half of the delays are shorter, in milliseconds.
        median_ms: u32,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
}

/// When a fault acts on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Before the request is carried out; with an action it is not carried out at all.
    Request,
    /// After it was carried out.
    Answer,
}

/// What happens to a connection, or to the bytes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The TCP connection is reset.
    ConnectionReset,
    /// The connection ends without a byte of an answer; of a WebSocket an empty message is sent.
    EmptyAnswer,
    /// Half of the bytes are sent.
    MalformedAnswer,
    /// The connection stays open, and nothing comes any more.
    HalfOpen,
}

/// How long a message is held back: until the time has passed or so many later ones went by, or its rule is
/// deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hold {
    /// Milliseconds of the emulator's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<u32>,
    /// Later messages of the same connection and direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<u32>,
}

/// What a fault does after its delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// A request gets this answer.
    Error(ErrorAnswer<'a>),
    /// The connection or the bytes of an answer suffer.
    Fault(Fault),
    /// A WebSocket is closed with a code.
    Close(u16),
    /// A message is held back.
    Hold(Hold),
    /// ICE candidates change places.
    ReorderCandidates,
    /// So many bytes are sent a second.
    Throttle(u32),
}

/// The error that is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorAnswer<'a> {
    /// Status.
    pub status: u16,
    /// Twilio's number.
    pub code: u32,
    /// For people.
    pub message: &'a str,
    /// Seconds that the client is to wait.
    pub retry_after_s: Option<u32>,
}

/// A fault that acted, as the journal shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Acted {
    /// Number of its rule; none when a request brought the effect along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<u64>,
    /// What it did.
    #[serde(serialize_with = "inner")]
    pub effect: Arc<Effect>,
}

fn inner<S: Serializer>(effect: &Arc<Effect>, serializer: S) -> Result<S::Ok, S::Error> {
    effect.serialize(serializer)
}

impl Effect {
    /// What it does after its delay; none when it is only that.
    pub fn action(&self) -> Option<Action<'_>> {
        let error = self.status.map(|status| {
            Action::Error(ErrorAnswer {
                status,
                // As Twilio numbers errors of its platform: 20404, 20429, 20503.
                code: self.code.unwrap_or(20_000 + u32::from(status)),
                message: self.message.as_deref().unwrap_or("A fault of the emulator"),
                retry_after_s: self.retry_after_s,
            })
        });
        error
            .or_else(|| self.fault.map(Action::Fault))
            .or_else(|| self.close_code.map(Action::Close))
            .or_else(|| self.hold.map(Action::Hold))
            .or_else(|| self.reorder_candidates.then_some(Action::ReorderCandidates))
            .or_else(|| self.bytes_per_second.map(Action::Throttle))
    }

    /// When it acts on a request; what needs an answer waits for it.
    pub fn stage(&self) -> Stage {
        match self.action() {
            Some(Action::Fault(Fault::MalformedAnswer) | Action::Throttle(_)) => Stage::Answer,
            _ => self.at.unwrap_or(Stage::Request),
        }
    }
}
