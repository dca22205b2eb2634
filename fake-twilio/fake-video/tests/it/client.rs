//! A client as far as signaling goes: what it was told, what it publishes, its peer connections.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    task::{Context, Poll, Waker},
};

use fake_video::{Drained, End, Outbox, SessionHandle, VideoCaller};
use twilio_sid::{AccountSid, RoomParticipantSid, RoomSid, TrackSid};
use twilio_wire::{
    signaling::{
        ClientMessage, Connect, Description, DescriptionType, LocalParticipant, LocalTrack,
        ParticipantEntry, ParticipantState, PeerConnection, Publication, RoomState, ServerFrame,
        ServerMessage, Sync, TrackKind, UpdateRequest, Verbatim,
    },
    twilsock::Secret,
};

use crate::peer::Peer;

/// What becomes of a client's call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Going on.
    In,
    /// Over without an error.
    Left,
    /// Over with this code.
    Failed(u32),
}

pub(crate) struct Client {
    pub(crate) caller: VideoCaller,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) handle: Option<SessionHandle>,
    pub(crate) fate: Fate,
    pub(crate) session: Option<Secret>,
    pub(crate) room: Option<RoomSid>,
    pub(crate) name: String,
    pub(crate) sid: Option<RoomParticipantSid>,
    pub(crate) own: LocalParticipant,
    pub(crate) others: BTreeMap<RoomParticipantSid, ParticipantEntry>,
    pub(crate) receives: BTreeMap<TrackSid, String>,
    pub(crate) published: BTreeMap<String, Publication>,
    pub(crate) peers: BTreeMap<String, Peer>,
    /// What went to the server but not through yet.
    mouth: VecDeque<UpdateRequest>,
    ear: VecDeque<ServerMessage>,
    /// Everything heard, oldest first.
    pub(crate) heard: Vec<ServerMessage>,
    revisions: [u64; 2],
    pub(crate) end: Option<End>,
    /// Whether something changed before it knew that it is in.
    unsaid: bool,
}

pub(crate) fn track(id: &str, name: &str, kind: TrackKind) -> LocalTrack {
    LocalTrack {
        id: id.to_owned(),
        kind,
        name: name.to_owned(),
        enabled: true,
        priority: twilio_wire::signaling::Priority::Standard,
    }
}

impl Client {
    pub(crate) fn new(identity: &str) -> Self {
        let account = AccountSid::from_bytes([0; 16]);
        Self {
            caller: VideoCaller { account, identity: identity.into(), room: None },
            outbox: Arc::default(),
            handle: None,
            fate: Fate::Left,
            session: None,
            room: None,
            name: String::new(),
            sid: None,
            own: LocalParticipant { revision: 1, tracks: Vec::new() },
            others: BTreeMap::new(),
            receives: BTreeMap::new(),
            published: BTreeMap::new(),
            peers: BTreeMap::new(),
            mouth: VecDeque::new(),
            ear: VecDeque::new(),
            heard: Vec::new(),
            revisions: [0, 0],
            end: None,
            unsaid: false,
        }
    }

    pub(crate) fn connect_message(&self, name: Option<&str>) -> Connect {
        let offer = Description {
            kind: DescriptionType::Offer,
            revision: 1,
            sdp: Verbatim::of("to nobody").ok(),
        };
        let initial = PeerConnection {
            id: format!("initial-{}", self.caller.identity),
            description: Some(offer),
            ice: None,
        };
        Connect {
            name: name.map(str::to_owned),
            token: Secret::from("token"),
            publisher: None,
            participant: self.own.clone(),
            peer_connections: vec![initial],
            subscribe: None,
            media_signaling: None,
            bandwidth_profile: None,
        }
    }

    /// What the client comes back with; what it had not sent is part of it.
    pub(crate) fn sync_message(&mut self) -> Sync {
        self.mouth.clear();
        let mut peer_connections = Vec::new();
        for (id, peer) in self.peers.iter_mut().filter(|(_, peer)| !peer.closed) {
            peer.says.clear();
            if let Some(description) = peer.last_said() {
                let description = Some(description);
                peer_connections.push(PeerConnection { id: id.clone(), description, ice: None });
            }
        }
        Sync {
            session: self.session.clone().unwrap(),
            token: Secret::from("token"),
            participant: self.own.clone(),
            peer_connections,
        }
    }

    /// The socket is gone, and what was under way with it.
    pub(crate) fn cut(&mut self) -> Option<SessionHandle> {
        self.pull();
        self.ear.clear();
        self.outbox = Arc::default();
        self.handle.take()
    }

    /// Says what it publishes now.
    pub(crate) fn announce(&mut self) {
        self.own.revision += 1;
        for peer in self.peers.values_mut().filter(|peer| !peer.closed) {
            peer.offer();
        }
        let message = self.update(Vec::new());
        self.unsaid |= message.is_none();
        self.mouth.extend(message);
        self.speak_up();
    }

    pub(crate) fn update(&self, peer_connections: Vec<PeerConnection>) -> Option<UpdateRequest> {
        let participant = Some(self.own.clone());
        Some(UpdateRequest { session: self.session.clone()?, participant, peer_connections })
    }

    /// The next message on its way to the server.
    pub(crate) fn say(&mut self) -> Option<UpdateRequest> {
        self.handle?;
        self.mouth.pop_front()
    }

