//! What the client holds, and the reads and subscriptions that fill it.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use twilio_sid::ConversationSid;
use twilio_wire::{client_api::Configuration, sync::MyConversationData};

use super::Client;
use crate::{
    Event, Replica, User, address,
    conversation::Held,
    fetch::{Fetch, Job, Opening},
    items::Items,
    user::HeldUser,
};

/// Everything that the client holds.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) configuration: Option<Arc<Configuration>>,
    pub(super) membership: Items<ConversationSid, MyConversationData>,
    pub(super) user: HeldUser,
    /// Other users that are followed, oldest first.
    pub(super) users: BTreeMap<u64, HeldUser>,
    /// Boxed, as most users take part in few: every node of the map has room for eleven.
    pub(super) conversations: BTreeMap<ConversationSid, Box<Held>>,
    pub(super) openings: u64,
    /// SID of the map of the user's conversations; empty before it was read.
    pub(super) my_map: String,
    /// Whether all pages of the user's conversations were read.
    pub(super) listed: bool,
    pub(super) user_read: bool,
    pub(super) ready: bool,
}

impl Session {
    pub(super) fn is_ready(&self) -> bool {
        self.ready
    }

    pub(super) fn user_view(&self) -> User {
        self.user.view()
    }

    pub(super) fn replica(&self) -> Replica {
        let identity = self.configuration.as_ref().map(|it| it.identity.clone());
        let loaded = self.users.values().filter(|user| user.object.is_some());
        let announced = self.conversations.iter().filter(|(_, held)| held.announced);
        Replica {
            identity: identity.unwrap_or_default(),
            user: self.user_view(),
            users: loaded.map(|user| (user.identity.clone(), user.view())).collect(),
            conversations: announced
                .map(|(sid, held)| (*sid, held.view(self.membership.get(sid))))
                .collect(),
        }
    }

    /// The conversation of an opening, unless it was closed in the meantime.
    pub(super) fn held(&mut self, opening: Opening) -> Option<&mut Held> {
        let held = self.conversations.get_mut(&opening.sid)?;
        (held.opening == opening).then_some(held)
    }
}

impl Client {
    pub(super) fn start_fetches(&mut self, now: Timestamp) {
        for fetch in self.fetches.take_due(now) {
            // A conversation that was closed in the meantime needs nothing any more; nor does a user.
            let opening = fetch.job.opening();
            let user = if let Job::User { number, .. } = fetch.job { Some(number) } else { None };
            if opening.is_none_or(|opening| self.session.held(opening).is_some())
                && user.is_none_or(|number| self.session.users.contains_key(&number))
            {
                self.start_fetch(fetch, now);
            }
        }
    }

    fn start_fetch(&mut self, fetch: Fetch, now: Timestamp) {
        match address::get(&self.url(&fetch.job)) {
            Some(request) => {
                let id = self.connection.request(request, now);
                self.fetches.started(id, fetch);
            }
            // The server handed out an address that is none; it may think better of it.
            None => self.fetches.retry(fetch, now),
        }
    }

    fn url(&self, job: &Job) -> String {
        let object =
            |kind: &str, name: &str| address::join(&self.config.sync_uri, &["v3", kind, name]);
        match job {
            Job::Configuration => {
                address::join(&self.config.api_uri, &["Client", "v2", "Configuration"])
            }
            Job::MyMap { name } | Job::Roster { name, .. } => object("Maps", name),
            Job::MyUser { name } | Job::User { name, .. } => {
                address::with_param(&object("Maps", name), "Include", "items")
            }
            Job::Document { name, .. } => object("Documents", name),
            Job::List { name, .. } => object("Lists", name),
            Job::MyConversations { url, .. }
            | Job::Messages { url, .. }
            | Job::Participants { url, .. } => url.clone(),
        }
    }

    pub(super) fn start_subscriptions(&mut self, now: Timestamp) {
        for body in self.subscriptions.take_due(now) {
            let url = address::join(&self.config.sync_uri, &["v4", "Subscriptions"]);
            let Some(request) = address::post(&url, &body) else { continue };
            let id = self.connection.request(request, now);
            let establish = body.action == twilio_wire::sync::Action::Establish;
            self.asked.insert(id, establish.then_some(body.correlation_id));
        }
    }

    /// Says once that everything is there.
    pub(super) fn check_ready(&mut self) {
        let session = &mut self.session;
        let complete = session.listed
            && session.user_read
            && session.conversations.values().all(|held| held.announced);
        if complete && !session.ready {
            session.ready = true;
            self.emit(Event::Ready);
        }
    }
}
