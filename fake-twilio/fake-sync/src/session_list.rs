//! The lists through which clients of `@twilio/conversations` 1.x give commands.
//!
//! A client makes one when it starts, reads from its context where everything else is, and adds an
//! item for each command; the answer is put into the same item. No other client reads these lists,
//! so they are not in the log. They outlive a lost connection: what was answered meanwhile is
//! replayed.

use std::{collections::BTreeMap, sync::Arc};

use fake_core::text::Text;
use jiff::Timestamp;
use serde_json::value::RawValue;
use twilio_sid::{ServiceSid, SyncListSid};

use crate::{
    ObjectId,
    collection::{Collection, NumberedChange},
    data::Data,
    delta::{Delta, ObjectChange},
    item::Key,
};

/// Lists that an identity may have; one more pushes the oldest out, and its client makes a new one
/// when it next has a command.
const MAX_LISTS: usize = 16;

/// Commands that a list keeps.
const MAX_ITEMS: usize = 64;

/// A command of a session list.
#[derive(Clone, Debug)]
pub struct PendingCommand {
    /// The list.
    pub(crate) list: SyncListSid,
    /// What for.
    pub command: V1Command,
}

/// A command of a session list.
#[derive(Clone, Debug)]
pub enum V1Command {
    /// To know where everything is.
    Context,
    /// That a command is carried out.
    Command {
        /// Number of the command in the list.
        index: u64,
        /// What the client wrote.
        data: Box<RawValue>,
    },
}

/// One list.
pub(crate) struct SessionList {
    owner: Text,
    pub(crate) collection: Collection,
    context: Data,
    /// Number of the event that set the context.
    context_event: u64,
    /// The service's context, until the client listens: the SDK that reads a context before it
    /// is notified of it takes no notice of the event, and waits for it for ever.
    promised: Option<Data>,
    next_index: u64,
}

/// All of them.
#[derive(Default)]
pub(crate) struct SessionLists {
    lists: BTreeMap<SyncListSid, SessionList>,
    made: u64,
}

fn raw(json: &RawValue) -> Data {
    Data::Json(Arc::from(json.get()))
}

impl SessionLists {
    /// Creates a list with the client's own context; also returns the removal of the oldest one if there are too many.
    pub(crate) fn make(
        &mut self,
        service: ServiceSid,
        owner: &Text,
        context: &RawValue,
        at: Timestamp,
    ) -> (SyncListSid, Option<Delta>) {
        let mut own = self.lists.iter().filter(|(_, list)| list.owner == *owner);
        let oldest = own.next().map(|(sid, _)| *sid).filter(|_| own.count() + 1 >= MAX_LISTS);
        let gone = oldest.and_then(|sid| self.remove(sid, at));
        let sid = self.next_sid(service);
        let list = SessionList {
            owner: owner.clone(),
            collection: Collection::new(at, owner.clone()),
            context: raw(context),
            context_event: 0,
            promised: None,
            next_index: 0,
        };
        self.lists.insert(sid, list);
        (sid, gone)
    }

    /// Half the service's digits and a number: nothing is drawn, and the oldest comes first.
    fn next_sid(&mut self, service: ServiceSid) -> SyncListSid {
        let mut digits = service.to_bytes();
        digits[8..].copy_from_slice(&self.made.to_be_bytes());
        self.made += 1;
        SyncListSid::from_bytes(digits)
    }

    fn remove(&mut self, sid: SyncListSid, at: Timestamp) -> Option<Delta> {
        let mut list = self.lists.remove(&sid)?;
        let event = list.collection.head.next(at);
        Some(Delta {
            object: ObjectId::Session(sid),
            event,
            at,
            what: ObjectChange::CollectionGone,
        })
    }

    pub(crate) fn get(&self, sid: SyncListSid) -> Option<&SessionList> {
        self.lists.get(&sid)
    }

    /// The list, if it is this identity's.
    pub(crate) fn owned(&self, sid: &str, identity: &str) -> Option<SyncListSid> {
        let sid = sid.parse().ok()?;
        self.lists.get(&sid).filter(|list| list.owner.as_ref() == identity).map(|_| sid)
    }

    /// Keeps the service's context until the client listens.
    pub(crate) fn promise(&mut self, sid: SyncListSid, context: &RawValue) {
        if let Some(list) = self.lists.get_mut(&sid) {
            list.promised = Some(raw(context));
        }
    }

