//! What the REST API should answer, by a model of maps and lists that knows nothing of facts.

use http::StatusCode;
use serde_json::{Value, json};

/// What a caller may do.
#[derive(Clone, Debug)]
pub(super) enum Step {
    CreateConversation {
        name: Option<usize>,
        title: String,
    },
    ListConversations,
    CreateUser {
        who: usize,
        title: String,
    },
    FetchUser {
        who: usize,
    },
    ListUsers,
    /// Conversations are numbered in the order in which they were made, whether they are still there
    /// or not.
    At(usize, Act),
}

/// What a caller may do in a conversation.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Rename {
        name: Option<usize>,
        title: String,
    },
    Close,
    Delete,
    Fetch {
        by_name: bool,
    },
    Add {
        who: usize,
    },
    ListParticipants,
    Send {
        who: usize,
        text: String,
    },
    ListMessages {
        newest_first: bool,
    },
    ToParticipant(usize, ToParticipant),
    /// Messages are numbered as conversations are.
    ToMessage(usize, ToMessage),
}

#[derive(Clone, Debug)]
pub(super) enum ToParticipant {
    MoveHorizon(Option<u32>),
    Fetch,
    Remove,
}

#[derive(Clone, Debug)]
pub(super) enum ToMessage {
    Edit(String),
    Fetch,
    Delete,
}

/// The people of all walks.
pub(super) const PEOPLE: [&str; 4] = ["ann", "ben+cem", "d@e.f", "ünal"];

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) conversations: Vec<Conversation>,
    pub(super) users: Vec<User>,
    steps: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Conversation {
    pub(super) sid: String,
    name: Option<usize>,
    title: String,
    is_closed: bool,
    is_gone: bool,
    /// Number of the step in which it was made or last written to.
    active: usize,
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
        self.steps += 1;
        match step {
            Step::CreateConversation { name, title } => self.create_conversation(*name, title, sid),
            Step::ListConversations => {
                let here = self.conversations.iter().filter(|it| !it.is_gone);
                let mut here: Vec<_> = here.collect();
                here.sort_by_key(|it| std::cmp::Reverse(it.active));
                let shown = here.into_iter().map(Conversation::shown);
                Expected::Many("conversations", shown.collect())
            }
            Step::CreateUser { who, title } => {
                if self.user(*who).is_some() {
                    return Expected::Error(StatusCode::CONFLICT, 50201);
                }
                let title = Some(title.clone()).filter(|title| !title.is_empty());
                let user = User { sid: sid.to_owned(), who: *who, title };
                let expected = Expected::One(StatusCode::CREATED, user.shown());
                self.users.push(user);
                expected
            }
            Step::FetchUser { who } => {
                self.user(*who).map_or(MISSING, |it| Expected::One(StatusCode::OK, it.shown()))
            }
            Step::ListUsers => {
                Expected::Many("users", self.users.iter().map(User::shown).collect())
            }
            Step::At(at, act) => self.act(*at, act, sid),
        }
    }

    fn user(&self, who: usize) -> Option<&User> {
        self.users.iter().find(|it| it.who == who)
    }

    fn is_taken(&self, name: Option<usize>) -> bool {
        name.is_some() && self.conversations.iter().any(|it| !it.is_gone && it.name == name)
    }

    fn create_conversation(&mut self, name: Option<usize>, title: &str, sid: &str) -> Expected {
        if self.is_taken(name) {
            return Expected::Error(StatusCode::CONFLICT, 50353);
        }
        let (sid, title) = (sid.to_owned(), title.to_owned());
        let active = self.steps;
        let made = Conversation { sid, name, title, active, ..Conversation::default() };
        let expected = Expected::One(StatusCode::CREATED, made.shown());
        self.conversations.push(made);
        expected
    }

    fn act(&mut self, at: usize, act: &Act, sid: &str) -> Expected {
        if let Act::Rename { name, .. } = act
            && self.is_taken(*name)
            && self.conversations.get(at).is_some_and(|it| it.name != *name && it.is_open())
        {
            return Expected::Error(StatusCode::CONFLICT, 50353);
        }
        let room = self.conversations.get_mut(at).filter(|it| !it.is_gone);
        let expected = room.map_or(MISSING, |room| room.act(act, sid));
        if let (Act::Add { who }, Expected::One(..)) = (act, &expected)
            && self.user(*who).is_none()
        {
            // Anyone who takes part becomes known; the identifier is not in this answer.
            self.users.push(User { sid: String::new(), who: *who, title: None });
        }
        if let (Act::Send { .. }, Expected::One(..)) = (act, &expected) {
            self.conversations[at].active = self.steps;
        }
        expected
    }
}

