//! What only REST changes in the records of rooms and participants.

use std::sync::Arc;

use twilio_sid::{RoomParticipantSid, RoomSid};

use super::{
    MemberStatus, RoomError, RoomFact, RoomParticipant, RoomProfile, RoomSettings, Rooms,
    SubscribeRule,
};
use crate::{Env, decided::Decided};

/// Decides on new recording rules of a room.
///
/// # Errors
/// When there is no such room or it has ended.
pub fn set_recording_rules(
    rooms: &Rooms,
    room: RoomSid,
    recording_rules: Vec<SubscribeRule>,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<RoomProfile>, RoomFact>, RoomError> {
    let before = &rooms.rooms.get(room).ok_or(RoomError::NoRoom)?.profile;
    if !before.is_in_progress() {
        return Err(RoomError::Completed);
    }
    let settings = RoomSettings { recording_rules, ..before.settings.clone() };
    let after = RoomProfile { settings, updated: env.now, ..before.as_ref().clone() };
    let after = Arc::new(after);
    Ok(Decided::one(RoomFact::Updated(after.clone()), after))
}

/// Decides on replacing a participant's identity by its SID.
///
/// # Errors
/// When there is no such participant, or it is still in the room: the others know it by name.
pub fn anonymize(
    rooms: &Rooms,
    room: RoomSid,
    participant: RoomParticipantSid,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<RoomParticipant>, RoomFact>, RoomError> {
    let room = rooms.rooms.get(room).ok_or(RoomError::NoRoom)?;
    let member = room.members.get(participant).ok_or(RoomError::NoParticipant)?;
    let before = member.participant.as_ref();
    match before.status {
        // assumed: a live request about somebody who is there would settle it.
        MemberStatus::Connected | MemberStatus::Reconnecting => {
            return Err(RoomError::StillThere);
        }
        MemberStatus::Disconnected => {}
    }
    let identity = before.sid.to_string().into();
    let after = Arc::new(RoomParticipant { identity, updated: env.now, ..before.clone() });
    Ok(Decided::one(RoomFact::ParticipantUpdated(after.clone()), after))
}