    /// Puts the promised context in place, now that the client listens.
    pub(crate) fn keep_promise(&mut self, sid: SyncListSid, at: Timestamp) {
        let Some(list) = self.lists.get_mut(&sid) else { return };
        if let Some(context) = list.promised.take() {
            list.context = context;
            list.context_event = list.collection.head.next(at);
        }
    }

    /// Adds a command; returns its index and the change to send.
    pub(crate) fn push(
        &mut self,
        sid: SyncListSid,
        command: &RawValue,
        at: Timestamp,
    ) -> Option<(u64, Delta)> {
        let list = self.lists.get_mut(&sid)?;
        let index = list.next_index;
        list.next_index += 1;
        if let Some(old) = index.checked_sub(MAX_ITEMS as u64) {
            list.collection.forget(&Key::Index(old));
        }
        let owner = list.owner.clone();
        let numbered = list.collection.put(at, Key::Index(index), &owner, raw(command));
        Some((index, delta(sid, numbered)))
    }

    /// Puts the answer into the item of a command, if it is still kept.
    pub(crate) fn settle(
        &mut self,
        sid: SyncListSid,
        index: u64,
        answer: &RawValue,
        at: Timestamp,
    ) -> Option<Delta> {
        let list = self.lists.get_mut(&sid)?;
        let key = Key::Index(index);
        list.collection.items.get(&key)?;
        let owner = list.owner.clone();
        Some(delta(sid, list.collection.put(at, key, &owner, raw(answer))))
    }
}

impl SessionList {
    /// The context with the number of the event that set it.
    pub(crate) fn context(&self) -> (Data, u64) {
        (self.context.clone(), self.context_event)
    }

    /// The events after event `known`.
    pub(crate) fn since(&self, known: u64) -> Vec<NumberedChange> {
        let at = self.collection.head.changed;
        let context = (self.context_event, at, ObjectChange::Context(self.context.clone()));
        let context = Some(context).filter(|(event, ..)| *event > known);
        let mut missed: Vec<_> = context.into_iter().chain(self.collection.since(known)).collect();
        missed.sort_by_key(|(event, ..)| *event);
        missed
    }
}

fn delta(sid: SyncListSid, (event, at, what): NumberedChange) -> Delta {
    Delta { object: ObjectId::Session(sid), event, at, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn json(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    fn lists_of(owner: &str, count: usize) -> (SessionLists, Vec<SyncListSid>) {
        let mut lists = SessionLists::default();
        let service = ServiceSid::from_bytes([7; 16]);
        let sids = (0..count).map(|_| lists.make(service, &owner.into(), &json("{}"), AT).0);
        let sids = sids.collect();
        (lists, sids)
    }

    #[test]
    fn the_context_comes_when_the_client_listens() {
        let (mut lists, sids) = lists_of("ada", 1);
        lists.promise(sids[0], &json("{\"identity\":\"ada\"}"));
        assert_eq!(lists.get(sids[0]).unwrap().context().1, 0);
        lists.keep_promise(sids[0], AT);
        let list = lists.get(sids[0]).unwrap();
        assert_eq!(list.context().1, 1);
        assert!(matches!(list.since(0).as_slice(), [(1, _, ObjectChange::Context(_))]));
        assert_eq!(list.since(1), []);
    }

    #[test]
    fn only_the_newest_commands_and_lists_are_kept() {
        let (mut lists, sids) = lists_of("ada", MAX_LISTS + 3);
        assert_eq!(lists.lists.len(), MAX_LISTS);
        assert!(lists.get(sids[2]).is_none() && lists.get(sids[3]).is_some());
        let sid = sids[3];
        for _ in 0..MAX_ITEMS + 5 {
            let (index, _) = lists.push(sid, &json("1"), AT).unwrap();
            assert!(lists.settle(sid, index, &json("2"), AT).is_some());
        }
        assert_eq!(lists.get(sid).unwrap().collection.items.len(), MAX_ITEMS);
        // Each has an event for the addition and one for the response.
        assert_eq!(lists.get(sid).unwrap().since(0).len(), 2 * MAX_ITEMS);
        assert!(lists.settle(sid, 0, &json("2"), AT).is_none());
    }

    #[test]
    fn nobody_finds_the_lists_of_others() {
        let (lists, sids) = lists_of("ada", 1);
        let sid = sids[0].to_string();
        assert_eq!(lists.owned(&sid, "ada"), Some(sids[0]));
        assert_eq!(lists.owned(&sid, "bob"), None);
    }
}
