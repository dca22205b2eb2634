//! Messages.

use serde_json::json;
use twilio_conversations::{
    Attributes,
    jiff::Timestamp,
    sid::{ContentSid, MediaSid, MessageSid},
};

use super::{contract, not_found, refused};

#[tokio::test]
async fn a_message_is_made_read_changed_and_deleted() {
    contract(async |it| {
        let (room, below) = it.conversation().await;
        let messages = below.messages();
        let mood = json!({ "mood": "good" });
        let made = messages.create().author("alice").body("hi 👋").attributes(&mood).await.unwrap();
        assert_eq!((made.conversation_sid, made.index), (room.sid, 0));
        assert_eq!((made.author.as_str(), made.body.as_deref()), ("alice", Some("hi 👋")));
        assert_eq!((made.participant_sid, made.delivery.is_none()), (None, true));
        assert_eq!(messages.fetch(made.sid).await.unwrap(), made);
        let changed = messages.update(made.sid).body("hello").await.unwrap();
        assert_eq!((changed.index, changed.body.as_deref()), (0, Some("hello")));
        assert_eq!(changed.attributes_as::<serde_json::Value>().unwrap(), mood);

        messages.delete(made.sid).await.unwrap();
        not_found(messages.fetch(made.sid).await);
        let second = messages.create().body("next").await.unwrap();
        assert_eq!((second.author.as_str(), second.index), ("system", 1), "no index comes again");
        not_found(messages.fetch(MessageSid::from_bytes([7; 16])).await);
    })
    .await;
}

#[tokio::test]
async fn dates_of_messages_can_be_given() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let made: Timestamp = "2020-02-02T02:02:02Z".parse().unwrap();
        let create = below.messages().create().body("hi").date_created(made).date_updated(made);
        let message = create.await.unwrap();
        assert_eq!((message.date_created.0, message.date_updated.0), (made, made));
    })
    .await;
}

#[tokio::test]
async fn authors_have_256_characters_at_most() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let longest = "x".repeat(256);
        let made = below.messages().create().author(&longest).body("hi").await.unwrap();
        assert_eq!(made.author, longest);
        let longer = "x".repeat(257);
        refused(below.messages().create().author(longer).body("hi").await, 400, 50310);
    })
    .await;
}

#[tokio::test]
async fn attributes_of_messages_have_4_kib_at_most() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let create = |bytes: usize| {
            // With the quotes.
            below.messages().create().body("hi").attributes(&"x".repeat(bytes - 2))
        };
        create(4 * 1024).await.unwrap();
        refused(create(4 * 1024 + 1).await, 400, 50303);
    })
    .await;
}

#[tokio::test]
async fn messages_have_something_to_show() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        refused(below.messages().create().await, 400, 50503);
        let nothing = MediaSid::from_bytes([7; 16]);
        refused(below.messages().create().media_sid(nothing).await, 400, 50507);
        refused(below.messages().create().body("x".repeat(32 * 1024 + 1)).await, 400, 50504);
    })
    .await;
}

#[tokio::test]
async fn unknown_templates_are_refused() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let unknown = ContentSid::from_bytes([7; 16]);
        refused(below.messages().create().content_sid(unknown).await, 400, 50526);
    })
    .await;
}

#[tokio::test]
async fn messages_that_came_through_no_channel_have_no_receipts() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let message = below.messages().create().body("hi").await.unwrap();
        let receipts = below.message(message.sid).receipts().list().await.unwrap();
        assert_eq!(receipts.delivery_receipts, []);
    })
    .await;
}
