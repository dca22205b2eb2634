//! Pushed notifications become changes of the replica and events of the application.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;
use twilio_sid::ConversationSid;
use twilio_wire::{
    client_api::TypingIndicator,
    sync::{self, ControlFrame, ListItemChanged, ListItemRemoved, MapItemRemoved},
    twilsock::{DOCUMENT_EVENT, LIST_EVENT, MAP_EVENT, SYNC_EVENT, TYPING_INDICATOR},
};

use super::{Client, results::read};
use crate::{
    Event, Message, Participant, conversation::Position, fetch::Opening, items::Put,
    subscriptions::Owner,
};

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
            TYPING_INDICATOR => self.handle_typing(payload, now),
            _ => {}
        }
    }

    fn handle_typing(&mut self, payload: &[u8], now: Timestamp) {
        let Ok(typing) = serde_json::from_slice::<TypingIndicator>(payload) else { return };
        let (sid, identity, timeout) = (typing.channel_sid, typing.identity, typing.typing_timeout);
        let known = self.session.conversations.get(&sid);
        if known.is_some_and(|held| held.announced) {
            let lasts = SignedDuration::from_secs(timeout.into());
            let started = self.typing.started(sid, &identity, lasts, now);
            self.emit(Event::Typing { conversation: sid, identity, timeout, started });
        }
    }

    /// A message ends the typing of its author (SDK).
    fn typing_ended(&mut self, conversation: ConversationSid, identity: &str) {
        if self.typing.ended(conversation, identity) {
            let identity = identity.to_owned();
            self.emit(Event::TypingEnded { conversation, identity });
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
            sync::Event::ListItemAdded(events) => self.messages_changed(events, true, ordered),
            sync::Event::ListItemUpdated(events) => self.messages_changed(events, false, ordered),
            sync::Event::ListItemRemoved(events) => self.messages_removed(&events, ordered),
            sync::Event::MapItemAdded(events) | sync::Event::MapItemUpdated(events) => {
                for event in events {
                    let sid = event.map_sid.to_string();
                    let owner = self.subscriptions.observe(&sid, event.id, ordered);
                    self.map_item_changed(owner, event.id, &event.item_key, &event.item_data, now);
                }
            }
            sync::Event::MapItemRemoved(events) => {
                for event in events {
                    let sid = event.map_sid.to_string();
                    let owner = self.subscriptions.observe(&sid, event.id, ordered);
                    self.map_item_removed(owner, &event, now);
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
            Owner::User(number) => self.drop_user(number, now),
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

    fn messages_changed(&mut self, events: Vec<ListItemChanged>, is_new: bool, ordered: bool) {
        let kept = self.config.kept_messages;
        for event in events {
            let sid = event.list_sid.to_string();
            let at = self.position(&sid, event.id);
            let owner = self.subscriptions.observe(&sid, event.id, ordered);
            let Some(Owner::Messages(opening)) = owner else { continue };
            let Some(held) = self.session.held(opening) else { continue };
            let Some(data) = read(&event.item_data) else { continue };
            let message = Message::new(event.item_index, &data);
            let author = message.author.clone();
            let told = match held.messages.put(event.item_index, at, data, is_new, kept) {
                Put::Stale => continue,
                // Also an edit of one that was removed before it could be read: its removal follows.
                Put::Added => Event::MessageAdded(opening.sid, Box::new(message)),
                Put::Updated => Event::MessageUpdated(opening.sid, Box::new(message)),
            };
            if is_new {
                self.typing_ended(opening.sid, &author);
            }
            self.emit_announced(opening, told);
        }
    }

    fn messages_removed(&mut self, events: &[ListItemRemoved], ordered: bool) {
        for event in events {
            let sid = event.list_sid.to_string();
            let at = self.position(&sid, event.id);
            let owner = self.subscriptions.observe(&sid, event.id, ordered);
            let Some(Owner::Messages(opening)) = owner else { continue };
            let Some(held) = self.session.held(opening) else { continue };
            let last = read(&event.item_data);
            let Some(data) = held.messages.remove(event.item_index, at, last) else { continue };
            let message = Box::new(Message::new(event.item_index, &data));
            self.emit_announced(opening, Event::MessageRemoved(opening.sid, message));
        }
    }

    /// Where an event of a list stands, before it is taken note of.
    fn position(&self, sid: &str, event_id: u64) -> Position {
        Position { event_id, complete_up_to: self.subscriptions.complete_up_to(sid) }
    }

    fn map_item_changed(
        &mut self,
        owner: Option<Owner>,
        event_id: u64,
        key: &str,
        data: &RawValue,
        now: Timestamp,
    ) {
        match owner {
            Some(Owner::MyMap) => {
                if let (Ok(sid), Some(mine)) = (key.parse(), read(data)) {
                    self.put_membership(sid, event_id, mine, now);
                }
            }
            Some(Owner::MyUser) => self.own_user_changed(event_id, key, data),
            Some(Owner::User(number)) => self.user_changed(number, event_id, key, data),
            Some(Owner::Roster(opening)) => {
                self.participant_changed(opening, event_id, key, data);
            }
            Some(Owner::Document(_) | Owner::Messages(_)) | None => {}
        }
    }

    fn participant_changed(&mut self, opening: Opening, event_id: u64, key: &str, data: &RawValue) {
        let Some(held) = self.session.held(opening) else { return };
        let (Ok(sid), Some(data)) = (key.parse(), read(data)) else { return };
        let participant = Box::new(Participant::new(sid, &data));
        let event = match held.participants.put(sid, event_id, data) {
            Put::Stale => return,
            Put::Added => Event::ParticipantJoined(opening.sid, participant),
            Put::Updated => Event::ParticipantUpdated(opening.sid, participant),
        };
        self.emit_announced(opening, event);
    }

    fn map_item_removed(&mut self, owner: Option<Owner>, event: &MapItemRemoved, now: Timestamp) {
        let (event_id, key) = (event.id, event.item_key.as_str());
        match owner {
            Some(Owner::MyMap) => {
                if let Ok(sid) = key.parse() {
                    self.remove_membership(sid, event_id, now);
                }
            }
            Some(Owner::Roster(opening)) => self.participant_removed(opening, event),
            Some(Owner::MyUser) => self.own_user_item_removed(event_id, key),
            Some(Owner::User(number)) => self.user_item_removed(number, event_id, key),
            Some(Owner::Document(_) | Owner::Messages(_)) | None => {}
        }
    }

    fn participant_removed(&mut self, opening: Opening, event: &MapItemRemoved) {
        let complete = self.subscriptions.complete_up_to(&event.map_sid.to_string());
        let Ok(sid) = event.item_key.parse() else { return };
        let Some(held) = self.session.held(opening) else { return };
        let Some(data) = held.participants.remove(sid, event.id) else { return };
        if held.announced {
            held.participants.forget_removed(complete);
        }
        let participant = Box::new(Participant::new(sid, &data));
        self.emit_announced(opening, Event::ParticipantLeft(opening.sid, participant));
    }

    /// Tells of a change inside a conversation that the application knows.
    fn emit_announced(&mut self, opening: Opening, event: Event) {
        if self.session.held(opening).is_some_and(|held| held.announced) {
            self.emit(event);
        }
    }
}
