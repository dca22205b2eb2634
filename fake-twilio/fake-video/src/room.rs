//! One room: facts and signals in, messages to participants out. No socket, clock or randomness.

use std::{collections::BTreeMap, sync::Arc};

use fake_core::room::{Departure, Rejected, RoomFact, RoomParticipant, RoomProfile};
use twilio_sid::RoomParticipantSid;
use twilio_wire::signaling::{
    DescriptionType, ParticipantEntry, PeerConnection as PeerMessage, Recording, RoomError,
    RoomStatus, ServerMessage,
};

use crate::{
    SignalingError,
    participant_state::{NewSession, ParticipantState, Session},
    peer_connection::{self, PeerConnection, RelayOutcome},
};

mod updates;

/// A room as its participants see it.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) profile: Arc<RoomProfile>,
    participants: BTreeMap<RoomParticipantSid, ParticipantState>,
    peer_connections: BTreeMap<String, PeerConnection>,
    /// Whether updates of participants and subscriptions are pending.
    stale: bool,
    /// The recording state that is sent to clients.
    recording: Recording,
    outgoing: Vec<OutgoingMessage>,
}

/// A message to a participant.
#[derive(Debug)]
pub(crate) enum OutgoingMessage {
    /// One of many.
    Message(RoomParticipantSid, ServerMessage),
    /// The end of its session, with the final message, if any.
    End(RoomParticipantSid, Option<ServerMessage>),
}

impl Room {
    pub(crate) fn new(profile: Arc<RoomProfile>) -> Self {
        Self {
            profile,
            participants: BTreeMap::new(),
            peer_connections: BTreeMap::new(),
            stale: false,
            recording: Recording { is_recording: false, revision: 1 },
            outgoing: Vec::new(),
        }
    }

    /// Takes in what happened.
    pub(crate) fn apply(&mut self, fact: &RoomFact) {
        self.stale = true;
        match fact {
            RoomFact::Created(profile)
            | RoomFact::Updated(profile)
            | RoomFact::Completed(profile) => self.profile = profile.clone(),
            RoomFact::ParticipantConnected(participant) => {
                self.participants
                    .insert(participant.sid, ParticipantState::new(participant.clone()));
            }
            RoomFact::ParticipantUpdated(participant) => {
                if let Some(participant_state) = self.participants.get_mut(&participant.sid) {
                    participant_state.update(participant);
                }
            }
            RoomFact::ParticipantDisconnected(participant, why) => self.part(participant, *why),
            RoomFact::TrackPublished(_, track) | RoomFact::TrackUpdated(_, track) => {
                if let Some(participant_state) = self.participants.get_mut(&track.publisher) {
                    participant_state.publish(track);
                }
            }
            // The hub has dropped it when it was completed.
            RoomFact::Removed(_) | RoomFact::Emptied(..) => {}
            RoomFact::TrackUnpublished(_, track) => {
                if let Some(participant_state) = self.participants.get_mut(&track.publisher) {
                    participant_state.unpublish(track.sid);
                }
            }
        }
        self.update_recording();
    }

    /// A room is recording while its rules include a published track.
    fn update_recording(&mut self) {
        let settings = &self.profile.settings;
        let is_recording = self.participants.values().any(|participant_state| {
            participant_state
                .tracks
                .iter()
                .any(|track| settings.records(track, &participant_state.participant.identity))
        });
        if is_recording != self.recording.is_recording {
            self.recording =
                Recording { is_recording, revision: self.recording.revision.saturating_add(1) };
        }
    }

    /// A participant leaves: the others receive its final state with its tracks, because it does
    /// not unpublish them; and their peer connections to it are closed, which would time out
    /// otherwise.
    fn part(&mut self, participant: &Arc<RoomParticipant>, why: Departure) {
        let Some(mut leaver) = self.participants.remove(&participant.sid) else { return };
        leaver.update(participant);
        for participant_state in self.participants.values_mut() {
            if let Some(session) = participant_state.attached()
                && session.sent.remove(&participant.sid).is_some()
            {
                session.departed.push(leaver.entry());
            }
        }
        self.peer_connections.retain(|_, peer_connection| {
            let Some(end) = peer_connection.end_of(participant.sid) else { return true };
            let other = self.participants.get_mut(&peer_connection.opposite(end));
            if let Some(session) = other.and_then(ParticipantState::attached)
                && peer_connection.is_announced_to(end.other())
            {
                session.peers.push(peer_connection.close());
            }
            false
        });
        if leaver.attached().is_some() {
            self.outgoing.push(OutgoingMessage::End(participant.sid, final_message(why)));
        }
    }

    /// A client joins; it is connected with all participants that have a client.
    ///
    /// Every peer connection gets an id, and the new participant is requested to make the offers.
    /// The others get the id, with which the SDK creates its end: announced without one, a
    /// participant would be in the room while `getStats()` has no report of a connection.
    pub(crate) fn join(
        &mut self,
        who: RoomParticipantSid,
        new_session: NewSession,
        mut peer_connection_id: impl FnMut() -> String,
    ) -> Option<ServerMessage> {
        let with_client = self
            .participants
            .iter()
            .filter(|(_, participant_state)| participant_state.session.is_some());
        let others: Vec<_> = with_client.map(|(sid, _)| *sid).filter(|sid| *sid != who).collect();
        self.participants.get_mut(&who)?.session = Some(Session::new(new_session));
        for other in others {
            let mut peer_connection = PeerConnection::new(peer_connection_id(), who, other);
            self.announce_to_host(&mut peer_connection);
            self.peer_connections.insert(peer_connection.id().to_owned(), peer_connection);
        }
        self.connected_message(who)
    }

