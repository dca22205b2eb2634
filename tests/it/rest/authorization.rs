use e2e::{Rest, Stack};
use http::StatusCode;
use insta::assert_snapshot;

const ALL: &str = "/v1/Conversations";

#[tokio::test]
async fn an_auth_token_and_an_api_key_open_the_account() {
    let stack = Stack::frozen().await;
    let known = stack.emulator().credentials();
    let key = known.api_key_sid.to_string();
    let by_key = stack.rest().authorized(&key, &known.api_key_secret);
    assert_eq!(by_key.get(ALL).await.status, StatusCode::OK);
    assert_eq!(stack.rest().get(ALL).await.status, StatusCode::OK);
}

#[tokio::test]
async fn rejected_callers_get_a_reason() {
    let stack = Stack::frozen().await;
    let account = stack.emulator().credentials().account_sid.to_string();
    let stranger = format!("AC{}", "f".repeat(32));
    let callers: [Rest; 6] = [
        stack.rest().authorization(None),
        stack.rest().authorization(Some("Bearer abc")),
        stack.rest().authorization(Some("Basic !!!")),
        stack.rest().authorized(&account, "wrong"),
        stack.rest().authorized(&stranger, "not-a-real-auth-token"),
        stack.rest().authorized("", ""),
    ];
    let mut said = String::new();
    for rest in callers {
        let answer = rest.get(ALL).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, 20003));
        said += &rest.transcript();
    }
    assert_snapshot!(said);
}

#[tokio::test]
async fn accounts_share_nothing() {
    let stack = Stack::frozen().await;
    let mine = stack.rest().post(ALL, &[("UniqueName", "lobby")]).await.text("sid");
    let (account, key) = (format!("AC{}", "1".repeat(32)), format!("SK{}", "1".repeat(32)));
    let body =
        format!(r#"{{"account_sid":"{account}","api_key_sid":"{key}","auth_token":"theirs"}}"#);
    let opened = stack.rest().send(http::Method::POST, "/_emulator/v1/accounts", body).await;
    assert_eq!(opened.status, StatusCode::CREATED);
    let other = stack.rest().authorized(&account, "theirs");
    assert_eq!(other.get(&format!("{ALL}/{mine}")).await.status, StatusCode::NOT_FOUND);
    let service = format!("/v1/Services/{}", stack.service());
    assert_eq!(other.get(&service).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(ALL, &[("UniqueName", "lobby")]).await.status, StatusCode::CREATED);
}
