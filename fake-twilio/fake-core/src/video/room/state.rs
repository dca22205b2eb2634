use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use twilio_sid::{AccountSid, RoomParticipantSid, RoomSid, TrackSid};

use super::{
    MemberStatus, RoomError, RoomFact, RoomParticipant, RoomProfile, SESSION_TIMEOUT, Track,
    participant::Member,
};
use crate::{OrderedMap, View, text::Text};

/// The rooms of an account: the fold of their log.
#[derive(Clone, Debug)]
pub struct Rooms {
    /// The account.
    pub account: AccountSid,
    /// All rooms that ever were, oldest first.
    pub rooms: OrderedMap<RoomSid, Room>,
    names: BTreeMap<Text, RoomSid>,
    deadlines: BTreeSet<(Timestamp, Deadline)>,
}

/// A room with its participants.
#[derive(Clone, Debug)]
pub struct Room {
    /// Its own values.
    pub profile: Arc<RoomProfile>,
    /// All participants that ever were, oldest first.
    pub members: OrderedMap<RoomParticipantSid, Member>,
    present: BTreeMap<Text, RoomParticipantSid>,
    empty_since: Timestamp,
    deadline: Option<Timestamp>,
}

/// What ends when its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deadline {
    /// A participant is lost, or stayed too long.
    Participant(RoomSid, RoomParticipantSid),
    /// A room is empty for too long.
    Room(RoomSid),
}

impl Rooms {
    /// The rooms of an account in which nothing happened yet.
    pub fn new(account: AccountSid) -> Self {
        Self {
            account,
            rooms: OrderedMap::default(),
            names: BTreeMap::new(),
            deadlines: BTreeSet::new(),
        }
    }

    /// The room in progress with this name, or any room with this SID.
    pub fn find(&self, sid_or_name: &str) -> Option<&Room> {
        let by_sid = sid_or_name.parse().ok().and_then(|sid| self.rooms.get(sid));
        by_sid.or_else(|| self.rooms.get(*self.names.get(sid_or_name)?))
    }

    /// A participant that is in a room now, lost ones included.
    ///
    /// # Errors
    /// When there is no such room or participant, or no longer.
    pub fn present(
        &self,
        room: RoomSid,
        participant: RoomParticipantSid,
    ) -> Result<(&Room, &Member), RoomError> {
        let room = self.rooms.get(room).ok_or(RoomError::NoRoom)?;
        let member = room.members.get(participant).ok_or(RoomError::NoParticipant)?;
        match member.participant.status {
            MemberStatus::Connected | MemberStatus::Reconnecting => Ok((room, member)),
            MemberStatus::Disconnected => Err(RoomError::NoParticipant),
        }
    }

    /// How many rooms are in progress.
    pub fn in_progress(&self) -> usize {
        self.names.len()
    }

    /// The next time to call [`super::expire`].
    pub fn deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    pub(super) fn due(&self, now: Timestamp) -> impl Iterator<Item = Deadline> {
        self.deadlines.iter().take_while(move |(at, _)| *at <= now).map(|(_, due)| *due)
    }

    fn with_room(&mut self, sid: RoomSid, change: impl FnOnce(&mut Room)) {
        let Some(room) = self.rooms.get_mut(sid) else { return };
        change(room);
        let due = Deadline::Room(sid);
        let next = room.next_deadline();
        move_deadline(&mut self.deadlines, due, &mut room.deadline, next);
    }

    fn put_member(&mut self, participant: &Arc<RoomParticipant>) {
        let (sid, room_sid) = (participant.sid, participant.room);
        let Some(room) = self.rooms.get_mut(room_sid) else { return };
        let next = next_deadline(&room.profile, participant);
        let Some(member) = room.members.get_mut(sid) else { return };
        member.participant = participant.clone();
        let due = Deadline::Participant(room_sid, sid);
        move_deadline(&mut self.deadlines, due, &mut member.deadline, next);
    }

    fn put_track(&mut self, room: RoomSid, track: &Arc<Track>) {
        let room = self.rooms.get_mut(room);
        let Some(member) = room.and_then(|room| room.members.get_mut(track.publisher)) else {
            return;
        };
        match member.tracks.get_mut(track.sid) {
            Some(known) => *known = track.clone(),
            None => {
                member.tracks.push(track.sid, track.clone());
            }
        }
    }
}

