use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fake_core::{
    Decided, Env, Ids,
    room::{self, Departure, RoomError, RoomFact, RoomProfile, Rooms},
};
use fake_store::{Reader, RoomsTenant, StateLock};
use jiff::Timestamp;
use twilio_sid::{RoomParticipantSid, RoomSid, kind};
use twilio_wire::{
    signaling::{
        Connect, LocalParticipant, ParticipantEntry, PeerConnection as PeerMessage, ServerMessage,
        Sync, UpdateRequest,
    },
    twilsock::Secret,
};

use crate::{
    End, Outbox, SignalingError, VideoCaller,
    media_endpoint::Endpoint,
    participant_state::{ConnectOptions, NewSession},
    render,
    room::{OutgoingMessage, Room},
};

/// A client's right to act as a participant; void once another socket has taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionHandle {
    /// The room.
    pub room: RoomSid,
    /// The participant.
    pub participant: RoomParticipantSid,
    number: u64,
}

/// The signaling of all rooms of an account.
///
/// Messages to clients go into their outboxes under the hub's lock, so that they arrive in order.
pub struct Hub {
    tenant: Arc<RoomsTenant>,
    reader: Reader,
    /// Held by whoever waits for the account's rooms.
    state: StateLock<State>,
}

struct State {
    rooms: BTreeMap<RoomSid, Room>,
    sessions: BTreeMap<String, (RoomSid, RoomParticipantSid)>,
    /// The sockets of participants, with the number of the ticket.
    sockets: BTreeMap<RoomParticipantSid, (u64, Arc<Outbox>)>,
    tickets: u64,
    ids: Ids,
}

/// Records read from the log in one go.
const BATCH: usize = 256;

/// The branch of an account's identifiers from which sessions and connections draw.
const SESSIONS_BRANCH: u64 = 2;

impl Hub {
    /// A hub of rooms in which nothing happened yet; `seed` decides on sessions and connections.
    pub fn new(tenant: Arc<RoomsTenant>, seed: u64) -> Self {
        let account = tenant.read(|rooms| rooms.account);
        let state = State {
            rooms: BTreeMap::new(),
            sessions: BTreeMap::new(),
            sockets: BTreeMap::new(),
            tickets: 0,
            ids: Ids::branch(seed, account.to_bytes(), SESSIONS_BRANCH),
        };
        let reader = tenant.reader();
        let state = StateLock::new(state, tenant.lock_waits().clone());
        Self { tenant, reader, state }
    }

    /// A client joins; `connected` and all that follows go into the outbox.
    ///
    /// # Errors
    /// When the room does not take it.
    pub fn connect(
        &self,
        caller: &VideoCaller,
        message: Connect,
        outbox: Arc<Outbox>,
    ) -> Result<SessionHandle, SignalingError> {
        let mut state = self.caught_up();
        let command = room::Connect {
            name: message.name.map(Into::into),
            granted: caller.room.clone(),
            identity: caller.identity.clone(),
            rules: render::rules(message.subscribe.as_ref()),
            tracks: render::offers(&message.participant.tracks),
        };
        let decide = |rooms: &Rooms, env: &mut Env<'_>| room::connect(rooms, command, env);
        let joined = self.tenant.record(decide, |_, outcome| outcome)?;
        // Delivered when the new participant has its peer connections, so that it is never
        // announced without them.
        let changed = self.apply_log(&mut state);
        let new_session = NewSession {
            key: state.draw_session((joined.room, joined.participant)),
            heard: message.participant.revision,
            endpoints: Endpoint::offered(&message.peer_connections),
            rejected: joined.rejected,
            connect_options: ConnectOptions {
                media_signaling: message.media_signaling,
                bandwidth_profile: message.bandwidth_profile,
                publisher: message.publisher,
            },
        };
        let handle = state.attach(joined.room, joined.participant, outbox);
        let State { rooms, ids, .. } = &mut *state;
        let room = rooms.get_mut(&joined.room).ok_or(SignalingError::NoSession)?;
        let connected_message = room.join(joined.participant, new_session, || draw_uuid(ids));
        state.send(joined.participant, connected_message);
        state.deliver_all(changed);
        Ok(handle)
    }

