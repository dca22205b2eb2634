use e2e::{Rest, Stack};
use http::StatusCode;
use insta::assert_snapshot;
use serde_json::Value;

use super::{conversation, path};

#[tokio::test]
async fn a_message_is_sent_read_changed_and_taken_back() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    let all = format!("{room}/Messages");
    let form = [("Author", "ada"), ("Body", "héllo <b>& 👋"), ("Attributes", r#"{"n":1}"#)];
    let sid = rest.post(&all, &form).await.text("sid");
    rest.get(&format!("{all}/{sid}")).await;
    stack.advance(std::time::Duration::from_secs(3));
    rest.post(&format!("{all}/{sid}"), &[("Body", "changed")]).await;
    rest.post(&all, &[("Body", "from nobody in particular")]).await;
    rest.delete(&format!("{all}/{sid}")).await;
    rest.get(&format!("{all}/{sid}")).await;
    rest.get(&all).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn history_is_paged_upwards_and_downwards() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Messages", conversation(&rest, "Room").await);
    for number in 0..5 {
        rest.post(&all, &[("Body", &number.to_string())]).await;
    }
    rest.transcript();
    let upwards = walk(&rest, &format!("{all}?Order=asc&PageSize=2")).await;
    let downwards = walk(&rest, &format!("{all}?Order=desc&PageSize=2")).await;
    assert_snapshot!(rest.transcript());
    assert_eq!(upwards, ["0", "1", "2", "3", "4"]);
    assert_eq!(downwards, ["4", "3", "2", "1", "0"]);
}

/// Follows a list to its end and gives the bodies.
async fn walk(rest: &Rest, start: &str) -> Vec<String> {
    let mut bodies = Vec::new();
    let mut next = Some(start.to_owned());
    while let Some(address) = next {
        let page = rest.get(&address).await.json();
        let messages = page["messages"].as_array().expect("a list");
        bodies.extend(messages.iter().filter_map(|one| one["body"].as_str()).map(str::to_owned));
        assert!(bodies.len() <= 100, "paging does not end");
        next = page["meta"]["next_page_url"].as_str().map(|next| path(next).to_owned());
        assert!(next.is_some() || page["meta"]["next_page_url"] == Value::Null);
    }
    bodies
}

#[tokio::test]
async fn text_towards_phones_is_short() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let messages = format!("{room}/Messages");
    let long = "ü".repeat(1601);
    let sent = rest.post(&messages, &[("Body", &long)]).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    let phone = [
        ("MessagingBinding.Address", "+15005550006"),
        ("MessagingBinding.ProxyAddress", "+15005550001"),
    ];
    rest.post(&format!("{room}/Participants"), &phone).await;
    let refused = rest.post(&messages, &[("Body", &long)]).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 50504));
    let sent = rest.post(&messages, &[("Body", &long[2..])]).await;
    assert_eq!(sent.status, StatusCode::CREATED);
    let one = format!("{messages}/{}", sent.text("sid"));
    let refused = rest.post(&one, &[("Body", &long)]).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 50504));
}

#[tokio::test]
async fn a_message_says_or_shows_something() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let messages = format!("{}/Messages", conversation(&rest, "Room").await);
    let refused = rest.post(&messages, &[("Author", "ada")]).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, 50503));
    assert_eq!(rest.post(&messages, &[("Body", "")]).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_edit_of_nothing_changes_nothing() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let message = rest.post(&format!("{room}/Messages"), &[("Body", "x")]).await.text("sid");
    let message = format!("{room}/Messages/{message}");
    let before = [rest.get(&room).await.json(), rest.get(&message).await.json()];
    stack.advance(std::time::Duration::from_secs(2));
    assert_eq!([rest.post(&room, &[]).await.json(), rest.post(&message, &[]).await.json()], before);
}
