use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use e2e::{Stack, soon};
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use insta::assert_snapshot;
use tokio::{net::TcpListener, sync::mpsc};

use super::{room, seat, video};
use crate::video_guest::Guest;

/// An application server that notes what it is told.
struct Receiver {
    url: String,
    told: mpsc::UnboundedReceiver<(Method, String, Option<String>)>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/cb", listener.local_addr().expect("an address"));
        let (tell, told) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let tell = tell.clone();
                let service = service_fn(move |request| note(request, tell.clone()));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { url, told }
    }

    /// The next report: its parameters a line each, after the method.
    async fn hears(&mut self) -> String {
        let (method, form, signature) =
            soon("a status callback", self.told.recv()).await.expect("a running server");
        // Base64 of the twenty bytes of SHA-1.
        assert_eq!(signature.map(|it| it.len()), Some(28));
        let pairs = form_urlencoded::parse(form.as_bytes());
        let lines = pairs.map(|(name, value)| format!("    {name}={value}\n"));
        format!("{method}\n{}", lines.collect::<String>())
    }

    async fn hears_event(&mut self, event: &str) {
        while !self.hears().await.contains(&format!("StatusCallbackEvent={event}\n")) {}
    }
}

type Note = mpsc::UnboundedSender<(Method, String, Option<String>)>;

async fn note(request: Request<Incoming>, tell: Note) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.expect("a whole body").to_bytes();
    let form = match head.uri.query() {
        Some(query) => query.to_owned(),
        None => String::from_utf8(body.to_vec()).expect("a form"),
    };
    let signature = head.headers.get("X-Twilio-Signature");
    let signature = signature.and_then(|it| it.to_str().ok()).map(str::to_owned);
    // Nobody listens any more when the test is over.
    let _ = tell.send((head.method, form, signature));
    Ok(Response::new(Full::default()))
}

#[tokio::test]
async fn an_application_server_hears_of_a_call() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let mut receiver = Receiver::start().await;
    let form = [("UniqueName", "call"), ("StatusCallback", receiver.url.as_str())];
    let room = rest.post("/v1/Rooms", &form).await.text("sid");
    let mut heard = vec![receiver.hears().await];
    seat(&rest, "call", "ada", &[("video", "cam")]).await;
    heard.extend([receiver.hears().await, receiver.hears().await]);
    stack.advance(Duration::from_secs(9));
    rest.post(&format!("/v1/Rooms/{room}"), &[("Status", "completed")]).await;
    heard.extend([receiver.hears().await, receiver.hears().await, receiver.hears().await]);
    assert_snapshot!(heard.join("\n"));
}

#[tokio::test]
async fn a_client_that_joins_and_time_alone_are_reported_too() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let mut receiver = Receiver::start().await;
    let callback = format!("{}?app=7", receiver.url);
    let form = [("StatusCallback", callback.as_str()), ("StatusCallbackMethod", "GET")];
    let name = rest.post("/v1/Rooms", &[&form[..], &[("UniqueName", "call")]].concat()).await;
    assert_eq!(name.text("status_callback_method"), "GET");
    let created = receiver.hears().await;
    assert!(created.starts_with("GET\n    app=7\n    AccountSid="), "{created}");
    let ada = Guest::join(&stack, "ada", "call", &["camera"]).await;
    receiver.hears_event("participant-connected").await;
    receiver.hears_event("track-added").await;
    drop(ada);
    // The socket is lost, then the participant is given up, then the empty room.
    let sid = name.text("sid");
    let path = format!("/v1/Rooms/{sid}/Participants/ada");
    soon("that ada is lost", async {
        while rest.get(&path).await.text("status") == "connected" {
            tokio::task::yield_now().await;
        }
    })
    .await;
    stack.advance(Duration::from_secs(30));
    receiver.hears_event("participant-disconnected").await;
    stack.advance(Duration::from_secs(5 * 60));
    receiver.hears_event("room-ended").await;
}

#[tokio::test]
async fn whoever_does_not_answer_delays_nobody() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let silent = format!("http://{}/cb", silent.local_addr().expect("an address"));
    rest.post("/v1/Rooms", &[("StatusCallback", &silent)]).await;
    let mut receiver = Receiver::start().await;
    rest.post("/v1/Rooms", &[("StatusCallback", &receiver.url)]).await;
    let started = tokio::time::Instant::now();
    receiver.hears_event("room-created").await;
    // Far less than the silent one is given to answer.
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!(rest.get(&room(&rest, "other").await).await.text("status"), "in-progress");
}