fn move_deadline(
    deadlines: &mut BTreeSet<(Timestamp, Deadline)>,
    due: Deadline,
    place: &mut Option<Timestamp>,
    next: Option<Timestamp>,
) {
    if let Some(before) = std::mem::replace(place, next) {
        deadlines.remove(&(before, due));
    }
    deadlines.extend(next.map(|next| (next, due)));
}

/// When a participant has to go.
fn next_deadline(room: &RoomProfile, participant: &RoomParticipant) -> Option<Timestamp> {
    let stay = later(participant.created, i64::from(room.settings.max_participant_duration));
    match participant.status {
        MemberStatus::Connected => Some(stay),
        MemberStatus::Reconnecting => Some(later(participant.updated, SESSION_TIMEOUT).min(stay)),
        MemberStatus::Disconnected => None,
    }
}

fn later(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

impl Room {
    /// A room that had no participants yet.
    pub(super) fn new(profile: Arc<RoomProfile>) -> Self {
        let empty_since = profile.created;
        Self {
            profile,
            members: OrderedMap::default(),
            present: BTreeMap::new(),
            empty_since,
            deadline: None,
        }
    }

    /// Who is in it, by identity; lost ones included.
    pub fn present(&self) -> impl Iterator<Item = &Member> {
        self.present.values().filter_map(|sid| self.members.get(*sid))
    }

    /// How many are in it, lost ones included.
    pub fn present_count(&self) -> usize {
        self.present.len()
    }

    /// The participant of an identity, if it is in the room.
    pub fn of_identity(&self, identity: &str) -> Option<&Member> {
        self.members.get(*self.present.get(identity)?)
    }

    /// Where a track stands among all that ever were in the room: by publisher, then by age.
    pub fn place_of_track(&self, sid: TrackSid) -> Option<(u64, u64)> {
        let places = self.members.iter().filter_map(|member| {
            Some((self.members.place(member.participant.sid)?, member.tracks.place(sid)?))
        });
        places.min()
    }

    pub(super) fn empty_since(&self) -> Timestamp {
        self.empty_since
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        if !self.profile.is_in_progress() || !self.present.is_empty() {
            return None;
        }
        let settings = &self.profile.settings;
        let unused = self.members.is_empty();
        let minutes =
            if unused { settings.unused_room_timeout } else { settings.empty_room_timeout };
        Some(later(self.empty_since, i64::from(minutes) * 60))
    }

    fn enter(&mut self, participant: &Arc<RoomParticipant>) {
        self.present.insert(participant.identity.clone(), participant.sid);
        let member = Member {
            participant: participant.clone(),
            tracks: OrderedMap::default(),
            deadline: None,
        };
        self.members.push(participant.sid, member);
    }

    fn exit(&mut self, at: Timestamp, participant: &RoomParticipant) {
        if self.present.get(&participant.identity) == Some(&participant.sid) {
            self.present.remove(&participant.identity);
        }
        if self.present.is_empty() {
            self.empty_since = at;
        }
    }
}

impl View for Rooms {
    type Fact = RoomFact;

    fn apply(&mut self, at: Timestamp, fact: &RoomFact) {
        match fact {
            RoomFact::Created(profile) => {
                self.names.insert(profile.unique_name.clone(), profile.sid);
                self.rooms.push(profile.sid, Room::new(profile.clone()));
                self.with_room(profile.sid, |_| ());
            }
            RoomFact::Updated(profile) => {
                self.with_room(profile.sid, |room| room.profile = profile.clone());
            }
            RoomFact::Completed(profile) => {
                self.names.remove(&profile.unique_name);
                self.with_room(profile.sid, |room| room.profile = profile.clone());
            }
            RoomFact::ParticipantConnected(participant) => {
                self.with_room(participant.room, |room| room.enter(participant));
                self.put_member(participant);
            }
            RoomFact::ParticipantUpdated(participant) => self.put_member(participant),
            RoomFact::ParticipantDisconnected(participant, _) => {
                self.put_member(participant);
                self.with_room(participant.room, |room| room.exit(at, participant));
            }
            RoomFact::TrackPublished(room, track) | RoomFact::TrackUpdated(room, track) => {
                self.put_track(*room, track);
            }
            RoomFact::Emptied(sid, since) => self.with_room(*sid, |room| room.empty_since = *since),
            RoomFact::Removed(sid) => {
                self.rooms.remove(*sid);
            }
            RoomFact::TrackUnpublished(room, track) => {
                let room = self.rooms.get_mut(*room);
                if let Some(member) = room.and_then(|it| it.members.get_mut(track.publisher)) {
                    member.tracks.remove(track.sid);
                }
            }
        }
    }
}
