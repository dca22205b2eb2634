use e2e::{Rest, Stack};
use http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::json;

/// Registers a device of somebody, as only an SDK can.
async fn register(rest: &Rest, service: &str, identity: &str, kind: &str) -> String {
    let body = json!({
        "chat_service_sid": service,
        "identity": identity,
        "binding_type": kind,
        "address": format!("{identity}'s device"),
        "message_types": ["new_message"],
    });
    let path = "/_emulator/v1/seed/conversations/bindings";
    let answer = rest.send(Method::POST, path, body.to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer}");
    answer.text("sid")
}

#[tokio::test]
async fn bindings_are_listed_fetched_and_deleted() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let service = stack.service().to_string();
    let all = format!("/v1/Services/{service}/Bindings");
    rest.get(&all).await;
    let ada = register(&rest, &service, "ada", "fcm").await;
    register(&rest, &service, "ada", "apn").await;
    register(&rest, &service, "bob", "fcm").await;
    // A device that registers again is the same one.
    assert_eq!(register(&rest, &service, "ada", "fcm").await, ada);
    rest.get(&format!("{all}/{ada}")).await;
    rest.get(&format!("{all}?PageSize=2")).await;
    rest.get(&format!("{all}?BindingType=fcm&Identity=ada&Identity=cem")).await;
    rest.get(&format!("{all}?BindingType=apn&BindingType=gcm")).await;
    rest.get(&format!("{all}?BindingType=pigeon")).await;
    rest.delete(&format!("{all}/{ada}")).await;
    rest.get(&format!("{all}/{ada}")).await;
    rest.post(&all, &[]).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn a_user_who_is_deleted_takes_the_devices_along() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let service = stack.service().to_string();
    let all = format!("/v1/Services/{service}/Bindings");
    rest.post("/v1/Users", &[("Identity", "ada")]).await;
    register(&rest, &service, "ada", "fcm").await;
    rest.delete("/v1/Users/ada").await;
    assert_eq!(rest.get(&all).await.json()["bindings"], json!([]));
}
