//! Answers to reads and to subscription requests.

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use twilio_wire::{
    client_api::{Configuration, MyConversation, MyConversations},
    paging::Tokens,
    sync::{Document, Items, List, ListItem, Map, MapItem, MyConversationData, ObjectKind},
};
use twilsock::client::{RequestError, RequestId};

use super::Client;
use crate::{
    Backfill, Event, address,
    fetch::{Fetch, Job, Opening},
    subscriptions::Owner,
};

/// Page size of item queries; the server's largest.
const PAGE_SIZE: &str = "100";

impl Client {
    pub(super) fn handle_reply(
        &mut self,
        id: RequestId,
        result: Result<Response<Bytes>, RequestError>,
        now: Timestamp,
    ) {
        if let Some(asked) = self.asked.remove(&id) {
            self.handle_awaited_result(asked, &result, now);
        } else if let Some(fetch) = self.fetches.answered(id) {
            self.handle_fetched(fetch, result, now);
        } else {
            self.emit(Event::Reply { id, result });
        }
    }

    fn handle_awaited_result(
        &mut self,
        asked: Option<u64>,
        result: &Result<Response<Bytes>, RequestError>,
        now: Timestamp,
    ) {
        // A lost connection takes all cancels with it, and a cancel that failed does no harm.
        let Some(correlation_id) = asked else { return };
        match result {
            Ok(response) if response.status().is_success() => {
                self.subscriptions.replied(correlation_id, response.body(), now);
            }
            Err(RequestError::Disconnected | RequestError::Finished) => {}
            Ok(_) | Err(_) => self.subscriptions.failed(correlation_id, now),
        }
    }

    fn handle_fetched(
        &mut self,
        fetch: Fetch,
        result: Result<Response<Bytes>, RequestError>,
        now: Timestamp,
    ) {
        match result {
            Ok(response) if response.status().is_success() => {
                if self.apply(&fetch.job, response.body(), now).is_err() {
                    self.fetches.retry(fetch, now);
                }
            }
            Ok(response) => self.handle_refused(fetch, response.status(), now),
            Err(RequestError::Disconnected | RequestError::NotConnected) => {
                self.fetches.again(fetch, now);
            }
            Err(RequestError::Finished) => {}
            Err(_) => self.fetches.retry(fetch, now),
        }
    }

    /// A conversation that may not be read any more was left while it was being opened; everything
    /// else is tried again.
    fn handle_refused(&mut self, fetch: Fetch, status: StatusCode, now: Timestamp) {
        let gone = matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
        match fetch.job {
            Job::Document { opening, .. } if gone => {
                if self.session.held(opening).is_some() {
                    self.close(opening.sid, now);
                }
            }
            Job::List { opening, .. }
            | Job::Roster { opening, .. }
            | Job::Messages { opening, .. }
            | Job::Participants { opening, .. }
                if gone =>
            {
                self.finished(opening);
            }
            Job::User { number, .. } if gone => self.drop_user(number, now),
            Job::Configuration
            | Job::MyMap { .. }
            | Job::MyUser { .. }
            | Job::User { .. }
            | Job::MyConversations { .. }
            | Job::Document { .. }
            | Job::List { .. }
            | Job::Roster { .. }
            | Job::Messages { .. }
            | Job::Participants { .. } => self.fetches.retry(fetch, now),
        }
    }

    fn apply(&mut self, job: &Job, body: &[u8], now: Timestamp) -> Result<(), serde_json::Error> {
        match job {
            Job::Configuration => self.configured(serde_json::from_slice(body)?, now),
            Job::MyMap { .. } => self.my_map(&serde_json::from_slice(body)?, now),
            Job::MyUser { .. } => self.my_user(serde_json::from_slice(body)?, now),
            Job::User { number, .. } => {
                self.user_loaded(*number, serde_json::from_slice(body)?, now);
            }
            Job::MyConversations { url, read_at } => {
                self.my_conversations(url, *read_at, serde_json::from_slice(body)?, now);
            }
            Job::Document { opening, .. } => {
                self.document(*opening, &serde_json::from_slice(body)?, now)?;
            }
            Job::List { opening, .. } => self.list(*opening, &serde_json::from_slice(body)?, now),
            Job::Roster { opening, .. } => {
                self.roster(*opening, &serde_json::from_slice(body)?, now);
            }
            Job::Messages { opening, items, url } => {
                let page: Items<ListItem> = serde_json::from_slice(body)?;
                let last = page.items.last().map(|item| item.index.to_string());
                let next = match self.config.backfill {
                    Backfill::All => next_page(items, url, last.as_deref(), &page.meta),
                    Backfill::Newest(_) | Backfill::Nothing => None,
                };
                self.messages(*opening, page);
                let more = |url| Job::Messages { opening: *opening, items: items.clone(), url };
                self.go_on(*opening, next.map(more), now);
            }
            Job::Participants { opening, items, url } => {
                let page: Items<MapItem> = serde_json::from_slice(body)?;
                let last = page.items.last().map(|item| item.key.clone());
                let next = next_page(items, url, last.as_deref(), &page.meta);
                self.participants(*opening, page.items);
                let more = |url| Job::Participants { opening: *opening, items: items.clone(), url };
                self.go_on(*opening, next.map(more), now);
            }
        }
        Ok(())
    }

    fn configured(&mut self, configuration: Configuration, now: Timestamp) {
        let names = configuration.sync_objects.clone();
        self.session.user.identity.clone_from(&configuration.identity);
        self.session.configuration = Some(Arc::new(configuration));
        self.fetches.want(Job::MyMap { name: names.my_conversations }, now);
        self.fetches.want(Job::MyUser { name: names.my_user_info }, now);
    }

