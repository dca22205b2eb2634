use std::{collections::BTreeMap, sync::Arc};

use fake_core::room::{MemberStatus, Rejected, RoomParticipant, Track};
use serde_json::Value;
use twilio_sid::{RoomParticipantSid, TrackSid};
use twilio_wire::{
    signaling::{ParticipantEntry, PeerConnection, Publisher},
    twilsock::Secret,
};

use crate::{media_endpoint::Endpoint, render};

/// A participant of a room, and the session of its client, if it has one.
#[derive(Debug)]
pub(crate) struct ParticipantState {
    pub(crate) participant: Arc<RoomParticipant>,
    /// What it publishes, oldest first.
    pub(crate) tracks: Vec<Arc<Track>>,
    /// Counts what the others see of it.
    pub(crate) revision: u64,
    pub(crate) session: Option<Session>,
}

/// Connect options of a client; kept for a media endpoint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConnectOptions {
    /// Requested features that need a data channel of the server, by name.
    pub media_signaling: Option<Value>,
    /// The client's bandwidth profile.
    pub bandwidth_profile: Option<Value>,
    /// The program that connected.
    pub publisher: Option<Publisher>,
}

/// The parameters of a new session.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// The session's key for a reconnect.
    pub(crate) key: Secret,
    /// Revision of the state it joined with.
    pub(crate) heard: u64,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) rejected: Vec<Rejected>,
    pub(crate) connect_options: ConnectOptions,
}

/// The revisions that were sent to a client.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) key: Secret,
    /// Whether a socket is there to take messages.
    pub(crate) attached: bool,
    /// Revision of the client's newest state.
    pub(crate) heard: u64,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) connect_options: ConnectOptions,
    /// The revision of each other participant that was sent to this client.
    pub(crate) sent: BTreeMap<RoomParticipantSid, u64>,
    /// Final states of participants that left.
    pub(crate) departed: Vec<ParticipantEntry>,
    /// News of peer connections.
    pub(crate) peers: Vec<PeerConnection>,
    pub(crate) rejected: Vec<Rejected>,
    /// Whether its own tracks changed.
    pub(crate) publications_changed: bool,
    /// Revision of the last sent list of its own tracks.
    pub(crate) published: u64,
    /// Revision of the last sent subscriptions.
    pub(crate) subscribed: u64,
    /// The last sent subscriptions.
    pub(crate) receives: Vec<TrackSid>,
    /// Revision of the last sent recording state.
    pub(crate) recording: u64,
}

impl Session {
    pub(crate) fn new(new_session: NewSession) -> Self {
        Self {
            key: new_session.key,
            attached: true,
            heard: new_session.heard,
            endpoints: new_session.endpoints,
            connect_options: new_session.connect_options,
            sent: BTreeMap::new(),
            departed: Vec::new(),
            peers: Vec::new(),
            rejected: new_session.rejected,
            publications_changed: false,
            published: 0,
            subscribed: 0,
            receives: Vec::new(),
            recording: 0,
        }
    }

    /// Returns whether updates are pending.
    pub(crate) fn has_updates(&self) -> bool {
        self.publications_changed || !self.departed.is_empty() || !self.peers.is_empty()
    }

    /// Drops pending updates: a full state replaces them.
    pub(crate) fn clear_updates(&mut self) {
        self.sent.clear();
        self.departed.clear();
        self.peers.clear();
        self.publications_changed = false;
    }
}

impl ParticipantState {
    pub(crate) fn new(participant: Arc<RoomParticipant>) -> Self {
        Self { participant, tracks: Vec::new(), revision: 1, session: None }
    }

    /// Takes new values; only the connection's state shows to the others.
    pub(crate) fn update(&mut self, participant: &Arc<RoomParticipant>) {
        if self.participant.status != participant.status {
            self.revision += 1;
        }
        self.participant = participant.clone();
    }

    pub(crate) fn publish(&mut self, track: &Arc<Track>) {
        match self.tracks.iter_mut().find(|known| known.sid == track.sid) {
            Some(known) => *known = track.clone(),
            None => self.tracks.push(track.clone()),
        }
        self.changed_tracks();
    }

    pub(crate) fn unpublish(&mut self, track: TrackSid) {
        self.tracks.retain(|known| known.sid != track);
        self.changed_tracks();
    }

    fn changed_tracks(&mut self) {
        self.revision += 1;
        if let Some(session) = &mut self.session {
            session.publications_changed = true;
        }
    }

    pub(crate) fn entry(&self) -> ParticipantEntry {
        render::entry(&self.participant, &self.tracks, self.revision)
    }

    /// The session, as long as there is a socket.
    pub(crate) fn attached(&mut self) -> Option<&mut Session> {
        self.session.as_mut().filter(|session| session.attached)
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.participant.status == MemberStatus::Reconnecting
    }
}
