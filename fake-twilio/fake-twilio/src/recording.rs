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
    faults::{Acting, Faults},
    journal::{Exchange, Journal, Message, Party, Protocol, Record, SocketMessage, WebhookCall},
};
use fake_rest::{ClientCaller, Product};
use fake_store::Clock;
use fake_webhooks::WebhookRequest;
use http::{Method, Request, Response, request::Parts};
use parking_lot::Mutex;

use crate::clock::ShellClock;

/// The journal with the clock that dates its records, and the rules that act on what is recorded.
pub(crate) struct Recorder {
    pub(crate) journal: Arc<Journal>,
    pub(crate) clock: Arc<ShellClock>,
    pub(crate) faults: Arc<Faults>,
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

/// A request that is being answered. One on which a fault acts is recorded also when its client goes away
/// before there is an answer.
pub(crate) struct Recording {
    /// None when the request is not recorded.
    side: Option<Side>,
    method: Method,
    started: Instant,
    request: Option<Message>,
    fault: Option<Box<Acted>>,
    /// Takes it in when it is dropped; there once a fault acts.
    recorder: Option<Arc<Recorder>>,
}

impl Drop for Recording {
    fn drop(&mut self) {
        if let Some(recorder) = self.recorder.take() {
            recorder.take_in(self, None);
        }
    }
}

/// A WebSocket whose messages are recorded.
pub(crate) struct SocketRecording {
    recorder: Arc<Recorder>,
    protocol: Protocol,
    connection: u64,
    party: Mutex<Option<Arc<Party>>>,
}

impl Recorder {
    pub(crate) fn new(journal: Arc<Journal>, clock: Arc<ShellClock>) -> Self {
        Self { journal, clock, faults: Arc::default(), connections: AtomicU64::new(1) }
    }

    /// Begins with a request of this method to a product.
    pub(crate) fn begin(&self, method: &Method, product: Product) -> Recording {
        let side = side_of(product);
        // Of a handshake there is something to show only if a fault acts on it.
        let side = side.filter(|side| self.journal.is_on() && Sides::HTTP.has(*side));
        Recording::new(side, method.clone())
    }

    /// Records an exchange; a fault may have taken the answer away.
    pub(crate) fn end(&self, mut recording: Recording, response: Option<&Response<Bytes>>) {
        recording.recorder = None;
        self.take_in(&mut recording, response);
    }

    fn take_in(&self, recording: &mut Recording, response: Option<&Response<Bytes>>) {
        if let (Some(side), Some(request)) = (recording.side, recording.request.take()) {
            let (response, took) = (response.map(Message::response), recording.started.elapsed());
            let fault = recording.fault.take();
            self.push(Record::Exchange(Exchange { side, request, response, took, fault }));
        }
    }

    /// A WebSocket that was opened.
    pub(crate) fn socket(self: &Arc<Self>, protocol: Protocol) -> Arc<SocketRecording> {
        let connection = self.connections.fetch_add(1, Ordering::Relaxed);
        let (recorder, party) = (self.clone(), Mutex::default());
        Arc::new(SocketRecording { recorder, protocol, connection, party })
    }

    /// Records a call to an address of an application; `request` is none unless the journal is on.
    pub(crate) fn webhook(
        &self,
        webhook: &WebhookRequest,
        request: Option<Message>,
        response: Option<&Response<Bytes>>,
        took: Duration,
        fault: Option<&Acting>,
    ) {
        let Some(request) = request else { return };
        self.push(Record::Webhook(WebhookCall {
            account: webhook.account,
            event: webhook.event,
            request,
            response: response.map(Message::received),
            took,
            fault: fault.map(|it| Box::new(it.acted())),
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
        Self::new(None, Method::GET)
    }

    fn new(side: Option<Side>, method: Method) -> Self {
        let started = Instant::now();
        Self { side, method, started, request: None, fault: None, recorder: None }
    }

    /// Takes note of a fault that acts on a request, of a handshake, too.
    pub(crate) fn set_fault<B>(
        &mut self,
        recorder: &Arc<Recorder>,
        request: &Request<B>,
        side: Option<Side>,
        acting: &Acting,
    ) {
        if recorder.journal.is_on() {
            self.side = side;
            self.fault = Some(Box::new(acting.acted()));
            let head = Message::request_head(&self.method, request.uri(), request.headers());
            self.request = Some(head);
            self.recorder = Some(recorder.clone());
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
    pub(crate) fn set_party(&self, party: Party) {
        *self.party.lock() = Some(Arc::new(party));
    }

    /// Takes note which client is at the other end.
    pub(crate) fn set_client(&self, client: &ClientCaller) {
        self.set_party(Party { account: client.account, identity: client.identity.clone() });
    }

    /// The sides of its messages.
    pub(crate) fn sides(&self) -> Sides {
        match self.protocol {
            Protocol::Twilsock => Sides::TWILSOCK,
            Protocol::Signaling => Sides::of(Side::Signaling),
        }
    }

    /// The rules that act on its messages.
    pub(crate) fn faults(&self) -> &Faults {
        &self.recorder.faults
    }

    /// The clock that dates its messages.
    pub(crate) fn clock(&self) -> &ShellClock {
        &self.recorder.clock
    }

    /// Returns whether messages are recorded.
    pub(crate) fn is_on(&self) -> bool {
        self.recorder.journal.is_on()
    }

    /// Records a message. What came in is copied, because it may be part of a large buffer.
    pub(crate) fn push(&self, direction: Direction, payload: Bytes, fault: Option<&Acting>) {
        let payload = match direction {
            Direction::In => Bytes::copy_from_slice(&payload),
            Direction::Out => payload,
        };
        self.recorder.push(self.record(direction, payload, fault));
    }

    /// A message as it is recorded.
    pub(crate) fn record(
        &self,
        direction: Direction,
        payload: Bytes,
        fault: Option<&Acting>,
    ) -> Record {
        Record::Socket(SocketMessage {
            protocol: self.protocol,
            direction,
            connection: self.connection,
            party: self.party.lock().clone(),
            payload,
            fault: fault.map(|it| Box::new(it.acted())),
        })
    }
}
