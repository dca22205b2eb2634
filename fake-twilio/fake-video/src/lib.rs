//! The emulator's video signaling: who is in a room, what they publish, and their SDP and ICE.
//!
//! A [`SignalingConnection`] handles the frames of one WebSocket. A [`Hub`] reads the log of an account's
//! rooms from its own cursor, and every room sends its participants what is new to them. Media go from
//! browser to browser: a room keeps one peer connection per pair of participants and relays descriptions
//! and candidates, arbitrating when both ends offer at once.

mod caller;
mod connection;
mod error;
mod hub;
mod media_endpoint;
mod outbox;
mod participant_state;
mod peer_connection;
mod render;
mod room;

pub use caller::{VideoCaller, authenticate};
pub use connection::{Config, Event, Output, SignalingConnection, close_code};
pub use error::SignalingError;
pub use hub::{Hub, SessionHandle};
pub use outbox::{Drained, End, Outbox};
pub use participant_state::ConnectOptions;
