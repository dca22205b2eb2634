//! Participants.

use twilio_conversations::{Attributes, sid::UserSid, wire::rest::participant::Form};

use super::{contract, not_found, refused};

#[tokio::test]
async fn a_participant_is_made_read_changed_and_removed() {
    contract(async |it| {
        let (room, below) = it.conversation().await;
        let participants = below.participants();
        let alice = participants.create().identity("alice").attributes(&["host"]).await.unwrap();
        assert_eq!((alice.conversation_sid, alice.identity.as_deref()), (room.sid, Some("alice")));
        assert_eq!(alice.attributes_as::<Vec<String>>().unwrap(), ["host"]);
        assert!(alice.role_sid.is_some() && alice.messaging_binding.is_none());
        assert_eq!(participants.fetch(alice.sid).await.unwrap(), alice);
        assert_eq!(participants.fetch("alice").await.unwrap(), alice);
        let changed = participants.update("alice").attributes(&["guest"]).await.unwrap();
        assert_eq!((changed.sid, &*changed.attributes), (alice.sid, r#"["guest"]"#));

        let listed = it.service().participant_conversations().list().identity("alice").await;
        let listed: Vec<_> =
            listed.unwrap().conversations.iter().map(|it| it.conversation_sid).collect();
        assert_eq!(listed, [room.sid]);
        participants.delete("alice").await.unwrap();
        not_found(participants.fetch(alice.sid).await);
    })
    .await;
}

#[tokio::test]
async fn an_identity_takes_part_once() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        below.participants().create().identity("alice").await.unwrap();
        refused(below.participants().create().identity("alice").await, 409, 50433);
    })
    .await;
}

#[tokio::test]
async fn identities_are_judged() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create = |identity: &str| below.participants().create().identity(identity);
        let longest = "x".repeat(256);
        create(&longest).await.unwrap();
        refused(create(&"x".repeat(257)).await, 400, 50207);
        refused(create(&UserSid::from_bytes([7; 16]).to_string()).await, 400, 50206);
        refused(below.participants().create().await, 400, 50204);
    })
    .await;
}

#[tokio::test]
async fn blank_identities_are_none() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        refused(below.participants().create().identity(" ").await, 400, 50204);
        refused(it.service().users().create().identity(" ").await, 400, 50204);
    })
    .await;
}

#[tokio::test]
async fn malformed_addresses_are_refused() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create = |address: &str, proxy: &str| {
            below.participants().create().address(address).proxy_address(proxy)
        };
        let (number, other) = ("+15005550006", "+15005550007");
        refused(create("nonsense", number).await, 400, 50407);
        refused(create(number, "nonsense").await, 400, 50408);
        refused(create(number, number).await, 400, 50409);
        refused(create("", number).await, 400, 50411);
        refused(create(number, "").await, 400, 50412);
        refused(create(&format!("whatsapp:{number}"), other).await, 400, 50414);
        let both = create(number, other).identity("alice");
        refused(both.await, 400, 50211);
    })
    .await;
}

#[tokio::test]
async fn malformed_projected_addresses_are_refused() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create = below.participants().create().identity("alice");
        refused(create.projected_address("nonsense").await, 400, 50439);
    })
    .await;
}

#[tokio::test]
async fn an_empty_read_horizon_clears_it() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        below.messages().create().body("hi").await.unwrap();
        let alice = below.participants().create().identity("alice").await.unwrap();
        assert_eq!((alice.last_read_message_index, alice.last_read_timestamp), (None, None));
        let read = below.participants().update(alice.sid).last_read_message_index(0).await;
        let read = read.unwrap();
        assert!(read.last_read_message_index == Some(0) && read.last_read_timestamp.is_some());
        let cleared = below.participants().update(alice.sid).last_read_message_index(None).await;
        assert_eq!(cleared.unwrap().last_read_message_index, None);
        let form = Form { last_read_message_index: Some("first".to_owned()), ..Form::default() };
        refused(below.participants().update(alice.sid).request(form).await, 400, 50421);
    })
    .await;
}
