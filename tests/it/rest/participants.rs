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
async fn a_participant_cannot_be_added_twice() {
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
async fn a_participant_can_join_again() {
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
    let nonsense = [("Identity", "bob"), (PROJECTED, "nobody")];
    assert_eq!(added(&rest, &all, &nonsense).await, (400, 50439));
    for number in 0..7 {
        let address = format!("+150055510{number:02}");
        assert_eq!(added(&rest, &all, &[(ADDRESS, &address)]).await, (201, 0));
    }
    // A pair can be among them.
    let pair = [(ADDRESS, "+15005550007"), (PROXY, "+15005550001")];
    assert_eq!(added(&rest, &all, &pair).await, (201, 0));
    assert_eq!(added(&rest, &all, &[(ADDRESS, "+15005552000")]).await, (400, 50436));
    // Who would see nothing of it, or could not be seen, stays out.
    assert_eq!(added(&rest, &all, &[("Identity", "plain")]).await, (400, 50434));
    let say = async |author: &str| {
        let messages = all.replace("Participants", "Messages");
        added(&rest, &messages, &[("Author", author), ("Body", "hello")]).await
    };
    for (author, expected) in [
        ("nobody", (400, 50513)),
        ("+15005552000", (400, 50513)),
        ("ada", (201, 0)),
        ("+15005550006", (201, 0)),
        ("+15005550007", (201, 0)),
    ] {
        assert_eq!(say(author).await, expected, "{author}");
    }
}

#[tokio::test]
async fn a_chat_user_without_an_address_stands_in_the_way_of_a_group_message() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let all = format!("{}/Participants", conversation(&rest, "Room").await);
    for who in [("Identity", "plain"), (ADDRESS, "+15005550006"), (ADDRESS, "+15005550007")] {
        assert_eq!(added(&rest, &all, &[who]).await, (201, 0));
    }
    let shown = [("Identity", "ada"), (PROJECTED, "+15005550001")];
    assert_eq!(added(&rest, &all, &shown).await, (400, 50435));
    assert_eq!(rest.delete(&format!("{all}/plain")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(added(&rest, &all, &shown).await, (201, 0));
    let unshown = rest.post(&format!("{all}/ada"), &[(PROJECTED, "null")]).await;
    assert_eq!(unshown.json()["messaging_binding"], serde_json::Value::Null, "two are no group");
}

/// What the error dictionary says of each edit.
#[tokio::test]
async fn addresses_and_identities_are_added_and_taken_away_where_they_fit() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let chat = [("Identity", "ada")].as_slice();
    let shown = [("Identity", "bob"), (PROJECTED, "+15005550001")].as_slice();
    let own = [(PROJECTED, "+15005550001")].as_slice();
    let phone = [(ADDRESS, "+15005550006")].as_slice();
    let pair = [(ADDRESS, "+15005550006"), (PROXY, "+15005550001")].as_slice();
    let cases = [
        (chat, (PROXY, "+15005550002"), 50441),
        (shown, (PROXY, "+15005550002"), 50441),
        (pair, (PROXY, "+15005550002"), 0),
        (phone, (PROXY, "+15005550002"), 0),
        (chat, (PROXY, ""), 50440),
        (shown, (PROXY, "null"), 50440),
        (phone, (PROXY, ""), 50440),
        (pair, (PROXY, ""), 0),
        (chat, (PROJECTED, ""), 50442),
        (pair, (PROJECTED, "null"), 50442),
        (own, (PROJECTED, ""), 50442),
        (shown, (PROJECTED, ""), 0),
        (pair, (PROJECTED, "+15005550002"), 50443),
        (phone, (PROJECTED, "+15005550002"), 50443),
        (chat, (PROJECTED, "+15005550002"), 0),
        (shown, (PROJECTED, "+15005550002"), 0),
        (chat, ("Identity", "another"), 50444),
        (chat, ("Identity", "ada"), 50444),
        (shown, ("Identity", "another"), 50444),
        (pair, ("Identity", "another"), 50444),
        (own, ("Identity", "another"), 0),
    ];
    for (who, change, code) in cases {
        let room = conversation(&rest, "Room").await;
        let sid = rest.post(&format!("{room}/Participants"), who).await.text("sid");
        let edited = rest.post(&format!("{room}/Participants/{sid}"), &[change]).await;
        assert_eq!(edited.code(), code, "{who:?} {change:?}: {edited}");
        assert_eq!(edited.status.as_u16(), if code == 0 { 200 } else { 400 }, "{edited}");
        assert_eq!(rest.delete(&room).await.status, StatusCode::NO_CONTENT);
    }
}

/// The account's own address in a group message becomes somebody, who is in it from then on.
#[tokio::test]
async fn an_identity_that_is_added_makes_a_member() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let room = conversation(&rest, "Room").await;
    let sid = rest
        .post(&format!("{room}/Participants"), &[(PROJECTED, "+15005550001")])
        .await
        .text("sid");
    let mut ada = stack.caller("ada").await;
    let mine = async |ada: &mut e2e::Caller| {
        let listed = ada.get("/Client/v2/MyConversations").await.json();
        listed["conversations"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(mine(&mut ada).await, 0);
    let named = rest.post(&format!("{room}/Participants/{sid}"), &[("Identity", "ada")]).await;
    assert_eq!(
        (named.text("identity"), named.json()["role_sid"].is_string()),
        ("ada".into(), true)
    );
    assert_eq!(mine(&mut ada).await, 1);
    let users = rest.get(&format!("{room}/Participants/ada")).await;
    assert_eq!(users.text("sid"), sid);
    let again = rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    assert_eq!(again.code(), 50433);
    let of_ada = rest.get("/v1/Users/ada/Conversations").await.json();
    assert_eq!(of_ada["conversations"].as_array().map(Vec::len), Some(1));
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
async fn a_participant_can_be_updated_with_its_own_address() {
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
