//! Twilsock: frame codec and both connection machines, without a socket.
//!
//! Twilsock carries HTTP requests and pushed notifications over one WebSocket, one frame per binary
//! message. [`Frame`] reads and writes such messages. [`server::Connection`] and
//! [`client::Connection`] decide what to say and when; the caller owns the socket, the clock and
//! the randomness:
//!
//! 1. hand in what happened (`handle_message`, `handle_timeout`, …) together with the time,
//! 2. drain `poll` and do what each [`Output`] says, in order,
//! 3. sleep until `deadline`, a message or a command, and start over.
//!
//! Source of the protocol: twilsock 1.0.2, the transport of `@twilio/conversations` 3.0.1.

mod frame;
mod ids;
mod output;
mod time;
mod tunnel;

pub mod client;
pub mod server;

pub use frame::{Frame, FrameError, MAX_HEADER, notification};
pub use ids::{FrameId, FrameIds};
pub use output::{Output, close_code};
