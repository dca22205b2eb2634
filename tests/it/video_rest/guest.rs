//! Somebody in a call, who speaks signaling word by word.

use e2e::{Socket, Stack, soon};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    client_async,
    tungstenite::{ClientRequestBuilder, Message},
};
use twilio_token::{AccessToken, VideoGrant};

pub(super) struct Guest(Socket);

impl Guest {
    /// Joins the room with a track for each name, and waits for the answer.
    pub(super) async fn join(stack: &Stack, identity: &str, room: &str, tracks: &[&str]) -> Self {
        let stream = soon("a connection", TcpStream::connect(stack.emulator().address())).await;
        let address = stack.emulator().video_signaling_url().parse().expect("an address");
        let request = ClientRequestBuilder::new(address);
        let opened = client_async(request, stream.expect("a connection"));
        let (socket, _) = soon("a handshake", opened).await.expect("a WebSocket");
        let mut guest = Self(socket);
        let token = AccessToken::new().identity(identity).video(VideoGrant::default());
        let offered = tracks.iter().map(|name| {
            json!({ "id": name, "kind": "video", "name": name, "enabled": true,
                "priority": "standard" })
        });
        let body = json!({
            "type": "connect",
            "version": 2,
            "name": room,
            "token": stack.sign(&token),
            "participant": { "revision": 1, "tracks": offered.collect::<Vec<_>>() },
            "subscribe": { "revision": 1, "rules": [{ "type": "include", "all": true }] },
        });
        guest
            .say(&json!({ "type": "hello", "id": identity, "timeout": 30_000, "body": body }))
            .await;
        guest.hears("connected", |message| message["type"] == "connected").await;
        guest
    }

    async fn say(&mut self, frame: &Value) {
        let sent = self.0.send(Message::text(frame.to_string()));
        soon("a frame to go", sent).await.expect("an open socket");
    }

    /// Waits for a message; what comes before is not of interest.
    pub(super) async fn hears(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let frame = soon(what, self.0.next()).await.expect("an open socket");
            let Message::Text(text) = frame.expect("an open socket") else { continue };
            let mut frame: Value = serde_json::from_str(&text).expect("JSON");
            let message = frame["body"].take();
            if frame["type"] == "msg" && wanted(&message) {
                return message;
            }
        }
    }
}
