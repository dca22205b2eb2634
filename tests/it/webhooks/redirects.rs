//! Where receivers send calls that came to them, and addresses that have to be encoded.

use e2e::{ReceivedRequest, Receiver, Reply, Stack};
use fake_core::webhook::Event;
use http::{Method, StatusCode};
use serde_json::Value;
use twilio_conversations::Client;

use super::{Room, tell};

const ACCOUNT: &str = "/v1/Configuration/Webhooks";

/// A webhook of new conversations that is called in some way.
async fn with_webhooks(method: &str) -> (Stack, Client, Receiver) {
    let (stack, receiver) = (Stack::frozen().await, Receiver::start().await);
    let client = stack.client();
    tell(&client, &receiver, [Event::ConversationAdded]).await;
    client.configuration().webhooks().update().method(method).await.unwrap();
    (stack, client, receiver)
}

/// The outcome of the last delivery.
async fn outcome(stack: &Stack) -> (Value, Value, Value) {
    loop {
        let log = stack.rest().get("/_emulator/v1/webhooks?limit=1").await.json();
        if let Some(last) = log["deliveries"].get(0) {
            return (last["outcome"].clone(), last["status"].clone(), last["error_code"].clone());
        }
        tokio::task::yield_now().await;
    }
}

fn said(request: &ReceivedRequest) -> (Method, &str, bool) {
    (request.method.clone(), &request.path, request.param("EventType").is_some())
}

#[tokio::test]
async fn four_redirects_are_followed() {
    for (status, method) in
        [(301, Method::GET), (302, Method::GET), (303, Method::GET), (307, Method::POST)]
    {
        let (stack, client, mut receiver) = with_webhooks("POST").await;
        receiver.reply("/post", [Reply::Redirect(status, "/moved?a=1".to_owned())]);
        Room::create(&client).await;
        assert_eq!(said(&receiver.next_request().await), (Method::POST, "/post", true));
        let moved = receiver.next_request().await;
        let is_told = method == Method::POST;
        assert_eq!(said(&moved), (method, "/moved?a=1", is_told), "{status}");
        let (outcome, status, code) = outcome(&stack).await;
        assert_eq!((outcome, status, code), ("answered".into(), 200.into(), Value::Null));
    }
}

#[tokio::test]
async fn ten_redirects_are_followed_and_no_more() {
    let (stack, client, mut receiver) = with_webhooks("POST").await;
    let again = || Reply::Redirect(307, "/post".to_owned());
    receiver.reply("/post", std::iter::repeat_with(again).take(11));
    Room::create(&client).await;
    for _ in 0..11 {
        assert!(receiver.next_request().await.param("EventType").is_some());
    }
    assert_eq!(outcome(&stack).await, ("redirected".into(), 307.into(), 11215.into()));
}

#[tokio::test]
async fn redirects_that_lead_nowhere_are_not_followed() {
    for (status, to) in [(308, "/moved"), (304, "/moved"), (302, ""), (302, "ftp://example.com/")] {
        let (stack, client, mut receiver) = with_webhooks("POST").await;
        receiver.reply("/post", [Reply::Redirect(status, to.to_owned())]);
        Room::create(&client).await;
        receiver.next_request().await;
        let expected = ("misdirected".into(), status.into(), 11216.into());
        assert_eq!(outcome(&stack).await, expected, "{status} {to}");
    }
}

#[tokio::test]
async fn an_address_goes_out_encoded_and_is_shown_as_it_was_given() {
    for method in ["POST", "GET"] {
        let (_stack, client, mut receiver) = with_webhooks(method).await;
        let url = receiver.url("/caf\u{e9} 1%20?q=\u{fc}");
        let update = client.configuration().webhooks().update().post_webhook_url(&url);
        assert_eq!(update.await.unwrap().post_webhook_url, Some(url));
        Room::create(&client).await;
        let request = receiver.next_request().await;
        assert!(request.path.starts_with("/caf%C3%A9%201%20?q=%C3%BC"), "{}", request.path);
    }
}

/// A path, what else its form needs, the parameter with the address, and the number of a bad one.
type Way<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, u64);

#[tokio::test]
async fn addresses_that_cannot_be_called_are_refused_everywhere() {
    let stack = Stack::frozen().await;
    let room = Room::create(&stack.client()).await;
    let webhook = format!("/v1/Conversations/{}/Webhooks", room.sid);
    let ways: [Way<'_>; 5] = [
        (ACCOUNT, &[], "PreWebhookUrl", 50077),
        (ACCOUNT, &[], "PostWebhookUrl", 50078),
        (
            &webhook,
            &[("Target", "webhook"), ("Configuration.Filters", "onMessageAdded")],
            "Configuration.Url",
            50054,
        ),
        (
            "/v1/Configuration/Addresses",
            &[
                ("Type", "sms"),
                ("Address", "+15005550006"),
                ("AutoCreation.Type", "webhook"),
                ("AutoCreation.WebhookFilters", "onMessageAdded"),
            ],
            "AutoCreation.WebhookUrl",
            50054,
        ),
        ("/v1/Rooms", &[], "StatusCallback", 53111),
    ];
    for (path, rest_of_form, name, code) in ways {
        let rest =
            if path == "/v1/Rooms" { stack.rest().host("video.twilio.com") } else { stack.rest() };
        for url in
            ["http://example.com:99999/h", "http://example.com:0/", "http://ex\u{e4}mple.com"]
        {
            let form = [rest_of_form, &[(name, url)]].concat();
            let refused = rest.post(path, &form).await;
            let seen = (refused.status, refused.code());
            assert_eq!(seen, (StatusCode::BAD_REQUEST, code), "{path} {url}: {refused}");
        }
        let form = [rest_of_form, &[(name, "http://example.com:8080/caf\u{e9}")]].concat();
        let taken = rest.post(path, &form).await;
        assert!(taken.status.is_success(), "{path}: {taken}");
    }
}

#[tokio::test]
async fn filters_count_once_and_there_are_no_more_than_events() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let twice = [("Filters", "onMessageAdded"), ("Filters", "onMessageAdded")];
    let set = rest.post(ACCOUNT, &twice).await;
    assert_eq!(set.json()["filters"], serde_json::json!(["onMessageAdded"]));
    let many = vec![("Filters", "onMessageAdded"); 26_000];
    let refused = rest.post(ACCOUNT, &many).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 50054));
}
