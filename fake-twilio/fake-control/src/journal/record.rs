//! What programs record: raw parts, of which nothing is decoded yet.

use std::{mem::size_of, sync::Arc, time::Duration};

use bytes::Bytes;
use twilio_sid::AccountSid;

use super::message::Message;
use crate::{
    effect::Acted,
    side::{Direction, Side},
};

/// Something that was sent.
pub enum Record {
    /// A request with its answer.
    Exchange(Exchange),
    /// A message on a WebSocket.
    Socket(SocketMessage),
    /// A call to an address of an application.
    Webhook(WebhookCall),
}

/// A request to the emulator with its answer.
pub struct Exchange {
    /// REST or media.
    pub side: Side,
    /// What was sent.
    pub request: Message,
    /// What was answered; none when a fault took the answer away.
    pub response: Option<Message>,
    /// How long it took, in real time.
    pub took: Duration,
    /// The fault that acted on it.
    pub fault: Option<Box<Acted>>,
}

/// The protocol of a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Twilsock.
    Twilsock,
    /// Signaling of video rooms.
    Signaling,
}

/// Who is at the other end of a connection.
#[derive(Debug, PartialEq, Eq)]
pub struct Party {
    /// The account.
    pub account: AccountSid,
    /// The identity of the token.
    pub identity: String,
}

/// A message on a WebSocket.
pub struct SocketMessage {
    /// What is spoken.
    pub protocol: Protocol,
    /// Which way it went.
    pub direction: Direction,
    /// Number of the connection.
    pub connection: u64,
    /// The other end, once it is known.
    pub party: Option<Arc<Party>>,
    /// Its bytes.
    pub payload: Bytes,
    /// The fault that acted on it.
    pub fault: Option<Box<Acted>>,
}

/// A call to an address of an application.
pub struct WebhookCall {
    /// The account whose webhook it is.
    pub account: AccountSid,
    /// Name of the event.
    pub event: &'static str,
    /// What was sent.
    pub request: Message,
    /// What was answered; none when there was no answer.
    pub response: Option<Message>,
    /// How long it took, in real time.
    pub took: Duration,
    /// The fault that acted on it.
    pub fault: Option<Box<Acted>>,
}

impl Record {
    /// Bytes that it keeps in memory; messages that several connections got count for each.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Exchange(it) => {
                    it.request.size() + it.response.as_ref().map_or(0, Message::size)
                }
                Self::Socket(it) => it.payload.len(),
                Self::Webhook(it) => {
                    it.request.size() + it.response.as_ref().map_or(0, Message::size)
                }
            }
    }
}
