//! The emulator's Sync: facts become maps, lists and documents, and changes are sent to clients.
//!
//! A [`Hub`] follows the facts of a service, keeps up to date the objects that clients have opened, and
//! hands each change to the sessions that subscribed to that object. Objects that no client has opened
//! take no room: what they hold is the service's state.

mod collection;
mod command;
mod data;
mod delta;
mod descriptor;
mod frames;
mod gate;
mod hub;
mod item;
mod items;
mod json;
mod map_items;
mod message_list;
mod object;
mod objects;
mod outbox;
mod project;
mod query;
mod reading;
mod removals;
mod requests;
mod response;
mod session;
mod session_list;
mod state;
mod step;
mod subscribe;
mod tombstones;

pub use hub::Hub;
pub use object::ObjectId;
pub use outbox::{Drained, End, Outbox};
pub use response::Handled;
pub use session::SessionId;
pub use session_list::{PendingCommand, V1Command};
