//! Twilsock clients as lean as can be, so that they cost both sides of a comparison little.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use fake_twilio::Credentials;
use futures_util::{SinkExt, StreamExt};
use jiff::Timestamp;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};
use twilio_sid::ServiceSid;
use twilio_token::{AccessToken, ChatGrant, Signer};
use twilio_wire::{
    sync::{Action, EVENT_PROTOCOL_VERSION, ObjectKind, SubscriptionRequest, Target},
    twilsock::{Header, HttpRequest, Method, Pairs, Secret},
};
use twilsock::Frame;

/// Mints the tokens of one service's users.
pub(crate) struct Mint {
    signer: Signer,
    service: ServiceSid,
    now: u64,
}

impl Mint {
    pub(crate) fn new(known: &Credentials, service: ServiceSid) -> anyhow::Result<Self> {
        let secret = known.api_key_secret.parse()?;
        let signer = Signer::new(known.account_sid, known.api_key_sid, &secret);
        Ok(Self { signer, service, now: u64::try_from(Timestamp::now().as_second())? })
    }

    pub(crate) fn token(&self, identity: &str) -> anyhow::Result<Secret> {
        let token = AccessToken::new().identity(identity).chat(ChatGrant::service(self.service));
        Ok(Secret::from(self.signer.sign(&token, self.now)?))
    }
}

/// A WebSocket client.
pub(crate) struct Subscriber(WebSocketStream<TcpStream>);

impl Subscriber {
    /// Connects to where nothing but WebSocket is spoken.
    pub(crate) async fn bare(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let url = format!("ws://{address}/v3/wsconnect");
        let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
        let (socket, _) = client_async_with_config(url, stream, Some(config)).await?;
        Ok(Self(socket))
    }

    /// Connects to the emulator and introduces itself.
    pub(crate) async fn connect(address: SocketAddr, token: Secret) -> anyhow::Result<Self> {
        let mut subscriber = Self::bare(address).await?;
        let init = Header { token: Some(token), ..Header::new(Method::Init, "TM1") };
        subscriber.send(&Frame::new(init)).await?;
        let reply = Frame::decode(&subscriber.message().await?)?.header;
        let code = reply.status.context("the reply has no status")?.code;
        ensure!(code == 200, "init was answered {code}");
        Ok(subscriber)
    }

    /// Subscribes to a list.
    pub(crate) async fn subscribe(&mut self, list: String) -> anyhow::Result<()> {
        let target =
            Target { object_sid: list, object_type: ObjectKind::List, last_event_id: None };
        self.ask(vec![target]).await?;
        // The reply and the notification come in either order.
        let mut established = false;
        for _ in 0..2 {
            let frame = Frame::decode(&self.message().await?)?;
            established |= contains(&frame.payload, b"subscription_established");
        }
        ensure!(established, "the subscription was not established");
        Ok(())
    }

    /// Asks for subscriptions; the answers come as messages.
    pub(crate) async fn ask(&mut self, requests: Vec<Target>) -> anyhow::Result<()> {
        let body = SubscriptionRequest {
            event_protocol_version: EVENT_PROTOCOL_VERSION,
            action: Action::Establish,
            correlation_id: 1,
            retried_requests: 0,
            ttl_in_s: -1,
            requests,
        };
        let request = HttpRequest {
            host: "cds.us1.twilio.com".to_owned(),
            path: "/v4/Subscriptions".to_owned(),
            method: "POST".to_owned(),
            params: Pairs::default(),
            headers: Pairs::default(),
        };
        let header = Header { http_request: Some(request), ..Header::new(Method::Message, "TM2") };
        self.send(&Frame::with_json(header, serde_json::to_vec(&body)?)).await
    }

    /// The next message.
    pub(crate) async fn message(&mut self) -> anyhow::Result<Bytes> {
        match self.0.next().await.context("the server hung up")?? {
            Message::Binary(message) => Ok(message),
            other @ (Message::Text(_)
            | Message::Ping(_)
            | Message::Pong(_)
            | Message::Close(_)
            | Message::Frame(_)) => bail!("{other:?} was not expected"),
        }
    }

    /// The socket below; what was read of it before is lost.
    pub(crate) fn into_stream(self) -> TcpStream {
        self.0.into_inner()
    }

    async fn send(&mut self, frame: &Frame) -> anyhow::Result<()> {
        Ok(self.0.send(Message::Binary(frame.encode())).await?)
    }
}

/// Says whether a word is in a text.
pub(crate) fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}
