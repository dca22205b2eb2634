//! The emulator's Sync: facts become maps, lists and documents, and clients are told of changes.
//!
//! A [`Hub`] reads a service's log from its own cursor, folds it into Sync objects and hands each
//! change to the sessions that subscribed to that object. Nothing here is written by anybody else.

mod access;
mod answer;
mod collection;
mod command;
mod data;
mod delta;
mod descriptor;
mod frames;
mod hub;
mod item;
mod object;
mod outbox;
mod project;
mod query;
mod reachability;
mod response;
mod session;
mod session_list;
mod state;
mod subscribe;
mod view;

pub use hub::Hub;
pub use object::ObjectId;
pub use outbox::{Drained, End, Outbox};
pub use response::Handled;
pub use session::SessionId;
pub use session_list::{PendingCommand, V1Command};
pub use view::SyncView;
