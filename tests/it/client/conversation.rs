//! Conversations and what belongs to them, in the default service or in a named one.

use e2e::Stack;
use serde_json::{Value, json};
use twilio_conversations::{Attributes, jiff::Timestamp, resource::Conversation};
use twilio_sid::{ConversationSid, MessageSid, ParticipantSid};

use super::{Api, Tried, call, is_gone};

/// Where webhooks would go, and of what; none is sent, because no call here asks for it.
const URL: &str = "https://example.com/hook";
const EVENT: &str = "onMessageAdded";

pub(super) async fn walk(tried: &mut Tried, stack: &Stack, api: &Api<'_>) {
    tried.begin_at(api.name());
    let sid = make(tried, api).await;
    let participant = participants(tried, api, sid).await;
    let message = messages(tried, api, sid).await;
    receipts(tried, stack, api, (sid, message, participant)).await;
    webhooks(tried, api, sid).await;
    user_conversations(tried, api, sid).await;
    unmake(tried, api, sid, message).await;
}

async fn make(tried: &mut Tried, api: &Api<'_>) -> ConversationSid {
    let topic = json!({ "topic": "tea" });
    let room = call!(
        tried,
        api.conversations().create().unique_name("room").friendly_name("Room").attributes(&topic)
    );
    let room = room.unwrap();
    assert_eq!(room.chat_service_sid, api.service());
    assert_eq!(room.attributes_as::<Value>().unwrap(), topic);

    let carol = json!({ "identity": "carol" });
    let group = call!(
        tried,
        api.conversations().create_with_participants().friendly_name("Group").participant(&carol)
    );
    assert_eq!(group.unwrap().friendly_name.as_deref(), Some("Group"));

    let fetched = call!(tried, api.conversations().fetch("room")).unwrap();
    assert_eq!(fetched, room);
    let changed = call!(tried, api.conversations().update("room").friendly_name("Hall")).unwrap();
    assert_eq!((changed.sid, changed.friendly_name.as_deref()), (room.sid, Some("Hall")));
    let page = call!(tried, api.conversations().list().page_size(100)).unwrap();
    let names: Vec<_> = page.conversations.iter().map(|it| it.friendly_name.as_deref()).collect();
    assert!(names.contains(&Some("Hall")) && names.contains(&Some("Group")), "{names:?}");
    room.sid
}

async fn participants(tried: &mut Tried, api: &Api<'_>, room: ConversationSid) -> ParticipantSid {
    let alice = call!(tried, api.conversation(room).participants().create().identity("alice"));
    let alice = alice.unwrap();
    assert_eq!(alice.conversation_sid, room);
    let fetched = call!(tried, api.conversation(room).participants().fetch("alice")).unwrap();
    assert_eq!(fetched.sid, alice.sid);
    let update =
        call!(tried, api.conversation(room).participants().update(alice.sid).attributes(&["host"]));
    assert_eq!(update.unwrap().attributes_as::<Vec<String>>().unwrap(), ["host"]);

    let bob = api.conversation(room).participants().create().identity("bob").await.unwrap();
    let page = call!(tried, api.conversation(room).participants().list()).unwrap();
    let identities: Vec<_> = page.participants.iter().map(|it| it.identity.as_deref()).collect();
    assert_eq!(identities, [Some("alice"), Some("bob")]);
    call!(tried, api.conversation(room).participants().delete(bob.sid)).unwrap();
    assert!(is_gone(&api.conversation(room).participants().fetch(bob.sid).await));

    let page = call!(tried, api.participant_conversations().list().identity("alice")).unwrap();
    let found: Vec<_> = page.conversations.iter().map(|it| it.conversation_sid).collect();
    assert_eq!(found, [room]);
    alice.sid
}

