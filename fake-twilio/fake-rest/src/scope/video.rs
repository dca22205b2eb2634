//! The rooms of an account, and what is to become of their media.

use std::sync::Arc;

use fake_core::room::{Room, RoomError, Rooms};
use fake_store::{MediaProcessingTenant, RoomsTenant, run_due_room_timers};
use jiff::Timestamp;
use twilio_sid::RoomSid;

use crate::{http::error::HandlerError, scope::AccountRequest};

/// A request with the rooms of its account, and what the account requests for their media.
pub(crate) struct VideoScope<'a> {
    pub(crate) call: &'a AccountRequest<'a>,
    pub(crate) rooms: Arc<RoomsTenant>,
    pub(crate) media_processing: Arc<MediaProcessingTenant>,
}

impl<'a> VideoScope<'a> {
    pub(crate) fn open(call: &'a AccountRequest<'a>) -> Result<Self, HandlerError> {
        let rooms = call.store.rooms(call.account).ok_or(RoomError::NoRoom)?;
        let media_processing =
            call.store.media_processing(call.account).ok_or(RoomError::NoRoom)?;
        run_due_room_timers(&rooms);
        Ok(Self { call, rooms, media_processing })
    }

    pub(crate) fn url(&self, path: impl std::fmt::Display) -> String {
        format!("{}/{path}", self.call.base)
    }

    /// Lends the room of a SID, or the one in progress of a name.
    pub(crate) fn in_room<T>(
        &self,
        key: &str,
        reader: impl FnOnce(&Room) -> Result<T, HandlerError>,
    ) -> Result<T, HandlerError> {
        self.rooms.read(|rooms| reader(find(rooms, key)?))
    }

    /// The room of a SID or name, without a hold on it.
    pub(crate) fn room_sid(&self, key: &str) -> Result<RoomSid, HandlerError> {
        self.in_room(key, |room| Ok(room.profile.sid))
    }
}

pub(crate) fn find<'r>(rooms: &'r Rooms, key: &str) -> Result<&'r Room, RoomError> {
    rooms.find(key).ok_or(RoomError::NoRoom)
}

/// Whole seconds from one moment to a later one.
pub(crate) fn seconds_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_secs()).unwrap_or(0)
}
