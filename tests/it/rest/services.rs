use e2e::Stack;
use http::StatusCode;
use insta::assert_snapshot;

#[tokio::test]
async fn a_service_is_made_listed_and_deleted() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let sid = rest.post("/v1/Services", &[("FriendlyName", "Other")]).await.text("sid");
    rest.get(&format!("/v1/Services/{sid}")).await;
    rest.get("/v1/Services").await;
    rest.delete(&format!("/v1/Services/{sid}")).await;
    rest.get(&format!("/v1/Services/{sid}")).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn the_default_service_is_behind_both_paths() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let made = rest.post("/v1/Conversations", &[("UniqueName", "lobby")]).await.text("sid");
    let own = format!("/v1/Services/{}", stack.service());
    let room = format!("{own}/Conversations/{made}");
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    rest.post(&format!("{room}/Messages"), &[("Body", "hello")]).await;
    rest.get(&format!("{own}/Users/ada")).await;
    rest.get(&format!("/v1/Conversations/{made}/Messages")).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn services_share_nothing() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let other = rest.post("/v1/Services", &[("FriendlyName", "Other")]).await.text("sid");
    let other = format!("/v1/Services/{other}");
    let here = rest.post("/v1/Conversations", &[("UniqueName", "lobby")]).await.text("sid");
    let missing = rest.get(&format!("{other}/Conversations/{here}")).await;
    assert_eq!((missing.status, missing.code()), (StatusCode::NOT_FOUND, 20404));
    // The same name is free there.
    let there = rest.post(&format!("{other}/Conversations"), &[("UniqueName", "lobby")]).await;
    assert_eq!(there.status, StatusCode::CREATED);
    assert_eq!(rest.get("/v1/Conversations/lobby").await.text("sid"), here);
}

#[tokio::test]
async fn the_configuration_names_the_defaults() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    rest.get("/v1/Configuration").await;
    rest.post("/v1/Configuration", &[("DefaultInactiveTimer", "PT10M")]).await;
    rest.get("/v1/Configuration").await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn defaults_must_be_there() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let own = format!("/v1/Services/{}/Configuration", stack.service());
    let roles = rest.get("/v1/Roles").await.json();
    let user = roles["roles"][0]["sid"].as_str().expect("a role");
    let (service, role) = (format!("IS{}", "0".repeat(32)), format!("RL{}", "0".repeat(32)));
    let cases = [
        ("/v1/Configuration", "DefaultChatServiceSid", service.as_str(), 50050),
        (&own, "DefaultChatServiceRoleSid", &role, 50102),
        (&own, "DefaultConversationRoleSid", &role, 50109),
        (&own, "DefaultConversationCreatorRoleSid", user, 50109),
        ("/v1/Users/ada", "RoleSid", &role, 50102),
    ];
    rest.post("/v1/Users", &[("Identity", "ada")]).await;
    for (path, name, sid, code) in cases {
        let refused = rest.post(path, &[(name, sid)]).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, code), "{name}");
    }
}