async fn messages(tried: &mut Tried, api: &Api<'_>, room: ConversationSid) -> MessageSid {
    let at: Timestamp = "2020-02-02T02:02:02Z".parse().unwrap();
    let create = call!(
        tried,
        api.conversation(room).messages().create().author("bob").body("hi").date_created(at)
    );
    let hi = create.unwrap();
    assert_eq!((hi.author.as_str(), hi.date_created.0), ("bob", at));
    let fetched = call!(tried, api.conversation(room).messages().fetch(hi.sid)).unwrap();
    assert_eq!(fetched, hi);
    let changed = call!(tried, api.conversation(room).messages().update(hi.sid).body("hello"));
    assert_eq!(changed.unwrap().body.as_deref(), Some("hello"));
    let page = call!(tried, api.conversation(room).messages().list()).unwrap();
    let bodies: Vec<_> = page.messages.iter().map(|it| it.body.as_deref()).collect();
    assert_eq!(bodies, [Some("hello")]);
    hi.sid
}

async fn receipts(
    tried: &mut Tried,
    stack: &Stack,
    api: &Api<'_>,
    (room, message, participant): (ConversationSid, MessageSid, ParticipantSid),
) {
    let report = json!({
        "conversation_sid": room, "message_sid": message, "participant_sid": participant,
        "status": "delivered",
    });
    stack.seed("conversations/receipts", &report).await;
    let page = call!(tried, api.conversation(room).message(message).receipts().list()).unwrap();
    let [receipt] = page.delivery_receipts.try_into().unwrap();
    assert_eq!(receipt.participant_sid, participant);
    let fetch = call!(tried, api.conversation(room).message(message).receipts().fetch(receipt.sid));
    assert_eq!(fetch.unwrap(), receipt);
}

async fn webhooks(tried: &mut Tried, api: &Api<'_>, room: ConversationSid) {
    let create = call!(
        tried,
        api.conversation(room).webhooks().create().target("webhook").url(URL).filters([EVENT])
    );
    let webhook = create.unwrap();
    assert_eq!(webhook.configuration.filters.clone().unwrap(), [EVENT]);
    let fetched = call!(tried, api.conversation(room).webhooks().fetch(webhook.sid)).unwrap();
    assert_eq!(fetched, webhook);
    let changed = call!(tried, api.conversation(room).webhooks().update(webhook.sid).method("GET"));
    let method = changed.unwrap().configuration.method.unwrap();
    assert!(method.eq_ignore_ascii_case("GET"), "{method}");
    let page = call!(tried, api.conversation(room).webhooks().list()).unwrap();
    assert_eq!(page.webhooks.len(), 1);
    call!(tried, api.conversation(room).webhooks().delete(webhook.sid)).unwrap();
    assert!(is_gone(&api.conversation(room).webhooks().fetch(webhook.sid).await));
}

async fn user_conversations(tried: &mut Tried, api: &Api<'_>, room: ConversationSid) {
    let page = call!(tried, api.user("alice").conversations().list()).unwrap();
    let found: Vec<_> = page.conversations.iter().map(|it| it.conversation_sid).collect();
    assert_eq!(found, [room]);
    let fetched = call!(tried, api.user("alice").conversations().fetch(room)).unwrap();
    assert_eq!(fetched.unread_messages_count, None);
    let update =
        call!(tried, api.user("alice").conversations().update(room).last_read_message_index(0));
    let update = update.unwrap();
    assert_eq!((update.last_read_message_index, update.unread_messages_count), (Some(0), Some(0)));
    call!(tried, api.user("alice").conversations().delete(room)).unwrap();
    assert!(is_gone(&api.user("alice").conversations().fetch(room).await));
}

async fn unmake(tried: &mut Tried, api: &Api<'_>, room: ConversationSid, message: MessageSid) {
    let below: Conversation = api.conversation(room);
    call!(tried, api.conversation(room).messages().delete(message)).unwrap();
    assert!(is_gone(&below.messages().fetch(message).await));
    call!(tried, api.conversations().delete(room)).unwrap();
    assert!(is_gone(&api.conversations().fetch("room").await));
}
