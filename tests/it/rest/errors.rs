use e2e::Stack;
use http::{Method, StatusCode};
use insta::assert_snapshot;

use super::conversation;

#[tokio::test]
async fn what_is_not_there_is_404_and_20404() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    rest.transcript();
    let nobody = "0".repeat(32);
    let paths = [
        format!("/v1/Conversations/CH{nobody}"),
        "/v1/Conversations/no-such-name".to_owned(),
        format!("{room}/Messages/IM{nobody}"),
        format!("{room}/Messages/nonsense"),
        format!("{room}/Participants/nobody"),
        "/v1/Users/nobody".to_owned(),
        format!("/v1/Services/IS{nobody}"),
        format!("/v1/Services/IS{nobody}/Conversations"),
        "/v1/Nonsense".to_owned(),
        "/v2/Conversations".to_owned(),
        "/".to_owned(),
    ];
    for path in paths {
        let answer = rest.get(&path).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, 20404), "{path}");
    }
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn a_wrong_method_is_405_and_20004() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    rest.transcript();
    for (method, path) in [
        (Method::PUT, "/v1/Conversations".to_owned()),
        (Method::DELETE, "/v1/Conversations".to_owned()),
        (Method::PATCH, room.clone()),
        (Method::PUT, format!("{room}/Messages")),
        (Method::DELETE, "/v1/Users".to_owned()),
    ] {
        let answer = rest.call(method, &path, &[]).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(answer.code(), 20004, "{path}");
    }
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn bad_fields_have_codes_of_their_own() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let (people, messages) = (format!("{room}/Participants"), format!("{room}/Messages"));
    rest.transcript();
    let long = "x".repeat(40_000);
    let attributes = format!(r#"{{"a":"{long}"}}"#);
    let cases: [(&str, &[(&str, &str)]); 12] = [
        ("/v1/Conversations", &[("UniqueName", "CH00000000000000000000000000000000")]),
        ("/v1/Conversations", &[("Attributes", "not json")]),
        ("/v1/Conversations", &[("State", "asleep")]),
        ("/v1/Conversations", &[("FriendlyName", &long[..300])]),
        ("/v1/Conversations", &[("DateCreated", "yesterday")]),
        (&people, &[]),
        (&people, &[("Identity", "")]),
        (&people, &[("Identity", &long[..600])]),
        (&people, &[("Identity", "ada"), ("RoleSid", "nonsense")]),
        (&messages, &[("Body", &long)]),
        ("/v1/Conversations", &[("Attributes", &attributes)]),
        ("/v1/Users", &[]),
    ];
    let mut seen = Vec::new();
    for (path, form) in cases {
        let answer = rest.call(Method::POST, path, form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {form:.60?}");
        let names: Vec<_> = form.iter().map(|(name, text)| format!("{name}={text:.40}")).collect();
        seen.push(format!("POST {path} {}\n{answer}\n\n", names.join("&")));
    }
    assert_snapshot!(seen.concat());
}

#[tokio::test]
async fn pages_that_cannot_be_are_refused() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    for number in 0..3 {
        rest.post("/v1/Conversations", &[("FriendlyName", &number.to_string())]).await;
    }
    rest.transcript();
    for query in ["PageToken=nonsense&Page=1", "PageSize=0", "PageSize=-1", "PageSize=many"] {
        let answer = rest.get(&format!("/v1/Conversations?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
    }
    assert_snapshot!(rest.transcript());
    // More than there can be is as much as there can be.
    let whole = rest.get("/v1/Conversations?PageSize=1000").await.json();
    assert_eq!(whole["conversations"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn a_body_without_end_is_refused() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let body = format!("Body={}", "x".repeat(3 * 1024 * 1024));
    let answer = rest.send(Method::POST, &format!("{room}/Messages"), body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_snapshot!(answer);
    let messages = rest.get(&format!("{room}/Messages")).await.json();
    assert_eq!(messages["messages"], serde_json::json!([]));
}
