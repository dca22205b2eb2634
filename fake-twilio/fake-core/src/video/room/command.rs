//! Making and ending rooms.

use std::sync::Arc;

use twilio_sid::RoomSid;

use super::{
    Departure, MemberStatus, RoomError, RoomFact, RoomProfile, RoomSettings, Rooms,
    leave::departure,
    profile::check_name,
    state::{Deadline, Room},
};
use crate::{Env, decided::Decided, text::Text};

/// Makes a room.
#[derive(Clone, Debug, Default)]
pub struct Create {
    /// Its name.
    pub unique_name: Option<Text>,
    /// What it is made with; the caller checks the ranges.
    pub settings: RoomSettings,
}

/// Decides on [`Create`].
///
/// # Errors
/// When the name is not allowed or a room of the name is in progress.
pub fn create(
    rooms: &Rooms,
    command: Create,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<RoomProfile>, RoomFact>, RoomError> {
    let name = command.unique_name.as_deref().map(check_name).transpose()?;
    if name.as_deref().and_then(|name| rooms.find(name)).is_some() {
        return Err(RoomError::Exists);
    }
    let profile = fresh(rooms, name, command.settings, env);
    Ok(Decided::one(RoomFact::Created(profile.clone()), profile))
}

pub(super) fn fresh(
    rooms: &Rooms,
    name: Option<Text>,
    settings: RoomSettings,
    env: &mut Env<'_>,
) -> Arc<RoomProfile> {
    let sid: RoomSid = env.ids.draw();
    Arc::new(RoomProfile {
        sid,
        account: rooms.account,
        unique_name: name.unwrap_or_else(|| sid.to_string().into()),
        settings,
        created: env.now,
        updated: env.now,
        ended: None,
    })
}

/// Decides on the end of a room.
///
/// # Errors
/// When there is no such room or it has ended already.
pub fn complete(
    rooms: &Rooms,
    room: RoomSid,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<RoomProfile>, RoomFact>, RoomError> {
    let room = rooms.rooms.get(room).ok_or(RoomError::NoRoom)?;
    if !room.profile.is_in_progress() {
        return Err(RoomError::Completed);
    }
    let (facts, outcome) = ending(room, env);
    Ok(Decided { facts, outcome })
}

/// Decides that all rooms end and are removed from all lists.
pub fn reset(rooms: &Rooms, env: &mut Env<'_>) -> Decided<(), RoomFact> {
    let in_progress = rooms.rooms.iter().filter(|room| room.profile.is_in_progress());
    let mut facts: Vec<_> = in_progress.flat_map(|room| ending(room, env).0).collect();
    facts.extend(rooms.rooms.iter().map(|room| RoomFact::Removed(room.profile.sid)));
    Decided { facts, outcome: () }
}

fn ending(room: &Room, env: &Env<'_>) -> (Vec<RoomFact>, Arc<RoomProfile>) {
    let why = Departure::RoomCompleted;
    let mut facts: Vec<_> = room.present().map(|member| departure(member, why, env)).collect();
    let (updated, ended) = (env.now, Some(env.now));
    let last = Arc::new(RoomProfile { updated, ended, ..room.profile.as_ref().clone() });
    facts.push(RoomFact::Completed(last.clone()));
    (facts, last)
}

/// Ends whatever has lasted too long; harmless when nothing has.
pub fn expire(rooms: &Rooms, env: &mut Env<'_>) -> Decided<(), RoomFact> {
    let mut facts = Vec::new();
    for due in rooms.due(env.now) {
        match due {
            Deadline::Participant(room, participant) => {
                if let Ok((_, member)) = rooms.present(room, participant) {
                    let why = match member.participant.status {
                        MemberStatus::Reconnecting => Departure::Lost,
                        MemberStatus::Connected | MemberStatus::Disconnected => {
                            Departure::Overstayed
                        }
                    };
                    facts.push(departure(member, why, env));
                }
            }
            Deadline::Room(room) => {
                if let Some(room) = rooms.rooms.get(room) {
                    facts.extend(ending(room, env).0);
                }
            }
        }
    }
    Decided { facts, outcome: () }
}
