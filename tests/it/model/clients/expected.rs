//! The reference model: what the requests that the server carried out must have made of the rooms.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use twilio_conversations_core::Replica;
use twilio_sid::ConversationSid;

use crate::model::simulated_client::AnsweredRequest;

/// Conversations by SID: what somebody sees of them.
pub(super) type View = BTreeMap<ConversationSid, RoomView>;

/// What somebody sees of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RoomView {
    /// Author and text by index.
    messages: BTreeMap<u64, (String, String)>,
    /// Read horizons by identity.
    participants: BTreeMap<String, Option<u32>>,
    own_horizon: Option<u32>,
}

#[derive(Debug, Default)]
struct Room {
    sent: u64,
    messages: BTreeMap<u64, Message>,
    participants: BTreeMap<String, Option<u32>>,
}

#[derive(Debug)]
struct Message {
    sid: String,
    author: String,
    body: String,
}

/// All rooms.
pub(super) struct Expected {
    rooms: BTreeMap<ConversationSid, Room>,
}

impl Expected {
    pub(super) fn new(rooms: &[ConversationSid]) -> Self {
        Self { rooms: rooms.iter().map(|sid| (*sid, Room::default())).collect() }
    }

    pub(super) fn visible_to(&self, identity: &str) -> View {
        let own = self.rooms.iter().filter_map(|(sid, room)| {
            let own_horizon = *room.participants.get(identity)?;
            let text = |it: &Message| (it.author.clone(), it.body.clone());
            let messages = room.messages.iter().map(|(index, it)| (*index, text(it))).collect();
            let participants = room.participants.clone();
            Some((*sid, RoomView { messages, participants, own_horizon }))
        });
        own.collect()
    }

    /// Takes note of a request of somebody. A refusal changes nothing.
    pub(super) fn note(&mut self, identity: &str, answered: &AnsweredRequest) {
        if !answered.status.is_success() {
            assert!(answered.status.is_client_error(), "{}", answered.status);
            return;
        }
        let uri = answered.request.uri();
        let path: Vec<String> = uri.path().split('/').skip(3).map(decoded).collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let form: Value = serde_json::from_slice(answered.request.body()).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let room = path.get(1).and_then(|sid| sid.parse().ok());
        let Some(room) = room.and_then(|sid| self.rooms.get_mut(&sid)) else { return };
        match (answered.request.method(), path.as_slice()) {
            (&Method::POST, ["Conversations", _, "Messages"]) => {
                assert_eq!(answered.body["index"], room.sent, "numbers have no gap");
                let (sid, body) = (text(&answered.body["sid"]), text(&form["body"]));
                let author = identity.to_owned();
                room.messages.insert(room.sent, Message { sid, author, body });
                room.sent += 1;
            }
            (&Method::POST, ["Conversations", _, "Messages", sid]) => {
                room.message(sid).body = text(&form["body"]);
            }
            (&Method::DELETE, ["Conversations", _, "Messages", sid]) => {
                room.message(sid);
                room.messages.retain(|_, it| it.sid != *sid);
            }
            (&Method::POST, ["Conversations", _, "Participants"]) => {
                let known = room.participants.insert(text(&form["identity"]), None);
                assert_eq!(known, None, "nobody joins twice");
            }
            (&Method::DELETE, ["Conversations", _, "Participants", who]) => {
                assert!(room.participants.remove(*who).is_some(), "who left had been there");
            }
            (&Method::POST, ["MyConversations", _]) => {
                let horizon = serde_json::from_value(form["last_read_message_index"].clone());
                let own = room.participants.get_mut(identity).expect("a participant");
                *own = horizon.expect("a number or null");
            }
            _ => {}
        }
    }
}

impl Room {
    fn message(&mut self, sid: &str) -> &mut Message {
        let found = self.messages.values_mut().find(|it| it.sid == sid);
        found.expect("what was changed had been there")
    }
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8().expect("UTF-8").into_owned()
}

/// The same of what a client knows.
pub(super) fn view_of(replica: &Replica) -> View {
    let rooms = replica.conversations.iter().map(|(sid, state)| {
        let messages = state
            .messages
            .iter()
            .map(|(index, it)| (*index, (it.author.clone(), it.body.clone().unwrap_or_default())));
        let participants = state
            .participants
            .values()
            .filter_map(|it| Some((it.identity.clone()?, it.last_read_message_index)));
        let names: BTreeSet<_> = state.participants.values().map(|it| &it.identity).collect();
        assert_eq!(names.len(), state.participants.len(), "nobody is there twice");
        let view = RoomView {
            messages: messages.collect(),
            participants: participants.collect(),
            own_horizon: state.last_read_message_index,
        };
        (*sid, view)
    });
    rooms.collect()
}
