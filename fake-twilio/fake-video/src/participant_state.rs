use std::{collections::BTreeMap, sync::Arc};

use fake_core::room::{MemberStatus, Rejected, RoomParticipant, Track};
use serde_json::Value;
use twilio_sid::{RoomParticipantSid, TrackSid};
use twilio_wire::{
    signaling::{ParticipantEntry, PeerConnection, Publisher},
    twilsock::Secret,
};

use crate::{media_endpoint::Endpoint, render};

/// A participant of a room, as the log tells, and its session, if a client is behind it.
#[derive(Debug)]
pub(crate) struct ParticipantState {
    pub(crate) participant: Arc<RoomParticipant>,
    /// What it publishes, oldest first.
    pub(crate) tracks: Vec<Arc<Track>>,
    /// Counts what the others see of it.
    pub(crate) revision: u64,
    pub(crate) session: Option<Session>,
}

/// What a client asked for when it joined; kept for a media endpoint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConnectOptions {
    /// Features wanted that need a data channel of the server, by name.
    pub media_signaling: Option<Value>,
    /// How the client wants to spend its bandwidth.
    pub bandwidth_profile: Option<Value>,
    /// The program that connected.
    pub publisher: Option<Publisher>,
}

/// What a client brings along when it joins.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// What it will come back with.
    pub(crate) key: Secret,
    /// Revision of the state it joined with.
    pub(crate) heard: u64,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) rejected: Vec<Rejected>,
    pub(crate) connect_options: ConnectOptions,
}

/// How far a client has been told what there is.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) key: Secret,
    /// Whether a socket is there to take messages.
    pub(crate) attached: bool,
    /// Revision of the client's newest state.
    pub(crate) heard: u64,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) connect_options: ConnectOptions,
    /// The others, with the revision that this client saw.
    pub(crate) sent: BTreeMap<RoomParticipantSid, u64>,
    /// Last words about others that left.
    pub(crate) departed: Vec<ParticipantEntry>,
    /// News of peer connections.
    pub(crate) peers: Vec<PeerConnection>,
    pub(crate) rejected: Vec<Rejected>,
    /// Whether its own tracks changed.
    pub(crate) publications_changed: bool,
    /// Revision of what it was told of its own tracks.
    pub(crate) published: u64,
    /// Revision of what it was told to receive.
    pub(crate) subscribed: u64,
    /// What it was told to receive.
    pub(crate) receives: Vec<TrackSid>,
    /// Revision of what it was told of recording.
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

    /// Returns whether something waits to be told, whatever else there is in the room.
    pub(crate) fn has_updates(&self) -> bool {
        self.publications_changed || !self.departed.is_empty() || !self.peers.is_empty()
    }

    /// Forgets what was on its way: a full state replaces it.
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
