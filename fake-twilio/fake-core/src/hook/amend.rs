use std::sync::Arc;

use crate::{
    Env, Fact, Refusal, World,
    conversation::{Conversation, Profile},
    message::{Message, check_length},
    receipt,
    text::Text,
};

/// What whoever is asked before an event may change about it; each value is a valid one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Name of a conversation for people.
    pub friendly_name: Option<Text>,
    /// Text of a message.
    pub body: Option<Text>,
    /// Author of a message.
    pub author: Option<Text>,
    /// Attributes of a message.
    pub attributes: Option<Text>,
}

/// The fact among several that was asked for; the others only come with it.
///
/// A message wakes its conversation first and a participant becomes a user first, but a
/// conversation comes before those who are in it from the beginning, and a message before the
/// receipts with which it sets out.
pub fn commanded(facts: &[Fact]) -> Option<&Fact> {
    Some(&facts[place(facts)?])
}

fn place(facts: &[Fact]) -> Option<usize> {
    let first = facts.first()?;
    if let Fact::ConversationCreated(_) = first {
        return Some(0);
    }
    facts.iter().rposition(|fact| !matches!(fact, Fact::ReceiptPut(..)))
}

/// Changes what was asked for; what comes of it is judged like a command.
pub fn amend(
    world: &World,
    mut facts: Vec<Fact>,
    changes: &Changes,
    env: &mut Env<'_>,
) -> Result<Vec<Fact>, Refusal> {
    let Some(fact) = place(&facts).and_then(|place| facts.get_mut(place)) else { return Ok(facts) };
    match fact {
        Fact::ConversationCreated(profile) | Fact::ConversationUpdated(profile) => {
            rename(profile, changes);
        }
        Fact::MessageUpdated(sid, message) => {
            *message = Arc::new(edited(world.conversation(*sid)?, message, changes)?);
        }
        Fact::MessageAdded(sid, message) => {
            let conversation = world.conversation(*sid)?;
            *message = Arc::new(edited(conversation, message, changes)?);
            if changes.author.is_some() {
                let receipts = receipt::of_new_message(conversation, message, env);
                facts.retain(|fact| !matches!(fact, Fact::ReceiptPut(..)));
                facts.extend(receipts);
            }
        }
        Fact::ConversationDeleted(_)
        | Fact::ParticipantAdded(..)
        | Fact::ParticipantUpdated(..)
        | Fact::ParticipantRemoved(..)
        | Fact::MessageRemoved(..)
        | Fact::ReceiptPut(..)
        | Fact::ChannelMetadataSet(..)
        | Fact::RecipientsSet(..)
        | Fact::MediumUploaded(_)
        | Fact::UserCreated(_)
        | Fact::UserUpdated(_)
        | Fact::UserDeleted(_)
        | Fact::RoleCreated(_)
        | Fact::RoleUpdated(_)
        | Fact::RoleDeleted(_)
        | Fact::Configured(_)
        | Fact::NotificationsChanged(_)
        | Fact::BindingPut(_)
        | Fact::BindingRemoved(_)
        | Fact::Hooked(_)
        | Fact::HooksInherited(_)
        | Fact::HookAdded(..)
        | Fact::HookUpdated(..)
        | Fact::HookRemoved(..) => {}
    }
    Ok(facts)
}

fn rename(profile: &mut Arc<Profile>, changes: &Changes) {
    if let Some(name) = &changes.friendly_name {
        Arc::make_mut(profile).friendly_name = Some(name.clone());
    }
}

fn edited(
    conversation: &Conversation,
    message: &Message,
    changes: &Changes,
) -> Result<Message, Refusal> {
    check_length(conversation, changes.body.as_ref())?;
    let message = message.clone();
    let participant = match &changes.author {
        Some(author) => conversation.writer(author).map(|participant| participant.sid),
        None => message.participant,
    };
    Ok(Message {
        participant,
        body: changes.body.clone().or(message.body),
        author: changes.author.clone().unwrap_or(message.author),
        attributes: changes.attributes.clone().unwrap_or(message.attributes),
        ..message
    })
}
