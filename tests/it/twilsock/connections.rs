//! Who may come, who comes back, and who comes twice.

use std::time::Duration;

use e2e::{RawFrame, Stack, dial, soon};
use futures_util::{SinkExt, StreamExt};
use insta::assert_snapshot;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use twilio_token::{AccessToken, ChatGrant};

use super::{Room, listener, told};

/// Sends an `init` with these fields on a socket of its own and gives the reply.
async fn init(stack: &Stack, fields: Value) -> RawFrame {
    let mut header = json!({ "method": "init", "id": "TM1", "payload_size": 0 });
    for (name, value) in fields.as_object().expect("fields") {
        header[name] = value.clone();
    }
    let header = header.to_string();
    let message = format!("TWILSOCK V3.0 {}\r\n{header}\r\n", header.len());
    let mut socket = dial(stack.emulator().address()).await;
    socket.send(Message::binary(message)).await.expect("an open socket");
    let reply = soon("a reply", socket.next()).await.expect("a message").expect("a whole one");
    RawFrame::read(&reply.into_data()).expect("the emulator speaks Twilsock")
}

#[tokio::test]
async fn a_continuation_token_is_kept_by_its_owner_only() {
    let stack = Stack::frozen().await;
    let (ada, bob) = (stack.token("ada"), stack.token("bob"));
    let first = init(&stack, json!({ "token": ada, "continuation_token": null })).await;
    let handle = first.header["continuation_token"].clone();
    let again = init(&stack, json!({ "token": ada, "continuation_token": handle })).await;
    assert_eq!(again.header["continuation_token"], handle);
    let stolen = init(&stack, json!({ "token": bob, "continuation_token": handle })).await;
    assert_ne!(stolen.header["continuation_token"], handle);
    let invented = init(&stack, json!({ "token": ada, "continuation_token": "616461.x" })).await;
    let service = stack.client().services().create().friendly_name("Other").await.unwrap();
    let other = AccessToken::new().identity("ada").chat(ChatGrant::service(service.sid));
    let abroad = json!({ "token": stack.sign(&other), "continuation_token": handle });
    let abroad = init(&stack, abroad).await;
    assert!(invented.header["continuation_token"] != "616461.x");
    assert_ne!(abroad.header["continuation_token"], handle);
    let status = |reply: &RawFrame| reply.header["continuation_token_status"].to_string();
    assert_snapshot!([&first, &again, &stolen, &invented, &abroad].map(status).join("\n"));
}

#[tokio::test]
async fn every_product_gets_a_registration_of_its_own() {
    let stack = Stack::frozen().await;
    let product = |name: &str| {
        json!({
            "product": name, "type": "ers", "notification_protocol_version": 0,
            "message_types": [format!("{name}.event")],
        })
    };
    let products = ["ip_messaging", "data_sync", "taskrouter"].map(product);
    let reply =
        init(&stack, json!({ "token": stack.token("ada"), "registrations": products })).await;
    let made = reply.header["init_registrations"].as_array().expect("registrations");
    let contexts: std::collections::BTreeSet<_> =
        made.iter().map(|it| it["notification_ctx_id"].to_string()).collect();
    assert_eq!((made.len(), contexts.len()), (3, 3));
    for (wanted, made) in products.iter().zip(made) {
        assert_eq!(
            (&wanted["product"], &wanted["message_types"]),
            (&made["product"], &made["message_types"])
        );
    }
}

#[tokio::test]
async fn a_connection_beyond_the_limit_gets_a_back_off() {
    let stack = Stack::frozen_with(|emulator| emulator.max_connections(1)).await;
    let mut ada = stack.caller("ada").await;
    let refused = stack.connect(&stack.token("bob")).await.err().expect("a refusal");
    let status = &refused.status;
    assert_eq!((status.code, status.error_code), (429, Some(51202)));
    assert_snapshot!(refused.transcript);
    // A token that is not good is named as such even then.
    let forged = stack.sign_with(&stack.grants("eve"), "somebody-else's-secret");
    let refused = stack.connect(&forged).await.err().expect("a refusal");
    assert_eq!(refused.status.code, 401);
    ada.shutdown().await;
    ada.farewell().await;
    stack.caller("bob").await;
}

/// Clients that come at once, while the emulator looks elsewhere.
const CROWD: usize = 200;

/// A connection that the system has no room for is tried again after a second.
const WITHOUT_A_SECOND_TRY: Duration = Duration::from_millis(900);

#[tokio::test]
async fn many_connections_at_once_are_accepted() {
    let stack = Stack::frozen().await;
    let address = stack.emulator().address();
    // This thread is the emulator's, too: it accepts nobody until they have all come.
    let come = |_| std::net::TcpStream::connect_timeout(&address, WITHOUT_A_SECOND_TRY);
    let come: Result<Vec<_>, _> = (0..CROWD).map(come).collect();
    assert_eq!(come.expect("everybody finds room").len(), CROWD);
}

