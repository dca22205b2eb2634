use std::time::Duration;

use e2e::{RawFrame, Socket, Stack, dial, dial_signaling, soon};
use futures_util::{SinkExt, StreamExt};
use insta::assert_snapshot;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn an_idle_connection_is_pinged_every_half_minute() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    ada.transcript();
    stack.advance(Duration::from_millis(29_999));
    assert!(ada.settle().await.is_empty());
    assert!(!ada.transcript().contains("ping"));
    stack.advance(Duration::from_millis(1));
    ada.frame("ping").await;
    assert_snapshot!(ada.transcript());
}

#[tokio::test]
async fn a_silent_client_times_out() {
    let stack = Stack::frozen().await;
    let mut socket = dial(stack.emulator().address()).await;
    // Never says who it is.
    stack.advance(Duration::from_secs(30));
    let message = soon("a farewell", socket.next()).await;
    let Some(Ok(Message::Close(Some(close)))) = message else { panic!("{message:?}") };
    assert_eq!(u16::from(close.code), 1008);
}

async fn close_code(socket: &mut Socket) -> u16 {
    let message = soon("a farewell", socket.next()).await;
    let Some(Ok(Message::Close(Some(close)))) = message else { panic!("{message:?}") };
    u16::from(close.code)
}

async fn say(socket: &mut Socket, header: &Value) -> RawFrame {
    let header = header.to_string();
    let message = format!("TWILSOCK V3.0 {}\r\n{header}\r\n", header.len());
    socket.send(Message::binary(message)).await.expect("an open socket");
    hear(socket).await
}

async fn hear(socket: &mut Socket) -> RawFrame {
    let message = soon("a frame", socket.next()).await.expect("a message").expect("a whole one");
    RawFrame::read(&message.into_data()).expect("the emulator speaks Twilsock")
}

/// Real time that is enough to connect even on a busy machine.
const INIT_TIMEOUT: Duration = Duration::from_secs(6);

#[tokio::test]
async fn a_slow_handshake_times_out_while_the_clock_is_frozen() {
    let stack = Stack::frozen_with(|emulator| emulator.init_timeout(INIT_TIMEOUT)).await;
    let mut ada = dial(stack.emulator().address()).await;
    let init = json!({ "method": "init", "id": "TM1", "token": stack.token("ada") });
    assert_eq!(say(&mut ada, &init).await.header["status"]["code"], 200);
    // Never says who it is.
    let mut silent = dial(stack.emulator().address()).await;
    assert_eq!(close_code(&mut silent).await, 1008);
    // Is refused and does not go.
    let mut forged = dial(stack.emulator().address()).await;
    let init = json!({ "method": "init", "id": "TM1", "token": "forged" });
    assert_eq!(say(&mut forged, &init).await.header["status"]["code"], 401);
    assert_eq!(close_code(&mut forged).await, 1000);
    // Who is in has nothing to fear, before it is told to go.
    assert_eq!(say(&mut ada, &json!({ "method": "ping", "id": "TM2" })).await.text("id"), "TM2");
    assert_eq!(stack.disconnect(&json!({})).await, 1);
    assert_eq!(hear(&mut ada).await.text("method"), "close");
    assert_eq!(close_code(&mut ada).await, 1000);
}

#[tokio::test]
async fn a_text_message_is_ignored() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    ada.send(Message::text("TWILSOCK V3.0 2\r\n{}\r\n")).await;
    assert!(ada.settle().await.is_empty());
}

#[tokio::test]
async fn what_is_not_a_frame_ends_the_connection_politely() {
    let garbage: [(&[u8], u16); 6] = [
        (b"", 406),
        (b"\x00\xff\xfe", 406),
        (b"TWILSOCK V4.0 2\r\n{}\r\n", 406),
        (b"TWILSOCK V3.0 99999999999999999999\r\n{}\r\n", 417),
        (b"TWILSOCK V3.0 7\r\n{\"id\":1\r\n", 417),
        (b"TWILSOCK V3.0 40\r\n{}\r\n", 417),
    ];
    let stack = Stack::frozen().await;
    let mut said = String::new();
    for (bytes, code) in garbage {
        let mut ada = stack.caller("ada").await;
        ada.transcript();
        ada.send(Message::binary(bytes)).await;
        let close = ada.frame("close").await;
        assert_eq!(close.header["status"]["code"], code, "{}", String::from_utf8_lossy(bytes));
        assert_eq!(ada.farewell().await, Some(1000));
        said += &ada.transcript();
    }
    assert_snapshot!(said);
}

#[tokio::test]
async fn a_message_too_long_is_cut_off_with_1009() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    ada.send(Message::binary(vec![b'x'; 1024 * 1024 + 1])).await;
    assert_eq!(ada.farewell().await, Some(1009));
}

#[tokio::test]
async fn a_message_that_is_not_even_read_is_cut_off_with_1009() {
    let stack = Stack::frozen().await;
    let length = 3 * 1024 * 1024;
    let mut ada = stack.caller("ada").await;
    ada.send(Message::binary(vec![b'x'; length])).await;
    assert_eq!(ada.farewell().await, Some(1009));
    let mut guest = dial_signaling(stack.emulator().address()).await;
    guest.send(Message::text("x".repeat(length))).await.expect("an open socket");
    assert_eq!(close_code(&mut guest).await, 1009);
}

#[tokio::test]
async fn requests_that_make_no_sense_are_answered() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    let paths = [
        "/",
        "/Client/v2/Nonsense",
        "/Client/v2/MyConversations/%00%ff",
        "/Client/v2/Conversations/CH/Messages/IM",
        "/v3/Lists/nonsense/Items?From=x&PageSize=-1",
        "/v3/Maps/%ff",
        "/v3/Streams/x",
        "/v4/Subscriptions",
        "/v9/x",
    ];
    for path in paths {
        for body in ["", "{", "[]", "null", "{\"requests\":7}", "ChannelSid=%ff&&="] {
            for method in [http::Method::GET, http::Method::POST, http::Method::PUT] {
                let answer = ada.call(method.clone(), path, body).await;
                assert!(answer.status.is_client_error(), "{method} {path} {body} {answer}");
                assert!(answer.code() > 0, "{method} {path} {body} {answer}");
            }
        }
    }
}
