//! Users and their conversations.

use twilio_conversations::{Attributes, wire::rest::conversation::State};

use super::{contract, not_found, refused};

#[tokio::test]
async fn a_user_is_made_read_changed_and_deleted() {
    contract(async |it| {
        let users = it.service().users();
        let dora = users.create().identity("dora").friendly_name("Dora").attributes(&7).await;
        let dora = dora.unwrap();
        assert_eq!((dora.identity.as_str(), dora.attributes_as::<u32>().unwrap()), ("dora", 7));
        assert_eq!(dora.chat_service_sid, it.service_sid());
        assert_eq!(users.fetch("dora").await.unwrap(), dora);
        refused(users.create().identity("dora").await, 409, 50201);
        let changed = users.update(dora.sid).friendly_name("D").await.unwrap();
        assert_eq!((changed.sid, changed.friendly_name.as_deref()), (dora.sid, Some("D")));
        users.delete("dora").await.unwrap();
        not_found(users.fetch(dora.sid).await);
        not_found(users.fetch("dora").await);
    })
    .await;
}

#[tokio::test]
async fn attributes_of_users_have_16_kib_at_most() {
    contract(async |it| {
        let users = it.service().users();
        // With the quotes.
        let longest = "x".repeat(16 * 1024 - 2);
        users.create().identity("alice").attributes(&longest).await.unwrap();
        let longer = "x".repeat(16 * 1024 - 1);
        refused(users.update("alice").attributes(&longer).await, 400, 50303);
    })
    .await;
}

#[tokio::test]
async fn a_participant_becomes_a_user() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        not_found(it.service().users().fetch("alice").await);
        below.participants().create().identity("alice").await.unwrap();
        let alice = it.service().users().fetch("alice").await.unwrap();
        assert_eq!((alice.identity.as_str(), &*alice.attributes), ("alice", "{}"));
    })
    .await;
}

#[tokio::test]
async fn a_deleted_user_stays_in_closed_conversations() {
    contract(async |it| {
        let (_, open) = it.conversation().await;
        let (closed, below) = it.conversation().await;
        open.participants().create().identity("alice").await.unwrap();
        below.participants().create().identity("alice").await.unwrap();
        it.conversations().update(closed.sid).state(State::Closed).await.unwrap();
        it.service().users().delete("alice").await.unwrap();
        assert_eq!(open.participants().list().await.unwrap().participants, []);
        assert_eq!(below.participants().list().await.unwrap().participants.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_user_conversation_is_left() {
    contract(async |it| {
        let (room, below) = it.conversation().await;
        below.participants().create().identity("alice").await.unwrap();
        let conversations = it.service().user("alice").conversations();
        let own = conversations.fetch(room.sid).await.unwrap();
        assert_eq!((own.conversation_sid, own.unread_messages_count), (room.sid, None));
        conversations.delete(room.sid).await.unwrap();
        not_found(conversations.fetch(room.sid).await);
        not_found(below.participants().fetch("alice").await);
        it.conversations().fetch(room.sid).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn unread_messages_are_those_behind_the_read_horizon() {
    contract(async |it| {
        let (room, below) = it.conversation().await;
        below.participants().create().identity("alice").await.unwrap();
        for body in ["one", "two", "three"] {
            below.messages().create().body(body).await.unwrap();
        }
        let conversations = it.service().user("alice").conversations();
        let read = conversations.update(room.sid).last_read_message_index(0).await.unwrap();
        assert_eq!((read.last_read_message_index, read.unread_messages_count), (Some(0), Some(2)));
    })
    .await;
}

#[tokio::test]
async fn notification_levels_come_in_any_letter_case() {
    contract(async |it| {
        let (room, below) = it.conversation().await;
        below.participants().create().identity("alice").await.unwrap();
        let conversations = it.service().user("alice").conversations();
        let level = |level: &str| conversations.update(room.sid).notification_level(level);
        assert_eq!(level("muted").await.unwrap().notification_level, "muted");
        assert_eq!(level("DEFAULT").await.unwrap().notification_level, "default");
        refused(level("loud").await, 400, 50210);
    })
    .await;
}
