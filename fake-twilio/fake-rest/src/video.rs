//! The public REST API of video rooms, for `video.twilio.com` and for its paths on any other host.

mod composition;
mod hook;
mod params;
mod participant;
mod recipe;
mod recording;
mod refusal;
mod room;
mod routes;
mod rules;
mod storage;
mod track;
mod transcription;

pub(crate) use refusal::{production_refusal, room_refusal};
pub(crate) use routes::register;

use std::sync::Arc;

use fake_core::room::{Room, RoomRefusal, Rooms};
use fake_store::{ProductionTenant, RoomsTenant};
use jiff::Timestamp;
use twilio_sid::RoomSid;

use crate::{answer::Failure, elapse::elapse_rooms, public::Call};

/// A request with the rooms of its account, and what the account wants to become of their media.
pub(crate) struct Studio<'a> {
    call: &'a Call<'a>,
    rooms: Arc<RoomsTenant>,
    production: Arc<ProductionTenant>,
}

impl<'a> Studio<'a> {
    pub(crate) fn open(call: &'a Call<'a>) -> Result<Self, Failure> {
        let rooms = call.store.rooms(call.account).ok_or(RoomRefusal::NoRoom)?;
        let production = call.store.production(call.account).ok_or(RoomRefusal::NoRoom)?;
        elapse_rooms(&rooms);
        Ok(Self { call, rooms, production })
    }

    fn url(&self, path: impl std::fmt::Display) -> String {
        format!("{}/{path}", self.call.base)
    }

    /// Lends the room of a SID, or the one in progress of a name.
    fn in_room<T>(
        &self,
        key: &str,
        reader: impl FnOnce(&Room) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.rooms.read(|rooms| reader(find(rooms, key)?))
    }

    /// The room of a SID or name, without a hold on it.
    fn room_sid(&self, key: &str) -> Result<RoomSid, Failure> {
        self.in_room(key, |room| Ok(room.profile.sid))
    }
}

fn find<'r>(rooms: &'r Rooms, key: &str) -> Result<&'r Room, RoomRefusal> {
    rooms.find(key).ok_or(RoomRefusal::NoRoom)
}

/// Whole seconds from one moment to a later one.
fn seconds_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_secs()).unwrap_or(0)
}
