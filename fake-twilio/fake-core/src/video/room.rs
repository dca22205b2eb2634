//! Video rooms: who is in them and which tracks are published.
//!
//! The rooms of an account have a log of their own; [`Rooms`] is its fold. Messages of participants
//! about their media connections is a signal and never comes here.

mod command;
mod contents;
mod departure;
mod error;
mod fact;
mod join;
mod leave;
mod participant;
mod profile;
mod publish;
mod records;
mod rules;
mod state;
mod track;

pub use command::{Create, complete, create, expire, reset};
pub use departure::Departure;
pub use error::RoomError;
pub use fact::RoomFact;
pub use join::{Connect, Joined, connect, lose, resume, set_rules};
pub use leave::leave;
pub use participant::{Member, MemberStatus, RoomParticipant};
pub use profile::{RoomProfile, RoomSettings, RoomStatus, RoomType, StatusCallback, VideoCodec};
pub use publish::{Rejected, publish};
pub use records::{anonymize, set_recording_rules};
pub use rules::{Effect, Filter, SubscribeRule, subscribes};
pub use state::{Room, Rooms};
pub use track::{Track, TrackKind, TrackOffer, TrackPriority};

/// Seconds that a participant whose socket is lost has to come back.
///
/// Also what the SDK takes when the server names no number (`twilio-video` 2.36.0).
pub const SESSION_TIMEOUT: i64 = 30;