    /// Handles a message about a peer connection; unknown ones are ignored, among them those that
    /// were closed while their last candidates were still on the way.
    pub(crate) fn relay(
        &mut self,
        from: RoomParticipantSid,
        news: PeerMessage,
        peer_connection_id: impl FnMut() -> String,
    ) {
        let id = news.id.clone();
        let Some(peer_connection) = self.peer_connections.get_mut(&id) else { return };
        let Some(end) = peer_connection.end_of(from) else { return };
        // Its sender has it.
        peer_connection.mark_announced(end);
        let description = news.description.as_ref();
        if description.is_some_and(|said| said.kind == DescriptionType::Close) {
            return self.close_peer_connection(&id, end.other());
        }
        match peer_connection.take(end, news) {
            RelayOutcome::Drop => {}
            RelayOutcome::Broken => self.renew_peer_connection(&id, peer_connection_id),
            RelayOutcome::Forward(news) => {
                let other = self.participants.get_mut(&peer_connection.opposite(end));
                if let Some(session) = other.and_then(ParticipantState::attached) {
                    peer_connection.mark_announced(end.other());
                    session.peers.push(news);
                }
            }
        }
    }

    /// Announces a new peer connection to the client that joined first.
    fn announce_to_host(&mut self, peer_connection: &mut PeerConnection) {
        peer_connection.mark_announced(peer_connection::End::Host);
        let host =
            self.participants.get_mut(&peer_connection.opposite(peer_connection::End::Newcomer));
        if let Some(session) = host.and_then(ParticipantState::attached) {
            session.peers.push(peer_connection.name());
        }
    }

    /// One end closed a connection: closes it at the other end.
    fn close_peer_connection(&mut self, id: &str, other: peer_connection::End) {
        if let Some(peer_connection) = self.peer_connections.remove(id) {
            self.close_at(&peer_connection, other);
        }
    }

    /// Replaces a connection by a new one.
    fn renew_peer_connection(&mut self, id: &str, mut peer_connection_id: impl FnMut() -> String) {
        let Some(peer_connection) = self.peer_connections.remove(id) else { return };
        self.close_at(&peer_connection, peer_connection::End::Newcomer);
        self.close_at(&peer_connection, peer_connection::End::Host);
        let mut fresh = peer_connection.renew(peer_connection_id());
        fresh.mark_announced(peer_connection::End::Newcomer);
        let newcomer = self.participants.get_mut(&fresh.opposite(peer_connection::End::Host));
        if let Some(session) = newcomer.and_then(ParticipantState::attached) {
            session.peers.push(fresh.invitation());
        }
        self.announce_to_host(&mut fresh);
        self.peer_connections.insert(fresh.id().to_owned(), fresh);
    }

    fn close_at(&mut self, peer_connection: &PeerConnection, end: peer_connection::End) {
        let participant_state = self.participants.get_mut(&peer_connection.opposite(end.other()));
        if let Some(session) = participant_state.and_then(ParticipantState::attached)
            && peer_connection.is_announced_to(end)
        {
            session.peers.push(peer_connection.close());
        }
    }

    /// A client's socket is lost; pending updates are dropped.
    pub(crate) fn detach(&mut self, who: RoomParticipantSid) {
        if let Some(session) = self.session_mut(who) {
            session.attached = false;
            session.clear_updates();
        }
    }

    /// A client has reconnected; returns the whole state.
    pub(crate) fn resume(&mut self, who: RoomParticipantSid) -> Option<ServerMessage> {
        let session = self.session_mut(who)?;
        session.attached = true;
        session.clear_updates();
        self.synced_message(who)
    }

    /// Returns whether a client's own state is newer than the last one, and stores its revision.
    pub(crate) fn is_newer(&mut self, who: RoomParticipantSid, revision: u64) -> bool {
        let Some(session) = self.session_mut(who) else { return false };
        let newer = revision > session.heard;
        session.heard = session.heard.max(revision);
        newer
    }

    /// Stores the rejected tracks of a client; they are sent until the client updates its tracks,
    /// for the first time may be lost with a socket.
    pub(crate) fn reject(&mut self, who: RoomParticipantSid, rejected: Vec<Rejected>) {
        if let Some(session) = self.session_mut(who) {
            session.publications_changed |= !rejected.is_empty();
            session.rejected = rejected;
        }
    }

    /// Messages to be delivered, in order.
    pub(crate) fn outgoing(&mut self) -> Vec<OutgoingMessage> {
        self.queue_updates();
        std::mem::take(&mut self.outgoing)
    }

    pub(crate) fn participant_state(&self, who: RoomParticipantSid) -> Option<&ParticipantState> {
        self.participants.get(&who)
    }

    /// The entries of all participants.
    pub(crate) fn entries(&self) -> Vec<ParticipantEntry> {
        self.participants.values().map(ParticipantState::entry).collect()
    }

    fn session_mut(&mut self, who: RoomParticipantSid) -> Option<&mut Session> {
        self.participants.get_mut(&who)?.session.as_mut()
    }
}

/// The final message of a participant that is disconnected.
fn final_message(why: Departure) -> Option<ServerMessage> {
    let error = |error| Some(ServerMessage::Error(RoomError::from(error)));
    match why {
        Departure::Left | Departure::Lost => None,
        Departure::Replaced => error(SignalingError::Replaced),
        Departure::Overstayed => error(SignalingError::Overstayed),
        // assumed: the SDK then ends the room without an error; a live removal would settle it.
        Departure::Removed => Some(ServerMessage::Disconnected(RoomStatus { status: None })),
        Departure::RoomCompleted => {
            let status = Some(<&str>::from(fake_core::room::RoomStatus::Completed).to_owned());
            Some(ServerMessage::Disconnected(RoomStatus { status }))
        }
    }
}
