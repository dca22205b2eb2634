//! What the REST API should answer, by a model of maps and lists that knows nothing of facts.

use http::StatusCode;
use serde_json::{Value, json};

/// What a caller may do; conversations are numbered in the order in which they were made, whether
/// they are still there or not, and so are the messages of each.
#[derive(Clone, Debug)]
pub(super) enum Step {
    CreateConversation { name: Option<usize>, title: String },
    RenameConversation { at: usize, name: Option<usize>, title: String },
    CloseConversation { at: usize },
    DeleteConversation { at: usize },
    FetchConversation { at: usize, by_name: bool },
    ListConversations,
    AddParticipant { at: usize, who: usize },
    MoveHorizon { at: usize, who: usize, index: Option<u32> },
    FetchParticipant { at: usize, who: usize },
    RemoveParticipant { at: usize, who: usize },
    ListParticipants { at: usize },
    SendMessage { at: usize, who: usize, text: String },
    EditMessage { at: usize, nth: usize, text: String },
    FetchMessage { at: usize, nth: usize },
    DeleteMessage { at: usize, nth: usize },
    ListMessages { at: usize, newest_first: bool },
    CreateUser { who: usize, title: String },
    FetchUser { who: usize },
    ListUsers,
}

/// The people of all walks.
pub(super) const PEOPLE: [&str; 4] = ["ann", "ben+cem", "d@e.f", "ünal"];

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) conversations: Vec<Conversation>,
    pub(super) users: Vec<User>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Conversation {
    pub(super) sid: String,
    name: Option<usize>,
    title: String,
    is_closed: bool,
    is_gone: bool,
    participants: Vec<Participant>,
    pub(super) messages: Vec<Message>,
}

#[derive(Clone, Debug)]
struct Participant {
    sid: String,
    who: usize,
    horizon: Option<u32>,
}

#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) sid: String,
    who: usize,
    text: String,
    is_gone: bool,
}

#[derive(Clone, Debug)]
pub(super) struct User {
    sid: String,
    who: usize,
    title: Option<String>,
}

/// What is to come back: a success with these members in it, a list of things with these members, or
/// an error.
#[derive(Clone, Debug)]
pub(super) enum Expected {
    One(StatusCode, Value),
    Many(&'static str, Vec<Value>),
    Nothing,
    Error(StatusCode, u64),
}

const MISSING: Expected = Expected::Error(StatusCode::NOT_FOUND, 20404);
const CLOSED: Expected = Expected::Error(StatusCode::BAD_REQUEST, 50377);

/// The unique name with this number.
pub(super) fn name(number: usize) -> String {
    format!("name {number}")
}

impl Conversation {
    fn shown(&self) -> Value {
        json!({
            "sid": self.sid, "unique_name": self.name.map(name), "friendly_name": self.title,
            "state": if self.is_closed { "closed" } else { "active" }, "attributes": "{}",
        })
    }

    fn participant(&mut self, who: usize) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|it| it.who == who)
    }

    /// Says whether a step is about a participant or message that is not there.
    fn lacks(&mut self, step: &Step) -> bool {
        match step {
            Step::MoveHorizon { who, .. } | Step::RemoveParticipant { who, .. } => {
                self.participant(*who).is_none()
            }
            Step::EditMessage { nth, .. } | Step::DeleteMessage { nth, .. } => {
                self.message(*nth).is_none()
            }
            _ => false,
        }
    }

    fn message(&mut self, nth: usize) -> Option<&mut Message> {
        self.messages.get_mut(nth).filter(|it| !it.is_gone)
    }
}

impl Participant {
    fn shown(&self) -> Value {
        json!({
            "sid": self.sid, "identity": PEOPLE[self.who], "last_read_message_index": self.horizon,
        })
    }
}

impl Message {
    fn shown(&self, index: usize) -> Value {
        json!({ "sid": self.sid, "index": index, "author": PEOPLE[self.who], "body": self.text })
    }
}

impl User {
    fn shown(&self) -> Value {
        json!({ "sid": self.sid, "identity": PEOPLE[self.who], "friendly_name": self.title })
    }
}

impl Model {
    /// Takes a step; `sid` is the identifier in the system's answer, which only the system can know.
    pub(super) fn take(&mut self, step: &Step, sid: &str) -> Expected {
        match step {
            Step::CreateConversation { name, title } => self.create_conversation(*name, title, sid),
            Step::ListConversations => {
                let here = self.conversations.iter().filter(|it| !it.is_gone);
                Expected::Many("conversations", here.map(Conversation::shown).collect())
            }
            Step::CreateUser { who, title } => {
                if self.users.iter().any(|it| it.who == *who) {
                    return Expected::Error(StatusCode::CONFLICT, 50201);
                }
                let title = Some(title.clone()).filter(|title| !title.is_empty());
                self.users.push(User { sid: sid.to_owned(), who: *who, title });
                Expected::One(StatusCode::CREATED, self.users[self.users.len() - 1].shown())
            }
            Step::FetchUser { who } => {
                let user = self.users.iter().find(|it| it.who == *who);
                user.map_or(MISSING, |it| Expected::One(StatusCode::OK, it.shown()))
            }
            Step::ListUsers => {
                Expected::Many("users", self.users.iter().map(User::shown).collect())
            }
            Step::RenameConversation { at, .. }
            | Step::CloseConversation { at }
            | Step::DeleteConversation { at }
            | Step::FetchConversation { at, .. }
            | Step::AddParticipant { at, .. }
            | Step::MoveHorizon { at, .. }
            | Step::FetchParticipant { at, .. }
            | Step::RemoveParticipant { at, .. }
            | Step::ListParticipants { at }
            | Step::SendMessage { at, .. }
            | Step::EditMessage { at, .. }
            | Step::FetchMessage { at, .. }
            | Step::DeleteMessage { at, .. }
            | Step::ListMessages { at, .. } => self.take_in_conversation(*at, step, sid),
        }
    }

