//! Connections that are lost, and clients that end.

use std::{convert::Infallible, sync::Arc, time::Duration};

use e2e::{Stack, soon};
use tokio::net::TcpSocket;
use twilio_conversations::realtime::{
    Client, ConnectError, ConnectionState, Error, Event, ReconnectPolicy,
};

use super::{Pair, added, builder, heard, room, say, texts};

#[tokio::test]
async fn two_clients_talk() {
    let mut pair = Pair::meet(Stack::live().await).await;
    assert_eq!(pair.ada.identity(), "ada");
    let sent = pair.adas().send("hi").attributes(&["first"]).await.unwrap();
    assert_eq!(heard(&mut pair.bob_events, added).await, "hi");
    assert_eq!(heard(&mut pair.ada_events, added).await, "hi");
    let state = pair.bobs().state().await.unwrap();
    assert_eq!(state.messages[&u64::from(sent.index)].sid, sent.sid);
    assert_eq!(state.participants.len(), 2);
}

#[tokio::test]
async fn what_is_missed_is_told_once_and_in_order() {
    let stack = Arc::new(Stack::live().await);
    let sid = room(&stack, &["ada", "bob"]).await;
    let recorder = stack.recorder().await;
    let url = recorder.url("ada").parse().unwrap();
    let (ada, mut events) = builder(&stack, "ada").url(url).connect().await.unwrap();
    let mut expected = Vec::new();
    for round in 0..4 {
        recorder.cut("ada");
        for number in 0..10 {
            let text = format!("{round}.{number}");
            say(&stack, sid, "bob", &text).await;
            expected.push(text);
        }
    }
    assert_eq!(texts(&mut events, expected.len()).await, expected);
    let state = ada.conversation(sid).state().await.unwrap();
    assert_eq!(state.messages.len(), expected.len());
}

#[tokio::test]
async fn what_is_asked_while_the_connection_is_down_is_answered_later() {
    let stack = Arc::new(Stack::live().await);
    let sid = room(&stack, &["ada"]).await;
    let recorder = stack.recorder().await;
    let url = recorder.url("ada").parse().unwrap();
    let (ada, mut events) = builder(&stack, "ada").url(url).connect().await.unwrap();
    recorder.block("ada");
    recorder.cut("ada");
    assert!(soon("a loss", ada.wait_for(ConnectionState::Connecting)).await);
    let sending = tokio::spawn(async move { ada.conversation(sid).send("later").await });
    recorder.unblock("ada");
    soon("an answer", sending).await.unwrap().unwrap();
    assert_eq!(heard(&mut events, added).await, "later");
}

#[tokio::test]
async fn a_dropped_future_disturbs_nobody() {
    let mut pair = Pair::meet(Stack::live().await).await;
    let room = pair.adas();
    for number in 0..20 {
        // Begun, and perhaps sent, but nobody waits for the answer.
        let begun = tokio::time::timeout(Duration::ZERO, room.send(format!("begun {number}")));
        drop(begun.await);
    }
    room.send("the last").await.unwrap();
    let last = |event: &Event| added(event).filter(|text| text == "the last");
    heard(&mut pair.bob_events, last).await;
}

#[tokio::test]
async fn shutdown_ends_events_and_calls() {
    let mut pair = Pair::meet(Stack::live().await).await;
    soon("the end", pair.ada.shutdown()).await;
    let finished =
        |event: &Event| matches!(event, Event::Connection(ConnectionState::Finished)).then_some(());
    heard(&mut pair.ada_events, finished).await;
    assert!(pair.ada_events.next().await.is_none());
    assert!(matches!(pair.adas().send("too late").await, Err(Error::Closed)));
    assert!(matches!(pair.ada_events.catch_up().await, Err(Error::Closed)));
    // A second time there is nothing to do.
    pair.ada.shutdown().await;
}

#[tokio::test]
async fn a_client_ends_with_its_last_handle() {
    let Pair { ada, mut ada_events, sid, .. } = Pair::meet(Stack::live().await).await;
    let room = ada.conversation(sid);
    drop(ada);
    room.typing().await.unwrap();
    drop(room);
    let end = async { while ada_events.next().await.is_some() {} };
    soon("the end of the events", end).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_dialled_until_the_time_is_over() {
    // Bound and not listening, so that no other program answers here.
    let bound = TcpSocket::new_v4().unwrap();
    bound.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = bound.local_addr().unwrap();
    let client = Client::builder(|| async { Ok::<_, Infallible>("token".to_owned()) })
        .url(format!("ws://{address}/v3/wsconnect").parse().unwrap())
        .reconnect(ReconnectPolicy::default())
        .connect_timeout(Duration::from_secs(2));
    let error = soon("a failure", client.connect()).await.unwrap_err();
    assert!(matches!(error, ConnectError::Timeout { last: Some(_), .. }), "{error:?}");
    drop(bound);
}

#[tokio::test]
async fn handles_and_futures_go_to_other_threads() {
    fn is<T: Send + Sync + 'static>(_: &T) {}
    let mut pair = Pair::meet(Stack::live().await).await;
    is(&pair.ada);
    is(&pair.adas());
    is(&pair.ada_events);
    let (room, history) = (pair.adas(), pair.adas().history());
    let talk = tokio::spawn(async move {
        room.send("from elsewhere").await.unwrap();
        history.page_size(1).next_page().await.unwrap().unwrap()
    });
    heard(&mut pair.ada_events, added).await;
    assert_eq!(talk.await.unwrap().len(), 1);
}
