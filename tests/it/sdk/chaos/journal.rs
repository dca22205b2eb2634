//! What a client was told, event by event.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Everything that events have told so far; it complains at once of what is told twice.
#[derive(Debug, Default)]
pub(super) struct Journal {
    /// Messages that were added and not removed, as last told.
    messages: BTreeMap<u64, Value>,
    /// Messages that were removed.
    removed: BTreeSet<u64>,
    /// Participants that joined, and whether they left.
    joined: BTreeMap<String, bool>,
    /// Participants that left and had been there before.
    left: BTreeSet<String>,
    /// Marks in the list, the map, the document and the user's own map.
    seen: BTreeMap<String, BTreeSet<&'static str>>,
    /// Index of every mark.
    marks: BTreeMap<u64, String>,
    read: Option<u64>,
    /// Who types.
    typing: BTreeSet<String>,
    /// Read horizons of participants.
    horizons: BTreeMap<String, u64>,
    /// Index of the first message of [`Self::log`], once that is kept.
    logs_from: Option<u64>,
    /// Typing, messages and read horizons from then on.
    log: Vec<String>,
}

impl Journal {
    /// Returns whether a mark was seen in all objects.
    pub(super) fn has_seen(&self, mark: &str) -> bool {
        self.seen.get(mark).is_some_and(|seen| seen.len() == 4)
    }

    /// Returns whether somebody types.
    pub(super) fn has_typing(&self) -> bool {
        !self.typing.is_empty()
    }

    /// Begins to log typing, messages and the read horizons that lie on these messages.
    pub(super) fn begin_log(&mut self) {
        let newest = self.messages.keys().chain(&self.removed).max();
        self.logs_from = Some(newest.map_or(0, |newest| newest + 1));
    }

    /// What was logged.
    pub(super) fn log(&self) -> &[String] {
        &self.log
    }

    fn note_step(&mut self, step: String) {
        if self.logs_from.is_some() {
            self.log.push(step);
        }
    }

    /// Takes a word of a client in.
    pub(super) fn note(&mut self, who: &str, said: &Value) {
        let text = |field: &str| said[field].as_str().unwrap_or_default().to_owned();
        let index = said["index"].as_u64().unwrap_or_default();
        match said["event"].as_str() {
            Some("messageAdded") => self.add(who, index, said),
            Some("messageUpdated") => {
                assert!(self.messages.contains_key(&index), "{who}: updated before added: {said}");
                self.messages.insert(index, value_of(said));
            }
            Some("messageRemoved") => {
                let was_there = self.messages.remove(&index).is_some();
                assert!(was_there, "{who}: removed before added, or twice: {said}");
                self.removed.insert(index);
            }
            Some("participantJoined") => {
                let before = self.joined.insert(text("sid"), false);
                assert_eq!(before, None, "{who}: joined twice: {said}");
                self.see(&text("identity"), "roster");
            }
            Some("participantLeft") => match self.joined.get_mut(&text("sid")) {
                Some(left) => assert!(!std::mem::replace(left, true), "{who}: left twice: {said}"),
                None => assert!(self.left.insert(text("sid")), "{who}: left twice: {said}"),
            },
            Some("typingStarted") => {
                self.note_step(format!("{} types", text("identity")));
                self.typing.insert(text("identity"));
            }
            Some("typingEnded") => {
                assert!(self.typing.remove(&text("identity")), "{who}: no typing ended: {said}");
                self.note_step(format!("{} types no longer", text("identity")));
            }
            Some("participantUpdated") => {
                let (identity, read) =
                    (text("identity"), said["read"].as_u64().unwrap_or_default());
                let before = self.horizons.insert(identity.clone(), read);
                if before != Some(read) && self.logs_from.is_some_and(|from| read >= from) {
                    self.note_step(format!("{identity} read {read}"));
                }
            }
            Some("updated") => {
                self.see(&text("name"), "document");
                self.read = said["read"].as_u64();
                self.see_read();
            }
            Some(other) => panic!("{who}: {other} was not expected"),
            None => {}
        }
    }

    fn add(&mut self, who: &str, index: u64, said: &Value) {
        let newest = self.messages.keys().chain(&self.removed).max();
        assert!(newest.is_none_or(|newest| *newest < index), "{who}: twice or too late: {said}");
        self.messages.insert(index, value_of(said));
        self.note_step(format!("{} sent {index}", said["author"].as_str().unwrap_or_default()));
        if said["author"] == "system" {
            let mark = said["body"].as_str().unwrap_or_default().to_owned();
            self.see(&mark, "messages");
            self.marks.insert(index, mark);
            self.see_read();
        }
    }

    fn see(&mut self, mark: &str, place: &'static str) {
        self.seen.entry(mark.to_owned()).or_default().insert(place);
    }

    /// The horizon stands on a mark, which may be told before the mark itself is.
    fn see_read(&mut self) {
        let mark = self.read.and_then(|read| self.marks.get(&read)).cloned();
        if let Some(mark) = mark {
            self.see(&mark, "own map");
        }
    }

    /// Compares what was told with what is true in the end.
    pub(super) fn agree(&self, truth: &Value, who: &str) {
        let all = truth["messages"].as_array().into_iter().flatten();
        let expected: BTreeMap<_, _> =
            all.map(|it| (it["index"].as_u64().unwrap_or_default(), it.clone())).collect();
        assert_eq!(self.messages, expected, "{who}: messages as told by events");
        let all = truth["participants"].as_array().into_iter().flatten();
        let present: BTreeSet<_> = all.filter_map(|it| it["sid"].as_str()).collect();
        for (sid, left) in &self.joined {
            assert_ne!(*left, present.contains(sid.as_str()), "{who}: {sid} as told by events");
        }
        for sid in &self.left {
            assert!(!present.contains(sid.as_str()), "{who}: {sid} left and is there");
        }
        let known = present.iter().filter(|sid| self.joined.contains_key(**sid)).count();
        // The four themselves were there from the start.
        assert_eq!(known, present.len() - 4, "{who}: somebody joined untold");
    }
}

/// The event without its name.
fn value_of(said: &Value) -> Value {
    let mut value = said.clone();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("event");
    }
    value
}
