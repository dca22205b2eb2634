//! A client that says what `twilio-video` 2.36.0 says.

use e2e::Stack;
use serde_json::{Value, json};

use crate::signaling_client::{SignalingClient, token};

/// Somebody with a microphone and a camera.
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) client: SignalingClient,
    token: String,
    session: Value,
    revision: u64,
    tracks: Vec<Value>,
}

impl Person {
    /// Asks for ICE servers and joins the room; the answer tells the room's state.
    pub(super) async fn join(stack: &Stack, name: &'static str) -> (Self, Value) {
        let client = SignalingClient::connect(stack.emulator().address()).await;
        let track = |kind: &str, label: &str| {
            json!({ "id": format!("{name}-{kind}"), "kind": kind, "name": label, "enabled": true,
                "priority": "standard" })
        };
        let mut person = Self {
            name,
            client,
            token: token(stack, name),
            session: Value::Null,
            revision: 1,
            tracks: vec![track("audio", "microphone"), track("video", "camera")],
        };
        let ice = json!({ "type": "ice", "version": 1, "edge": "roaming", "token": person.token });
        person.client.hello(&format!("hello-of-{name}"), &ice).await;
        person.client.wait_for("ICE servers", |it| it["type"] == "iced").await;
        let connected = person.connect().await;
        person.session = connected["session"].clone();
        (person, connected)
    }

    async fn connect(&mut self) -> Value {
        let offer = json!({ "type": "offer", "revision": 1, "sdp": sdp("to whom it may concern") });
        let initial = json!({ "id": format!("first-of-{}", self.name), "description": offer });
        let publisher = json!({
            "name": "twilio-video.js", "sdk_version": "2.36.0", "user_agent": "a browser",
        });
        let connect = json!({
            "type": "connect",
            "version": 2,
            "name": "My Room",
            "token": self.token,
            "format": "unified",
            "ice_servers": "acquire",
            "publisher": publisher,
            "participant": self.participant(),
            "peer_connections": [initial],
            "subscribe": { "revision": 1, "rules": [{ "type": "include", "all": true }] },
        });
        self.client.send_message(connect).await;
        self.client.wait_for("the room", |it| it["type"] == "connected").await
    }

    /// Comes back on a new socket after the old one was lost.
    pub(super) async fn sync(&mut self, stack: &Stack, peer_connections: Value) -> Value {
        self.client = SignalingClient::connect(stack.emulator().address()).await;
        let sync = json!({
            "type": "sync",
            "version": 2,
            "session": self.session,
            "name": "My Room",
            "token": self.token,
            "participant": self.participant(),
            "peer_connections": peer_connections,
        });
        self.client.hello(&format!("second-hello-of-{}", self.name), &sync).await;
        let answers = |it: &Value| it["type"] == "synced" || it["type"] == "error";
        self.client.wait_for("the room again", answers).await
    }

    /// Says something of a peer connection; the own state comes along, unchanged.
    pub(super) async fn says_of(&mut self, link: &Value, news: Value) {
        let mut news = news;
        news["id"] = link.clone();
        let mut update = self.update();
        update["peer_connections"] = json!([news]);
        self.client.send_message(update).await;
    }

    pub(super) async fn mute(&mut self) {
        self.tracks[0]["enabled"] = Value::Bool(false);
        self.announce().await;
    }

    pub(super) async fn share_screen(&mut self) {
        let id = format!("{}-screen", self.name);
        self.tracks.push(json!({ "id": id, "kind": "video", "name": "screen", "enabled": true,
            "priority": "standard" }));
        self.announce().await;
    }

    pub(super) async fn stop_sharing(&mut self) {
        self.tracks.truncate(2);
        self.announce().await;
    }

    /// Leaves as the SDK does: a message, a frame, and code 1000.
    pub(super) async fn leave(&mut self) {
        let goodbye = json!({ "type": "disconnect", "version": 2, "session": self.session });
        self.client.send_message(goodbye).await;
        self.client.send_frame(&json!({ "type": "bye" })).await;
        self.client.close().await;
    }

    async fn announce(&mut self) {
        self.revision += 1;
        self.client.send_message(self.update()).await;
    }

    fn participant(&self) -> Value {
        json!({ "revision": self.revision, "tracks": self.tracks })
    }

    pub(super) fn update(&self) -> Value {
        json!({
            "type": "update", "version": 2, "session": self.session,
            "participant": self.participant(),
        })
    }
}

/// A description that no relay may touch: line ends of SDP, and letters beyond ASCII.
pub(super) fn sdp(subject: &str) -> String {
    format!("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=- {subject} \u{e9}\u{1f4f9}\r\nt=0 0\r\n")
}

/// Candidates, as browsers find them.
pub(super) fn candidates(revision: u64, ufrag: &str, ports: &[u16]) -> Value {
    let candidate = |port| {
        let text = format!("candidate:1 1 udp 2122260223 127.0.0.1 {port} typ host ufrag {ufrag}");
        json!({ "candidate": text, "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": ufrag })
    };
    let found: Vec<Value> = ports.iter().map(candidate).collect();
    json!({ "ice": { "ufrag": ufrag, "revision": revision, "candidates": found } })
}

/// The first description that a message brings.
pub(super) fn description(message: &Value) -> &Value {
    &message["peer_connections"][0]["description"]
}
