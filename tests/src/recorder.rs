//! A relay in front of Twilsock that writes down what is said and can cut the line.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinHandle},
};
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::{
        self, Message,
        handshake::server::{Callback, ErrorResponse, Request, Response},
    },
};

use crate::{RawFrame, dial, soon};

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The SDK.
    Client,
    /// The emulator.
    Server,
}

/// One frame that went through the relay.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// The lane: the path of the address that the client dialled.
    pub lane: String,
    /// Number of the connection within its lane, from 1.
    pub connection: usize,
    /// Who said it.
    pub side: Side,
    /// What was said.
    pub frame: RawFrame,
}

/// A running relay; it stops when this is dropped.
pub struct Recorder {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    emulator: SocketAddr,
    spoken: watch::Sender<Vec<Spoken>>,
    lanes: Mutex<BTreeMap<String, Vec<AbortHandle>>>,
    blocked: Mutex<BTreeSet<String>>,
}

impl Recorder {
    /// Starts a relay on a free port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(emulator: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let (spoken, lanes) = (watch::Sender::default(), Mutex::default());
        let blocked = Mutex::default();
        let shared = Arc::new(Shared { emulator, spoken, lanes, blocked });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        Self { address, shared, accepting }
    }

    /// The address to dial; the lane tells one client from another.
    pub fn url(&self, lane: &str) -> String {
        format!("ws://{}/{lane}", self.address)
    }

    /// Drops the connections of a lane without a word, on both sides.
    pub fn cut(&self, lane: &str) {
        if let Some(connections) = self.shared.lanes().get(lane) {
            connections.iter().for_each(AbortHandle::abort);
        }
    }

    /// Cuts a lane and lets nobody in until [`Self::unblock`].
    pub fn block(&self, lane: &str) {
        self.shared.blocked().insert(lane.to_owned());
        self.cut(lane);
    }

    /// Lets clients in again.
    pub fn unblock(&self, lane: &str) {
        self.shared.blocked().remove(lane);
    }

    /// Everything said so far, in the order in which it went through.
    pub fn spoken(&self) -> Vec<Spoken> {
        self.shared.spoken.borrow().clone()
    }

    /// Waits until enough was said.
    pub async fn until(&self, what: &str, enough: impl FnMut(&Vec<Spoken>) -> bool) {
        let mut spoken = self.shared.spoken.subscribe();
        // The sender lives as long as this borrow, so waiting cannot fail.
        let _ = soon(what, spoken.wait_for(enough)).await;
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.accepting.abort();
        for connection in self.shared.lanes().values().flatten() {
            connection.abort();
        }
    }
}

impl Shared {
    fn lanes(&self) -> MutexGuard<'_, BTreeMap<String, Vec<AbortHandle>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn blocked(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.blocked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, lane: &str, connection: usize, side: Side, message: &Message) {
        let Message::Binary(message) = message else { return };
        let frame = RawFrame::read(message).expect("both ends speak Twilsock");
        let lane = lane.to_owned();
        self.spoken.send_modify(|all| all.push(Spoken { lane, connection, side, frame }));
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let mut lane = Lane::default();
        let _ = stream.set_nodelay(true);
        let Ok(client) = accept_hdr_async(stream, &mut lane).await else { continue };
        if shared.blocked().contains(&lane.0) {
            continue;
        }
        // Registered before it runs, so that a cut never misses it.
        let mut lanes = shared.lanes();
        let connections = lanes.entry(lane.0.clone()).or_default();
        let relay = relay(shared.clone(), lane.0, connections.len() + 1, client);
        connections.push(tokio::spawn(relay).abort_handle());
    }
}

/// Takes the lane out of the request for a WebSocket.
#[derive(Default)]
struct Lane(String);

impl Callback for &mut Lane {
    fn on_request(self, request: &Request, response: Response) -> Result<Response, ErrorResponse> {
        request.uri().path().trim_start_matches('/').clone_into(&mut self.0);
        Ok(response)
    }
}

async fn relay(
    shared: Arc<Shared>,
    lane: String,
    connection: usize,
    mut client: tokio_tungstenite::WebSocketStream<TcpStream>,
) -> Result<(), tungstenite::Error> {
    let mut server = dial(shared.emulator).await;
    loop {
        tokio::select! {
            message = client.next() => {
                let Some(message) = message.transpose()? else { return server.close(None).await };
                shared.note(&lane, connection, Side::Client, &message);
                server.send(message).await?;
            }
            message = server.next() => {
                let Some(message) = message.transpose()? else { return client.close(None).await };
                shared.note(&lane, connection, Side::Server, &message);
                client.send(message).await?;
            }
        }
    }
}