    /// A client comes back on a new socket; `synced` and all that follows go into the outbox.
    ///
    /// # Errors
    /// When the session has ended or belongs to another identity.
    pub fn sync(
        &self,
        caller: &VideoCaller,
        message: Sync,
        outbox: Arc<Outbox>,
    ) -> Result<SessionHandle, SignalingError> {
        let mut state = self.caught_up();
        let known = state.sessions.get(message.session.expose()).copied();
        let (sid, who) = known.ok_or(SignalingError::NoSession)?;
        let participant_state = state.rooms.get(&sid).and_then(|room| room.participant_state(who));
        let participant_state = participant_state.ok_or(SignalingError::NoSession)?;
        if participant_state.participant.identity != caller.identity {
            return Err(SignalingError::NoSession);
        }
        let was_lost = participant_state.is_lost();
        state.detach(sid, who, End::Superseded);
        if was_lost {
            self.record(&mut state, |rooms, env| room::resume(rooms, sid, who, env))?;
        }
        let handle = state.attach(sid, who, outbox);
        self.take(&mut state, handle, Some(message.participant), message.peer_connections);
        let connected_message = state.rooms.get_mut(&sid).and_then(|room| room.resume(who));
        state.send(who, connected_message);
        state.deliver(sid);
        Ok(handle)
    }

    /// Applies an update of a client.
    ///
    /// # Errors
    /// When the message is not of the session that the ticket is for.
    pub fn update(
        &self,
        handle: SessionHandle,
        message: UpdateRequest,
    ) -> Result<(), SignalingError> {
        let mut state = self.caught_up();
        let named = state.sessions.get(message.session.expose()).copied();
        if named != Some((handle.room, handle.participant)) || !state.holds(handle) {
            return Err(SignalingError::NoSession);
        }
        self.take(&mut state, handle, message.participant, message.peer_connections);
        state.deliver(handle.room);
        Ok(())
    }

    /// A client leaves the room.
    pub fn leave(&self, handle: SessionHandle) {
        let mut state = self.caught_up();
        if state.holds(handle) {
            let SessionHandle { room, participant, .. } = handle;
            let left = |rooms: &Rooms, env: &mut Env<'_>| {
                room::leave(rooms, room, participant, Departure::Left, env)
            };
            // A participant that has left need not leave.
            let _ = self.record(&mut state, left);
        }
    }

    /// A client's socket is lost; it may come back.
    pub fn lose(&self, handle: SessionHandle) {
        let mut state = self.caught_up();
        if state.holds(handle) {
            let SessionHandle { room, participant, .. } = handle;
            state.detach(room, participant, End::Superseded);
            // A participant that has left cannot be lost.
            let _ = self.record(&mut state, |rooms, env| room::lose(rooms, room, participant, env));
        }
    }

    /// Reads new log records and sends updates to participants.
    pub fn catch_up(&self) {
        drop(self.caught_up());
    }

    /// Ends what has lasted too long; harmless when nothing has.
    pub fn expire(&self) {
        let mut state = self.caught_up();
        let expired = |rooms: &Rooms, env: &mut Env<'_>| Ok(room::expire(rooms, env));
        // It refuses nothing.
        let _ = self.record(&mut state, expired);
    }

    /// The next time to call [`Self::expire`].
    pub fn deadline(&self) -> Option<Timestamp> {
        self.tenant.read(Rooms::deadline)
    }

    /// The connect options of a participant, if it is in the room.
    pub fn connect_options(
        &self,
        room: RoomSid,
        participant: RoomParticipantSid,
    ) -> Option<ConnectOptions> {
        let state = self.caught_up();
        let participant_state = state.rooms.get(&room)?.participant_state(participant)?;
        participant_state.session.as_ref().map(|session| session.connect_options.clone())
    }

    /// Every room in progress, with what its participants are shown of each other; all of it comes
    /// from the log.
    pub fn snapshot(&self) -> BTreeMap<RoomSid, (Arc<RoomProfile>, Vec<ParticipantEntry>)> {
        let state = self.caught_up();
        let rooms = state.rooms.iter();
        rooms.map(|(sid, room)| (*sid, (room.profile.clone(), room.entries()))).collect()
    }

    fn caught_up(&self) -> parking_lot::MutexGuard<'_, State> {
        let mut state = self.state.lock();
        self.read_on(&mut state);
        state
    }

    /// Records a command's facts and sends updates to participants.
    fn record<T>(
        &self,
        state: &mut State,
        decide: impl FnOnce(&Rooms, &mut Env<'_>) -> Result<Decided<T, RoomFact>, RoomError>,
    ) -> Result<T, RoomError> {
        let outcome = self.tenant.record(decide, |_, outcome| outcome)?;
        self.read_on(state);
        Ok(outcome)
    }

    fn read_on(&self, state: &mut State) {
        let changed = self.apply_log(state);
        state.deliver_all(changed);
    }

    /// Reads new log records; returns the rooms with pending updates.
    fn apply_log(&self, state: &mut State) -> BTreeSet<RoomSid> {
        let mut changed = BTreeSet::new();
        loop {
            let records = self.tenant.read_on(&self.reader, BATCH);
            for record in &records {
                state.apply(&record.fact);
                changed.insert(record.fact.room());
            }
            if records.len() < BATCH {
                return changed;
            }
        }
    }

    fn take(
        &self,
        state: &mut State,
        handle: SessionHandle,
        own: Option<LocalParticipant>,
        peers: Vec<PeerMessage>,
    ) {
        let SessionHandle { room: sid, participant: who, .. } = handle;
        let Some(room) = state.rooms.get_mut(&sid) else { return };
        if let Some(own) = own.filter(|own| room.is_newer(who, own.revision)) {
            let offers = render::offers(&own.tracks);
            let publish =
                |rooms: &Rooms, env: &mut Env<'_>| room::publish(rooms, sid, who, &offers, env);
            // Participants that have left have received their final message.
            let rejected = self.record(state, publish).unwrap_or_default();
            if let Some(room) = state.rooms.get_mut(&sid) {
                room.reject(who, rejected);
            }
        }
        let State { rooms, ids, .. } = state;
        if let Some(room) = rooms.get_mut(&sid) {
            for news in peers {
                room.relay(who, news, || draw_uuid(ids));
            }
        }
    }
}

