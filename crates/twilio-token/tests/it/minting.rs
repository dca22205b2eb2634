//! What a minted token looks like, byte for byte, and what is not minted.

use insta::assert_snapshot;
use serde_json::json;
use twilio_token::{
    AccessToken, ChatGrant, EmptySecret, Incoming, MAX_LIFETIME, MintError, Outgoing, Secret,
    Signer, SyncGrant, TaskRouterGrant, VideoGrant, VoiceGrant,
};

use crate::segment;

const NOW: u64 = 1_700_000_000;

fn secret() -> Secret {
    "a-secret-of-no-account".parse().expect("a secret")
}

fn signer() -> Signer {
    let account = "AC00000000000000000000000000000001".parse().expect("an account SID");
    let key = "SK00000000000000000000000000000002".parse().expect("a key SID");
    Signer::new(account, key, &secret())
}

fn read(jwt: &str) -> String {
    format!("{}\n{}", segment(jwt, 0), segment(jwt, 1))
}

#[test]
fn token_of_the_tutorial() {
    let service = "IS00000000000000000000000000000003".parse().unwrap();
    let token = AccessToken::new()
        .identity("Zoë")
        .video(VideoGrant::room("My Room"))
        .chat(ChatGrant::service(service));
    assert_snapshot!(read(&signer().sign(&token, NOW).unwrap()));
}

#[test]
fn token_with_everything() {
    let text = |text: &str| Some(text.to_owned());
    let token = AccessToken::new()
        .identity("Zoë")
        .video(VideoGrant::default())
        .voice(VoiceGrant {
            incoming: Incoming { allow: true },
            outgoing: Some(Outgoing {
                application_sid: "AP00000000000000000000000000000004".to_owned(),
                params: json!({ "n": 1 }).as_object().unwrap().clone(),
            }),
            push_credential_sid: text("CR00000000000000000000000000000005"),
            endpoint_id: text("phone"),
        })
        .sync(SyncGrant { service_sid: text(""), endpoint_id: text("e") })
        .task_router(TaskRouterGrant { role: text("worker"), ..TaskRouterGrant::default() })
        .playback(json!({ "url": null }).as_object().unwrap().clone())
        .ttl(60)
        .without_not_before();
    assert_snapshot!(read(&signer().region("ie1").sign(&token, NOW).unwrap()));
}

#[test]
fn empty_texts_are_refused() {
    let token = AccessToken::new().identity("");
    assert!(matches!(signer().sign(&token, NOW), Err(MintError::EmptyIdentity)));
    assert_eq!("".parse::<Secret>().unwrap_err(), EmptySecret);
}

#[test]
fn one_day_is_the_longest_lifetime() {
    let refused = |token: AccessToken| match signer().sign(&token, NOW) {
        Ok(_) => None,
        Err(MintError::Lifetime { seconds }) => Some(seconds),
        Err(other @ (MintError::EmptyIdentity | MintError::Encode(_))) => panic!("{other}"),
    };
    let token = AccessToken::new;
    assert_eq!(refused(token().ttl(MAX_LIFETIME)), None);
    assert_eq!(refused(token().valid_until(NOW + MAX_LIFETIME)), None);
    assert_eq!(refused(token().ttl(MAX_LIFETIME + 1)), Some(MAX_LIFETIME + 1));
    assert_eq!(refused(token().valid_until(NOW + MAX_LIFETIME + 9)), Some(MAX_LIFETIME + 9));
    assert_eq!(refused(token().ttl(u64::MAX)), Some(u64::MAX));
}

#[test]
fn debug_output_keeps_the_secret() {
    let shown = format!("{:?} {:?}", secret(), signer());
    assert!(!shown.contains("a-secret"), "{shown}");
    assert!(!shown.contains(&format!("{:?}", secret().expose().as_bytes())), "{shown}");
}
