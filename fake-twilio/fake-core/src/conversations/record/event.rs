//! Events that webhooks are called for.

use std::str::FromStr;

/// Whether webhooks are called before something happens, or afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Before: the answer decides.
    Pre,
    /// Afterwards.
    Post,
}

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is added.
    Add,
    /// It is updated.
    Update,
    /// It is removed.
    Remove,
}

/// Whose webhooks can choose an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chooser {
    /// Those of an account or a service alone.
    Service,
    /// Those of a conversation, too.
    Conversation,
}

/// A row of the table of events.
struct Row {
    name: &'static str,
    stage: Stage,
    action: Action,
    chooser: Chooser,
}

/// Writes the type of the events and what is known of each from one table.
macro_rules! events {
    ($($event:ident = $name:literal, $stage:ident, $action:ident, $chooser:ident;)*) => {
        /// Events of webhooks (Twilio's documentation of Conversations webhooks).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Event {
            $(#[doc = concat!("`", $name, "`")] $event,)*
        }

        impl Event {
            const ALL: &'static [Self] = &[$(Self::$event),*];

            const fn row(self) -> Row {
                match self {
                    $(Self::$event => Row {
                        name: $name,
                        stage: Stage::$stage,
                        action: Action::$action,
                        chooser: Chooser::$chooser,
                    },)*
                }
            }
        }
    };
}

// Which events a conversation's webhooks can choose: what happens in a conversation, and only
// afterwards (OpenAPI document, filters of address configurations).
events! {
    MessageAdd = "onMessageAdd", Pre, Add, Service;
    MessageAdded = "onMessageAdded", Post, Add, Conversation;
    MessageUpdate = "onMessageUpdate", Pre, Update, Service;
    MessageUpdated = "onMessageUpdated", Post, Update, Conversation;
    MessageRemove = "onMessageRemove", Pre, Remove, Service;
    MessageRemoved = "onMessageRemoved", Post, Remove, Conversation;
    ConversationAdd = "onConversationAdd", Pre, Add, Service;
    ConversationAdded = "onConversationAdded", Post, Add, Service;
    ConversationUpdate = "onConversationUpdate", Pre, Update, Service;
    ConversationUpdated = "onConversationUpdated", Post, Update, Conversation;
    ConversationRemove = "onConversationRemove", Pre, Remove, Service;
    ConversationRemoved = "onConversationRemoved", Post, Remove, Conversation;
    ConversationStateUpdated = "onConversationStateUpdated", Post, Update, Conversation;
    ParticipantAdd = "onParticipantAdd", Pre, Add, Service;
    ParticipantAdded = "onParticipantAdded", Post, Add, Conversation;
    ParticipantUpdate = "onParticipantUpdate", Pre, Update, Service;
    ParticipantUpdated = "onParticipantUpdated", Post, Update, Conversation;
    ParticipantRemove = "onParticipantRemove", Pre, Remove, Service;
    ParticipantRemoved = "onParticipantRemoved", Post, Remove, Conversation;
    UserAdded = "onUserAdded", Post, Add, Service;
    UserUpdate = "onUserUpdate", Pre, Update, Service;
    UserUpdated = "onUserUpdated", Post, Update, Service;
    DeliveryUpdated = "onDeliveryUpdated", Post, Update, Conversation;
}

impl Event {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied()
    }

    /// How many events there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The event with this name, in any letter case (`assumed`; settled by the contract test
    /// `events_come_in_any_letter_case`).
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|event| event.name().eq_ignore_ascii_case(name))
    }

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether webhooks are called before or afterwards.
    pub fn stage(self) -> Stage {
        self.row().stage
    }

    /// What happens to the resource that it is about.
    pub fn action(self) -> Action {
        self.row().action
    }

    /// Returns whether the webhooks of a conversation can choose it.
    pub fn suits_a_conversation(self) -> bool {
        self.row().chooser == Chooser::Conversation
    }
}

impl From<Event> for &'static str {
    fn from(event: Event) -> Self {
        event.name()
    }
}

impl FromStr for Event {
    type Err = UnknownEvent;

    fn from_str(name: &str) -> Result<Self, UnknownEvent> {
        Self::named(name).ok_or(UnknownEvent)
    }
}

/// No event has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no event has this name")]
pub struct UnknownEvent;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_one_name() {
        for event in Event::all() {
            assert_eq!(Event::named(event.name()), Some(event));
            assert_eq!(Event::named(&event.name().to_ascii_uppercase()), Some(event));
        }
        assert_eq!(Event::named("onMessageSent"), None);
        assert_eq!(Event::named(""), None);
    }
}
