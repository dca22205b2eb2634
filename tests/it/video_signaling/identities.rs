//! Who may take part in a call by the identity of the token.

use e2e::Stack;
use serde_json::{Value, json};
use twilio_token::{AccessToken, VideoGrant};

use crate::signaling_client::SignalingClient;

/// What the SDK is answered when it joins with this token.
async fn answer(stack: &Stack, token: &AccessToken) -> Value {
    let mut client = SignalingClient::connect(stack.emulator().address()).await;
    let body = json!({
        "type": "connect",
        "version": 2,
        "name": "lobby",
        "token": stack.sign(token),
        "participant": { "revision": 1, "tracks": [] },
    });
    client.hello("TM1", &body).await;
    let is_answer = |message: &Value| message["type"] == "connected" || message["type"] == "error";
    client.wait_for("an answer", is_answer).await
}

fn token() -> AccessToken {
    AccessToken::new().video(VideoGrant::default())
}

#[tokio::test]
async fn an_identity_that_video_does_not_take_is_refused_with_its_number() {
    let stack = Stack::frozen().await;
    let nobody = answer(&stack, &token()).await;
    assert_eq!((&nobody["type"], &nobody["code"]), (&json!("error"), &json!(53200)));
    for (identity, code) in [
        (" \u{a0}", 53200),
        ("PA00000000000000000000000000000000", 53200),
        (&"a".repeat(129), 53201),
        (&"é".repeat(65), 53201),
    ] {
        let refused = answer(&stack, &token().identity(identity)).await;
        assert_eq!((&refused["type"], &refused["code"]), (&json!("error"), &json!(code)));
    }
    for identity in ["a", &"a".repeat(128), &"é".repeat(64)] {
        let joined = answer(&stack, &token().identity(identity)).await;
        assert_eq!(joined["participant"]["identity"], identity, "{joined}");
    }
}
