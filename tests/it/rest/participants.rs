use e2e::{Rest, Stack};
use http::StatusCode;
use insta::assert_snapshot;

use super::conversation;

const ADDRESS: &str = "MessagingBinding.Address";
const PROXY: &str = "MessagingBinding.ProxyAddress";
const PROJECTED: &str = "MessagingBinding.ProjectedAddress";

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

/// Adds somebody with these parameters and gives the status and the code.
async fn added(rest: &Rest, all: &str, form: &[(&str, &str)]) -> (u16, u64) {
    let answer = rest.post(all, form).await;
    let code = answer.json()["code"].as_u64().unwrap_or_default();
    (answer.status.as_u16(), code)
}

#[tokio::test]
async fn addresses_that_will_not_do_are_refused() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    let cases = [
        (("", "+15005550001"), 50411),
        (("+15005550006", ""), 50412),
        (("nobody", "+15005550001"), 50407),
        (("+15005550006", "nobody"), 50408),
        (("+15005550006", "+15005550006"), 50409),
        (("whatsapp:+15005550006", "+15005550001"), 50414),
    ];
    for ((address, proxy_address), code) in cases {
        let form = [(ADDRESS, address), (PROXY, proxy_address)];
        assert_eq!(added(&rest, &all, &form).await, (400, code), "{form:?}");
    }
    assert_eq!(added(&rest, &all, &[(PROXY, "+15005550001")]).await, (400, 50411));
    assert_eq!(added(&rest, &all, &[("Identity", "ada"), (ADDRESS, "+1")]).await, (400, 50211));
}

#[tokio::test]
async fn fifty_take_part_from_outside_the_chat() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    for number in 0..50 {
        let address = format!("+150055510{number:02}");
        let form = [(ADDRESS, address.as_str()), (PROXY, "+15005550001")];
        assert_eq!(added(&rest, &all, &form).await, (201, 0));
    }
    let form = [(ADDRESS, "+15005552000"), (PROXY, "+15005550001")];
    assert_eq!(added(&rest, &all, &form).await, (400, 50418));
    assert_eq!(added(&rest, &all, &[("Identity", "ada")]).await, (201, 0));
}

#[tokio::test]
async fn a_group_message_shows_chat_users_under_an_address() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    rest.transcript();
    let ada = [("Identity", "ada"), (PROJECTED, "+15005550001")];
    let ada = rest.post(&all, &ada).await.text("sid");
    rest.post(&all, &[(ADDRESS, "+15005550006")]).await;
    rest.post(&format!("{all}/{ada}"), &[(PROJECTED, "null")]).await;
    rest.post(&format!("{all}/{ada}"), &[(PROJECTED, "+15005550002")]).await;
    assert_snapshot!(rest.transcript());

    let again = [(ADDRESS, "+15005550006")];
    assert_eq!(added(&rest, &all, &again).await, (409, 50437));
    let shown_again = [("Identity", "bob"), (PROJECTED, "+15005550002")];
    assert_eq!(added(&rest, &all, &shown_again).await, (409, 50437));
    let pair = [(ADDRESS, "+15005550007"), (PROXY, "+15005550001")];
    assert_eq!(added(&rest, &all, &pair).await, (400, 50440));
    let nonsense = [("Identity", "bob"), (PROJECTED, "nobody")];
    assert_eq!(added(&rest, &all, &nonsense).await, (400, 50442));
    for number in 0..8 {
        let address = format!("+150055510{number:02}");
        assert_eq!(added(&rest, &all, &[(ADDRESS, &address)]).await, (201, 0));
    }
    assert_eq!(added(&rest, &all, &[(ADDRESS, "+15005552000")]).await, (400, 50422));

    let pairs = format!("{}/Participants", conversation(&rest, "Other room").await);
    assert_eq!(added(&rest, &pairs, &pair).await, (201, 0));
    assert_eq!(added(&rest, &pairs, &[(ADDRESS, "+15005552000")]).await, (400, 50441));
}

#[tokio::test]
async fn an_address_pair_that_is_edited_is_free_again() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    let elsewhere = format!("{}/Participants", conversation(&rest, "Other room").await);
    let pair = [(ADDRESS, "+15005550006"), (PROXY, "+15005550001")];
    let phone = rest.post(&all, &pair).await.text("sid");
    assert_eq!(added(&rest, &elsewhere, &pair).await, (409, 50416));
    let moved = rest.post(&format!("{all}/{phone}"), &[(PROXY, "+15005550002")]).await;
    assert_eq!(moved.json()["messaging_binding"]["proxy_address"], "+15005550002");
    assert_eq!(added(&rest, &elsewhere, &pair).await, (201, 0));
    let back = rest.post(&format!("{all}/{phone}"), &[(PROXY, "+15005550001")]).await;
    assert_eq!((back.status.as_u16(), back.code()), (409, 50416));
    let same = rest.post(&format!("{all}/{phone}"), &[(PROXY, "+15005550002")]).await;
    assert!(same.status.is_success(), "{same}");
}

#[tokio::test]
async fn who_is_edited_does_not_stand_in_its_own_way() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    let pair = [(ADDRESS, "+15005550006"), (PROXY, "+15005550001")];
    let phone = rest.post(&all, &pair).await.text("sid");
    let grouped = rest.post(&format!("{all}/{phone}"), &[(PROXY, "null")]).await.json();
    let binding = serde_json::json!({ "type": "sms", "address": "+15005550006" });
    assert_eq!(grouped["messaging_binding"], binding);
    let ada = [("Identity", "ada"), (PROJECTED, "+15005550001")];
    let ada = rest.post(&all, &ada).await.text("sid");
    for number in 0..8 {
        let address = format!("+150055510{number:02}");
        assert_eq!(added(&rest, &all, &[(ADDRESS, &address)]).await, (201, 0));
    }
    let moved = rest.post(&format!("{all}/{ada}"), &[(PROJECTED, "+15005550002")]).await;
    assert_eq!(moved.json()["messaging_binding"]["projected_address"], "+15005550002");
}

#[tokio::test]
async fn a_group_has_one_conversation() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let elsewhere = conversation(&rest, "Other room").await;
    let (here, there) = (format!("{room}/Participants"), format!("{elsewhere}/Participants"));
    for number in ["+15005550006", "+15005550007"] {
        assert_eq!(added(&rest, &here, &[(ADDRESS, number)]).await, (201, 0));
    }
    assert_eq!(added(&rest, &there, &[(ADDRESS, "+15005550007")]).await, (201, 0));
    let refused = rest.post(&there, &[(ADDRESS, "+15005550006")]).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, 50438));
    let sid = room.rsplit('/').next().expect("a SID");
    assert!(refused.text("message").ends_with(sid), "{refused}");
    rest.post(&room, &[("State", "closed")]).await;
    assert_eq!(added(&rest, &there, &[(ADDRESS, "+15005550006")]).await, (201, 0));
}
