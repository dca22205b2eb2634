//! Who is let in, with which token, and who is not.

use http::{Method, StatusCode};
use local_server::CallerRule;
use serde_json::{Value, json};
use tokio::join;
use twilio_token::{IssuerKey, verify};

use crate::{
    browser::{Answer, Browser, NOW, config, credentials},
    twilio::{Twilio, service_sid, sid},
};

fn room() -> Vec<(String, Option<String>)> {
    vec![("My Room".to_owned(), Some("My Room".to_owned()))]
}

#[tokio::test]
async fn the_first_one_makes_the_room_and_gets_a_token_for_it() {
    let twilio = Twilio::start().await;
    let browser = Browser::open(config(&twilio.url)).await;
    let answer = browser.log_in("alice").await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let body = answer.json();
    assert_eq!(body["conversation_sid"], sid(0));
    assert_eq!(twilio.conversations(), room());
    assert_eq!(twilio.participants(), [format!("{}/alice", sid(0))]);
    let basic = "Basic U0swMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDphLXNlY3JldC10aGF0LW5vYm9keS1tYXktc2Vl";
    assert_eq!(twilio.authorization(), basic);

    let login_server::Credentials { account, key, secret } = credentials();
    let known = |issuer| (issuer == key).then(|| IssuerKey { account, secret: secret.clone() });
    let claims = verify(body["token"].as_str().unwrap(), known, NOW).unwrap();
    assert_eq!(claims.identity(), Some("alice"));
    let grants = serde_json::to_value(&claims.grants).unwrap();
    let expected = json!({
        "identity": "alice",
        "video": { "room": "My Room" },
        "chat": { "service_sid": service_sid() },
    });
    assert_eq!(grants, expected);
    assert_eq!(claims.expires_at, NOW + 3600);
}

#[tokio::test]
async fn an_existing_room_is_found_on_a_later_page() {
    let twilio = Twilio::start().await;
    for name in ["Lobby", "Kitchen", "My Room", "My Room"] {
        twilio.add(name, None);
    }
    let browser = Browser::open(config(&twilio.url)).await;
    assert_eq!(browser.log_in("alice").await.json()["conversation_sid"], sid(2));
    assert_eq!(twilio.conversations().len(), 4);
}

#[tokio::test]
async fn a_login_takes_two_requests_however_many_conversations_there_are() {
    let twilio = Twilio::start().await;
    for number in 0..50 {
        twilio.add(&format!("Room {number}"), None);
    }
    // A namesake that is not the room: the unique name decides.
    twilio.add("My Room", None);
    twilio.add("My Room", Some("My Room"));
    let browser = Browser::open(config(&twilio.url)).await;
    for (name, requests) in [("alice", 2), ("bob", 4), ("alice", 6)] {
        assert_eq!(browser.log_in(name).await.json()["conversation_sid"], sid(51));
        assert_eq!(twilio.requests(), requests);
    }
}

#[tokio::test]
async fn the_same_name_may_come_again() {
    let twilio = Twilio::start().await;
    let browser = Browser::open(config(&twilio.url)).await;
    for _ in 0..2 {
        assert_eq!(browser.log_in("alice").await.status, StatusCode::OK);
    }
    assert_eq!(twilio.participants().len(), 1);
}

#[tokio::test]
async fn names_are_taken_as_they_are() {
    let twilio = Twilio::start().await;
    let browser = Browser::open(config(&twilio.url)).await;
    let longest = "ü".repeat(64);
    for name in [" alice ", "Zoë & Söhne + 1%", "<b>", &longest] {
        assert_eq!(browser.log_in(name).await.status, StatusCode::OK, "{name}");
        assert_eq!(twilio.participants().last(), Some(&format!("{}/{name}", sid(0))));
    }
}