impl State {
    fn apply(&mut self, fact: &RoomFact) {
        let sid = fact.room();
        if let RoomFact::Created(profile) = fact {
            self.rooms.insert(sid, Room::new(profile.clone()));
        }
        if let RoomFact::ParticipantDisconnected(participant, _) = fact {
            let participant_state =
                self.rooms.get(&sid).and_then(|room| room.participant_state(participant.sid));
            if let Some(session) =
                participant_state.and_then(|participant_state| participant_state.session.as_ref())
            {
                self.sessions.remove(session.key.expose());
            }
        }
        if let Some(room) = self.rooms.get_mut(&sid) {
            room.apply(fact);
        }
        if let RoomFact::Completed(_) = fact {
            self.deliver(sid);
            self.rooms.remove(&sid);
        }
    }

    fn deliver_all(&mut self, rooms: BTreeSet<RoomSid>) {
        for room in rooms {
            self.deliver(room);
        }
    }

    /// Moves a room's messages into the outboxes.
    fn deliver(&mut self, room: RoomSid) {
        let Some(room) = self.rooms.get_mut(&room) else { return };
        for message in room.outgoing() {
            match message {
                OutgoingMessage::Message(to, message) => self.send(to, Some(message)),
                OutgoingMessage::End(to, message) => {
                    self.send(to, message);
                    if let Some((_, outbox)) = self.sockets.remove(&to) {
                        outbox.close(End::Over);
                    }
                }
            }
        }
    }

    fn send(&self, to: RoomParticipantSid, message: Option<ServerMessage>) {
        if let Some(((_, outbox), message)) = self.sockets.get(&to).zip(message) {
            outbox.push(message);
        }
    }

    fn attach(
        &mut self,
        room: RoomSid,
        participant: RoomParticipantSid,
        outbox: Arc<Outbox>,
    ) -> SessionHandle {
        self.tickets += 1;
        let number = self.tickets;
        self.sockets.insert(participant, (number, outbox));
        SessionHandle { room, participant, number }
    }

    fn holds(&self, handle: SessionHandle) -> bool {
        let socket = self.sockets.get(&handle.participant);
        socket.is_some_and(|(number, _)| *number == handle.number)
    }

    fn detach(&mut self, room: RoomSid, participant: RoomParticipantSid, why: End) {
        if let Some((_, outbox)) = self.sockets.remove(&participant) {
            outbox.close(why);
        }
        if let Some(room) = self.rooms.get_mut(&room) {
            room.detach(participant);
        }
    }

    fn draw_session(&mut self, of: (RoomSid, RoomParticipantSid)) -> Secret {
        let key = format!("{:032x}", draw(&mut self.ids));
        self.sessions.insert(key.clone(), of);
        Secret::from(key)
    }
}

fn draw(ids: &mut Ids) -> u128 {
    u128::from_be_bytes(ids.draw::<kind::Room>().to_bytes())
}

/// A random UUID, as browsers make them (RFC 9562, version 4).
fn draw_uuid(ids: &mut Ids) -> String {
    let bits = draw(ids) & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let text = format!("{bits:032x}");
    let parts = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
    parts.join("-")
}
