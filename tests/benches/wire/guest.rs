//! Signaling clients as lean as can be, so that they cost both sides of a comparison little.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use fake_twilio::Credentials;
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, Utf8Bytes, protocol::WebSocketConfig},
};
use twilio_token::{AccessToken, Signer, VideoGrant};

/// Signs tokens that open every room.
pub(crate) struct Tokens {
    signer: Signer,
    now: u64,
}

impl Tokens {
    pub(crate) fn new(known: &Credentials) -> anyhow::Result<Self> {
        let secret = known.api_key_secret.parse()?;
        let signer = Signer::new(known.account_sid, known.api_key_sid, &secret);
        Ok(Self { signer, now: u64::try_from(Timestamp::now().as_second())? })
    }

    pub(crate) fn token(&self, identity: &str) -> anyhow::Result<String> {
        let token = AccessToken::new().identity(identity).video(VideoGrant::default());
        Ok(self.signer.sign(&token, self.now)?)
    }
}

/// One end of a WebSocket that carries text.
pub(crate) struct Guest(WebSocketStream<TcpStream>);

impl Guest {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let url = format!("ws://{address}/signaling");
        let config = WebSocketConfig::default().read_buffer_size(16 * 1024);
        let (socket, _) = client_async_with_config(url, stream, Some(config)).await?;
        Ok(Self(socket))
    }

    /// Asks for ICE servers and joins a room, as the SDK does; returns `connected`.
    pub(crate) async fn join(&mut self, token: &str, room: &str) -> anyhow::Result<Value> {
        let ice = json!({ "type": "ice", "version": 1, "edge": "roaming", "token": token });
        let hello =
            json!({ "type": "hello", "id": "1", "timeout": 5000, "version": 2, "body": ice });
        self.send(hello.to_string()).await?;
        self.hear("iced").await?;
        let track = |kind: &str| {
            let id = format!("{kind}-0dcdceec-f499-4d15-9d6e-8772ee52a1b2");
            json!({ "id": id, "kind": kind, "name": kind, "enabled": true, "priority": "standard" })
        };
        let connect = json!({
            "type": "connect",
            "version": 2,
            "name": room,
            "token": token,
            "format": "unified",
            "participant": { "revision": 1, "tracks": [track("audio"), track("video")] },
            "peer_connections": [],
            "subscribe": { "revision": 1, "rules": [{ "type": "include", "all": true }] },
        });
        self.send(json!({ "type": "msg", "body": connect }).to_string()).await?;
        self.hear("connected").await
    }

    pub(crate) async fn leave(mut self) -> anyhow::Result<()> {
        self.send(r#"{"type":"bye"}"#.to_owned()).await?;
        Ok(self.0.close(None).await?)
    }

    pub(crate) async fn send(&mut self, text: String) -> anyhow::Result<()> {
        Ok(self.0.send(Message::text(text)).await?)
    }

    /// The next text.
    pub(crate) async fn text(&mut self) -> anyhow::Result<Utf8Bytes> {
        match self.0.next().await.context("the server hung up")?? {
            Message::Text(text) => Ok(text),
            other @ (Message::Binary(_)
            | Message::Ping(_)
            | Message::Pong(_)
            | Message::Close(_)
            | Message::Frame(_)) => bail!("{other:?} was not expected"),
        }
    }

    /// The next text that is no heartbeat.
    pub(crate) async fn message(&mut self) -> anyhow::Result<Utf8Bytes> {
        loop {
            let text = self.text().await?;
            if text.as_str() != r#"{"type":"heartbeat"}"# {
                return Ok(text);
            }
        }
    }

    async fn hear(&mut self, kind: &str) -> anyhow::Result<Value> {
        loop {
            let mut frame: Value = serde_json::from_str(&self.message().await?)?;
            let body = frame["body"].take();
            if body["type"] == kind {
                return Ok(body);
            }
        }
    }
}
