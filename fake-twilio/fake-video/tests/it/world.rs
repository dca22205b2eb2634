//! A hub with clients, under a virtual clock.

use std::sync::Arc;

use fake_core::room;
use fake_store::{Clock, RoomsTenant, Store};
use fake_video::{Hub, SignalingError};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use twilio_sid::AccountSid;
use twilio_wire::signaling::{ClientMessage, Connect, LocalTrack};

use crate::client::{Client, Fate, through_text};

pub(crate) struct TestClock(Mutex<Timestamp>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock()
    }
}

pub(crate) struct World {
    clock: Arc<TestClock>,
    pub(crate) tenant: Arc<RoomsTenant>,
    pub(crate) hub: Hub,
    pub(crate) clients: Vec<Client>,
}

impl World {
    /// A room's future participants; nobody has joined.
    pub(crate) fn new(identities: &[&str]) -> Self {
        let clock = Arc::new(TestClock(Mutex::new(Timestamp::UNIX_EPOCH)));
        let store = Store::new(clock.clone(), 7);
        let account = AccountSid::from_bytes([0; 16]);
        store.open_account(account);
        let tenant = store.rooms(account).unwrap();
        let hub = Hub::new(tenant.clone(), 7);
        let clients = identities.iter().map(|identity| Client::new(identity)).collect();
        Self { clock, tenant, hub, clients }
    }

    /// A room in which all of these are, with nothing left to say.
    pub(crate) fn joined(identities: &[&str]) -> Self {
        let mut world = Self::new(identities);
        for one in 0..identities.len() {
            world.join(one, "lobby").unwrap();
            world.settle();
        }
        world
    }

    pub(crate) fn join(&mut self, one: usize, room: &str) -> Result<(), SignalingError> {
        let message = self.clients[one].connect_message(Some(room));
        self.connect(one, message)
    }

    pub(crate) fn connect(&mut self, one: usize, message: Connect) -> Result<(), SignalingError> {
        let client = &mut self.clients[one];
        let message = through_text(&ClientMessage::Connect(Box::new(message)));
        let ClientMessage::Connect(message) = message else { panic!("another message") };
        let handle = self.hub.connect(&client.caller, *message, client.outbox.clone())?;
        client.handle = Some(handle);
        client.fate = Fate::In;
        Ok(())
    }

    pub(crate) fn leave(&mut self, one: usize) {
        let client = &mut self.clients[one];
        if let Some(handle) = client.cut() {
            self.hub.leave(handle);
            client.fate = Fate::Left;
        }
    }

    /// The socket of a client breaks.
    pub(crate) fn cut(&mut self, one: usize) {
        if let Some(handle) = self.clients[one].cut() {
            self.hub.lose(handle);
        }
    }

    /// A client comes back; the server may not have noticed that it was away.
    pub(crate) fn come_back(&mut self, one: usize) -> Result<(), SignalingError> {
        let client = &mut self.clients[one];
        client.cut();
        let message = through_text(&ClientMessage::Sync(Box::new(client.sync_message())));
        let ClientMessage::Sync(message) = message else { panic!("another message") };
        match self.hub.sync(&client.caller, *message, client.outbox.clone()) {
            Ok(handle) => client.handle = Some(handle),
            Err(error) => {
                client.fate = Fate::Failed(error.code());
                return Err(error);
            }
        }
        Ok(())
    }

    pub(crate) fn publish(&mut self, one: usize, track: LocalTrack) {
        self.clients[one].own.tracks.push(track);
        self.clients[one].announce();
    }

    /// One message of a client reaches the server; tells whether there was one.
    pub(crate) fn say(&mut self, one: usize) -> bool {
        let client = &mut self.clients[one];
        let (Some(handle), Some(message)) = (client.handle, client.say()) else { return false };
        let ClientMessage::Update(message) = through_text(&ClientMessage::Update(message)) else {
            panic!("another message")
        };
        // A client that has just been sent away still talks.
        let _ = self.hub.update(handle, message);
        true
    }

    /// One message of the server reaches a client; tells whether there was one.
    pub(crate) fn hear(&mut self, one: usize) -> bool {
        let client = &mut self.clients[one];
        client.fate == Fate::In && client.hear()
    }

    /// Lets everybody talk until nobody has anything to say.
    pub(crate) fn settle(&mut self) {
        for _ in 0..2_000 {
            let mut busy = false;
            for one in 0..self.clients.len() {
                busy |= self.say(one) | self.hear(one);
            }
            if !busy {
                return;
            }
        }
        panic!("they never stop talking");
    }

    pub(crate) fn advance(&mut self, seconds: i64) {
        *self.clock.0.lock() += SignedDuration::from_secs(seconds);
        self.hub.expire();
    }

    /// REST completes the room.
    pub(crate) fn complete(&mut self, room: &str) {
        let sid = self.tenant.read(|rooms| rooms.find(room).map(|room| room.profile.sid)).unwrap();
        let completed = self.tenant.record(|rooms, env| room::complete(rooms, sid, env), |_, _| ());
        completed.unwrap();
        self.hub.catch_up();
    }
}
