//! Messages, history and read horizons.

use futures_util::TryStreamExt;
use http::Method;
use serde_json::json;
use twilio_conversations::{
    Attributes,
    realtime::{Conversation, Event, History, Message},
};

use super::{
    Walk,
    world::{World, becomes, is_added},
};
use crate::realtime::heard;

/// Messages of the conversation whose history is read.
const HISTORY: u64 = 75;

fn updated(sid: String) -> impl Fn(&Event) -> Option<Message> {
    move |event| {
        if let Event::MessageUpdated(_, it) = event
            && it.sid.to_string() == sid
        {
            Some((**it).clone())
        } else {
            None
        }
    }
}

pub(super) async fn walk(walk: &mut Walk, world: &mut World) {
    walk.area("Messages");
    walk_sending(walk, world).await;
    walk_reads(walk, world).await;
    walk_changes(walk, world).await;
    walk_drafts(walk, world).await;
}

async fn walk_sending(walk: &mut Walk, world: &mut World) {
    walk.tried("sendMessage, messageAdded", async {
        let message = world.sent_with("hello", &json!({"mood": "good"})).await;
        assert_eq!(message.author, "ada");
        assert!(message.media.is_empty() && message.participant_sid.is_some());
        let attributes: serde_json::Value = message.attributes_as().unwrap();
        assert_eq!(attributes, json!({"mood": "good"}));
    })
    .await;
    walk.tried("text of every script, and control characters", async {
        world.sent("žluť 日本 😀🏳️‍🌈 \"q\" \\ \r\n\t\u{1}\u{2028}").await;
    })
    .await;
    walk.tried("attributes of any JSON value", async {
        let values = [json!(["a", 1, null]), json!(5), json!("text"), json!(true)];
        for value in values.into_iter().chain([json!({"deep": [{}]})]) {
            let message = world.sent_with(&format!("json {value}"), &value).await;
            assert_eq!(message.attributes_as::<serde_json::Value>().unwrap(), value);
        }
    })
    .await;
    walk.tried("messageAdded at the client, for messages by REST", async {
        let path = format!("/v1/Conversations/{}/Messages", world.sid);
        let form = [("Author", "robot"), ("Body", "beep")];
        let sent = world.rest(Method::POST, &path, &form).await;
        let sid = sent["sid"].as_str().unwrap().to_owned();
        assert_eq!(heard(&mut world.ada_events, is_added(sid)).await.author, "robot");
    })
    .await;
}

async fn walk_reads(walk: &mut Walk, world: &mut World) {
    walk.tried("message.getParticipant", async {
        let message = world.sent("by whom").await;
        let state = world.bobs_room().state().await.unwrap();
        let author = &state.participants[&message.participant_sid.unwrap()];
        assert_eq!(author.identity.as_deref(), Some("ada"));
    })
    .await;
    walk.tried("lastMessage", async {
        let index = world.sent("the last").await.index;
        world
            .bob_sees(|state| state.last_message.is_some_and(|it| u64::from(it.index) == index))
            .await;
    })
    .await;
}

async fn walk_changes(walk: &mut Walk, world: &mut World) {
    walk.tried("updateBody, messageUpdated", async {
        let message = world.sent("wrong").await;
        world.room().edit(message.sid, "right").await.unwrap();
        let seen = heard(&mut world.bob_events, updated(message.sid.to_string())).await;
        assert_eq!(seen.body.as_deref(), Some("right"));
        assert_eq!(seen.last_updated_by.as_deref(), Some("ada"));
    })
    .await;
    walk.tried("updateAttributes of a message", async {
        let message = world.sent("marked").await;
        let mark = json!({"mark": 2});
        world.room().set_message_attributes(message.sid, &mark).await.unwrap();
        let seen = heard(&mut world.bob_events, updated(message.sid.to_string())).await;
        assert_eq!(seen.attributes, mark.to_string());
        assert_eq!(seen.body.as_deref(), Some("marked"));
    })
    .await;
    walk.tried("remove, messageRemoved", async {
        let message = world.sent("gone soon").await;
        world.room().remove(message.sid).await.unwrap();
        let gone = |event: &Event| {
            matches!(event, Event::MessageRemoved(_, it) if it.sid == message.sid).then_some(())
        };
        heard(&mut world.bob_events, gone).await;
        let left = world.bobs_room().history().page_size(5).next_page().await.unwrap().unwrap();
        assert!(left.iter().all(|it| it.index != message.index));
        assert!(world.sent("next").await.index > message.index);
    })
    .await;
}

