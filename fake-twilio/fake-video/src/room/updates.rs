//! Updates for each participant: the difference between the room and what was sent before.

use std::{collections::BTreeMap, sync::Arc};

use fake_core::room::{RoomProfile, RoomType, Track, subscribes};
use twilio_sid::RoomParticipantSid;
use twilio_wire::signaling::{
    ParticipantEntry, PeerConnection as PeerMessage, Recording, RoomState, ServerMessage,
    Subscription, SubscriptionList,
};

use super::{OutgoingMessage, Room};
use crate::{
    participant_state::{ParticipantState, Session},
    peer_connection::PeerConnection,
    render,
};

/// The state of a participant that others see.
struct ParticipantSnapshot {
    entry: ParticipantEntry,
    tracks: Vec<Arc<Track>>,
}

type Participants = BTreeMap<RoomParticipantSid, ParticipantSnapshot>;

impl Room {
    fn participants(&self) -> Participants {
        let snapshot = |participant_state: &ParticipantState| ParticipantSnapshot {
            entry: participant_state.entry(),
            tracks: participant_state.tracks.clone(),
        };
        self.participants
            .iter()
            .map(|(sid, participant_state)| (*sid, snapshot(participant_state)))
            .collect()
    }

    /// Sends an update to each participant whose state is out of date.
    pub(super) fn queue_updates(&mut self) {
        let participants = std::mem::take(&mut self.stale).then(|| self.participants());
        for (sid, participant_state) in &mut self.participants {
            let update =
                update(&self.profile, participant_state, participants.as_ref(), self.recording);
            let Some(state) = update else { continue };
            self.outgoing
                .push(OutgoingMessage::Message(*sid, ServerMessage::Update(Box::new(state))));
        }
    }

    /// The whole room for a participant that has joined.
    pub(super) fn connected_message(&mut self, who: RoomParticipantSid) -> Option<ServerMessage> {
        let invitations = self.peer_connections.values_mut().filter_map(|peer_connection| {
            let end = peer_connection.end_of(who)?;
            peer_connection.mark_announced(end);
            Some(peer_connection.invitation())
        });
        let mut peers: Vec<_> = invitations.collect();
        let declined = &self.participants.get(&who)?.session.as_ref()?.endpoints;
        peers.extend(declined.iter().map(crate::media_endpoint::Endpoint::reply));
        Some(ServerMessage::Connected(Box::new(self.full(who, peers)?)))
    }

    /// The whole room for a participant that has reconnected.
    pub(super) fn synced_message(&mut self, who: RoomParticipantSid) -> Option<ServerMessage> {
        let mut first = Vec::new();
        let mut rest = Vec::new();
        for peer_connection in self.peer_connections.values_mut() {
            let mut replay = replay(peer_connection, who).into_iter();
            first.extend(replay.next());
            rest.extend(replay);
        }
        let state = self.full(who, first)?;
        // One description at a time: the answer must be in before the next offer comes.
        self.session_mut(who)?.peers.extend(rest);
        Some(ServerMessage::Synced(Box::new(state)))
    }

    fn full(&mut self, who: RoomParticipantSid, peers: Vec<PeerMessage>) -> Option<RoomState> {
        let participants = self.participants();
        let (profile, recording) = (self.profile.clone(), self.recording);
        let participant_state = self.participants.get_mut(&who)?;
        let own = render::own(&participant_state.participant);
        let receives = receivable(&profile, participant_state, &participants);
        let tracks = participant_state.tracks.clone();
        let session = participant_state.session.as_mut()?;
        let others = others(&participants, who);
        let mut state = RoomState::of(session.key.clone());
        state.sid = Some(profile.sid);
        state.name = Some(profile.unique_name.to_string());
        state.participant = Some(own);
        state.options = Some(render::options(&profile));
        session.sent = others.iter().map(|entry| (entry.sid, entry.revision)).collect();
        state.participants = Some(others);
        state.published = Some(publications(session, &tracks));
        session.receives = receives.iter().map(|track| track.sid).collect();
        state.subscribed = Some(subscriptions(session, receives));
        session.recording = recording.revision;
        state.recording = Some(recording);
        state.peer_connections = Some(peers);
        Some(state)
    }
}