#[tokio::test]
async fn two_tabs_of_one_user_get_the_same_events() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    let mut one = listener(&stack, "ada", &room).await;
    let mut other = listener(&stack, "ada", &room).await;
    let mut bob = listener(&stack, "bob", &room).await;
    let send = format!("/Client/v2/Conversations/{}/Messages", room.sid);
    one.post(&send, &json!({ "body": "from one tab", "attributes": "{}" })).await;
    let mine = format!("/Client/v2/MyConversations/{}", room.sid);
    other.post(&mine, &json!({ "last_read_message_index": 0 })).await;
    let heard = one.settle().await;
    assert_eq!(heard, other.settle().await);
    let heard: Vec<_> = heard.iter().map(told).collect();
    assert_eq!(heard, ["list_item_added from one tab", "document_updated", "map_item_updated ada"]);
    assert_eq!(bob.settle().await.len(), 3);
    // The others hear one typing, and neither of the tabs does.
    one.call(http::Method::POST, "/Client/v2/Typing", format!("ChannelSid={}", room.sid)).await;
    assert!(one.settle().await.is_empty() && other.settle().await.is_empty());
    assert_eq!(bob.settle().await.len(), 1);
    // One that is closed does not take the other with it.
    one.shutdown().await;
    one.farewell().await;
    room.say("still there?").await;
    let heard: Vec<_> = other.settle().await.iter().map(told).collect();
    assert_eq!(heard, ["list_item_added still there?", "document_updated"]);
}

#[tokio::test]
async fn clients_of_a_deleted_service_are_sent_away_and_not_let_in_again() {
    let stack = Stack::frozen().await;
    let services = stack.client().services();
    let service = services.create().friendly_name("Soon gone").await.unwrap().sid;
    let token = AccessToken::new().identity("ada").chat(ChatGrant::service(service));
    let token = stack.sign(&token);
    let mut ada = stack.connect(&token).await.expect("the service is there");
    services.delete(service).await.unwrap();
    assert_eq!(ada.farewell().await, None);
    let refused = stack.connect(&token).await.err().expect("a refusal");
    assert_eq!((refused.status.code, refused.status.error_code), (401, Some(51101)));
}

#[tokio::test]
async fn a_clock_advance_of_an_hour_expires_the_token_and_keeps_the_connection() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    stack.advance(Duration::from_secs(3600 - 180));
    ada.frame("client_update").await;
    ada.frame("ping").await;
    assert_eq!(ada.get("/Client/v2/Configuration").await.status, 200);
    stack.advance(Duration::from_secs(180));
    assert_eq!(ada.frame("close").await.header["status"]["code"], 410);
}

/// The status with which a client is sent away, with what it is told besides.
async fn sent_away(caller: &mut e2e::Caller) -> (Value, Value) {
    let close = caller.frame("close").await;
    (close.header["status"].clone(), close.payload)
}

#[tokio::test]
async fn clients_are_disconnected_and_counted() {
    let stack = Stack::frozen().await;
    let (mut ada, mut tab) = (stack.caller("ada").await, stack.caller("ada").await);
    let mut bob = stack.caller("bob").await;
    assert_eq!(stack.disconnect(&json!({ "identity": "eve" })).await, 0);
    let elsewhere = json!({ "service_sid": "IS00000000000000000000000000000000" });
    assert_eq!(stack.disconnect(&elsewhere).await, 0);
    let busy = json!({
        "identity": "ada", "status": 429, "description": "Busy", "error_code": 51202,
        "backoff_ms": 700,
    });
    assert_eq!(stack.disconnect(&busy).await, 2);
    let status = json!({
        "code": 429, "status": "TOO_MANY_REQUESTS", "description": "Busy", "errorCode": 51202,
    });
    let wait = json!({ "backoff_policy": { "reconnect_min_ms": 700, "reconnect_max_ms": 700 } });
    for caller in [&mut ada, &mut tab] {
        assert_eq!(sent_away(caller).await, (status.clone(), wait.clone()));
        assert_eq!(caller.farewell().await, Some(1000));
    }
    // Those who are gone are not told twice, and the others stayed.
    assert_eq!(stack.disconnect(&json!({ "identity": "ada" })).await, 0);
    assert_eq!(bob.get("/Client/v2/Configuration").await.status, 200);
    for (wanted, word) in
        [(308, "OFFLOAD"), (401, "UNAUTHORIZED"), (410, "GONE"), (503, "SERVICE_UNAVAILABLE")]
    {
        let mut cy = stack.caller("cy").await;
        let here = json!({ "identity": "cy", "status": wanted, "service_sid": stack.service() });
        assert_eq!(stack.disconnect(&here).await, 1);
        let (status, wait) = sent_away(&mut cy).await;
        assert_eq!((&status["code"], &status["status"]), (&json!(wanted), &json!(word)));
        assert_eq!(wait, Value::Null);
    }
    assert_eq!(stack.disconnect(&json!({})).await, 1);
    assert_eq!(sent_away(&mut bob).await.0["code"], 308);
}

#[tokio::test]
async fn a_malformed_goodbye_is_rejected() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    for body in
        [r#"{"status":200}"#, r#"{"status":600}"#, r#"{"backof_ms":1}"#, "", r#"{"backoff_ms":-1}"#]
    {
        let path = "/_emulator/v1/clients/disconnect";
        let answer = rest.send(http::Method::POST, path, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, 20001), "{body}");
    }
    assert_eq!(rest.get("/_emulator/v1/clients/disconnect").await.status, 405);
}
