//! A Twilio that fails: a clear status, soon, and nothing of its insides.

use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{Request, StatusCode};
use http_body_util::StreamBody;
use hyper::body::Frame;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tokio::time::timeout;

use crate::{
    browser::{Answer, Browser, SECRET, config},
    twilio::{Behavior, Twilio},
};

/// Far longer than the deadlines of these tests, also on a busy machine.
const LONG: Duration = Duration::from_secs(60);

async fn login_with(behavior: Behavior) -> Answer {
    let twilio = Twilio::in_mood(behavior).await;
    Browser::open(config(&twilio.url)).await.log_in("alice").await
}

fn assert_discreet(answer: &Answer) {
    let text = answer.json()["error"].as_str().unwrap().to_owned();
    for hidden in [SECRET, "internal", "127.0.0.1", "SK0", "AC0"] {
        assert!(!text.contains(hidden), "{text}");
    }
}

#[tokio::test]
async fn errors_of_the_backend_are_a_bad_gateway() {
    for behavior in [
        Behavior::Refusing(401, 20003),
        Behavior::Refusing(400, 20001),
        Behavior::Refusing(404, 20404),
        Behavior::Refusing(409, 50438),
        Behavior::Refusing(500, 20500),
        Behavior::Html(200),
        Behavior::Html(502),
    ] {
        let answer = login_with(behavior).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
        assert_discreet(&answer);
    }
}

#[tokio::test]
async fn credentials_that_are_refused_are_named() {
    let answer = login_with(Behavior::Refusing(401, 20003)).await;
    assert_discreet(&answer);
    let text = answer.json()["error"].as_str().unwrap().to_owned();
    for name in ["401", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"] {
        assert!(text.contains(name), "{text}");
    }
}

#[tokio::test]
async fn a_name_that_twilio_rejects_is_a_bad_request() {
    for code in [50204, 50206, 50207] {
        let answer = login_with(Behavior::Refusing(400, code)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_discreet(&answer);
    }
}

#[tokio::test]
async fn passing_trouble_asks_to_try_again() {
    for behavior in
        [Behavior::Refusing(429, 20429), Behavior::Refusing(503, 20503), Behavior::Html(503)]
    {
        let answer = login_with(behavior).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_discreet(&answer);
    }
}

#[tokio::test]
async fn an_unreachable_backend_is_a_bad_gateway() {
    let answer = Browser::open(config("http://127.0.0.1:9")).await.log_in("alice").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_discreet(&answer);
}

#[tokio::test]
async fn silence_ends_at_the_deadline() {
    let twilio = Twilio::in_mood(Behavior::Silent).await;
    let mut config = config(&twilio.url);
    config.deadline = Duration::from_millis(200);
    let browser = Browser::open(config).await;
    let answer = timeout(LONG, browser.log_in("alice")).await.expect("it ends at the deadline");
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_discreet(&answer);
}

#[tokio::test]
async fn waiting_logins_fail_with_a_creation_that_times_out() {
    let twilio = Twilio::in_mood(Behavior::Silent).await;
    let mut config = config(&twilio.url);
    config.deadline = Duration::from_millis(200);
    let browser = Browser::open(config).await;
    let (alice, bob) = tokio::join!(browser.log_in("alice"), browser.log_in("bob"));
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    assert_eq!((alice.status, bob.status), (unavailable, unavailable));
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let mut config = config("http://127.0.0.1:9");
    config.deadline = Duration::from_millis(100);
    let browser = Browser::open(config).await;
    let piece = Ok::<_, Infallible>(Frame::data(Bytes::from_static(b"{\"user")));
    let body = StreamBody::new(stream::iter([piece]).chain(stream::pending()));
    let request = Request::post(format!("{}/login", browser.server.url())).body(body).unwrap();
    let answer = Client::builder(TokioExecutor::new()).build_http().request(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
}
