//! Pushed notifications become changes of the replica and events of the application.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use twilio_wire::{
    client_api::TypingIndicator,
    sync::{self, ControlFrame, UserInfoValue},
    twilsock::{DOCUMENT_EVENT, LIST_EVENT, MAP_EVENT, SYNC_EVENT, TYPING_INDICATOR},
};

use super::{Client, results::read};
use crate::{Event, Message, Participant, fetch::Opening, items::Put, subscriptions::Owner};

/// The word that says what a Sync notification is.
#[derive(Deserialize)]
struct Kind {
    event_type: String,
}

impl Client {
    /// Takes a notification; one of an unknown kind or shape is skipped, as in the SDK.
    pub(super) fn handle_push(&mut self, message_type: &str, payload: &[u8], now: Timestamp) {
        match message_type {
            SYNC_EVENT => self.handle_sync(payload, true, now),
            DOCUMENT_EVENT | LIST_EVENT | MAP_EVENT => self.handle_sync(payload, false, now),
            TYPING_INDICATOR => self.handle_typing(payload),
            _ => {}
        }
    }

    fn handle_typing(&mut self, payload: &[u8]) {
        let Ok(typing) = serde_json::from_slice::<TypingIndicator>(payload) else { return };
        let known = self.session.conversations.get(&typing.channel_sid);
        if known.is_some_and(|held| held.announced) {
            self.emit(Event::Typing {
                conversation: typing.channel_sid,
                identity: typing.identity,
                timeout: typing.typing_timeout,
            });
        }
    }

    fn handle_sync(&mut self, payload: &[u8], ordered: bool, now: Timestamp) {
        let Ok(Kind { event_type }) = serde_json::from_slice(payload) else { return };
        if event_type.starts_with("subscription_") {
            let Ok(frame) = serde_json::from_slice::<ControlFrame>(payload) else { return };
            for owner in self.subscriptions.handle(frame, now) {
                self.object_gone(owner, now);
            }
        } else if let Ok(event) = sync::Event::parse(payload) {
            self.handle_change(event, ordered, now);
        }
    }

    fn handle_change(&mut self, event: sync::Event, ordered: bool, now: Timestamp) {
        match event {
            sync::Event::DocumentUpdated(events) => {
                for event in events {
                    let sid = event.document_sid.to_string();
                    let owner = self.subscriptions.observe(&sid, event.id, ordered);
                    self.document_updated(owner, event.id, &event.document_data);
                }
            }
            sync::Event::ListItemAdded(events) | sync::Event::ListItemUpdated(events) => {
                for event in events {
                    let sid = event.list_sid.to_string();
                    let owner = self.subscriptions.observe(&sid, event.id, ordered);
                    self.message_changed(owner, event.id, event.item_index, &event.item_data);
                }
            }
            sync::Event::ListItemRemoved(events) => {
                for event in events {
                    let sid = event.list_sid.to_string();
                    let owner = self.subscriptions.observe(&sid, event.id, ordered);
                    self.message_removed(owner, event.id, event.item_index);
                }
            }
            sync::Event::MapItemAdded(events) | sync::Event::MapItemUpdated(events) => {
                for event in events {
                    let sid = event.map_sid.to_string();
                    let owner = self.subscriptions.observe(&sid, event.id, ordered);
                    self.map_item_changed(owner, event.id, event.item_key, &event.item_data, now);
                }
            }
            sync::Event::MapItemRemoved(events) => {
                for event in events {
                    let sid = event.map_sid.to_string();
                    let owner = self.subscriptions.observe(&sid, event.id, ordered);
                    self.map_item_removed(owner, event.id, &event.item_key, now);
                }
            }
            sync::Event::DocumentRemoved(events) => {
                for event in events {
                    self.removed(&event.document_sid.to_string(), event.id, now);
                }
            }
            // A list of messages has no context.
            sync::Event::ListContextUpdated(_) => {}
            sync::Event::ListRemoved(events) => {
                for event in events {
                    self.removed(&event.list_sid.to_string(), event.id, now);
                }
            }
            sync::Event::MapRemoved(events) => {
                for event in events {
                    self.removed(&event.map_sid.to_string(), event.id, now);
                }
            }
        }
    }

    fn removed(&mut self, sid: &str, event_id: u64, now: Timestamp) {
        if let Some(owner) = self.subscriptions.observe(sid, event_id, true) {
            self.object_gone(owner, now);
        }
    }