    fn my_map(&mut self, map: &Map, now: Timestamp) {
        let (sid, read_at) = (map.sid.to_string(), map.last_event_id);
        self.session.my_map.clone_from(&sid);
        self.subscriptions.want(sid, ObjectKind::Map, Owner::MyMap, read_at, now);
        let Some(configuration) = &self.session.configuration else { return };
        let url = configuration.links.my_conversations.clone();
        self.fetches.want(Job::MyConversations { url, read_at }, now);
    }

    fn my_user(&mut self, map: Map, now: Timestamp) {
        let sid = map.sid.to_string();
        self.subscriptions.want(sid, ObjectKind::Map, Owner::MyUser, map.last_event_id, now);
        for item in map.items.unwrap_or_default() {
            self.session.user.put(&item.key, item.last_event_id, &item.data);
        }
        self.session.user_read = true;
        self.check_ready();
    }

    fn my_conversations(&mut self, url: &str, read_at: u64, page: MyConversations, now: Timestamp) {
        for record in page.conversations {
            let sid = record.conversation_sid;
            self.put_membership(sid, read_at, membership(record), now);
        }
        if let Some(token) = page.meta.next_token {
            let base = url.split('?').next().unwrap_or(url);
            let url = address::with_param(base, "PageToken", &token);
            self.fetches.want(Job::MyConversations { url, read_at }, now);
        } else {
            self.session.listed = true;
            self.check_ready();
        }
    }

    fn document(
        &mut self,
        opening: Opening,
        document: &Document,
        now: Timestamp,
    ) -> Result<(), serde_json::Error> {
        let data = serde_json::from_str(document.data.get())?;
        let Some(held) = self.session.held(opening) else { return Ok(()) };
        let (sid, read_at) = (document.sid.to_string(), document.last_event_id);
        held.document = Some((read_at, data));
        held.objects.push(sid.clone());
        let owner = Owner::Document(opening);
        self.subscriptions.want(sid, ObjectKind::Document, owner, read_at, now);
        self.finished(opening);
        Ok(())
    }

    fn list(&mut self, opening: Opening, list: &List, now: Timestamp) {
        let Some(held) = self.session.held(opening) else { return };
        let sid = list.sid.to_string();
        held.objects.push(sid.clone());
        held.items = Some(list.links.items.clone());
        let owner = Owner::Messages(opening);
        self.subscriptions.want(sid, ObjectKind::List, owner, list.last_event_id, now);
        let items = list.links.items.clone();
        let url = match self.config.backfill {
            Backfill::All => first_page(&items),
            Backfill::Newest(count) => {
                let url = address::with_param(&items, "PageSize", &count.clamp(1, 100).to_string());
                address::with_param(&url, "Order", "desc")
            }
            Backfill::Nothing => {
                held.messages.skip_history();
                return self.finished(opening);
            }
        };
        self.fetches.want(Job::Messages { opening, items, url }, now);
    }

    fn roster(&mut self, opening: Opening, map: &Map, now: Timestamp) {
        let Some(held) = self.session.held(opening) else { return };
        let sid = map.sid.to_string();
        held.objects.push(sid.clone());
        let owner = Owner::Roster(opening);
        self.subscriptions.want(sid, ObjectKind::Map, owner, map.last_event_id, now);
        let items = map.links.items.clone();
        let url = first_page(&items);
        self.fetches.want(Job::Participants { opening, items, url }, now);
    }

    /// Reads the next page, or counts the read as finished.
    fn go_on(&mut self, opening: Opening, next: Option<Job>, now: Timestamp) {
        match next {
            Some(job) => self.fetches.want(job, now),
            None => self.finished(opening),
        }
    }

    fn messages(&mut self, opening: Opening, page: Items<ListItem>) {
        let (backfill, kept) = (self.config.backfill, self.config.kept_messages);
        let Some(held) = self.session.held(opening) else { return };
        let oldest = page.items.last().map(|item| item.index);
        if matches!(backfill, Backfill::Newest(_)) && page.meta.next_token.is_some() {
            held.messages.raise_floor(oldest.unwrap_or_default());
        }
        for item in page.items {
            if let Some(data) = read(&item.data) {
                held.messages.read(item.index, item.last_event_id, data, kept);
            }
        }
    }

    fn participants(&mut self, opening: Opening, items: Vec<MapItem>) {
        let Some(held) = self.session.held(opening) else { return };
        for item in items {
            if let (Ok(sid), Some(data)) = (item.key.parse(), read(&item.data)) {
                held.participants.put(sid, item.last_event_id, data);
            }
        }
    }
}

/// Reads an item's value; one of an unknown shape is skipped, as if it were not there.
pub(super) fn read<T: DeserializeOwned>(data: &RawValue) -> Option<T> {
    serde_json::from_str(data.get()).ok()
}

fn first_page(items: &str) -> String {
    let url = address::with_param(items, "PageSize", PAGE_SIZE);
    address::with_param(&url, "Order", "asc")
}

/// The next page starts at the last item of this one, as in `twilio-sync` 4.0.1: unlike a token that
/// counts items, a name stays right when items before it go. `None` at the end, and when a page led
/// nowhere.
fn next_page(items: &str, url: &str, last: Option<&str>, meta: &Tokens) -> Option<String> {
    meta.next_token.as_ref()?;
    let next = address::with_param(&first_page(items), "From", last?);
    (next != url).then_some(next)
}

/// The same state as the map of the user's conversations holds it.
fn membership(record: MyConversation) -> MyConversationData {
    MyConversationData {
        channel: record.sync_objects.conversation,
        messages: record.sync_objects.messages,
        roster: record.sync_objects.participants,
        status: record.status,
        last_consumed_message_index: record.last_read_message_index,
        notification_level: record.notification_level,
        state: None,
    }
}
