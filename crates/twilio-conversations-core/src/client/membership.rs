//! Conversations come and go.

use jiff::Timestamp;
use twilio_sid::ConversationSid;
use twilio_wire::sync::MyConversationData;

use super::Client;
use crate::{
    Event,
    conversation::Held,
    fetch::{Job, Opening},
    items::Put,
};

impl Client {
    /// Takes the user's own state in a conversation.
    pub(super) fn put_membership(
        &mut self,
        sid: ConversationSid,
        event_id: u64,
        mine: MyConversationData,
        now: Timestamp,
    ) {
        let joined = mine.status == "joined";
        let put = self.session.membership.put(sid, event_id, mine);
        let held = self.session.conversations.contains_key(&sid);
        match put {
            Put::Stale => {}
            Put::Added | Put::Updated if joined && !held => self.open(sid, now),
            Put::Added | Put::Updated if !joined => self.close(sid, now),
            Put::Added | Put::Updated => {
                if self.session.conversations.get(&sid).is_some_and(|held| held.announced) {
                    self.emit(Event::ConversationUpdated(sid));
                }
            }
        }
    }

    pub(super) fn remove_membership(
        &mut self,
        sid: ConversationSid,
        event_id: u64,
        now: Timestamp,
    ) {
        if self.session.membership.remove(sid, event_id).is_some() {
            self.close(sid, now);
        }
        if self.session.listed {
            let object = &self.session.my_map;
            let complete = self.subscriptions.complete_up_to(object);
            self.session.membership.forget_removed(complete);
        }
    }

    fn open(&mut self, sid: ConversationSid, now: Timestamp) {
        let Some(mine) = self.session.membership.get(&sid).cloned() else { return };
        self.session.openings += 1;
        let opening = Opening { sid, number: self.session.openings };
        self.session.conversations.insert(sid, Box::new(Held::new(opening)));
        self.fetches.want(Job::Document { opening, name: mine.channel }, now);
        self.fetches.want(Job::List { opening, name: mine.messages }, now);
        self.fetches.want(Job::Roster { opening, name: mine.roster }, now);
    }

    /// Forgets a conversation and stops the pushes of its objects.
    pub(super) fn close(&mut self, sid: ConversationSid, now: Timestamp) {
        let Some(held) = self.session.conversations.remove(&sid) else { return };
        for object in &held.objects {
            self.subscriptions.drop(object, now);
        }
        self.typing.forget(sid);
        if held.announced {
            self.emit(Event::ConversationRemoved(sid));
        }
        self.check_ready();
    }

    pub(super) fn close_all(&mut self, now: Timestamp) {
        let sids: Vec<_> = self.session.conversations.keys().copied().collect();
        for sid in sids {
            self.close(sid, now);
        }
    }

    /// Counts a finished read; tells of the conversation when it was the last one.
    pub(super) fn finished(&mut self, opening: Opening) {
        let mine = self.session.membership.get(&opening.sid).cloned();
        let Some(held) = self.session.held(opening) else { return };
        held.missing = held.missing.saturating_sub(1);
        if held.missing > 0 || held.announced {
            return;
        }
        held.announced = true;
        let view = held.view(mine.as_ref());
        self.emit(Event::ConversationAdded(opening.sid, Box::new(view)));
        self.check_ready();
    }
}
