//! Rooms as facts: the fewest that add up to the same state.

use std::sync::Arc;

use super::{Departure, Member, MemberStatus, Room, RoomFact, RoomParticipant, RoomProfile, Rooms};

impl Rooms {
    /// What happened to the rooms of the account, in short.
    pub fn contents(&self) -> Vec<RoomFact> {
        self.rooms.iter().flat_map(room).collect()
    }
}

fn room(room: &Room) -> Vec<RoomFact> {
    let profile = &room.profile;
    let opened = RoomProfile { ended: None, ..profile.as_ref().clone() };
    let mut facts = vec![RoomFact::Created(Arc::new(opened))];
    facts.extend(room.members.iter().flat_map(member));
    facts.push(RoomFact::Emptied(profile.sid, room.empty_since()));
    if !profile.is_in_progress() {
        facts.push(RoomFact::Completed(profile.clone()));
    }
    facts
}

fn member(member: &Member) -> Vec<RoomFact> {
    let participant = &member.participant;
    let has_left = participant.status == MemberStatus::Disconnected;
    let entered = if has_left {
        let status = MemberStatus::Connected;
        Arc::new(RoomParticipant { status, ended: None, ..participant.as_ref().clone() })
    } else {
        participant.clone()
    };
    let mut facts = vec![RoomFact::ParticipantConnected(entered)];
    let tracks = member.tracks.iter().cloned();
    facts.extend(tracks.map(|track| RoomFact::TrackPublished(participant.room, track)));
    if has_left {
        let left = RoomFact::ParticipantDisconnected(participant.clone(), Departure::Left);
        facts.push(left);
    }
    facts
}
