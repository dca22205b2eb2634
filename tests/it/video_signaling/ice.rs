use e2e::{Rest, Stack};
use fake_twilio::FakeTwilio;
use http::Method;
use serde_json::{Value, json};
use twilio_token::{AccessToken, Signer, VideoGrant};

use crate::signaling_client::SignalingClient;

/// What SDKs from 2.5.0 on are told over signaling, and older ones over HTTP.
async fn told(emulator: &FakeTwilio) -> [Value; 2] {
    let known = emulator.credentials();
    let secret = known.api_key_secret.parse().expect("a secret that is not empty");
    let signer = Signer::new(known.account_sid, known.api_key_sid, &secret);
    let token = AccessToken::new().identity("alice").video(VideoGrant::default());
    let now = u64::try_from(emulator.now().as_second()).expect("a moment after 1970");
    let token = signer.sign(&token, now).expect("a token that can be signed");

    let mut client = SignalingClient::connect(emulator.address()).await;
    client.hello("alice", &json!({ "type": "ice", "version": 1, "token": token })).await;
    let iced = client.wait_for("ICE servers", |it| it["type"] == "iced").await;

    let rest = Rest::new(emulator.address(), known);
    let form = "service=video&sdk_version=2.3.0";
    let configured = rest.send(Method::POST, "/v2/Configuration", form).await;
    assert_eq!(configured.status, 200, "{configured}");
    let servers = &configured.json()["video"]["network_traversal_service"]["ice_servers"];
    [iced["ice_servers"].clone(), servers.clone()]
}

#[tokio::test]
async fn no_ice_servers_by_default() {
    let stack = Stack::frozen().await;
    assert_eq!(told(stack.emulator()).await, [json!([]), json!([])]);
}

#[tokio::test]
async fn configured_ice_servers_are_sent_to_old_and_new_clients() {
    let mut emulator = FakeTwilio::builder();
    for server in ["stun:127.0.0.1:3478", "turn:127.0.0.1:3478?transport=tcp,me,not-a-secret"] {
        emulator = emulator.ice_server(server.parse().expect("an ICE server"));
    }
    let emulator = emulator.start().await.expect("the emulator starts");
    let servers = json!([
        { "urls": "stun:127.0.0.1:3478" },
        { "urls": "turn:127.0.0.1:3478?transport=tcp", "username": "me",
            "credential": "not-a-secret" },
    ]);
    assert_eq!(told(&emulator).await, [servers.clone(), servers]);
}
