//! What the emulator refuses only when it is told to.

use std::time::Duration;

use e2e::{Rest, Stack};
use fake_twilio::Builder;
use http::{Method, StatusCode};

use super::conversation;

const ALL: &str = "/v1/Conversations";

#[tokio::test]
async fn a_strict_emulator_refuses_what_the_document_does_not_know() {
    let stack = Stack::frozen_with(Builder::strict).await;
    let rest = stack.rest();
    let refused = rest.post(ALL, &[("UniqueName", "room"), ("Colour", "private")]).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 20001));
    let message = refused.text("message");
    assert!(message.contains("Colour") && !message.contains("private"), "{message}");
    assert_eq!(rest.get(&format!("{ALL}/room")).await.status, StatusCode::NOT_FOUND);
    let room = rest.post(ALL, &[("State", "active"), ("Timers.Inactive", "PT1M")]).await;
    assert_eq!(room.status, StatusCode::CREATED, "{room}");
    let scoped = format!("/v1/Services/{}/Conversations", stack.service());
    assert_eq!(rest.get(&format!("{scoped}?State=active&PageSize=1")).await.status, StatusCode::OK);
    for path in [format!("{scoped}?Limit=1"), "/v1/Rooms?Limit=1".to_owned()] {
        let refused = rest.get(&path).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 20001), "{path}");
    }
    // A body that is no form may say something private at any place.
    let json = rest.send(Method::POST, ALL, r#"{"Body":"private","a":"b & private=c"}"#).await;
    assert_eq!((json.status, json.code()), (StatusCode::BAD_REQUEST, 20001));
    assert!(!json.to_string().contains("private"), "{json}");
    // Who may not come in learns nothing about parameters.
    let stranger = stack.rest().authorization(None).get(&format!("{ALL}?Limit=1")).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}

/// The dictionary forbids it (50382), and Twilio's own React video app does it for every room.
#[tokio::test]
async fn a_timer_without_a_state_is_refused_by_a_strict_emulator_alone() {
    let with_participants = "/v1/ConversationWithParticipants";
    let form = [("Timers.Closed", "P1D")];
    let strict = Stack::frozen_with(Builder::strict).await;
    let lenient = Stack::frozen().await;
    for path in [ALL, with_participants] {
        let refused = strict.rest().post(path, &form).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 50382), "{path}");
        let made = lenient.rest().post(path, &form).await;
        assert_eq!(made.status, StatusCode::CREATED, "{path}");
        assert_eq!(made.text("state"), "active");
        assert_eq!(made.json()["timers"]["date_closed"], "2024-06-02T12:00:00Z");
    }
    let update = format!("{ALL}/{}", strict.rest().post(ALL, &[]).await.text("sid"));
    assert_eq!(strict.rest().post(&update, &form).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_default_ignores_what_the_document_does_not_know() {
    let stack = Stack::frozen().await;
    let made = stack.rest().post(ALL, &[("UniqueName", "room"), ("Colour", "red")]).await;
    assert_eq!(made.status, StatusCode::CREATED);
}

/// Posts until that is too much, and tells how often it was not.
async fn burst(rest: &Rest, path: &str) -> usize {
    for count in 0..100 {
        let answer = rest.post(path, &[("Body", "hello")]).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert_eq!(answer.code(), 20429, "{answer}");
            return count;
        }
        assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    }
    100
}

#[tokio::test]
async fn thirty_actions_a_second_and_no_more_where_the_limit_holds() {
    let stack = Stack::frozen_with(Builder::rate_limit).await;
    let rest = stack.rest();
    let rooms = [conversation(&rest, "One").await, conversation(&rest, "Two").await];
    stack.advance(Duration::from_secs(1));
    let messages = rooms.each_ref().map(|room| format!("{room}/Messages"));
    assert_eq!(burst(&rest, &messages[0]).await, 30);
    // The service has had enough too; another one has not.
    assert_eq!(burst(&rest, &messages[1]).await, 0);
    stack.advance(Duration::from_millis(100));
    assert_eq!(burst(&rest, &messages[1]).await, 3);
    let service = format!("/v1/Services/{}", stack.service());
    assert_eq!(burst(&rest, &format!("{service}{}/Messages", &rooms[0][3..])).await, 0);
    // Reading is no action, and neither is what another account does.
    assert_eq!(rest.get(&rooms[0]).await.status, StatusCode::OK);
    let (account, key) = (format!("AC{}", "1".repeat(32)), format!("SK{}", "1".repeat(32)));
    let body =
        format!(r#"{{"account_sid":"{account}","api_key_sid":"{key}","auth_token":"theirs"}}"#);
    rest.send(Method::POST, "/_emulator/v1/accounts", body).await;
    let other = stack.rest().authorized(&account, "theirs");
    let made = other.post(ALL, &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made}");
}

#[tokio::test]
async fn requests_are_limited_only_with_the_option() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    assert_eq!(burst(&rest, &format!("{room}/Messages")).await, 100);
}
