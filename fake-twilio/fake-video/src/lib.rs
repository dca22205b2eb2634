//! The emulator's video signaling: who is in a room, what they publish, and their SDP and ICE.
//!
//! A [`Line`] speaks the frames of one WebSocket. A [`Hub`] reads the log of an account's rooms
//! from its own cursor, and every room in it tells its participants what is new to
//! them. Media go from browser to browser: a room knows one link per pair of participants
//! and passes descriptions and candidates on, arbitrating when both ends offer at once.

mod denial;
mod endpoint;
mod guest;
mod hub;
mod line;
mod link;
mod outbox;
mod render;
mod room;
mod seat;

pub use denial::Denial;
pub use guest::{Guest, admit};
pub use hub::{Hub, Ticket};
pub use line::{Config, Event, Line, Output, close_code};
pub use outbox::{Drained, End, Outbox};
pub use seat::Wishes;
