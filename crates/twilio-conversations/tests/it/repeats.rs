//! What is repeated, what is not, and that nothing lasts for ever.

use std::{
    pin::pin,
    time::{Duration, Instant},
};

use http::StatusCode;
use tokio::{net::TcpSocket, time::timeout};
use twilio_conversations::{Client, Error, Retry};

use crate::{
    sample,
    server::{self, Reply, Server},
};

/// Time for an attempt that is to run out; enough for a busy machine to answer the others.
const SHORT: Duration = Duration::from_secs(2);

/// Far longer than anything here takes, also on a busy machine.
const LONG: Duration = Duration::from_secs(60);

async fn post(client: &Client) -> Result<(), Error> {
    client.conversation("lobby").messages().create().await.map(|_| ())
}

async fn get(client: &Client) -> Result<(), Error> {
    client.conversations().fetch("lobby").await.map(|_| ())
}

fn busy() -> Reply {
    Reply::Json(503, sample::error(503, 20503, "Service is unavailable. Please try again"))
}

#[tokio::test]
async fn errors_with_retry_after_are_repeated() {
    let done = || Reply::Json(201, sample::message(0, "hi"));
    let server = Server::start(|_| vec![busy(), Reply::Later(429, "0"), done()]).await;
    post(&server.client()).await.unwrap();
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn requests_are_repeated_as_often_as_configured() {
    let server = Server::start(|_| vec![busy(), busy(), busy()]).await;
    let error = get(&server.client()).await.unwrap_err();
    assert_eq!(
        (error.status(), error.code()),
        (Some(StatusCode::SERVICE_UNAVAILABLE), Some(20503))
    );
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn a_pause_beyond_the_deadline_is_not_begun() {
    let server = Server::start(|_| vec![Reply::Later(429, "3600")]).await;
    let client = server.client();
    let error = timeout(LONG, get(&client)).await.expect("no pause of an hour").unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn the_pause_is_the_one_the_server_asks_for() {
    let found = || Reply::Json(200, sample::conversation(1));
    let server = Server::start(|_| vec![Reply::Later(503, "1"), found()]).await;
    let start = Instant::now();
    get(&server.client()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_get_is_repeated_after_a_cut_and_a_silence() {
    let found = || Reply::Json(200, sample::conversation(1));
    let server = Server::start(|_| vec![Reply::Cut, Reply::Silence, found()]).await;
    let client = Client::new(&server.config().attempt_timeout(SHORT)).unwrap();
    get(&client).await.unwrap();
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn a_post_that_may_have_been_carried_out_is_sent_once() {
    for reply in [Reply::Cut, Reply::Silence, Reply::Text(503, "reset before headers")] {
        let server = Server::start(|_| vec![reply]).await;
        let client = Client::new(&server.config().attempt_timeout(SHORT)).unwrap();
        let error = post(&client).await.unwrap_err();
        let expected =
            matches!(error, Error::Broken(_) | Error::Timeout { .. } | Error::Status { .. });
        assert!(expected, "{error:?}");
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_yet_is_dialled_again() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let error = post(&Client::new(&server::config(&url)).unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error:?}");

    let pause = Duration::from_millis(1);
    let config = server::config(&url).retry(Retry { times: 100_000, pause, longest: pause });
    let client = Client::new(&config).unwrap();
    let mut call = pin!(post(&client));
    assert!(timeout(Duration::from_millis(50), &mut call).await.is_err(), "nobody listens yet");
    let done = || Reply::Json(201, sample::message(0, "hi"));
    let server = Server::on(socket.listen(8).unwrap(), |_| vec![done()]);
    call.await.unwrap();
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn the_deadline_ends_a_call_with_all_its_attempts() {
    let silences = || (0..200).map(|_| Reply::Silence).collect();
    let server = Server::start(|_| silences()).await;
    let pause = Duration::from_millis(1);
    let config = server
        .config()
        .attempt_timeout(Duration::from_millis(100))
        .deadline(Duration::from_secs(2))
        .retry(Retry { times: 1000, pause, longest: pause });
    let client = Client::new(&config).unwrap();
    let error = timeout(LONG, get(&client)).await.expect("the deadline ends it").unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert!(server.times_asked() >= 2);
}
