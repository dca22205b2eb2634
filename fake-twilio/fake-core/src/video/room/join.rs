//! Joining and leaving.

use std::{borrow::Cow, sync::Arc};

use twilio_sid::{RoomParticipantSid, RoomSid};

use super::{
    Departure, MemberStatus, Rejected, RoomError, RoomFact, RoomParticipant, Rooms, SubscribeRule,
    TrackOffer, command, leave::departure, profile::check_name, publish::TrackValidator,
    state::Room,
};
use crate::{Env, decided::Decided, text::Text};

/// Joins a room, which it makes if there is none of the name.
#[derive(Clone, Debug)]
pub struct Connect {
    /// Name or SID of the room; by default the room of the token, or a new one.
    pub name: Option<Text>,
    /// Name or SID of the only room that the token opens.
    pub granted: Option<Text>,
    /// Name of the user.
    pub identity: Text,
    /// Its subscribe rules.
    pub rules: Arc<[SubscribeRule]>,
    /// What it publishes from the start.
    pub tracks: Vec<TrackOffer>,
}

/// A participant that joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The room.
    pub room: RoomSid,
    /// The new participant.
    pub participant: RoomParticipantSid,
    /// What it may not publish.
    pub rejected: Vec<Rejected>,
}

/// Longest identity, in columns; wide characters count twice (error 53200 in Twilio's dictionary).
const IDENTITY_WIDTH: usize = 128;

/// Decides on [`Connect`].
///
/// # Errors
/// See [`RoomError`].
pub fn connect(
    rooms: &Rooms,
    command: Connect,
    env: &mut Env<'_>,
) -> Result<Decided<Joined, RoomFact>, RoomError> {
    check_identity(&command.identity)?;
    let (room, mut facts) = room(rooms, &command, env)?;
    if let Some(older) = room.of_identity(&command.identity) {
        facts.push(departure(older, Departure::Replaced, env));
    } else if room.present_count() >= room.profile.settings.max_participants as usize {
        return Err(RoomError::Full);
    }
    let sid = env.ids.draw();
    let participant = RoomParticipant {
        sid,
        room: room.profile.sid,
        identity: command.identity,
        status: MemberStatus::Connected,
        rules: command.rules,
        rules_updated: env.now,
        created: env.now,
        updated: env.now,
        ended: None,
    };
    facts.push(RoomFact::ParticipantConnected(Arc::new(participant)));
    let mut validator = TrackValidator::new(&room.profile, std::iter::empty());
    let mut rejected = Vec::new();
    for offer in &command.tracks {
        validator.take(sid, offer, env, &mut facts, &mut rejected);
    }
    Ok(Decided { facts, outcome: Joined { room: room.profile.sid, participant: sid, rejected } })
}

/// assumed: that a blank identity and one with the form of a participant SID, by which REST could
/// not tell people apart, are invalid; tokens of a live account would settle it.
fn check_identity(identity: &str) -> Result<(), RoomError> {
    if identity.trim().is_empty() || RoomParticipantSid::matches(identity) {
        return Err(RoomError::IdentityInvalid);
    }
    let width: usize = identity.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum();
    if width > IDENTITY_WIDTH { Err(RoomError::IdentityTooLong) } else { Ok(()) }
}

/// The room to join, with the fact that makes it if it is new.
fn room<'a>(
    rooms: &'a Rooms,
    command: &Connect,
    env: &mut Env<'_>,
) -> Result<(Cow<'a, Room>, Vec<RoomFact>), RoomError> {
    let granted = command.granted.as_ref();
    let wanted = command.name.as_ref().filter(|name| !name.is_empty()).or(granted);
    let found = wanted.and_then(|name| rooms.find(name));
    if let (Some(granted), Some(wanted)) = (granted, wanted) {
        let same_room = rooms.find(granted).zip(found);
        let same_room = same_room.is_some_and(|(one, other)| one.profile.sid == other.profile.sid);
        if granted != wanted && !same_room {
            return Err(RoomError::OtherRoomGranted);
        }
    }
    match (found, wanted) {
        // assumed: a completed room that is named by its SID says so; a live join would settle it.
        (Some(room), _) if !room.profile.is_in_progress() => Err(RoomError::Completed),
        (Some(room), _) => Ok((Cow::Borrowed(room), Vec::new())),
        (None, Some(name)) if RoomSid::matches(name) => Err(RoomError::NoRoom),
        (None, name) => {
            let name = name.map(|name| check_name(name)).transpose()?;
            let profile = command::fresh(rooms, name, super::RoomSettings::default(), env);
            let fact = RoomFact::Created(profile.clone());
            Ok((Cow::Owned(Room::new(profile)), vec![fact]))
        }
    }
}

/// Decides on the loss of a participant's socket.
///
/// # Errors
/// When it is not in the room.
pub fn lose(
    rooms: &Rooms,
    room: RoomSid,
    participant: RoomParticipantSid,
    env: &mut Env<'_>,
) -> Result<Decided<(), RoomFact>, RoomError> {
    turn(rooms, room, participant, MemberStatus::Reconnecting, env)
}

/// Decides on the return of a participant.
///
/// # Errors
/// When it is not in the room.
pub fn resume(
    rooms: &Rooms,
    room: RoomSid,
    participant: RoomParticipantSid,
    env: &mut Env<'_>,
) -> Result<Decided<(), RoomFact>, RoomError> {
    turn(rooms, room, participant, MemberStatus::Connected, env)
}

fn turn(
    rooms: &Rooms,
    room: RoomSid,
    participant: RoomParticipantSid,
    status: MemberStatus,
    env: &mut Env<'_>,
) -> Result<Decided<(), RoomFact>, RoomError> {
    let (_, member) = rooms.present(room, participant)?;
    let before = member.participant.as_ref();
    if before.status == status {
        return Ok(Decided { facts: Vec::new(), outcome: () });
    }
    let after = RoomParticipant { status, updated: env.now, ..before.clone() };
    Ok(Decided::one(RoomFact::ParticipantUpdated(Arc::new(after)), ()))
}

/// Decides on new subscribe rules of a participant.
///
/// # Errors
/// When it is not in the room.
pub fn set_rules(
    rooms: &Rooms,
    room: RoomSid,
    participant: RoomParticipantSid,
    rules: Arc<[SubscribeRule]>,
    env: &mut Env<'_>,
) -> Result<Decided<Arc<RoomParticipant>, RoomFact>, RoomError> {
    let (_, member) = rooms.present(room, participant)?;
    let before = member.participant.as_ref().clone();
    let after = Arc::new(RoomParticipant { rules, rules_updated: env.now, ..before });
    Ok(Decided::one(RoomFact::ParticipantUpdated(after.clone()), after))
}
