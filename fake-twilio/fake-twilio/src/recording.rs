//! Records what is sent in the journal.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use fake_control::{
    Acted, Direction, Side, Sides,
    faults::Acting,
    journal::{Exchange, Journal, Message, Party, Protocol, Record, SocketMessage, WebhookCall},
};
use fake_rest::{ClientCaller, Product};
use fake_store::Clock;
use fake_webhooks::WebhookRequest;
use http::{Method, Request, Response, request::Parts};
use tokio_tungstenite::tungstenite;

use crate::clock::ShellClock;

/// The journal with the clock that dates its records.
pub(crate) struct Recorder {
    pub(crate) journal: Arc<Journal>,
    pub(crate) clock: Arc<ShellClock>,
    connections: AtomicU64,
}

/// The side of requests to a product; none when no rule is about them.
pub(crate) fn side_of(product: Product) -> Option<Side> {
    match product {
        Product::Accounts | Product::Conversations | Product::Video | Product::IceServers => {
            Some(Side::Rest)
        }
        Product::Media => Some(Side::Media),
        Product::Twilsock => Some(Side::Twilsock),
        Product::Signaling => Some(Side::Signaling),
        Product::Telemetry | Product::SdkFiles => None,
    }
}

/// A request that is being answered.
pub(crate) struct Recording {
    /// None when the request is not recorded.
    side: Option<Side>,
    method: Method,
    started: Instant,
    request: Option<Message>,
    fault: Option<Box<Acted>>,
}

/// A WebSocket whose messages are recorded.
pub(crate) struct SocketRecording {
    recorder: Arc<Recorder>,
    protocol: Protocol,
    connection: u64,
    party: Option<Arc<Party>>,
}

impl Recorder {
    pub(crate) fn new(journal: Arc<Journal>, clock: Arc<ShellClock>) -> Self {
        Self { journal, clock, connections: AtomicU64::new(1) }
    }

    /// Begins with a request of this method and path.
    pub(crate) fn begin(&self, method: &Method, path: &str) -> Recording {
        let side = side_of(Product::of_path(path));
        // Of a handshake there is something to show only if a fault acts on it.
        let side = side.filter(|side| self.journal.is_on() && Sides::HTTP.has(*side));
        Recording { side, method: method.clone(), ..Recording::none() }
    }

    /// Records an exchange; a fault may have taken the answer away.
    pub(crate) fn end(&self, recording: Recording, response: Option<&Response<Bytes>>) {
        let Recording { side, started, request, fault, .. } = recording;
        if let (Some(side), Some(request)) = (side, request) {
            let (response, took) = (response.map(Message::response), started.elapsed());
            self.push(Record::Exchange(Exchange { side, request, response, took, fault }));
        }
    }

    /// A WebSocket that was opened.
    pub(crate) fn socket(self: &Arc<Self>, protocol: Protocol) -> SocketRecording {
        let connection = self.connections.fetch_add(1, Ordering::Relaxed);
        SocketRecording { recorder: self.clone(), protocol, connection, party: None }
    }

    /// Records a call to an address of an application; `request` is none unless the journal is on.
    pub(crate) fn webhook(
        &self,
        webhook: &WebhookRequest,
        request: Option<Message>,
        response: Option<&Response<Bytes>>,
        took: Duration,
    ) {
        let Some(request) = request else { return };
        self.push(Record::Webhook(WebhookCall {
            account: webhook.account,
            event: webhook.event,
            request,
            response: response.map(Message::received),
            took,
            fault: None,
        }));
    }

    /// A request as it is recorded, if it is.
    pub(crate) fn message(&self, request: &Request<Bytes>) -> Option<Message> {
        self.journal.is_on().then(|| Message::call(request))
    }

    fn push(&self, record: Record) {
        self.journal.push(self.clock.now(), record);
    }
}

impl Recording {
    /// What is not recorded.
    pub(crate) fn none() -> Self {
        let (started, request, fault) = (Instant::now(), None, None);
        Self { side: None, method: Method::GET, started, request, fault }
    }

    /// Takes note of a fault that acts on a request, of a handshake, too.
    pub(crate) fn set_fault<B>(
        &mut self,
        recorder: &Recorder,
        request: &Request<B>,
        side: Option<Side>,
        acting: &Acting,
    ) {
        if recorder.journal.is_on() {
            self.side = side;
            self.fault = Some(Box::new(acting.acted()));
            let head = Message::request_head(&self.method, request.uri(), request.headers());
            self.request = Some(head);
        }
    }

    /// Takes the request as it was read.
    pub(crate) fn request(&mut self, request: &Request<Bytes>) {
        if self.side.is_some() {
            self.request = Some(Message::request(&self.method, request));
        }
    }

    /// Takes a request whose body was not read.
    pub(crate) fn head(&mut self, parts: &Parts) {
        if self.side.is_some() {
            let head = Message::request_head(&self.method, &parts.uri, &parts.headers);
            self.request = Some(head);
        }
    }
}

impl SocketRecording {
    /// Takes note who is at the other end.
    pub(crate) fn set_party(&mut self, party: Party) {
        self.party = Some(Arc::new(party));
    }

    /// Takes note which client is at the other end.
    pub(crate) fn set_client(&mut self, client: &ClientCaller) {
        self.set_party(Party { account: client.account, identity: client.identity.clone() });
    }

    /// Records a message that came in; it is copied, because it may be part of a large buffer.
    pub(crate) fn incoming(&self, payload: &[u8]) {
        if self.recorder.journal.is_on() {
            self.push(Direction::In, Bytes::copy_from_slice(payload));
        }
    }

    /// Records a message that is sent.
    pub(crate) fn outgoing(&self, message: &tungstenite::Message) {
        if !self.recorder.journal.is_on() {
            return;
        }
        match message {
            tungstenite::Message::Binary(payload) => self.push(Direction::Out, payload.clone()),
            tungstenite::Message::Text(text) => self.push(Direction::Out, text.clone().into()),
            tungstenite::Message::Ping(_)
            | tungstenite::Message::Pong(_)
            | tungstenite::Message::Close(_)
            | tungstenite::Message::Frame(_) => {}
        }
    }

    fn push(&self, direction: Direction, payload: Bytes) {
        self.recorder.push(Record::Socket(SocketMessage {
            protocol: self.protocol,
            direction,
            connection: self.connection,
            party: self.party.clone(),
            payload,
            fault: None,
        }));
    }
}
