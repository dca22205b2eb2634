//! A Twilsock client that records all frames.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};
use twilio_wire::twilsock::{Secret, Status};
use twilsock::client::{Config, Connection, Event, Output, RequestError, RequestId};

use crate::{Answer, RawFrame, Socket, dial, soon};

/// A client connected by Twilsock.
pub struct Caller {
    socket: Socket,
    machine: Connection,
    /// What came and was not asked for by [`Caller::frame`] yet.
    heard: VecDeque<RawFrame>,
    replies: BTreeMap<RequestId, Result<Response<Bytes>, RequestError>>,
    refused: Option<Status>,
    /// All frames, with the mark of their direction.
    said: Vec<(char, RawFrame)>,
    /// Numbers of the subscriptions that [`Caller::settle`] makes; tests count from 1.
    barriers: u64,
    /// Pongs that have come.
    pongs: usize,
    ended: Option<Farewell>,
}

/// How a connection ended.
#[derive(Clone, Copy)]
enum Farewell {
    /// With a close code.
    Code(u16),
    /// Without a word.
    None,
}

/// An `init` that was refused.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Why, as the SDK is told.
    pub status: Status,
    /// All frames of the connection.
    pub transcript: String,
}

impl Caller {
    /// Connects with a token.
    pub async fn connect(emulator: SocketAddr, token: &str) -> Result<Self, Refused> {
        Self::introduce(dial(emulator).await, token).await
    }

    /// Introduces itself on a socket that is open already.
    ///
    /// # Panics
    /// When the emulator closes without a word.
    pub async fn introduce(socket: Socket, token: &str) -> Result<Self, Refused> {
        let mut caller = Self {
            socket,
            machine: Connection::new(Config::seeded(1), Secret::from(token.to_owned())),
            heard: VecDeque::new(),
            replies: BTreeMap::new(),
            refused: None,
            said: Vec::new(),
            barriers: 1_000_000,
            pongs: 0,
            ended: None,
        };
        caller.machine.handle_opened(Timestamp::now());
        caller.drain().await;
        while !caller.machine.is_connected() {
            if let Some(status) = caller.refused.take() {
                return Err(Refused { status, transcript: caller.transcript() });
            }
            assert!(caller.listen().await, "the emulator hung up without a word");
        }
        Ok(caller)
    }

    /// Gives the socket away, to be read word by word.
    pub fn into_socket(self) -> Socket {
        self.socket
    }

