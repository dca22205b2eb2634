//! What applications ask `api.twilio.com`.

use e2e::Stack;
use http::{Method, StatusCode};

const HOST: &str = "api.twilio.com";

#[tokio::test]
async fn the_account_and_its_ice_servers_are_answered() {
    let turn = "turn:localhost:3478,me,word";
    let stack = Stack::frozen_with(|it| it.ice_server(turn.parse().expect("a server"))).await;
    let rest = stack.rest().host(HOST);
    let account = stack.emulator().credentials().account_sid.to_string();
    let own = format!("/2010-04-01/Accounts/{account}.json");
    let fetched = rest.get(&own).await;
    assert_eq!((fetched.text("sid"), fetched.text("uri")), (account.clone(), own.clone()));
    assert_eq!(fetched.text("date_created"), "Sat, 01 Jun 2024 12:00:00 +0000");
    let listed = rest.get("/2010-04-01/Accounts.json").await.json();
    assert_eq!(listed["accounts"][0], fetched.json());

    let tokens = format!("/2010-04-01/Accounts/{account}/Tokens.json");
    let token = rest.post(&tokens, &[("Ttl", "60")]).await;
    assert_eq!((token.status, token.text("ttl")), (StatusCode::CREATED, "60".to_owned()));
    assert_eq!(
        token.json()["ice_servers"],
        serde_json::json!([{
            "url": "turn:localhost:3478",
            "urls": "turn:localhost:3478",
            "username": "me",
            "credential": "word",
        }])
    );
    assert_eq!(rest.post(&tokens, &[("Ttl", "soon")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(rest.call(Method::GET, &tokens, &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_keys_of_the_account_are_listed_without_their_secrets() {
    let stack = Stack::frozen().await;
    let rest = stack.rest().host(HOST);
    let known = stack.emulator().credentials();
    let keys = format!("/2010-04-01/Accounts/{}/Keys", known.account_sid);
    let listed = rest.get(&format!("{keys}.json")).await;
    assert_eq!(listed.json()["keys"][0]["sid"], known.api_key_sid.to_string(), "{listed}");
    assert_eq!(listed.json()["keys"][1], serde_json::Value::Null);
    assert!(!listed.body.windows(4).any(|it| it == b"real"), "{listed}");
    let fetched = rest.get(&format!("{keys}/{}.json", known.api_key_sid)).await;
    assert_eq!(fetched.json(), listed.json()["keys"][0]);
    assert_eq!(fetched.text("date_created"), "Sat, 01 Jun 2024 12:00:00 +0000");
    let other = rest.get(&format!("{keys}/SK{}.json", "1".repeat(32))).await;
    assert_eq!((other.status, other.code()), (StatusCode::NOT_FOUND, 20404));
    let made = rest.post(&format!("{keys}.json"), &[]).await;
    assert_eq!(made.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn other_accounts_and_resources_are_not_there() {
    let stack = Stack::frozen().await;
    let rest = stack.rest().host(HOST);
    let account = stack.emulator().credentials().account_sid;
    let other = format!("/2010-04-01/Accounts/AC{}.json", "1".repeat(32));
    assert_eq!(rest.get(&other).await.status, StatusCode::NOT_FOUND);
    let sms = rest.post(&format!("/2010-04-01/Accounts/{account}/Messages.json"), &[]).await;
    assert_eq!((sms.status, sms.code()), (StatusCode::NOT_FOUND, 20404));
    let told = "Programmable Voice and Messaging; replace it in the test, or use Twilio";
    assert!(sms.text("message").ends_with(told), "{sms}");
    let nobody = stack.rest().host(HOST).authorization(None);
    let refused = nobody.get(&format!("/2010-04-01/Accounts/{account}.json")).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNAUTHORIZED, 20003));
}
