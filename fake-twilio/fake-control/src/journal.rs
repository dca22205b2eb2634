//! The journal: what was sent, oldest first, in a ring bounded by number and bytes.

mod decode;
mod entry;
mod har;
mod mask;
mod match_builder;
mod matching;
mod message;
mod query;
mod record;
mod ring;
mod wait;

pub use decode::{Directory, NoDirectory, RecordDecoder, UPGRADE};
pub use entry::{Entry, Part};
pub use har::har;
pub use matching::Match;
pub use message::Message;
pub use query::{Found, NearMiss, Query, count, find, matching};
pub use record::{Exchange, Party, Protocol, Record, SocketMessage, WebhookCall};
pub use ring::Journal;
pub use wait::{Look, MAX_WAIT, Missed, Wait};