impl Conversation {
    fn is_open(&self) -> bool {
        !self.is_closed && !self.is_gone
    }

    fn act(&mut self, act: &Act, sid: &str) -> Expected {
        match act {
            Act::Delete => {
                self.is_gone = true;
                Expected::Nothing
            }
            Act::Fetch { .. } => Expected::One(StatusCode::OK, self.shown()),
            Act::ListParticipants => {
                let all = self.participants.iter().map(Participant::shown);
                Expected::Many("participants", all.collect())
            }
            Act::ListMessages { newest_first } => {
                let here = self.messages.iter().enumerate().filter(|(_, it)| !it.is_gone);
                let mut all: Vec<_> = here.map(|(index, it)| it.shown(index)).collect();
                if *newest_first {
                    all.reverse();
                }
                Expected::Many("messages", all)
            }
            Act::ToParticipant(who, act) => self.act_on_participant(*who, act),
            Act::ToMessage(nth, act) => self.act_on_message(*nth, act),
            Act::Rename { .. } | Act::Close | Act::Add { .. } | Act::Send { .. }
                if self.is_closed =>
            {
                CLOSED
            }
            Act::Rename { name, title } => {
                self.name = name.or(self.name);
                self.title.clone_from(title);
                Expected::One(StatusCode::OK, self.shown())
            }
            Act::Close => {
                self.is_closed = true;
                Expected::One(StatusCode::OK, self.shown())
            }
            Act::Add { who } => {
                if self.participants.iter().any(|it| it.who == *who) {
                    return Expected::Error(StatusCode::CONFLICT, 50433);
                }
                let added = Participant { sid: sid.to_owned(), who: *who, horizon: None };
                let expected = Expected::One(StatusCode::CREATED, added.shown());
                self.participants.push(added);
                expected
            }
            Act::Send { who, text } => {
                let (sid, text) = (sid.to_owned(), text.clone());
                let sent = Message { sid, who: *who, text, is_gone: false };
                let expected = Expected::One(StatusCode::CREATED, sent.shown(self.messages.len()));
                self.messages.push(sent);
                expected
            }
        }
    }

    // What a path leads to is looked for before anybody asks whether it may be changed.

    fn act_on_participant(&mut self, who: usize, act: &ToParticipant) -> Expected {
        let Some(place) = self.participants.iter().position(|it| it.who == who) else {
            return MISSING;
        };
        match act {
            ToParticipant::Fetch => Expected::One(StatusCode::OK, self.participants[place].shown()),
            ToParticipant::MoveHorizon(_) | ToParticipant::Remove if self.is_closed => CLOSED,
            ToParticipant::MoveHorizon(index) => {
                self.participants[place].horizon = *index;
                Expected::One(StatusCode::OK, self.participants[place].shown())
            }
            ToParticipant::Remove => {
                self.participants.remove(place);
                Expected::Nothing
            }
        }
    }

    fn act_on_message(&mut self, nth: usize, act: &ToMessage) -> Expected {
        let message = self.messages.get_mut(nth).filter(|it| !it.is_gone);
        let Some(message) = message else { return MISSING };
        match act {
            ToMessage::Fetch => Expected::One(StatusCode::OK, message.shown(nth)),
            ToMessage::Edit(_) | ToMessage::Delete if self.is_closed => CLOSED,
            ToMessage::Edit(text) => {
                message.text.clone_from(text);
                Expected::One(StatusCode::OK, message.shown(nth))
            }
            ToMessage::Delete => {
                message.is_gone = true;
                Expected::Nothing
            }
        }
    }
}
