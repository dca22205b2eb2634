//! `POST /_emulator/v1/reset`: an account is afterwards as it was when it was opened.

use e2e::{Rest, Stack};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::conversation;

/// Everything that an account shows.
const LISTS: [&str; 15] = [
    "/v1/Configuration",
    "/v1/Configuration/Addresses",
    "/v1/Configuration/Webhooks",
    "/v1/Conversations",
    "/v1/Credentials",
    "/v1/Roles",
    "/v1/Services",
    "/v1/Users",
    "/v1/Services/IS/Bindings",
    "/v1/Services/IS/Configuration",
    "/v1/Services/IS/Configuration/Notifications",
    "/v1/Services/IS/Configuration/Webhooks",
    "/v1/CompositionHooks",
    "/v1/Compositions",
    "/v1/Rooms",
];

async fn everything(rest: &Rest, service: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for list in LISTS {
        let path = list.replace("/IS/", &format!("/{service}/"));
        let answer = rest.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        all.push((path, answer.json()));
    }
    all
}

async fn reset(rest: &Rest, body: &Value) -> Value {
    let answer = rest.send(Method::POST, "/_emulator/v1/reset", body.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer}");
    answer.json()
}

/// Makes or changes one of each resource.
async fn fill(rest: &Rest, service: &str) {
    let room = conversation(rest, "lobby").await;
    for (path, form) in [
        (format!("{room}/Participants"), [("Identity", "ada"), ("Attributes", "{}")]),
        (format!("{room}/Messages"), [("Author", "ada"), ("Body", "hello")]),
        (
            format!("{room}/Webhooks"),
            [("Target", "webhook"), ("Configuration.Url", "http://127.0.0.1:9/x")],
        ),
        ("/v1/Users/ada".to_owned(), [("FriendlyName", "Ada"), ("Attributes", "{\"a\":1}")]),
        ("/v1/Services".to_owned(), [("FriendlyName", "other"), ("", "")]),
        ("/v1/Roles".to_owned(), [("FriendlyName", "guest"), ("Type", "conversation")]),
        (
            "/v1/Configuration".to_owned(),
            [("DefaultInactiveTimer", "PT5M"), ("DefaultClosedTimer", "PT15M")],
        ),
        (
            "/v1/Configuration/Webhooks".to_owned(),
            [("PostWebhookUrl", "http://127.0.0.1:9/x"), ("Method", "POST")],
        ),
        ("/v1/Credentials".to_owned(), [("Type", "fcm"), ("Secret", "private")]),
        ("/v1/Configuration/Addresses".to_owned(), [("Type", "sms"), ("Address", "+15005550006")]),
        (
            format!("/v1/Services/{service}/Configuration"),
            [("ReachabilityEnabled", "true"), ("", "")],
        ),
        (
            format!("/v1/Services/{service}/Configuration/Notifications"),
            [("LogEnabled", "true"), ("NewMessage.Enabled", "true")],
        ),
        (
            format!("/v1/Services/{service}/Configuration/Webhooks"),
            [("PreWebhookUrl", "http://127.0.0.1:9/x"), ("Method", "POST")],
        ),
        ("/v1/Rooms".to_owned(), [("UniqueName", "call"), ("Type", "group")]),
        ("/v1/CompositionHooks".to_owned(), [("FriendlyName", "hook"), ("AudioSources", "*")]),
    ] {
        let mut form: Vec<_> = form.into_iter().filter(|(name, _)| !name.is_empty()).collect();
        if path == "/v1/Roles" {
            form.push(("Permission", "sendMessage"));
        } else if path == format!("{room}/Webhooks") {
            form.push(("Configuration.Filters", "onMessageAdded"));
        }
        let answer = rest.post(&path, &form).await;
        assert!(answer.status.is_success(), "{path}: {answer}");
    }
    let roles = rest.get("/v1/Roles").await.json();
    let first = roles["roles"][0]["sid"].as_str().expect("a role").to_owned();
    let form = [("Permission", "editOwnMessage")];
    assert!(rest.post(&format!("/v1/Roles/{first}"), &form).await.status.is_success());
}