#[tokio::test]
async fn any_content_type_and_further_members_will_do() {
    let twilio = Twilio::start().await;
    let browser = Browser::open(config(&twilio.url)).await;
    let headers = [("content-type", "text/plain")];
    let body = r#"{"username":"alice","colour":"green"}"#;
    let answer = browser.send(Method::POST, "/login", &headers, body).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn pages_of_other_origins_cannot_log_in() {
    let twilio = Twilio::start().await;
    let browser = Browser::open(config(&twilio.url)).await;
    let own = browser.server.url();
    let port = own.rsplit_once(':').unwrap().1;
    let (name, localhost) = (format!("elsewhere.example:{port}"), format!("localhost:{port}"));
    let page = format!("http://{name}");
    let body = r#"{"username":"alice"}"#;
    let log_in = async |headers: &[(&str, &str)]| {
        let answer = browser.send(Method::POST, "/login", headers, body).await;
        (answer.status, answer.json()["token"].is_string())
    };
    let text = ("content-type", "text/plain;charset=UTF-8");
    for headers in [
        &[("origin", &*own), text][..],
        &[("host", &*localhost), ("origin", &*format!("http://{localhost}")), text],
        &[],
    ] {
        assert_eq!(log_in(headers).await, (StatusCode::OK, true), "{headers:?}");
    }
    for headers in [
        &[("origin", "http://elsewhere.example"), text][..],
        &[("origin", "null"), text],
        &[("host", &*name)],
        &[("host", &*name), ("origin", &*page)],
    ] {
        assert_eq!(log_in(headers).await, (StatusCode::FORBIDDEN, false), "{headers:?}");
    }
    assert_eq!(twilio.participants().len(), 1);
}

#[tokio::test]
async fn hosts_and_origins_can_be_allowed() {
    let twilio = Twilio::start().await;
    let mut config = config(&twilio.url);
    let (host, origin) = ("app.example".to_owned(), "https://page.example".to_owned());
    config.callers = CallerRule::new(&[host], &[origin]);
    let browser = Browser::open(config).await;
    let headers = [("host", "app.example:5000"), ("origin", "https://page.example")];
    for (method, body) in [(Method::OPTIONS, ""), (Method::POST, r#"{"username":"alice"}"#)] {
        let answer = browser.send(method, "/login", &headers, body).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("access-control-allow-origin"), "https://page.example");
    }
}

#[tokio::test]
async fn the_room_and_the_lifetime_can_be_configured() {
    let twilio = Twilio::start().await;
    let mut config = config(&twilio.url);
    config.room = "Kitchen".to_owned();
    config.token_ttl = 60;
    let browser = Browser::open(config).await;
    let token = browser.log_in("alice").await.json()["token"].as_str().unwrap().to_owned();

    assert_eq!(twilio.conversations()[0].0, "Kitchen");
    let login_server::Credentials { account, secret, .. } = credentials();
    let claims = verify(&token, |_| Some(IssuerKey { account, secret }), NOW).unwrap();
    assert_eq!(claims.grants.video.unwrap().room.as_deref(), Some("Kitchen"));
    assert_eq!(claims.expires_at, NOW + 60);
}

#[tokio::test]
async fn two_at_once_end_in_one_room() {
    let twilio = Twilio::meeting(2).await;
    let browser = Browser::open(config(&twilio.url)).await;
    let (alice, bob) = join!(browser.log_in("alice"), browser.log_in("bob"));
    assert_one_room(&twilio, &alice, &bob);
}

#[tokio::test]
async fn two_servers_at_once_end_in_one_room() {
    let twilio = Twilio::meeting(4).await;
    let (one, two) = join!(Browser::open(config(&twilio.url)), Browser::open(config(&twilio.url)));
    let (alice, bob) = join!(one.log_in("alice"), two.log_in("bob"));
    assert_one_room(&twilio, &alice, &bob);
}

fn assert_one_room(twilio: &Twilio, alice: &Answer, bob: &Answer) {
    assert_eq!((alice.status, bob.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(twilio.conversations(), room());
    assert_eq!(alice.json()["conversation_sid"], bob.json()["conversation_sid"]);
    assert_eq!(twilio.participants().len(), 2);
}

#[tokio::test]
async fn bad_requests_are_refused_with_a_reason_and_without_asking_twilio() {
    // Nobody listens there, so a request that gets through would end in a 503.
    let browser = Browser::open(config("http://127.0.0.1:9")).await;
    let long = json!({ "username": "ü".repeat(65) }).to_string();
    for (body, status) in [
        ("", 400),
        ("{", 400),
        ("username=alice", 400),
        (r#"{"username":"\ud800"}"#, 400),
        (long.as_str(), 400),
        (r#"{"username":"US00000000000000000000000000000000"}"#, 400),
        (r#"{"username":"system"}"#, 400),
        ("{}", 401),
        ("[]", 401),
        ("null", 401),
        (r#"{"username":null}"#, 401),
        (r#"{"username":""}"#, 401),
        (r#"{"username":" \t\n\u00a0"}"#, 401),
        (r#"{"username":7}"#, 401),
        (r#"{"username":["alice"]}"#, 401),
        (r#"{"Username":"alice"}"#, 401),
    ] {
        let answer = browser.post_login(body.to_owned()).await;
        assert_eq!(answer.status.as_u16(), status, "{body}");
        assert_reason(&answer);
    }
    let answer = browser.post_login(vec![0xff, 0xfe]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let browser = Browser::open(config("http://127.0.0.1:9")).await;
    for size in [17 * 1024, 900 * 1024] {
        let answer = browser.post_login(vec![b' '; size]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_reason(&answer);
    }
}

fn assert_reason(answer: &Answer) {
    let Value::Object(body) = answer.json() else { panic!("no object") };
    assert_eq!(body.len(), 1);
    assert!(body["error"].as_str().is_some_and(|text| text.ends_with('.')), "{body:?}");
}
