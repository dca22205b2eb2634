//! Outputs of a connection machine.

use std::fmt;

use bytes::Bytes;

/// An instruction to the owner of the socket.
#[derive(Clone, PartialEq)]
pub enum Output<E> {
    /// Send this binary WebSocket message.
    Send(Bytes),
    /// An event for the application.
    Event(E),
    /// Close the WebSocket with this code; the machine is through with this socket.
    Close(u16),
}

// Messages carry tokens and what people wrote, so only their length is shown.
impl<E: fmt::Debug> fmt::Debug for Output<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(message) => write!(f, "Send({} bytes)", message.len()),
            Self::Event(event) => f.debug_tuple("Event").field(event).finish(),
            Self::Close(code) => f.debug_tuple("Close").field(code).finish(),
        }
    }
}

/// WebSocket close codes in use (RFC 6455, section 7.4.1).
///
/// assumed: which one production picks is not known, and the SDK does not look at them.
pub mod close_code {
    /// Normal close.
    pub const NORMAL: u16 = 1000;
    /// The other end is silent for too long.
    pub const GOING_AWAY: u16 = 1001;
    /// The other end did not authenticate.
    pub const POLICY: u16 = 1008;
    /// A message is too long.
    pub const TOO_BIG: u16 = 1009;
}