    /// Fetches.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.call(Method::GET, path, "").await
    }

    /// Posts JSON.
    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, body.to_string()).await
    }

    /// Calls through the tunnel: Sync paths go to the host of Sync, others to that of the client API.
    ///
    /// # Panics
    /// When the transport fails.
    pub async fn call(&mut self, method: Method, path: &str, body: impl Into<Bytes>) -> Answer {
        let id = self.begin(method, path, body).await;
        self.answer(id).await
    }

    /// Sends a request and waits for nothing.
    ///
    /// # Panics
    /// When the path is none.
    pub async fn begin(&mut self, method: Method, path: &str, body: impl Into<Bytes>) -> RequestId {
        let sync = path.starts_with("/v3/") || path.starts_with("/v4/");
        let host = if sync { "cds.us1.twilio.com" } else { "aim.us1.twilio.com" };
        let request = Request::builder().method(method).uri(format!("https://{host}{path}"));
        let request = request.body(body.into()).expect("a well-formed request");
        let id = self.machine.request(request, Timestamp::now());
        self.drain().await;
        id
    }

    /// Returns whether the answer to a request has come.
    pub fn is_answered(&self, id: RequestId) -> bool {
        self.replies.contains_key(&id)
    }

    /// Waits for the answer to a request.
    ///
    /// # Panics
    /// When the transport fails.
    pub async fn answer(&mut self, id: RequestId) -> Answer {
        loop {
            if let Some(reply) = self.replies.remove(&id) {
                let (head, body) = reply.expect("the tunnel carries answers").into_parts();
                return Answer { status: head.status, headers: HeaderMap::new(), body };
            }
            assert!(self.listen().await, "the emulator hung up before it answered");
        }
    }

    /// Sends a new token.
    pub async fn update_token(&mut self, token: &str) {
        self.machine.update_token(Secret::from(token.to_owned()), Timestamp::now());
        self.drain().await;
    }

    /// Closes the connection.
    pub async fn shutdown(&mut self) {
        self.machine.shutdown();
        self.drain().await;
    }

    /// Sends any WebSocket message.
    pub async fn send(&mut self, message: Message) {
        soon("room in the socket", self.socket.send(message)).await.expect("an open socket");
    }

    /// Sends a WebSocket ping and waits for its pong; whatever the emulator sent before comes before it.
    ///
    /// # Panics
    /// When the emulator closes before it comes.
    pub async fn ping(&mut self) {
        let before = self.pongs;
        self.send(Message::Ping(Bytes::new())).await;
        while self.pongs == before {
            assert!(self.listen().await, "the emulator hung up before its pong");
        }
    }

    /// Sends any WebSocket message, unless the connection is gone; returns whether it was sent.
    pub async fn try_send(&mut self, message: Message) -> bool {
        soon("room in the socket", self.socket.send(message)).await.is_ok()
    }

    /// The next frame with this method.
    ///
    /// # Panics
    /// When the emulator closes before it comes.
    pub async fn frame(&mut self, method: &str) -> RawFrame {
        loop {
            let at = self.heard.iter().position(|frame| frame.text("method") == method);
            if let Some(frame) = at.and_then(|at| self.heard.remove(at)) {
                return frame;
            }
            assert!(self.listen().await, "the emulator hung up before it said {method}");
        }
    }

    /// The payload of the next push.
    pub async fn pushed(&mut self) -> Value {
        self.frame("notification").await.payload
    }

    /// All pushes that nobody took yet, up to now.
    ///
    /// The answer to a subscription that cannot be goes the way of all pushes, so what was pushed
    /// before comes before it.
    pub async fn settle(&mut self) -> Vec<Value> {
        self.barriers += 1;
        let barrier = self.barriers;
        let nothing = json!([{ "object_sid": "nothing", "object_type": "map" }]);
        self.subscribe(barrier, "establish", &nothing).await;
        let mut pushes = Vec::new();
        loop {
            let push = self.pushed().await;
            if push["correlation_id"] == barrier {
                return pushes;
            }
            pushes.push(push);
        }
    }

    /// Begins to listen to objects (`[{"object_sid", "object_type", "last_event_id"?}]`), or ends
    /// it; the answer comes as a push.
    ///
    /// # Panics
    /// When the request is not accepted.
    pub async fn subscribe(&mut self, correlation: u64, action: &str, objects: &Value) {
        let body = json!({
            "event_protocol_version": 4,
            "action": action,
            "correlation_id": correlation,
            "retried_requests": 0,
            "ttl_in_s": -1,
            "requests": objects,
        });
        let answer = self.post("/v4/Subscriptions", &body).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer}");
    }

    /// Payloads of all pushes that nobody took yet; they stay.
    pub fn heard(&self) -> Vec<Value> {
        let pushes = self.heard.iter().filter(|frame| frame.text("method") == "notification");
        pushes.map(|frame| frame.payload.clone()).collect()
    }

    /// Reads on until the emulator closes; the code of its farewell, if it took leave at all.
    pub async fn farewell(&mut self) -> Option<u16> {
        while self.listen().await {}
        match self.ended {
            Some(Farewell::Code(code)) => Some(code),
            Some(Farewell::None) | None => None,
        }
    }

    /// All frames since the last time this was asked, `>` to the emulator and `<` from it.
    pub fn transcript(&mut self) -> String {
        let said = std::mem::take(&mut self.said);
        let texts = said.iter().map(|(mark, frame)| format!("{mark} {frame}\n\n"));
        texts.collect()
    }

    /// Takes the next message; false when the connection has ended.
    async fn listen(&mut self) -> bool {
        if self.ended.is_some() {
            return false;
        }
        let message = soon("a frame", self.socket.next()).await;
        match message {
            Some(Ok(Message::Binary(message))) => {
                let frame = RawFrame::read(&message).expect("the emulator speaks Twilsock");
                self.said.push(('<', frame.clone()));
                self.heard.push_back(frame);
                self.machine.handle_message(&message, Timestamp::now());
                self.drain().await;
            }
            Some(Ok(Message::Close(farewell))) => self.end(farewell.as_ref()),
            Some(Ok(Message::Text(text))) => panic!("the emulator sent a text: {text}"),
            Some(Ok(Message::Pong(_))) => self.pongs += 1,
            Some(Ok(Message::Ping(_) | Message::Frame(_))) => {}
            Some(Err(_)) | None => self.end(None),
        }
        true
    }

    fn end(&mut self, farewell: Option<&CloseFrame>) {
        self.machine.handle_closed();
        self.ended = Some(farewell.map_or(Farewell::None, |it| Farewell::Code(it.code.into())));
    }

    async fn drain(&mut self) {
        while let Some(output) = self.machine.poll() {
            match output {
                Output::Send(message) => {
                    let frame = RawFrame::read(&message).expect("the machine speaks Twilsock");
                    self.said.push(('>', frame));
                    // The end is noticed when reading.
                    let _ = self.socket.send(Message::Binary(message)).await;
                }
                Output::Close(_) => {
                    let _ = self.socket.close(None).await;
                }
                Output::Event(Event::Reply { id, result }) => {
                    self.replies.insert(id, result);
                }
                Output::Event(Event::Refused { status }) => self.refused = Some(status),
                Output::Event(
                    Event::Connected
                    | Event::ClosedByServer { .. }
                    | Event::Disconnected { .. }
                    | Event::TokenAboutToExpire
                    | Event::TokenExpired
                    | Event::TokenUpdated
                    | Event::Notification { .. },
                ) => {}
            }
        }
    }
}
