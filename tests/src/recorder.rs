//! A relay in front of Twilsock that records frames and can drop connections.

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
pub struct RecordedFrame {
    /// The channel: the path of the URL that the client dialled.
    pub channel: String,
    /// Number of the connection within its channel, from 1.
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
    emulator: Mutex<SocketAddr>,
    frames: watch::Sender<Vec<RecordedFrame>>,
    channels: Mutex<BTreeMap<String, Vec<AbortHandle>>>,
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
        let (frames, channels) = (watch::Sender::default(), Mutex::default());
        let (blocked, emulator) = (Mutex::default(), Mutex::new(emulator));
        let shared = Arc::new(Shared { emulator, frames, channels, blocked });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        Self { address, shared, accepting }
    }

    /// The URL to connect to; the channel distinguishes clients.
    pub fn url(&self, channel: &str) -> String {
        format!("ws://{}/{channel}", self.address)
    }

    /// Leads new connections to another emulator.
    pub fn lead_to(&self, emulator: SocketAddr) {
        *self.shared.emulator.lock().unwrap_or_else(PoisonError::into_inner) = emulator;
    }

    /// Drops the connections of a channel without a close frame, on both sides.
    pub fn cut(&self, channel: &str) {
        if let Some(connections) = self.shared.channels().get(channel) {
            connections.iter().for_each(AbortHandle::abort);
        }
    }

    /// Cuts a channel and rejects connections until [`Self::unblock`].
    pub fn block(&self, channel: &str) {
        self.shared.blocked().insert(channel.to_owned());
        self.cut(channel);
    }

    /// Lets clients in again.
    pub fn unblock(&self, channel: &str) {
        self.shared.blocked().remove(channel);
    }

    /// Everything said so far, in the order in which it went through.
    pub fn frames(&self) -> Vec<RecordedFrame> {
        self.shared.frames.borrow().clone()
    }

    /// Waits until enough was said.
    pub async fn until(&self, what: &str, enough: impl FnMut(&Vec<RecordedFrame>) -> bool) {
        let mut frames = self.shared.frames.subscribe();
        // The sender lives as long as this borrow, so waiting cannot fail.
        let _ = soon(what, frames.wait_for(enough)).await;
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.accepting.abort();
        for connection in self.shared.channels().values().flatten() {
            connection.abort();
        }
    }
}

impl Shared {
    fn channels(&self) -> MutexGuard<'_, BTreeMap<String, Vec<AbortHandle>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn blocked(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.blocked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, channel: &str, connection: usize, side: Side, message: &Message) {
        let Message::Binary(message) = message else { return };
        let frame = RawFrame::read(message).expect("both ends speak Twilsock");
        let channel = channel.to_owned();
        self.frames.send_modify(|all| all.push(RecordedFrame { channel, connection, side, frame }));
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let mut channel = ChannelPath::default();
        let _ = stream.set_nodelay(true);
        let Ok(client) = accept_hdr_async(stream, &mut channel).await else { continue };
        if shared.blocked().contains(&channel.0) {
            continue;
        }
        // Registered before it runs, so that a cut never misses it.
        let mut channels = shared.channels();
        let connections = channels.entry(channel.0.clone()).or_default();
        let relay = relay(shared.clone(), channel.0, connections.len() + 1, client);
        connections.push(tokio::spawn(relay).abort_handle());
    }
}

/// Takes the channel out of the request for a WebSocket.
#[derive(Default)]
struct ChannelPath(String);

impl Callback for &mut ChannelPath {
    fn on_request(self, request: &Request, response: Response) -> Result<Response, ErrorResponse> {
        request.uri().path().trim_start_matches('/').clone_into(&mut self.0);
        Ok(response)
    }
}

async fn relay(
    shared: Arc<Shared>,
    channel: String,
    connection: usize,
    mut client: tokio_tungstenite::WebSocketStream<TcpStream>,
) -> Result<(), tungstenite::Error> {
    let emulator = *shared.emulator.lock().unwrap_or_else(PoisonError::into_inner);
    let mut server = dial(emulator).await;
    loop {
        tokio::select! {
            message = client.next() => {
                let Some(message) = message.transpose()? else { return server.close(None).await };
                shared.note(&channel, connection, Side::Client, &message);
                server.send(message).await?;
            }
            message = server.next() => {
                let Some(message) = message.transpose()? else { return client.close(None).await };
                shared.note(&channel, connection, Side::Server, &message);
                client.send(message).await?;
            }
        }
    }
}
