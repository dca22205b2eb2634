use e2e::Stack;
use http::StatusCode;
use insta::assert_snapshot;

use super::conversation;

#[tokio::test]
async fn a_user_is_made_by_hand_or_by_taking_part() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    rest.transcript();
    rest.get("/v1/Users/ada").await;
    let form = [("Identity", "bob"), ("FriendlyName", "Bob B."), ("Attributes", r#"{"age":7}"#)];
    let bob = rest.post("/v1/Users", &form).await.text("sid");
    rest.post("/v1/Users", &[("Identity", "bob")]).await;
    stack.advance(std::time::Duration::from_secs(1));
    rest.post(&format!("/v1/Users/{bob}"), &[("FriendlyName", "Robert")]).await;
    rest.get("/v1/Users?PageSize=1").await;
    rest.get("/v1/Users/carol").await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn a_user_outlives_their_participation() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    rest.delete(&room).await;
    assert_eq!(rest.get("/v1/Users/ada").await.status, StatusCode::OK);
}