#[tokio::test]
async fn a_reset_account_is_like_a_new_one() {
    let stack = Stack::frozen().await;
    let (rest, service) = (stack.rest(), stack.service().to_string());
    let fresh = everything(&rest, &service).await;
    fill(&rest, &service).await;
    let full = everything(&rest, &service).await;
    let unchanged: Vec<_> =
        fresh.iter().zip(&full).filter(|(a, b)| a == b).map(|it| &it.0.0).collect();
    let untouched = [format!("/v1/Services/{service}/Bindings"), "/v1/Compositions".to_owned()];
    assert_eq!(unchanged, untouched.iter().collect::<Vec<_>>(), "nothing was changed there");
    let account = stack.emulator().credentials().account_sid;
    assert_eq!(
        reset(&rest, &json!({})).await,
        json!({ "account_sids": [account], "disconnected": 0 })
    );
    assert_eq!(everything(&rest, &service).await, fresh);
    // What was there before can be made again.
    fill(&rest, &service).await;
}

#[tokio::test]
async fn one_account_is_reset_alone() {
    let stack = Stack::frozen().await;
    let opened = stack.rest().send(Method::POST, "/_emulator/v1/accounts", "{}").await.json();
    let text = |name: &str| opened[name].as_str().expect("a text").to_owned();
    let other = stack.rest().authorized(&text("api_key_sid"), &text("api_key_secret"));
    let ours = conversation(&stack.rest(), "ours").await;
    let theirs = conversation(&other, "theirs").await;
    reset(&stack.rest(), &json!({ "account_sid": text("account_sid") })).await;
    assert_eq!(stack.rest().get(&ours).await.status, StatusCode::OK);
    assert_eq!(other.get(&theirs).await.status, StatusCode::NOT_FOUND);
    let unknown = json!({ "account_sid": "AC99999999999999999999999999999999" }).to_string();
    let answer = stack.rest().send(Method::POST, "/_emulator/v1/reset", unknown).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_default_service_that_was_deleted_comes_back() {
    let stack = Stack::frozen().await;
    let (rest, service) = (stack.rest(), stack.service().to_string());
    let other = rest.post("/v1/Services", &[("FriendlyName", "other")]).await.text("sid");
    rest.post("/v1/Configuration", &[("DefaultChatServiceSid", &other)]).await;
    assert_eq!(
        rest.delete(&format!("/v1/Services/{service}")).await.status,
        StatusCode::NO_CONTENT
    );
    reset(&rest, &json!({})).await;
    let configuration = rest.get("/v1/Configuration").await;
    assert_eq!(configuration.text("default_chat_service_sid"), service);
    assert_eq!(rest.get(&format!("/v1/Services/{other}")).await.status, StatusCode::NOT_FOUND);
    conversation(&rest, "lobby").await;
}

#[tokio::test]
async fn clients_are_disconnected_where_that_is_asked_for() {
    let stack = Stack::frozen().await;
    let mut ada = stack.caller("ada").await;
    let answer = reset(&stack.rest(), &json!({ "disconnect": true })).await;
    assert_eq!(answer["disconnected"], 1);
    ada.frame("close").await;
}

#[tokio::test]
async fn a_deleted_account_is_gone() {
    let stack = Stack::frozen().await;
    let control = |method: Method, path: String| {
        let rest = stack.rest();
        async move { rest.send(method, &format!("/_emulator/v1/{path}"), "").await }
    };
    let opened = stack.rest().send(Method::POST, "/_emulator/v1/accounts", "{}").await.json();
    let text = |name: &str| opened[name].as_str().expect("a text").to_owned();
    let other = stack.rest().authorized(&text("account_sid"), &text("auth_token"));
    conversation(&other, "lobby").await;
    assert_eq!(
        other.post("/v1/Rooms", &[("UniqueName", "call")]).await.status,
        StatusCode::CREATED
    );
    let accounts = control(Method::GET, "accounts".to_owned()).await.json();
    assert_eq!(accounts["accounts"].as_array().map(Vec::len), Some(2));
    let path = format!("accounts/{}", text("account_sid"));
    assert_eq!(control(Method::DELETE, path.clone()).await.status, StatusCode::NO_CONTENT);
    assert_eq!(control(Method::DELETE, path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get("/v1/Conversations").await.status, StatusCode::UNAUTHORIZED);
    let first = stack.emulator().credentials().account_sid;
    let refused = control(Method::DELETE, format!("accounts/{first}")).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, 20409));
    let accounts = control(Method::GET, "accounts".to_owned()).await.json();
    let left = json!([{ "account_sid": first, "chat_service_sid": stack.service() }]);
    assert_eq!(accounts["accounts"], left);
}