    fn is_taken(&self, name: Option<usize>) -> bool {
        name.is_some() && self.conversations.iter().any(|it| !it.is_gone && it.name == name)
    }

    fn create_conversation(&mut self, name: Option<usize>, title: &str, sid: &str) -> Expected {
        if self.is_taken(name) {
            return Expected::Error(StatusCode::CONFLICT, 50353);
        }
        let (sid, title) = (sid.to_owned(), title.to_owned());
        let made = Conversation { sid, name, title, ..Conversation::default() };
        let expected = Expected::One(StatusCode::CREATED, made.shown());
        self.conversations.push(made);
        expected
    }

    fn take_in_conversation(&mut self, at: usize, step: &Step, sid: &str) -> Expected {
        let taken = match step {
            Step::RenameConversation { name, .. } => {
                self.conversations.get(at).is_some_and(|it| it.name != *name)
                    && self.is_taken(*name)
            }
            _ => false,
        };
        let room = self.conversations.get_mut(at).filter(|it| !it.is_gone);
        let Some(room) = room else { return MISSING };
        let expected = match step {
            // What a path leads to is looked for first.
            _ if room.is_closed && changes_inside(step) => {
                if room.lacks(step) {
                    MISSING
                } else {
                    CLOSED
                }
            }
            Step::RenameConversation { .. } if taken => {
                Expected::Error(StatusCode::CONFLICT, 50353)
            }
            Step::RenameConversation { name, title, .. } => {
                room.name = name.or(room.name);
                room.title.clone_from(title);
                Expected::One(StatusCode::OK, room.shown())
            }
            Step::CloseConversation { .. } => {
                room.is_closed = true;
                Expected::One(StatusCode::OK, room.shown())
            }
            Step::DeleteConversation { .. } => {
                room.is_gone = true;
                Expected::Nothing
            }
            Step::FetchConversation { .. } => Expected::One(StatusCode::OK, room.shown()),
            _ => in_room(room, step, sid),
        };
        if let (Step::AddParticipant { who, .. }, Expected::One(..)) = (step, &expected)
            && !self.users.iter().any(|it| it.who == *who)
        {
            // Whoever takes part becomes known; the identifier is not in this answer.
            self.users.push(User { sid: String::new(), who: *who, title: None });
        }
        expected
    }
}

/// Says whether a step changes what a closed conversation keeps as it is.
fn changes_inside(step: &Step) -> bool {
    matches!(
        step,
        Step::RenameConversation { .. }
            | Step::CloseConversation { .. }
            | Step::AddParticipant { .. }
            | Step::MoveHorizon { .. }
            | Step::RemoveParticipant { .. }
            | Step::SendMessage { .. }
            | Step::EditMessage { .. }
            | Step::DeleteMessage { .. }
    )
}

fn in_room(room: &mut Conversation, step: &Step, sid: &str) -> Expected {
    match step {
        Step::AddParticipant { who, .. } => {
            if room.participant(*who).is_some() {
                return Expected::Error(StatusCode::CONFLICT, 50433);
            }
            let added = Participant { sid: sid.to_owned(), who: *who, horizon: None };
            let expected = Expected::One(StatusCode::CREATED, added.shown());
            room.participants.push(added);
            expected
        }
        Step::MoveHorizon { who, index, .. } => {
            let Some(it) = room.participant(*who) else { return MISSING };
            it.horizon = *index;
            Expected::One(StatusCode::OK, it.shown())
        }
        Step::FetchParticipant { who, .. } => {
            let found = room.participant(*who).map(|it| it.shown());
            found.map_or(MISSING, |shown| Expected::One(StatusCode::OK, shown))
        }
        Step::RemoveParticipant { who, .. } => {
            let before = room.participants.len();
            room.participants.retain(|it| it.who != *who);
            if room.participants.len() < before { Expected::Nothing } else { MISSING }
        }
        Step::ListParticipants { .. } => {
            let all = room.participants.iter().map(Participant::shown);
            Expected::Many("participants", all.collect())
        }
        _ => of_messages(room, step, sid),
    }
}

fn of_messages(room: &mut Conversation, step: &Step, sid: &str) -> Expected {
    match step {
        Step::SendMessage { who, text, .. } => {
            let (sid, text) = (sid.to_owned(), text.clone());
            let sent = Message { sid, who: *who, text, is_gone: false };
            let expected = Expected::One(StatusCode::CREATED, sent.shown(room.messages.len()));
            room.messages.push(sent);
            expected
        }
        Step::EditMessage { nth, text, .. } => {
            let Some(it) = room.message(*nth) else { return MISSING };
            it.text.clone_from(text);
            Expected::One(StatusCode::OK, it.shown(*nth))
        }
        Step::FetchMessage { nth, .. } => {
            let found = room.message(*nth).map(|it| it.shown(*nth));
            found.map_or(MISSING, |shown| Expected::One(StatusCode::OK, shown))
        }
        Step::DeleteMessage { nth, .. } => {
            let Some(it) = room.message(*nth) else { return MISSING };
            it.is_gone = true;
            Expected::Nothing
        }
        Step::ListMessages { newest_first, .. } => {
            let here = room.messages.iter().enumerate().filter(|(_, it)| !it.is_gone);
            let mut all: Vec<_> = here.map(|(index, it)| it.shown(index)).collect();
            if *newest_first {
                all.reverse();
            }
            Expected::Many("messages", all)
        }
        other => unreachable!("{other:?} is about no message"),
    }
}
