//! A client of the signaling WebSocket that sends and records single frames.

use std::{fmt::Write, net::SocketAddr};

use e2e::{Socket, Stack, pretty, soon};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    client_async,
    tungstenite::{
        ClientRequestBuilder, Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};
use twilio_token::{AccessToken, VideoGrant};

/// Address under which signaling is dialled; only its path matters.
const SIGNALING: &str = "ws://global.vss.twilio.com/signaling";

/// A client of the signaling WebSocket.
pub(crate) struct SignalingClient {
    socket: Socket,
    said: String,
}

/// A token that opens every room.
pub(crate) fn token(stack: &Stack, identity: &str) -> String {
    stack.sign(&AccessToken::new().identity(identity).video(VideoGrant::default()))
}

impl SignalingClient {
    /// Opens a WebSocket and sends nothing yet.
    pub(crate) async fn connect(emulator: SocketAddr) -> Self {
        let stream = soon("a connection", TcpStream::connect(emulator)).await;
        let request = ClientRequestBuilder::new(SIGNALING.parse().expect("an address"));
        let opened = client_async(request, stream.expect("a connection"));
        let (socket, _) = soon("a handshake", opened).await.expect("a WebSocket");
        Self { socket, said: String::new() }
    }

    /// Joins the room with a track for each name, and waits for the answer.
    pub(crate) async fn join(stack: &Stack, identity: &str, room: &str, tracks: &[&str]) -> Self {
        let mut client = Self::connect(stack.emulator().address()).await;
        let offered = tracks.iter().map(|name| {
            json!({ "id": name, "kind": "video", "name": name, "enabled": true,
                "priority": "standard" })
        });
        let body = json!({
            "type": "connect",
            "version": 2,
            "name": room,
            "token": token(stack, identity),
            "participant": { "revision": 1, "tracks": offered.collect::<Vec<_>>() },
            "subscribe": { "revision": 1, "rules": [{ "type": "include", "all": true }] },
        });
        client.hello(identity, &body).await;
        client.wait_for("connected", |message| message["type"] == "connected").await;
        client
    }

    /// Sends `hello` with a first message, as the SDK does from 2.5.0 on.
    pub(crate) async fn hello(&mut self, id: &str, body: &Value) {
        let hello = json!({
            "type": "hello", "id": id, "timeout": 5_000, "version": 2, "body": body,
        });
        self.send_frame(&hello).await;
    }

    /// Sends a room message.
    pub(crate) async fn send_message(&mut self, body: Value) {
        self.send_frame(&json!({ "type": "msg", "body": body })).await;
    }

    /// Sends a frame.
    pub(crate) async fn send_frame(&mut self, frame: &Value) {
        let text = frame.to_string();
        self.note('>', &text);
        let sent = self.socket.send(Message::text(text));
        soon("a frame to go", sent).await.expect("an open socket");
    }

    /// Waits for a message; what comes before is not of interest.
    pub(crate) async fn wait_for(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut frame = self.frame(what).await;
            let message = frame["body"].take();
            if frame["type"] == "msg" && wanted(&message) {
                return message;
            }
        }
    }

    async fn frame(&mut self, what: &str) -> Value {
        loop {
            let message = soon(what, self.socket.next()).await.expect("an open socket");
            let Message::Text(text) = message.expect("an open socket") else { continue };
            let frame: Value = serde_json::from_str(&text).expect("JSON");
            // They come by the machine's clock, in any number, even when the emulator's is frozen.
            if frame["type"] != "heartbeat" {
                self.note('<', &text);
            }
            return frame;
        }
    }

    /// Reads on until the emulator closes; the code of its farewell, if it took leave at all.
    pub(crate) async fn farewell(&mut self) -> Option<u16> {
        loop {
            match soon("the end", self.socket.next()).await {
                Some(Ok(Message::Close(frame))) => return frame.map(|it| it.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// Closes the socket as the SDK does when it leaves.
    pub(crate) async fn close(&mut self) {
        let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
        soon("a farewell to go", self.socket.close(Some(frame))).await.expect("an open socket");
    }

    /// The frames since the last call, `>` to the emulator and `<` from it.
    pub(crate) fn transcript(&mut self) -> String {
        std::mem::take(&mut self.said)
    }

    fn note(&mut self, mark: char, text: &str) {
        // Writing to a text never fails.
        let _ = writeln!(self.said, "{mark} {}\n", pretty(text));
    }
}
