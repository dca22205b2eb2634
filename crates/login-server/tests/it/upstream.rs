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
    twilio::{Mood, Twilio},
};

/// Far longer than the deadlines of these tests, also on a busy machine.
const LONG: Duration = Duration::from_secs(60);

async fn login_with(mood: Mood) -> Answer {
    let twilio = Twilio::in_mood(mood).await;
    Browser::open(config(&twilio.url)).await.log_in("alice").await
}

fn assert_discreet(answer: &Answer) {
    let text = answer.json()["error"].as_str().unwrap().to_owned();
    for hidden in [SECRET, "internal", "127.0.0.1", "SK0", "AC0"] {
        assert!(!text.contains(hidden), "{text}");
    }
}

#[tokio::test]
async fn refusals_are_a_bad_gateway() {
    for mood in [
        Mood::Refusing(401, 20003),
        Mood::Refusing(400, 20001),
        Mood::Refusing(404, 20404),
        Mood::Refusing(409, 50438),
        Mood::Refusing(500, 20500),
        Mood::Html(200),
        Mood::Html(502),
    ] {
        let answer = login_with(mood).await;
        assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
        assert_discreet(&answer);
    }
}

#[tokio::test]
async fn credentials_that_are_refused_are_named() {
    let answer = login_with(Mood::Refusing(401, 20003)).await;
    assert_discreet(&answer);
    let text = answer.json()["error"].as_str().unwrap().to_owned();
    for name in ["401", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"] {
        assert!(text.contains(name), "{text}");
    }
}

#[tokio::test]
async fn a_name_that_twilio_does_not_take_is_the_mistake_of_whoever_gave_it() {
    for code in [50204, 50206, 50207] {
        let answer = login_with(Mood::Refusing(400, code)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_discreet(&answer);
    }
}

#[tokio::test]
async fn passing_trouble_asks_to_try_again() {
    for mood in [Mood::Refusing(429, 20429), Mood::Refusing(503, 20503), Mood::Html(503)] {
        let answer = login_with(mood).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_discreet(&answer);
    }
}

#[tokio::test]
async fn nobody_there_asks_to_try_again() {
    let answer = Browser::open(config("http://127.0.0.1:9")).await.log_in("alice").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_discreet(&answer);
}

#[tokio::test]
async fn silence_ends_at_the_deadline() {
    let twilio = Twilio::in_mood(Mood::Silent).await;
    let mut config = config(&twilio.url);
    config.deadline = Duration::from_millis(200);
    let browser = Browser::open(config).await;
    let answer = timeout(LONG, browser.log_in("alice")).await.expect("it ends at the deadline");
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_discreet(&answer);
}

#[tokio::test]
async fn those_who_wait_for_a_silent_creation_are_answered_too() {
    let twilio = Twilio::in_mood(Mood::Silent).await;
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
