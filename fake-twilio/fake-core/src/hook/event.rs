use crate::{
    Fact, conversation::ConversationFact, envelope::DeliveryFact, message::MessageFact,
    participant::ParticipantFact, user::UserFact,
};

/// What hooks are asked or told about (Twilio's documentation of Conversations webhooks).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it; each is spelled out in NAMES")]
pub enum Event {
    MessageAdd,
    MessageAdded,
    MessageUpdate,
    MessageUpdated,
    MessageRemove,
    MessageRemoved,
    ConversationAdd,
    ConversationAdded,
    ConversationUpdate,
    ConversationUpdated,
    ConversationRemove,
    ConversationRemoved,
    ConversationStateUpdated,
    ParticipantAdd,
    ParticipantAdded,
    ParticipantUpdate,
    ParticipantUpdated,
    ParticipantRemove,
    ParticipantRemoved,
    UserAdded,
    UserUpdate,
    UserUpdated,
    DeliveryUpdated,
}

/// All events with their names on the wire.
const NAMES: [(Event, &str); 23] = [
    (Event::MessageAdd, "onMessageAdd"),
    (Event::MessageAdded, "onMessageAdded"),
    (Event::MessageUpdate, "onMessageUpdate"),
    (Event::MessageUpdated, "onMessageUpdated"),
    (Event::MessageRemove, "onMessageRemove"),
    (Event::MessageRemoved, "onMessageRemoved"),
    (Event::ConversationAdd, "onConversationAdd"),
    (Event::ConversationAdded, "onConversationAdded"),
    (Event::ConversationUpdate, "onConversationUpdate"),
    (Event::ConversationUpdated, "onConversationUpdated"),
    (Event::ConversationRemove, "onConversationRemove"),
    (Event::ConversationRemoved, "onConversationRemoved"),
    (Event::ConversationStateUpdated, "onConversationStateUpdated"),
    (Event::ParticipantAdd, "onParticipantAdd"),
    (Event::ParticipantAdded, "onParticipantAdded"),
    (Event::ParticipantUpdate, "onParticipantUpdate"),
    (Event::ParticipantUpdated, "onParticipantUpdated"),
    (Event::ParticipantRemove, "onParticipantRemove"),
    (Event::ParticipantRemoved, "onParticipantRemoved"),
    (Event::UserAdded, "onUserAdded"),
    (Event::UserUpdate, "onUserUpdate"),
    (Event::UserUpdated, "onUserUpdated"),
    (Event::DeliveryUpdated, "onDeliveryUpdated"),
];

impl Event {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(event, _)| *event)
    }

    /// How many events there are.
    pub const COUNT: usize = NAMES.len();

    /// The event with this name, in any letter case (`assumed`; a live request would settle it).
    pub fn named(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(_, known)| known.eq_ignore_ascii_case(name));
        found.map(|(event, _)| *event)
    }

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(event, _)| *event == self).map_or("", |(_, name)| name)
    }

    /// What hooks are asked about before a fact and told of after it.
    pub fn around(fact: &Fact) -> (Option<Self>, Option<Self>) {
        let (before, after) = match fact {
            Fact::Conversation(_, fact) => match fact {
                ConversationFact::Created(_) => (Self::ConversationAdd, Self::ConversationAdded),
                ConversationFact::Updated(_) => {
                    (Self::ConversationUpdate, Self::ConversationUpdated)
                }
                ConversationFact::Deleted => (Self::ConversationRemove, Self::ConversationRemoved),
            },
            Fact::Participant(_, fact) => match fact {
                ParticipantFact::Added(_) => (Self::ParticipantAdd, Self::ParticipantAdded),
                ParticipantFact::Updated(_) => (Self::ParticipantUpdate, Self::ParticipantUpdated),
                ParticipantFact::Removed(_) => (Self::ParticipantRemove, Self::ParticipantRemoved),
            },
            Fact::Message(_, fact) => match fact {
                MessageFact::Added(_) => (Self::MessageAdd, Self::MessageAdded),
                MessageFact::Updated(_) => (Self::MessageUpdate, Self::MessageUpdated),
                MessageFact::Removed(_) => (Self::MessageRemove, Self::MessageRemoved),
            },
            Fact::Delivery(_, fact) => match fact {
                DeliveryFact::ReceiptPut(_) => return (None, Some(Self::DeliveryUpdated)),
                DeliveryFact::MetadataSet(..) | DeliveryFact::RecipientsSet(..) => {
                    return (None, None);
                }
            },
            Fact::User(fact) => match fact {
                UserFact::Created(_) => return (None, Some(Self::UserAdded)),
                UserFact::Updated(_) => (Self::UserUpdate, Self::UserUpdated),
                UserFact::Deleted(_) => return (None, None),
            },
            Fact::Service(_)
            | Fact::Media(_)
            | Fact::Role(_)
            | Fact::Binding(_)
            | Fact::Webhook(_) => return (None, None),
        };
        (Some(before), Some(after))
    }

    /// Says whether the hooks of a conversation can choose it: what happens in a conversation, and
    /// only afterwards (OpenAPI document, filters of address configurations).
    pub fn suits_a_conversation(self) -> bool {
        match self {
            Self::MessageAdded
            | Self::MessageUpdated
            | Self::MessageRemoved
            | Self::ConversationUpdated
            | Self::ConversationRemoved
            | Self::ConversationStateUpdated
            | Self::ParticipantAdded
            | Self::ParticipantUpdated
            | Self::ParticipantRemoved
            | Self::DeliveryUpdated => true,
            Self::MessageAdd
            | Self::MessageUpdate
            | Self::MessageRemove
            | Self::ConversationAdd
            | Self::ConversationAdded
            | Self::ConversationUpdate
            | Self::ConversationRemove
            | Self::ParticipantAdd
            | Self::ParticipantUpdate
            | Self::ParticipantRemove
            | Self::UserAdded
            | Self::UserUpdate
            | Self::UserUpdated => false,
        }
    }
}

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