fn replay(peer_connection: &mut PeerConnection, who: RoomParticipantSid) -> Vec<PeerMessage> {
    let Some(end) = peer_connection.end_of(who) else { return Vec::new() };
    let replay = peer_connection.replay(end);
    if !replay.is_empty() {
        peer_connection.mark_announced(end);
    }
    replay
}

fn others(participants: &Participants, who: RoomParticipantSid) -> Vec<ParticipantEntry> {
    let others = participants.iter().filter(|(sid, _)| **sid != who);
    others.map(|(_, snapshot)| snapshot.entry.clone()).collect()
}

/// The update of a connected participant, if there is one.
fn update(
    profile: &RoomProfile,
    participant_state: &mut ParticipantState,
    participants: Option<&Participants>,
    recording: Recording,
) -> Option<RoomState> {
    if participants.is_none()
        && !participant_state.attached().is_some_and(|session| session.has_updates())
    {
        return None;
    }
    let who = participant_state.participant.sid;
    let receives =
        participants.map(|participants| receivable(profile, participant_state, participants));
    let tracks = participant_state.tracks.clone();
    let session = participant_state.attached()?;
    let mut state = RoomState::of(session.key.clone());
    let mut entries = std::mem::take(&mut session.departed);
    if let Some(participants) = participants {
        entries.extend(unseen(session, who, participants));
    }
    state.participants = Some(entries).filter(|entries| !entries.is_empty());
    if let Some(receives) = receives {
        let sids: Vec<_> = receives.iter().map(|track| track.sid).collect();
        if sids != session.receives {
            session.receives = sids;
            state.subscribed = Some(subscriptions(session, receives));
        }
    }
    if session.recording != recording.revision {
        session.recording = recording.revision;
        state.recording = Some(recording);
    }
    if std::mem::take(&mut session.publications_changed) {
        state.published = Some(publications(session, &tracks));
    }
    state.peer_connections =
        Some(std::mem::take(&mut session.peers)).filter(|peers| !peers.is_empty());
    let anything = state.participants.is_some()
        || state.subscribed.is_some()
        || state.published.is_some()
        || state.recording.is_some()
        || state.peer_connections.is_some();
    anything.then_some(state)
}

/// Entries whose revision was not sent to a client yet.
fn unseen(
    session: &mut Session,
    who: RoomParticipantSid,
    participants: &Participants,
) -> Vec<ParticipantEntry> {
    let mut unseen = Vec::new();
    for (sid, snapshot) in participants.iter().filter(|(sid, _)| **sid != who) {
        if session.sent.insert(*sid, snapshot.entry.revision) != Some(snapshot.entry.revision) {
            unseen.push(snapshot.entry.clone());
        }
    }
    unseen
}

/// The others' tracks that a participant gets; in peer-to-peer rooms nothing can be kept away.
fn receivable(
    profile: &RoomProfile,
    participant_state: &ParticipantState,
    participants: &Participants,
) -> Vec<Arc<Track>> {
    let everything = profile.settings.kind == RoomType::PeerToPeer;
    let mut tracks = Vec::new();
    for (sid, snapshot) in
        participants.iter().filter(|(sid, _)| **sid != participant_state.participant.sid)
    {
        debug_assert_eq!(*sid, snapshot.entry.sid, "a snapshot is stored under its own SID");
        let gets = |track: &&Arc<Track>| {
            everything
                || subscribes(&participant_state.participant.rules, track, &snapshot.entry.identity)
        };
        tracks.extend(snapshot.tracks.iter().filter(gets).cloned());
    }
    tracks
}

fn subscriptions(session: &mut Session, tracks: Vec<Arc<Track>>) -> SubscriptionList {
    session.subscribed += 1;
    let subscription =
        |track: Arc<Track>| Subscription { sid: track.sid, id: track.id.to_string() };
    let tracks = tracks.into_iter().map(subscription).collect();
    SubscriptionList { revision: session.subscribed, tracks }
}

fn publications(
    session: &mut Session,
    tracks: &[Arc<Track>],
) -> twilio_wire::signaling::Publications {
    session.published += 1;
    render::publications(session.published, tracks, &session.rejected)
}