    fn speak_up(&mut self) {
        let mut said = Vec::new();
        for (id, peer) in &mut self.peers {
            for description in peer.says.drain(..) {
                said.push(PeerConnection {
                    id: id.clone(),
                    description: Some(description),
                    ice: None,
                });
            }
        }
        if self.handle.is_some() {
            for news in said {
                let message = self.update(vec![news]);
                self.mouth.extend(message);
            }
        }
    }

    fn pull(&mut self) {
        let mut messages = Vec::new();
        let mut cx = Context::from_waker(Waker::noop());
        while let Poll::Ready(drained) = self.outbox.poll_drain(&mut cx, &mut messages) {
            if let Drained::End(end) = drained {
                self.end = Some(end);
                break;
            }
        }
        for body in messages {
            let frame = ServerFrame::parse(&ServerFrame::Msg { body }.to_text()).unwrap();
            let ServerFrame::Msg { body } = frame else { panic!("no message: {frame:?}") };
            self.ear.push_back(body);
        }
    }

    /// Hears one message; tells whether there was one.
    pub(crate) fn hear(&mut self) -> bool {
        self.pull();
        let Some(message) = self.ear.pop_front() else { return false };
        self.heard.push(message.clone());
        match message {
            ServerMessage::Connected(state) => {
                self.name = state.name.clone().unwrap();
                self.room = state.sid;
                self.session.clone_from(&state.session);
                self.sid = state.participant.as_ref().map(|own| own.sid);
                self.take(&state, true);
                if std::mem::take(&mut self.unsaid) {
                    let message = self.update(Vec::new());
                    self.mouth.extend(message);
                }
            }
            ServerMessage::Synced(state) => self.take(&state, true),
            ServerMessage::Update(state) => self.take(&state, false),
            ServerMessage::Disconnected(status) => {
                let completed = status.status.as_deref() == Some("completed");
                self.fate = if completed { Fate::Failed(53118) } else { Fate::Left };
            }
            ServerMessage::Error(error) => self.fate = Fate::Failed(error.code),
            ServerMessage::Iced(iced) => panic!("unexpected {iced:?}"),
        }
        self.speak_up();
        true
    }

    fn take(&mut self, state: &RoomState, full: bool) {
        assert_eq!(state.session, self.session, "a message of another session");
        let entries = state.participants.as_deref().unwrap_or_default();
        if full {
            let listed = |sid: &RoomParticipantSid| entries.iter().any(|it| it.sid == *sid);
            self.others.retain(|sid, _| listed(sid));
        }
        for entry in entries {
            self.meet(entry);
        }
        if let Some(subscribed) = &state.subscribed
            && subscribed.revision > self.revisions[0]
        {
            self.revisions[0] = subscribed.revision;
            let pair = |it: &twilio_wire::signaling::Subscription| (it.sid, it.id.clone());
            self.receives = subscribed.tracks.iter().map(pair).collect();
        }
        if let Some(published) = &state.published
            && published.revision > self.revisions[1]
        {
            self.revisions[1] = published.revision;
            for publication in &published.tracks {
                self.published.insert(publication.id.clone(), publication.clone());
            }
        }
        self.connect_peers(state.peer_connections.as_deref().unwrap_or_default(), full);
        self.check_manners();
    }

    fn meet(&mut self, entry: &ParticipantEntry) {
        assert_ne!(Some(entry.sid), self.sid, "no participant gets its own entry");
        let known = self.others.get(&entry.sid);
        assert!(known.is_none_or(|known| known.revision < entry.revision) || self.sid.is_some());
        match entry.state {
            ParticipantState::Disconnected => {
                assert!(known.is_some(), "the end of a participant that was never announced");
                self.others.remove(&entry.sid);
            }
            ParticipantState::Connected | ParticipantState::Reconnecting => {
                self.others.insert(entry.sid, entry.clone());
            }
        }
    }

    fn connect_peers(&mut self, news: &[PeerConnection], full: bool) {
        if full {
            let gone = |id: &str| news.iter().all(|news| news.id != id);
            for (_, peer) in self.peers.iter_mut().filter(|(id, _)| gone(id)) {
                peer.closed = true;
            }
        }
        let author = self.sid.unwrap().to_string();
        for news in news {
            let peer = self.peers.entry(news.id.clone());
            let peer = peer.or_insert_with(|| Peer::new(author.clone()));
            if let Some(description) = &news.description {
                let said = description.sdp.as_ref().and_then(Verbatim::text);
                if let Some(by) = said.as_deref().and_then(|sdp| sdp.split(' ').next()) {
                    let by = by.parse().unwrap();
                    assert!(self.others.contains_key(&by), "SDP of {by}, who was never mentioned");
                }
                peer.hear(description.clone());
            }
        }
    }

    /// Every track that it should receive belongs to somebody it knows, and to everybody it knows
    /// there is a connection.
    fn check_manners(&self) {
        for sid in self.receives.keys() {
            let owner = self.others.values().any(|it| it.tracks.iter().any(|it| it.sid == *sid));
            assert!(owner, "{sid} belongs to no announced participant");
        }
        let connections = self.open_peers().count();
        assert!(
            connections >= self.others.len(),
            "a participant was announced without a peer connection"
        );
    }

    pub(crate) fn open_peers(&self) -> impl Iterator<Item = (&String, &Peer)> {
        self.peers.iter().filter(|(_, peer)| !peer.closed)
    }
}

/// The way every message goes: through its text.
pub(crate) fn through_text(message: &ClientMessage) -> ClientMessage {
    ClientMessage::parse(&serde_json::to_string(message).unwrap()).unwrap()
}
