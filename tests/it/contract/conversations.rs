//! Conversations: their values, names, attributes and dates.

use serde_json::json;
use twilio_conversations::{
    Attributes,
    jiff::Timestamp,
    sid::ConversationSid,
    wire::rest::conversation::{Form, State},
};

use super::{contract, not_found, refused};

#[tokio::test]
async fn a_conversation_is_made_read_changed_and_deleted() {
    contract(async |it| {
        let conversations = it.conversations();
        let topic = json!({ "topic": "tea" });
        let made = conversations.create().friendly_name("Room").unique_name("room");
        let made = made.attributes(&topic).await.unwrap();
        assert_eq!(made.chat_service_sid, it.service_sid());
        assert_eq!((made.state.clone(), &*made.attributes), (State::Active, r#"{"topic":"tea"}"#));
        assert_eq!(made.date_created, made.date_updated);
        assert_eq!(conversations.fetch("room").await.unwrap(), made);
        assert_eq!(conversations.fetch(made.sid).await.unwrap(), made);

        let changed = conversations.update("room").friendly_name("Hall").await.unwrap();
        assert_eq!((changed.sid, changed.friendly_name.as_deref()), (made.sid, Some("Hall")));
        assert_eq!(changed.attributes_as::<serde_json::Value>().unwrap(), topic);
        conversations.delete("room").await.unwrap();
        not_found(conversations.fetch(made.sid).await);
        not_found(conversations.fetch("room").await);
    })
    .await;
}

#[tokio::test]
async fn a_conversation_without_values_has_defaults() {
    contract(async |it| {
        let made = it.conversations().create().await.unwrap();
        assert_eq!((made.friendly_name, made.unique_name), (None, None));
        assert_eq!((made.state, &*made.attributes), (State::Active, "{}"));
        assert_eq!((made.timers.date_inactive, made.timers.date_closed), (None, None));
    })
    .await;
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    contract(async |it| {
        let nobody = ConversationSid::from_bytes([7; 16]);
        not_found(it.conversations().fetch(nobody).await);
        not_found(it.conversations().update("nowhere").friendly_name("x").await);
        not_found(it.conversations().delete("nowhere").await);
        not_found(it.service().conversation(nobody).messages().list().await);
        not_found(it.service().conversation(nobody).participants().create().identity("a").await);
    })
    .await;
}

#[tokio::test]
async fn unique_names_are_unique_until_their_conversation_goes() {
    contract(async |it| {
        let conversations = it.conversations();
        conversations.create().unique_name("room").await.unwrap();
        refused(conversations.create().unique_name("room").await, 409, 50353);
        let other = conversations.create().unique_name("hall").await.unwrap();
        refused(conversations.update(other.sid).unique_name("room").await, 409, 50353);
        conversations.delete("room").await.unwrap();
        let renamed = conversations.update(other.sid).unique_name("room").await.unwrap();
        assert_eq!(renamed.unique_name.as_deref(), Some("room"));
        not_found(conversations.fetch("hall").await);
        let sid = ConversationSid::from_bytes([7; 16]).to_string();
        refused(conversations.create().unique_name(sid).await, 400, 50390);
    })
    .await;
}

#[tokio::test]
async fn unique_names_have_256_characters_at_most() {
    contract(async |it| {
        let conversations = it.conversations();
        let longest = "x".repeat(256);
        let made = conversations.create().unique_name(&longest).await.unwrap();
        assert_eq!(made.unique_name, Some(longest));
        refused(conversations.create().unique_name("x".repeat(257)).await, 400, 50004);
    })
    .await;
}

#[tokio::test]
async fn friendly_names_have_256_characters_at_most() {
    contract(async |it| {
        let longest = "ü".repeat(256);
        let made = it.conversations().create().friendly_name(&longest).await.unwrap();
        assert_eq!(made.friendly_name, Some(longest));
        refused(it.conversations().create().friendly_name("ü".repeat(257)).await, 400, 50003);
    })
    .await;
}

#[tokio::test]
async fn attributes_of_conversations_are_json_of_16_kib_at_most() {
    contract(async |it| {
        let conversations = it.conversations();
        // With the quotes.
        let longest = "x".repeat(16 * 1024 - 2);
        let made = conversations.create().attributes(&longest).await.unwrap();
        assert_eq!(made.attributes_as::<String>().unwrap(), longest);
        let longer = "x".repeat(16 * 1024 - 1);
        refused(conversations.create().attributes(&longer).await, 400, 50303);
        let form = Form { attributes: Some("no JSON".to_owned()), ..Form::default() };
        refused(conversations.create().request(form).await, 400, 50304);
    })
    .await;
}

#[tokio::test]
async fn dates_of_conversations_can_be_given() {
    contract(async |it| {
        let made: Timestamp = "2020-02-02T02:02:02Z".parse().unwrap();
        let changed: Timestamp = "2020-03-03T03:03:03Z".parse().unwrap();
        let create = it.conversations().create().date_created(made).date_updated(changed);
        let room = create.await.unwrap();
        assert_eq!((room.date_created.0, room.date_updated.0), (made, changed));
        let form = Form { date_created: Some("yesterday".to_owned()), ..Form::default() };
        refused(it.conversations().create().request(form).await, 400, 50308);
    })
    .await;
}

#[tokio::test]
async fn closed_conversations_are_read_and_deleted_only() {
    contract(async |it| {
        let (room, below) = it.conversation().await;
        below.messages().create().body("hi").await.unwrap();
        let closed = it.conversations().update(room.sid).state(State::Closed).await.unwrap();
        assert_eq!(closed.state, State::Closed);
        refused(below.messages().create().body("again").await, 400, 50377);
        refused(below.participants().create().identity("alice").await, 400, 50377);
        assert_eq!(below.messages().list().await.unwrap().messages.len(), 1);
        refused(it.conversations().create().state(State::Closed).await, 400, 50384);
        it.conversations().delete(room.sid).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_conversation_made_with_participants_is_active_at_once() {
    contract(async |it| {
        let conversations = it.conversations();
        let person = |name: &str| json!({ "identity": name });
        let create = conversations.create_with_participants().friendly_name("Group");
        let create = create.participant(&person("alice")).participant(&person("bob"));
        let made = create.await.unwrap();
        assert_eq!(made.state, State::Active);
        let below = it.service().conversation(made.sid);
        let participants = below.participants().list().all().await.unwrap();
        let mut identities: Vec<_> = participants.into_iter().map(|it| it.identity).collect();
        identities.sort();
        assert_eq!(identities, [Some("alice".to_owned()), Some("bob".to_owned())]);

        let names = (0..11).map(|number| person(&format!("guest {number}")));
        let create = names.fold(conversations.create_with_participants(), |create, name| {
            create.participant(&name)
        });
        refused(create.await, 400, 50426);
    })
    .await;
}
