use std::time::Duration;

use e2e::{Receiver, Stack, soon};
use insta::assert_snapshot;
use tokio::net::TcpListener;

use super::{room, seat, video};
use crate::signaling_client::SignalingClient;

/// The next report: its parameters a line each, after the method.
async fn next_request(receiver: &mut Receiver) -> String {
    let request = receiver.next_request().await;
    // Base64 of the twenty bytes of SHA-1.
    assert_eq!(request.signature.len(), 28);
    request.to_string().replacen(" /cb", "", 1)
}

async fn wait_for_event(receiver: &mut Receiver, event: &str) {
    receiver.next_request_with("StatusCallbackEvent", event).await;
}

#[tokio::test]
async fn status_callbacks_of_a_call() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let mut receiver = Receiver::start().await;
    let callback = receiver.url("/cb");
    let form = [("UniqueName", "call"), ("StatusCallback", callback.as_str())];
    let room = rest.post("/v1/Rooms", &form).await.text("sid");
    let mut requests = vec![next_request(&mut receiver).await];
    seat(&rest, "call", "ada", &[("video", "cam")]).await;
    requests.extend([next_request(&mut receiver).await, next_request(&mut receiver).await]);
    stack.advance(Duration::from_secs(9));
    rest.post(&format!("/v1/Rooms/{room}"), &[("Status", "completed")]).await;
    requests.extend([
        next_request(&mut receiver).await,
        next_request(&mut receiver).await,
        next_request(&mut receiver).await,
    ]);
    assert_snapshot!(requests.join("\n"));
}

#[tokio::test]
async fn a_client_that_joins_and_time_alone_are_reported_too() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let mut receiver = Receiver::start().await;
    let callback = format!("{}?app=7", receiver.url("/cb"));
    let form = [("StatusCallback", callback.as_str()), ("StatusCallbackMethod", "GET")];
    let name = rest.post("/v1/Rooms", &[&form[..], &[("UniqueName", "call")]].concat()).await;
    assert_eq!(name.text("status_callback_method"), "GET");
    let created = next_request(&mut receiver).await;
    assert!(created.starts_with("GET\n    app=7\n    AccountSid="), "{created}");
    let ada = SignalingClient::join(&stack, "ada", "call", &["camera"]).await;
    wait_for_event(&mut receiver, "participant-connected").await;
    wait_for_event(&mut receiver, "track-added").await;
    drop(ada);
    // The socket is lost, then the participant is given up, then the empty room.
    let sid = name.text("sid");
    let path = format!("/v1/Rooms/{sid}/Participants/ada");
    soon("that ada is lost", async {
        while rest.get(&path).await.text("status") == "connected" {
            tokio::task::yield_now().await;
        }
    })
    .await;
    stack.advance(Duration::from_secs(30));
    wait_for_event(&mut receiver, "participant-disconnected").await;
    stack.advance(Duration::from_secs(5 * 60));
    wait_for_event(&mut receiver, "room-ended").await;
}

#[tokio::test]
async fn a_slow_receiver_delays_no_request() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let silent = format!("http://{}/cb", silent.local_addr().expect("an address"));
    // Ten of them, at 15 s each, would take longer than this waits.
    for _ in 0..10 {
        rest.post("/v1/Rooms", &[("StatusCallback", &silent)]).await;
    }
    let mut receiver = Receiver::start().await;
    rest.post("/v1/Rooms", &[("StatusCallback", &receiver.url("/cb"))]).await;
    wait_for_event(&mut receiver, "room-created").await;
    assert_eq!(rest.get(&room(&rest, "other").await).await.text("status"), "in-progress");
}