async fn walk_drafts(walk: &mut Walk, world: &mut World) {
    walk.tried("prepareMessage, build, send", async {
        let draft = world.room().draft().body("built").subject("why").attributes(&json!({"k": 7}));
        let sent = draft.await.unwrap();
        let seen = heard(&mut world.bob_events, is_added(sent.sid.to_string())).await;
        assert_eq!(seen.subject.as_deref(), Some("why"));
        assert_eq!(seen.attributes, "{\"k\":7}");
    })
    .await;
    for capability in ["buildAndSend", "sendMessage with a subject"] {
        walk.tried(capability, async {
            let sent = world.room().send("at once").subject("matters").await.unwrap();
            let seen = heard(&mut world.bob_events, is_added(sent.sid.to_string())).await;
            assert_eq!(seen.subject.as_deref(), Some("matters"));
        })
        .await;
    }
}

async fn indexes(history: History) -> Vec<u64> {
    let messages = history.into_stream().map_ok(|message| message.index);
    messages.try_collect().await.unwrap()
}

async fn page(history: History) -> Vec<u64> {
    let mut history = history;
    let page = history.next_page().await.unwrap().unwrap();
    page.into_iter().map(|message| message.index).collect()
}

fn down(from: u64, to: u64) -> Vec<u64> {
    (to..=from).rev().collect()
}

pub(super) async fn walk_history(walk: &mut Walk, world: &mut World) {
    walk.area("History");
    let sid = world.conversation(&[("FriendlyName", "Long")], &["ada"]).await;
    let path = format!("/v1/Conversations/{sid}/Messages");
    for number in 0..HISTORY {
        world.rest(Method::POST, &path, &[("Body", &number.to_string())]).await;
    }
    let long: Conversation = world.ada.conversation(sid);
    becomes(&mut world.ada_events, &long, |state| {
        state.messages.last_key_value().is_some_and(|(index, _)| *index == HISTORY - 1)
    })
    .await;
    walk.tried("getMessages: the newest 30", async {
        assert_eq!(page(long.history()).await, down(74, 45));
    })
    .await;
    walk.tried("prevPage back to the first", async {
        assert_eq!(indexes(long.history().page_size(20)).await, down(74, 0));
    })
    .await;
    walk.tried("prevPage, then nextPage", async {
        let mut older = long.history().page_size(10);
        older.next_page().await.unwrap();
        let second = older.next_page().await.unwrap().unwrap();
        let newer = second.first().unwrap().index + 1;
        assert_eq!(page(long.history().from(newer).forward()).await, (65..75).collect::<Vec<_>>());
    })
    .await;
    walk.tried("forward from an anchor", async {
        let found = indexes(long.history().from(5).forward()).await;
        assert_eq!(found, (5..HISTORY).collect::<Vec<_>>());
    })
    .await;
    walk.tried("backwards from an anchor", async {
        assert_eq!(page(long.history().from(40).page_size(10)).await, down(40, 31));
    })
    .await;
    walk.tried("getMessagesCount", async {
        assert_eq!(long.peek().await.unwrap().messages_count, HISTORY);
    })
    .await;
}

pub(super) async fn walk_reading(walk: &mut Walk, world: &mut World) {
    walk.area("Reading");
    let room = world.bobs_room();
    walk.tried("updateLastReadMessageIndex", async {
        world.read = u32::try_from(world.sent("to be read").await.index).unwrap();
        world.sent("unread one").await;
        world.sent("unread two").await;
        assert_eq!(room.set_last_read(Some(world.read)).await.unwrap(), Some(2));
        let read = world.read;
        world.bob_sees(|state| state.last_read_message_index == Some(read)).await;
    })
    .await;
    let read = world.read;
    walk.tried("participant.lastReadMessageIndex, participantUpdated", async {
        room.set_last_read(Some(read + 1)).await.unwrap();
        let horizon = |event: &Event| {
            if let Event::ParticipantUpdated(_, it) = event
                && it.last_read_message_index == Some(read + 1)
            {
                it.last_read
            } else {
                None
            }
        };
        heard(&mut world.ada_events, horizon).await;
        world.bob_sees(|state| state.last_read_message_index == Some(read + 1)).await;
    })
    .await;
    walk.tried("getUnreadMessagesCount", async {
        assert_eq!(room.unread_count().await.unwrap(), Some(1));
    })
    .await;
    walk.tried("advanceLastReadMessageIndex", async {
        assert_eq!(room.advance_last_read(read).await.unwrap(), Some(1));
        assert_eq!(room.state().await.unwrap().last_read_message_index, Some(read + 1));
        assert_eq!(room.advance_last_read(read + 2).await.unwrap(), Some(0));
    })
    .await;
    walk.tried("setAllMessagesUnread", async {
        assert_eq!(room.set_last_read(None).await.unwrap(), None);
        world.bob_sees(|state| state.last_read_message_index.is_none()).await;
        assert_eq!(room.unread_count().await.unwrap(), None);
    })
    .await;
    walk.tried("setAllMessagesRead", async {
        assert_eq!(room.set_all_read().await.unwrap(), Some(0));
        world.bob_sees(|state| state.last_read_message_index == Some(read + 2)).await;
    })
    .await;
}
