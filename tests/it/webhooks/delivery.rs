use std::{collections::BTreeSet, sync::Arc};

use e2e::{Receiver, Reply, Rest, Stack, soon};
use fake_core::webhook::Event;
use http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::Notify,
};

use super::{Room, tell};

const DELIVERIES: &str = "/_emulator/v1/webhooks";

/// The log of deliveries, once it has this many.
async fn deliveries(rest: &Rest, count: usize) -> Value {
    soon("the deliveries", async {
        loop {
            let log = rest.get(DELIVERIES).await.json();
            if log["deliveries"].as_array().is_some_and(|all| all.len() >= count) {
                return log;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test]
async fn a_slow_webhook_delays_no_other() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let client = stack.client();
    tell(&client, &receiver, [Event::MessageAdded]).await;
    let room = Room::create(&client).await;
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let silent = format!("http://{}/silent", silent.local_addr().expect("an address"));
    let create = room.below().webhooks().create().target("webhook").url(silent);
    create.filters(["onMessageAdded"]).await.unwrap();
    // One after the other, the silent one would hold these up by 20 times the five seconds that it
    // is given: longer than this waits.
    soon("twenty calls beside a silent address", async {
        for index in 0..20 {
            room.message("hello").await.unwrap();
            assert_eq!(receiver.next_request().await.param("Index"), Some(index.to_string()));
        }
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_tried_again_as_the_address_asks() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let (rest, client) = (stack.rest(), stack.client());
    let webhooks = client.configuration().webhooks();
    let url = receiver.url("/post?secret=1#rc=2&rp=5xx,rt&rt=1500");
    let update = webhooks.update().post_webhook_url(url);
    update.filters(["onConversationAdded"]).await.unwrap();
    let broken = Reply::Respond(StatusCode::INTERNAL_SERVER_ERROR, "");
    receiver.reply("/post", [broken, Reply::Silence]);
    Room::create(&client).await;
    let mut tokens = BTreeSet::new();
    for attempt in ["0", "1", "2"] {
        let request = receiver.next_request().await;
        assert_eq!(request.param("RetryCount").as_deref(), Some(attempt));
        assert_eq!(request.path, "/post?secret=1");
        tokens.insert(request.token);
    }
    assert_eq!(tokens.len(), 1, "one call, however often it is tried");
    // Nothing else is worth another attempt.
    receiver.reply("/post", [Reply::Respond(StatusCode::NOT_FOUND, "")]);
    Room::create(&client).await;
    let request = receiver.next_request().await;
    assert_eq!(request.param("RetryCount").as_deref(), Some("0"));
    assert!(tokens.insert(request.token), "another call");
    // Nobody listens there, and nobody else can get the port meanwhile.
    let closed = TcpSocket::new_v4().expect("a socket");
    closed.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let url = format!("http://user:pw@{}/", closed.local_addr().expect("an address"));
    webhooks.update().post_webhook_url(url).await.unwrap();
    Room::create(&client).await;
    let log = deliveries(&rest, 3).await;
    let all = log["deliveries"].as_array().expect("a list");
    let shown: Vec<String> = all
        .iter()
        .map(|it| {
            // The port is another one in every run.
            let url = it["url"].as_str().expect("an address");
            let url = url.rsplit_once('/').map_or(url, |(_, path)| path);
            let (attempts, status, code) = (&it["attempts"], &it["status"], &it["error_code"]);
            format!("{} {url:?} {attempts} {} {status} {code}", it["event"], it["outcome"])
        })
        .collect();
    assert_snapshot!(shown.join("\n"), @r#"
    "onConversationAdded" "" 2 "unreachable" null 50057
    "onConversationAdded" "post" 1 "answered" 404 null
    "onConversationAdded" "post" 3 "answered" 200 null
    "#);
    assert!(!log.to_string().contains("secret") && !log.to_string().contains("pw@"));
    assert_eq!(all[0]["date_started"], "2024-06-01T12:00:00.000Z");
    let newest = rest.get(&format!("{DELIVERIES}?limit=1")).await.json();
    assert_eq!(newest["deliveries"], serde_json::json!([all[0]]));
}

#[tokio::test]
async fn a_reset_drops_requests_that_wait() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let client = stack.client();
    tell(&client, &receiver, [Event::MessageAdded]).await;
    let room = Room::create(&client).await;
    let gate = Arc::new(Notify::new());
    receiver.reply("/post", [Reply::Wait(gate.clone())]);
    for body in ["under way", "waits", "waits, too"] {
        room.message(body).await.unwrap();
    }
    assert_eq!(receiver.next_request().await.param("Body").as_deref(), Some("under way"));
    let answer = stack.rest().send(Method::POST, "/_emulator/v1/reset", "{}").await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    gate.notify_one();
    // Requests to one address go out in order, so what waited would come first.
    tell(&client, &receiver, [Event::MessageAdded]).await;
    Room::create(&client).await.message("after it").await.unwrap();
    assert_eq!(receiver.next_request().await.param("Body").as_deref(), Some("after it"));
}
