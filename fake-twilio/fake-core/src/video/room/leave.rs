//! How participants leave a room.

use std::sync::Arc;

use twilio_sid::{RoomParticipantSid, RoomSid};

use super::{Departure, Member, MemberStatus, RoomError, RoomFact, RoomParticipant, Rooms};
use crate::{Env, decided::Decided};

/// The last record of a participant that leaves.
fn gone(member: &Member, env: &Env<'_>) -> Arc<RoomParticipant> {
    Arc::new(RoomParticipant {
        status: MemberStatus::Disconnected,
        updated: env.now,
        ended: Some(env.now),
        ..member.participant.as_ref().clone()
    })
}

/// The fact that a participant leaves.
pub(super) fn departure(member: &Member, why: Departure, env: &Env<'_>) -> RoomFact {
    RoomFact::ParticipantDisconnected(gone(member, env), why)
}

/// Decides on the departure of a participant.
///
/// # Errors
/// When it is not in the room.
pub fn leave(
    rooms: &Rooms,
    room: RoomSid,
    participant: RoomParticipantSid,
    why: Departure,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<RoomParticipant>, RoomFact>, RoomError> {
    let (_, member) = rooms.present(room, participant)?;
    let gone = gone(member, env);
    Ok(Decided::one(RoomFact::ParticipantDisconnected(gone.clone(), why), gone))
}
