use std::time::Duration;

use e2e::Stack;
use insta::assert_snapshot;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn a_silent_line_is_pinged_every_half_minute() {
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
async fn who_says_nothing_for_too_long_is_given_up() {
    let stack = Stack::frozen().await;
    let mut socket = e2e::dial(stack.emulator().address()).await;
    // Never says who it is.
    stack.advance(Duration::from_secs(30));
    let message = e2e::soon("a farewell", futures_util::StreamExt::next(&mut socket)).await;
    let Some(Ok(Message::Close(Some(close)))) = message else { panic!("{message:?}") };
    assert_eq!(u16::from(close.code), 1008);
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
