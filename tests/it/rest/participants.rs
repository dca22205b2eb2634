use e2e::Stack;
use http::StatusCode;
use insta::assert_snapshot;

use super::conversation;

#[tokio::test]
async fn a_participant_joins_changes_and_leaves() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    let form = [("Identity", "ada@home"), ("Attributes", r#"{"seat":1}"#)];
    let sid = rest.post(&all, &form).await.text("sid");
    rest.get(&format!("{all}/{sid}")).await;
    rest.get(&format!("{all}/ada%40home")).await;
    stack.advance(std::time::Duration::from_secs(2));
    rest.post(&format!("{all}/ada%40home"), &[("Attributes", r#"{"seat":2}"#)]).await;
    rest.post(&all, &[("Identity", "bob")]).await;
    rest.get(&all).await;
    rest.delete(&format!("{all}/{sid}")).await;
    rest.get(&format!("{all}/{sid}")).await;
    rest.get(&all).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn nobody_joins_twice() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    rest.post(&all, &[("Identity", "ada")]).await;
    rest.transcript();
    let again = rest.post(&all, &[("Identity", "ada")]).await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, 50433));
    assert_snapshot!(rest.transcript());
    let count = rest.get(&all).await.json()["participants"].as_array().map(Vec::len);
    assert_eq!(count, Some(1));
}

#[tokio::test]
async fn who_left_may_come_back() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    let first = rest.post(&all, &[("Identity", "ada")]).await.text("sid");
    assert_eq!(rest.delete(&format!("{all}/ada")).await.status, StatusCode::NO_CONTENT);
    let second = rest.post(&all, &[("Identity", "ada")]).await;
    assert_eq!(second.status, StatusCode::CREATED);
    assert_ne!(second.text("sid"), first);
}
