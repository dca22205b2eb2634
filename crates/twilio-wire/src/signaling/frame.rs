use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    ServerMessage,
    typed_frame::{FrameError, TypedFrame},
};

/// What a client puts into one text frame.
#[derive(Clone, Debug)]
pub enum ClientFrame<'a> {
    /// Opens the connection.
    Hello(Hello<'a>),
    /// A heartbeat of the client.
    Heartbeat,
    /// Carries a room message.
    Message(&'a RawValue),
    /// Announces a regular close.
    Bye,
}

/// First frame of a client; sent again when `welcome` takes too long.
#[derive(Clone, Debug)]
pub struct Hello<'a> {
    /// The first room message, from version 2.5.0 of the SDK on.
    pub body: Option<&'a RawValue>,
}

impl<'a> ClientFrame<'a> {
    /// Reads a frame; its body is only checked to be JSON.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn parse(text: &'a str) -> Result<Self, FrameError> {
        let TypedFrame { kind, body } = serde_json::from_str(text)?;
        match kind.as_ref() {
            "hello" => Ok(Self::Hello(Hello { body })),
            "heartbeat" => Ok(Self::Heartbeat),
            "msg" => body.map(Self::Message).ok_or(FrameError::NoBody),
            "bye" => Ok(Self::Bye),
            _ => Err(FrameError::Unknown),
        }
    }
}

/// What a server puts into one text frame.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// Accepts the connection.
    Welcome {
        /// Milliseconds of silence after which a side sends a heartbeat; three of them are too many.
        #[serde(rename = "negotiatedTimeout")]
        negotiated_timeout: u64,
    },
    /// A heartbeat of the server.
    Heartbeat,
    /// Carries a room message.
    Msg {
        /// The message.
        body: ServerMessage,
    },
    /// Complains about a frame; ends the connection if it comes before `welcome`.
    Bad {
        /// What is wrong, for people.
        reason: String,
    },
}

#[derive(Deserialize)]
struct Welcome {
    #[serde(rename = "negotiatedTimeout")]
    negotiated_timeout: u64,
}

#[derive(Deserialize)]
struct Bad {
    reason: String,
}

/// Room for a message with a description, which then does not move while it is written.
const ROOM: usize = 8 * 1024;

impl ServerFrame {
    /// Reads a frame.
    ///
    /// # Errors
    /// See [`FrameError`].
    pub fn parse(text: &str) -> Result<Self, FrameError> {
        let TypedFrame { kind, body } = serde_json::from_str(text)?;
        match kind.as_ref() {
            "welcome" => {
                let Welcome { negotiated_timeout } = serde_json::from_str(text)?;
                Ok(Self::Welcome { negotiated_timeout })
            }
            "heartbeat" => Ok(Self::Heartbeat),
            "msg" => {
                let body = ServerMessage::parse(body.ok_or(FrameError::NoBody)?.get())?;
                Ok(Self::Msg { body })
            }
            "bad" => {
                let Bad { reason } = serde_json::from_str(text)?;
                Ok(Self::Bad { reason })
            }
            _ => Err(FrameError::Unknown),
        }
    }

    /// The text that goes over the wire.
    pub fn to_text(&self) -> String {
        let mut text = Vec::with_capacity(ROOM);
        // Plain structs with text keys always serialize; the fallback avoids a panic.
        let written = serde_json::to_writer(&mut text, self).is_ok();
        String::from_utf8(text).ok().filter(|_| written).unwrap_or_default()
    }
}
