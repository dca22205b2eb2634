//! Changes of a command by a pre-event webhook.

use std::sync::Arc;

use crate::{
    Env, Error,
    conversations::{
        command::{message::check_length, receipt},
        fact::{ConversationFact, Fact, MessageFact},
        record::{conversation::Profile, message::Message},
        state::{conversation::Conversation, world::World},
    },
    text::Text,
};

/// Changes that a pre-event webhook makes; each value is a valid one.
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

/// The fact that the command requested; the others are side effects.
///
/// A message wakes its conversation first and a participant becomes a user first, but a
/// conversation comes before those who are in it from the beginning, and a message before the
/// receipts with which it sets out.
pub fn commanded(facts: &[Fact]) -> Option<&Fact> {
    Some(&facts[place(facts)?])
}

fn place(facts: &[Fact]) -> Option<usize> {
    let first = facts.first()?;
    if let Fact::Conversation(_, ConversationFact::Created(_)) = first {
        return Some(0);
    }
    facts.iter().rposition(|fact| !matches!(fact, Fact::Delivery(..)))
}

/// Changes a command; the result is validated like a command.
pub fn amend(
    world: &World,
    mut facts: Vec<Fact>,
    changes: &Changes,
    env: &mut Env<'_>,
) -> Result<Vec<Fact>, Error> {
    let Some(fact) = place(&facts).and_then(|place| facts.get_mut(place)) else { return Ok(facts) };
    if let Fact::Conversation(_, fact) = fact {
        if let Some(profile) = fact.profile_mut() {
            rename(profile, changes);
        }
    } else if let Fact::Message(sid, fact) = fact {
        let conversation = world.conversation(*sid)?;
        if let Some(message) = fact.written_mut() {
            *message = Arc::new(edited(conversation, message, changes)?);
        }
        if let MessageFact::Added(message) = fact
            && changes.author.is_some()
        {
            let receipts = receipt::of_new_message(conversation, message, env);
            facts.retain(|fact| !matches!(fact, Fact::Delivery(..)));
            facts.extend(receipts);
        }
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
) -> Result<Message, Error> {
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
