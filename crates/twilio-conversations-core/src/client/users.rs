//! Other users that the application follows.

use jiff::Timestamp;
use serde_json::value::RawValue;
use twilio_wire::sync::{Map, ObjectKind};

use super::Client;
use crate::{Event, User, fetch::Job, subscriptions::Owner, user::HeldUser};

/// Users followed at a time until the server states another number (its own default).
const MAX_USERS: usize = 100;

impl Client {
    /// Follows a user, whose map of properties is known from a `client_api::User`: when it is loaded,
    /// [`Event::UserSubscribed`] comes, and [`Event::UserUpdated`] after each change.
    ///
    /// The server names the largest number of users; past it the one who was subscribed to first goes.
    pub fn subscribe_user(&mut self, identity: &str, info_map: String, now: Timestamp) {
        let own = self.configuration().is_some_and(|known| known.identity == identity);
        if own || self.user_number(identity).is_some() {
            return;
        }
        let limit = self.configuration().map(|it| it.options.user_infos_to_subscribe);
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(MAX_USERS);
        while self.session.users.len() >= limit.max(1) {
            let Some((_, user)) = self.session.users.pop_first() else { break };
            self.user_dropped(user, now);
        }
        self.session.openings += 1;
        let number = self.session.openings;
        self.session.users.insert(number, HeldUser::new(identity.to_owned()));
        self.fetches.want(Job::User { number, name: info_map }, now);
        self.settle(now);
    }

    /// Follows a user no longer; harmless when nobody does.
    pub fn unsubscribe_user(&mut self, identity: &str, now: Timestamp) {
        if let Some(number) = self.user_number(identity) {
            self.drop_user(number, now);
            self.settle(now);
        }
    }

    /// A user that is known: the client's own, or one that is followed and loaded.
    pub fn user(&self, identity: &str) -> Option<User> {
        if self.configuration().is_some_and(|known| known.identity == identity) {
            return Some(self.session.user_view());
        }
        let user = self.session.users.get(&self.user_number(identity)?)?;
        user.object.is_some().then(|| user.view())
    }

    fn user_number(&self, identity: &str) -> Option<u64> {
        let mut users = self.session.users.iter();
        users.find(|(_, user)| user.identity == identity).map(|(number, _)| *number)
    }

    pub(super) fn drop_user(&mut self, number: u64, now: Timestamp) {
        if let Some(user) = self.session.users.remove(&number) {
            self.user_dropped(user, now);
        }
    }

    fn user_dropped(&mut self, user: HeldUser, now: Timestamp) {
        if let Some(object) = user.object {
            self.subscriptions.drop(&object, now);
            self.emit(Event::UserUnsubscribed(user.identity));
        }
    }

    pub(super) fn user_loaded(&mut self, number: u64, map: Map, now: Timestamp) {
        let Some(user) = self.session.users.get_mut(&number) else { return };
        let sid = map.sid.to_string();
        user.object = Some(sid.clone());
        for item in map.items.unwrap_or_default() {
            user.put(&item.key, item.last_event_id, &item.data);
        }
        let view = user.view();
        let owner = Owner::User(number);
        self.subscriptions.want(sid, ObjectKind::Map, owner, map.last_event_id, now);
        self.emit(Event::UserSubscribed(view));
    }

    pub(super) fn user_changed(&mut self, number: u64, event_id: u64, key: &str, data: &RawValue) {
        let Some(user) = self.session.users.get_mut(&number) else { return };
        if user.put(key, event_id, data) {
            let view = user.view();
            self.emit(Event::UserUpdated(view));
        }
    }

    pub(super) fn user_item_removed(&mut self, number: u64, event_id: u64, key: &str) {
        let Some(user) = self.session.users.get_mut(&number) else { return };
        if user.remove(key, event_id) {
            let view = user.view();
            self.emit(Event::UserUpdated(view));
        }
    }

    pub(super) fn own_user_changed(&mut self, event_id: u64, key: &str, data: &RawValue) {
        if self.session.user.put(key, event_id, data) {
            let view = self.session.user_view();
            self.emit(Event::UserUpdated(view));
        }
    }

    pub(super) fn own_user_item_removed(&mut self, event_id: u64, key: &str) {
        if self.session.user.remove(key, event_id) {
            let view = self.session.user_view();
            self.emit(Event::UserUpdated(view));
        }
    }
}
