use std::time::Duration;

use e2e::{Caller, Stack, soon};
use serde_json::{Value, json};
use tokio::{net::TcpSocket, time::timeout};
use tokio_tungstenite::{client_async, tungstenite::Message};

use super::{Room, follow};

/// Messages that are sent: twice of what the emulator keeps for one connection and sockets hold.
const COUNT: u64 = 2_000;

/// A caller whose socket takes little before it has to be read.
async fn narrow(stack: &Stack, identity: &str) -> Caller {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(8 * 1024).expect("an option of every socket");
    let stream = socket.connect(stream_address(stack)).await.expect("a connection");
    let url = "ws://tsock.us1.twilio.com/v3/wsconnect";
    let (socket, _) = soon("a handshake", client_async(url, stream)).await.expect("a WebSocket");
    let introduced = Caller::introduce(socket, &stack.token(identity)).await;
    introduced.expect("the token is good")
}

fn stream_address(stack: &Stack) -> std::net::SocketAddr {
    stack.emulator().address()
}

/// The longest attributes there are; every backslash of them takes two on the wire.
fn padding() -> Value {
    json!({ "padding": r"\".repeat(2_000) })
}

/// Numbers of the messages in pushes.
fn numbers(pushes: &[Value]) -> Vec<u64> {
    let events = pushes.iter().filter_map(|push| push["events"].as_array()).flatten();
    let numbered = events.filter(|event| event["list_sid"].is_string());
    numbered.filter_map(|event| event["item_index"].as_u64()).collect()
}

#[tokio::test]
async fn a_slow_reader_is_disconnected_and_catches_up() {
    let stack = Stack::frozen().await;
    let room = Room::with(&stack, &["ada", "bob"]).await;
    let [_, (list, messages), _] = room.objects();
    let mut slow = narrow(&stack, "ada").await;
    follow(&mut slow, list, &messages, Some(0)).await;
    slow.settle().await;
    let mut quick = stack.caller("bob").await;
    follow(&mut quick, list, &messages, Some(0)).await;
    quick.settle().await;

    let (padding, messages_by_rest) = (padding(), room.by_rest().messages());
    let mut heard_by_quick = Vec::new();
    for number in 0..COUNT {
        messages_by_rest.create().body("long").attributes(&padding).await.unwrap();
        // The quick one is not slowed down by the slow one.
        heard_by_quick.extend(numbers(&[quick.pushed().await]));
        assert_eq!(heard_by_quick.last(), Some(&number));
    }

    assert_eq!(slow.farewell().await, None, "cut without a word, so that the SDK redials at once");
    let pushes = slow.heard();
    let mut heard = numbers(&pushes);
    let least = heard.len();
    assert!(least < usize::try_from(COUNT).expect("few"), "the slow one was never cut");
    let mut again = stack.caller("ada").await;
    heard.extend(catch_up(&mut again, list, &messages, last_event(&pushes)).await);
    // Not by `assert_eq`, which would print thousands of numbers.
    assert!(
        heard.iter().copied().eq(0..COUNT),
        "{least} heard before the cut, {} in all",
        heard.len()
    );
    room.say("live again").await;
    assert_eq!(numbers(&again.settle().await), [COUNT]);
}

/// Less than the half minute in which the emulator gives up a socket that takes nothing.
const AT_ONCE: Duration = Duration::from_secs(25);

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected_at_the_bound() {
    let stack = Stack::frozen_with(|emulator| emulator.max_connections(1)).await;
    let room = Room::with(&stack, &["ada"]).await;
    let [_, (list, messages), _] = room.objects();
    let mut deaf = narrow(&stack, "ada").await;
    follow(&mut deaf, list, &messages, Some(0)).await;
    let (padding, messages_by_rest) = (padding(), room.by_rest().messages());
    for _ in 0..COUNT {
        messages_by_rest.create().body("long").attributes(&padding).await.unwrap();
    }
    // Anyone who does not read is notified of the end when writing: the other side takes nothing any more.
    let talk = async { while deaf.try_send(Message::binary(vec![0; 4096])).await {} };
    assert!(timeout(AT_ONCE, talk).await.is_ok(), "a client that does not read keeps its place");

    let mut again = stack.caller("ada").await;
    let heard = catch_up(&mut again, list, &messages, 0).await;
    assert!(heard.iter().copied().eq(0..COUNT), "{} of {COUNT} replayed", heard.len());
    room.say("live again").await;
    assert_eq!(numbers(&again.settle().await), [COUNT]);
}

/// Subscribes and hears what was missed. Much is replayed in rounds: an interrupted client asks for
/// the rest, as the SDK does.
async fn catch_up(caller: &mut Caller, kind: &str, name: &str, mut known: u64) -> Vec<u64> {
    let mut heard = Vec::new();
    loop {
        follow(caller, kind, name, Some(known)).await;
        let pushes = caller.settle().await;
        heard.extend(numbers(&pushes));
        known = last_event(&pushes).max(known);
        if pushes.iter().any(|push| push["events"][0]["replay_status"] == "completed") {
            return heard;
        }
    }
}

fn last_event(pushes: &[Value]) -> u64 {
    let events = pushes.iter().filter_map(|push| push["events"].as_array()).flatten();
    events.filter_map(|event| event["id"].as_u64()).max().unwrap_or(0)
}
