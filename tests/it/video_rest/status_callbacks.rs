use std::time::Duration;

use e2e::{Receiver, Stack, soon};
use insta::assert_snapshot;
use serde_json::json;
use tokio::net::TcpListener;
use twilio_conversations::wire::video::{participant, room};

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
    let rooms = stack.client().video().rooms();
    let mut receiver = Receiver::start().await;
    let create = rooms.create().unique_name("call").status_callback(receiver.url("/cb"));
    let room = create.await.unwrap().sid;
    let mut requests = vec![next_request(&mut receiver).await];
    let tracks = json!([{ "kind": "video", "name": "cam" }]);
    let seat = json!({ "room": "call", "identity": "ada", "tracks": tracks });
    stack.seed("video/participants", &seat).await;
    requests.extend([next_request(&mut receiver).await, next_request(&mut receiver).await]);
    stack.advance(Duration::from_secs(9));
    rooms.update(room).status(room::Status::Completed).await.unwrap();
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
    let video = stack.client().video();
    let mut receiver = Receiver::start().await;
    let callback = format!("{}?app=7", receiver.url("/cb"));
    let create = video.rooms().create().unique_name("call").status_callback(callback);
    let room = create.status_callback_method("GET").await.unwrap();
    assert_eq!(room.status_callback_method, "GET");
    let created = next_request(&mut receiver).await;
    assert!(created.starts_with("GET\n    app=7\n    AccountSid="), "{created}");
    let ada = SignalingClient::join(&stack, "ada", "call", &["camera"]).await;
    wait_for_event(&mut receiver, "participant-connected").await;
    wait_for_event(&mut receiver, "track-added").await;
    drop(ada);
    // The socket is lost, then the participant is given up, then the empty room.
    let participants = video.room(room.sid).participants();
    soon("that ada is lost", async {
        while participants.fetch("ada").await.unwrap().status == participant::Status::Connected {
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
    let rooms = stack.client().video().rooms();
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let silent = format!("http://{}/cb", silent.local_addr().expect("an address"));
    // Ten of them, at 15 s each, would take longer than this waits.
    for _ in 0..10 {
        rooms.create().status_callback(&silent).await.unwrap();
    }
    let mut receiver = Receiver::start().await;
    rooms.create().status_callback(receiver.url("/cb")).await.unwrap();
    wait_for_event(&mut receiver, "room-created").await;
    let other = rooms.create().unique_name("other").await.unwrap();
    assert_eq!(rooms.fetch(other.sid).await.unwrap().status, room::Status::InProgress);
}
