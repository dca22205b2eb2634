//! Clients that send and do not read: what waits for them is bounded, and nothing of it is lost.

use std::time::Duration;

use bytes::Bytes;
use e2e::{Stack, basic, soon};
use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, Interest},
    net::TcpStream,
    time::timeout,
};

use super::{SOCKETS, frame, open};

/// A socket that takes nothing for so long is taken for full.
const FULL_AFTER: Duration = Duration::from_millis(500);

/// Pings that are tried in all: about 60 MiB, many times what system and emulator may keep.
const PINGS: usize = 480_000;

/// Pings that system and emulator may keep between them: about 30 MiB, most of it the system's.
const KEPT: usize = 240_000;

#[tokio::test]
async fn pings_are_read_no_faster_than_their_pongs() {
    let stack = Stack::frozen().await;
    let ping = frame(0x89, &[b'x'; 121]);
    for path in SOCKETS {
        let mut stream = open(&stack, path).await;
        let (sent, part) = fill(&stream, &ping).await;
        assert!(sent < KEPT, "{path}: {sent} pings were taken");
        // Who reads after all gets a pong for each, in whole frames.
        let (mut input, mut output) = stream.split();
        let mut answer = [0; 123];
        let finish = async { output.write_all(&ping[part..]).await.expect("room to write") };
        let read_all = async {
            for _ in 0..=sent {
                soon("a pong", input.read_exact(&mut answer)).await.expect("a whole pong");
                assert_eq!(answer[..2], [0x8a, 121], "{path}");
            }
        };
        tokio::join!(finish, read_all);
    }
}

/// Writes pings until no more are taken; gives how many went whole and how much of one more.
async fn fill(stream: &TcpStream, ping: &[u8]) -> (usize, usize) {
    let (mut sent, mut part) = (0, 0);
    while sent < PINGS {
        match stream.try_write(&ping[part..]) {
            Ok(written) => {
                part += written;
                sent += part / ping.len();
                part %= ping.len();
            }
            Err(_) if timeout(FULL_AFTER, stream.ready(Interest::WRITABLE)).await.is_err() => break,
            Err(_) => {}
        }
    }
    (sent, part)
}

/// Bytes that the client takes of a body that it does not read, as most clients do; of all bodies
/// together it takes as many as they are.
const WINDOW: u32 = 65_535;

/// Messages of the list that is asked for, and attributes of each: about half a megabyte together.
const MESSAGES: usize = 100;
const ATTRIBUTES: usize = 4_000;

/// Requests that are sent at once, and answers that may wait for one client: a little above 2 MiB.
const REQUESTS: usize = 20;
const WAITING: usize = 6;

#[tokio::test]
async fn answers_wait_until_an_http_2_client_has_read_earlier_ones() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let path = long_list(&stack).await;
    let credentials = stack.emulator().credentials();
    let authorization = basic(&credentials.account_sid.to_string(), &credentials.auth_token);
    let mut client = connect(&stack).await;
    let mut answers: FuturesUnordered<_> = (0..REQUESTS)
        .map(|_| {
            let request = Request::get(format!("http://localhost{path}"));
            let request = request.header("authorization", &authorization);
            client.send_request(request.body(Empty::<Bytes>::new()).expect("a request"))
        })
        .collect();
    let mut unread = Vec::new();
    while unread.len() < WAITING - 1 {
        let answer = soon("an answer", answers.next()).await.expect("more answers");
        unread.push(answer.expect("an answer"));
    }
    // The others had the time that these take.
    for _ in 0..REQUESTS {
        rest.get(&path).await;
    }
    while let Some(Some(answer)) = answers.next().now_or_never() {
        unread.push(answer.expect("an answer"));
    }
    assert!(unread.len() <= WAITING, "{} answers wait", unread.len());

    let mut read = 0;
    loop {
        for answer in unread.drain(..) {
            assert_eq!(answer.status(), StatusCode::OK);
            let body = soon("a body", answer.into_body().collect()).await.expect("a body");
            assert!(body.to_bytes().len() > MESSAGES * ATTRIBUTES);
            read += 1;
        }
        let Some(answer) = soon("an answer", answers.next()).await else { break };
        unread.push(answer.expect("an answer"));
    }
    assert_eq!(read, REQUESTS);
}

/// Makes messages, and gives the path of their list.
async fn long_list(stack: &Stack) -> String {
    let client = stack.client();
    let room = client.conversations().create().await.expect("a conversation").sid;
    let messages = client.conversation(room).messages();
    let attributes = json!({ "text": "x".repeat(ATTRIBUTES) });
    for _ in 0..MESSAGES {
        let create = messages.create().body("long").attributes(&attributes);
        create.await.expect("a message");
    }
    format!("/v1/Conversations/{room}/Messages?PageSize={MESSAGES}")
}

async fn connect(stack: &Stack) -> http2::SendRequest<Empty<Bytes>> {
    let stream = TcpStream::connect(stack.emulator().address()).await.expect("a connection");
    let mut http = http2::Builder::new(TokioExecutor::new());
    http.initial_stream_window_size(WINDOW).initial_connection_window_size(WINDOW * 20);
    let (client, connection) = http.handshake(TokioIo::new(stream)).await.expect("HTTP/2");
    tokio::spawn(connection);
    client
}