    /// A document's end is the conversation's; an end of list or roster alone says nothing (SDK).
    fn object_gone(&mut self, owner: Owner, now: Timestamp) {
        match owner {
            Owner::MyMap => self.close_all(now),
            Owner::Document(opening) => {
                if self.session.held(opening).is_some() {
                    self.close(opening.sid, now);
                }
            }
            Owner::MyUser | Owner::Messages(_) | Owner::Roster(_) => {}
        }
    }

    fn document_updated(&mut self, owner: Option<Owner>, event_id: u64, data: &RawValue) {
        let Some(Owner::Document(opening)) = owner else { return };
        let Some(held) = self.session.held(opening) else { return };
        let known = held.document.as_ref().map(|(known, _)| *known);
        let Some(data) = read(data).filter(|_| known.is_none_or(|known| event_id > known)) else {
            return;
        };
        held.document = Some((event_id, data));
        if held.announced {
            self.emit(Event::ConversationUpdated(opening.sid));
        }
    }

    fn message_changed(
        &mut self,
        owner: Option<Owner>,
        event_id: u64,
        index: u64,
        data: &RawValue,
    ) {
        let Some(Owner::Messages(opening)) = owner else { return };
        let Some(held) = self.session.held(opening) else { return };
        let Some(data) = read(data) else { return };
        let message = Message::new(index, &data);
        let event = match held.messages.put(index, event_id, data) {
            Put::Stale => return,
            Put::Added => Event::MessageAdded(opening.sid, message),
            Put::Updated => Event::MessageUpdated(opening.sid, message),
        };
        self.emit_announced(opening, event);
    }

    fn message_removed(&mut self, owner: Option<Owner>, event_id: u64, index: u64) {
        let Some(Owner::Messages(opening)) = owner else { return };
        let Some(held) = self.session.held(opening) else { return };
        let Some(data) = held.messages.remove(index, event_id) else { return };
        let message = Message::new(index, &data);
        self.emit_announced(opening, Event::MessageRemoved(opening.sid, message));
    }

    fn map_item_changed(
        &mut self,
        owner: Option<Owner>,
        event_id: u64,
        key: String,
        data: &RawValue,
        now: Timestamp,
    ) {
        match owner {
            Some(Owner::MyMap) => {
                if let (Ok(sid), Some(mine)) = (key.parse(), read(data)) {
                    self.put_membership(sid, event_id, mine, now);
                }
            }
            Some(Owner::MyUser) => {
                let Some(UserInfoValue { value }) = read(data) else { return };
                if self.session.user.put(key, event_id, value) != Put::Stale {
                    let user = self.session.user_view();
                    self.emit(Event::UserUpdated(user));
                }
            }
            Some(Owner::Roster(opening)) => {
                self.participant_changed(opening, event_id, &key, data);
            }
            Some(Owner::Document(_) | Owner::Messages(_)) | None => {}
        }
    }

    fn participant_changed(&mut self, opening: Opening, event_id: u64, key: &str, data: &RawValue) {
        let Some(held) = self.session.held(opening) else { return };
        let (Ok(sid), Some(data)) = (key.parse(), read(data)) else { return };
        let participant = Participant::new(sid, &data);
        let event = match held.participants.put(sid, event_id, data) {
            Put::Stale => return,
            Put::Added => Event::ParticipantJoined(opening.sid, participant),
            Put::Updated => Event::ParticipantUpdated(opening.sid, participant),
        };
        self.emit_announced(opening, event);
    }

    fn map_item_removed(&mut self, owner: Option<Owner>, event_id: u64, key: &str, now: Timestamp) {
        match owner {
            Some(Owner::MyMap) => {
                if let Ok(sid) = key.parse() {
                    self.remove_membership(sid, event_id, now);
                }
            }
            Some(Owner::Roster(opening)) => {
                let Ok(sid) = key.parse() else { return };
                let Some(held) = self.session.held(opening) else { return };
                let Some(data) = held.participants.remove(sid, event_id) else { return };
                let participant = Participant::new(sid, &data);
                self.emit_announced(opening, Event::ParticipantLeft(opening.sid, participant));
            }
            Some(Owner::MyUser | Owner::Document(_) | Owner::Messages(_)) | None => {}
        }
    }

    /// Tells of a change inside a conversation that the application knows.
    fn emit_announced(&mut self, opening: Opening, event: Event) {
        if self.session.held(opening).is_some_and(|held| held.announced) {
            self.emit(event);
        }
    }
}
