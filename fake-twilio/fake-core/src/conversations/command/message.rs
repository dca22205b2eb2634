//! Messages of conversations: send, edit, remove.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{ConversationSid, MediaSid, MessageSid};

use crate::{
    Edit, Env, Error,
    conversations::{
        command::{group_message::is_group_message, media, receipt},
        fact::{ConversationFact, Decided, Fact, MessageFact},
        record::{
            content_template::Content,
            conversation::Profile,
            conversation_state::{Cause, State},
            message::{Extras, Message},
        },
        state::{conversation::Conversation, world::World},
    },
    text::{self, Text},
};

/// Maximum characters of a message with participants outside the chat (Twilio's documentation).
const PHONE_CHARS: usize = 1600;

/// Sends a message.
#[derive(Clone, Debug, Default)]
pub struct Send {
    /// Who wrote it, else `system`.
    pub author: Option<Text>,
    /// The text.
    pub body: Option<Text>,
    /// A subject line.
    pub subject: Option<Text>,
    /// Uploaded media that it is to show.
    pub media: Vec<MediaSid>,
    /// What a content template became; shown instead of media.
    pub content: Option<Content>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// When it was sent, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

/// Edits a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Who wrote it.
    pub author: Option<Text>,
    /// The text.
    pub body: Option<Text>,
    /// A subject line.
    pub subject: Edit<Text>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// When it was sent, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

/// Decides on [`Send`]; a message wakes an inactive conversation.
pub fn send(
    world: &World,
    sid: ConversationSid,
    command: Send,
    env: &mut Env<'_>,
) -> Result<Decided<MessageSid>, Error> {
    let conversation = world.conversation(sid)?.open()?;
    check_length(conversation, command.body.as_ref())?;
    check_author(conversation, command.author.as_ref())?;
    let author = command.author.map_or_else(text::system, |it| conversation.shared_author(it));
    let media = match &command.content {
        Some(content) => vec![Arc::new(media::of_template(content, &author, env))],
        None => media::choose(world, &command.media)?,
    };
    let created = command.created.unwrap_or(env.now);
    let message = Message {
        sid: env.ids.draw(),
        index: u32::try_from(conversation.messages.next_place()).unwrap_or(u32::MAX),
        participant: conversation.writer(&author).map(|participant| participant.sid),
        author,
        body: command.body,
        attributes: command.attributes.unwrap_or_else(text::no_attributes),
        created,
        updated: command.updated.unwrap_or(created),
        extras: Extras {
            subject: command.subject,
            media,
            content: command.content.map(|content| content.template),
            updated_by: None,
        }
        .boxed(),
    };
    let outcome = message.sid;
    let mut facts = Vec::with_capacity(2);
    facts.extend(wake(&conversation.profile, env));
    let receipts = receipt::of_new_message(conversation, &message, env);
    facts.push(Fact::Message(sid, MessageFact::Added(Arc::new(message))));
    facts.extend(receipts);
    Ok(Decided { facts, outcome })
}

pub(crate) fn check_length(conversation: &Conversation, body: Option<&Text>) -> Result<(), Error> {
    // The byte length decides most cases without counting.
    let is_long = body.is_some_and(|it| it.len() > PHONE_CHARS && it.chars().count() > PHONE_CHARS);
    if is_long && conversation.outside().next().is_some() {
        return Err(Error::BodyTooLong);
    }
    Ok(())
}

/// Refuses an author who does not take part in a group message.
fn check_author(conversation: &Conversation, author: Option<&Text>) -> Result<(), Error> {
    let is_outside = author.is_some_and(|it| conversation.writer(it).is_none());
    if is_outside && is_group_message(conversation) {
        return Err(Error::AuthorOutsideGroup);
    }
    Ok(())
}

fn wake(profile: &Profile, env: &Env<'_>) -> Option<Fact> {
    (profile.state == State::Inactive).then(|| {
        let awake = Profile {
            state: State::Active,
            state_since: env.now,
            state_cause: Cause::Message,
            updated: env.now,
            ..profile.clone()
        };
        Fact::Conversation(awake.sid, ConversationFact::Updated(Arc::new(awake)))
    })
}

/// Decides on [`Update`]; `by` is the acting identity, or `system`.
pub fn update(
    world: &World,
    sid: ConversationSid,
    message: MessageSid,
    command: Update,
    by: Text,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Error> {
    let conversation = world.conversation(sid)?;
    let before = conversation.messages.get(message).ok_or(Error::NoMessage)?;
    conversation.open()?;
    if command == Update::default() {
        return Ok(Decided::nothing(()));
    }
    check_length(conversation, command.body.as_ref())?;
    check_author(conversation, command.author.as_ref())?;
    let participant = match &command.author {
        Some(author) => conversation.writer(author).map(|participant| participant.sid),
        None => before.participant,
    };
    let after = Message {
        sid: message,
        index: before.index,
        author: command.author.unwrap_or_else(|| before.author.clone()),
        participant,
        body: command.body.or_else(|| before.body.clone()),
        attributes: command.attributes.unwrap_or_else(|| before.attributes.clone()),
        created: command.created.unwrap_or(before.created),
        updated: command.updated.unwrap_or(env.now),
        extras: Extras {
            subject: command.subject.over(before.subject().cloned()),
            media: before.media().to_vec(),
            content: before.content(),
            updated_by: Some(by),
        }
        .boxed(),
    };
    Ok(Decided::one(Fact::Message(sid, MessageFact::Updated(Arc::new(after))), ()))
}

/// Decides on the removal of a message; its index stays used.
pub fn remove(
    world: &World,
    sid: ConversationSid,
    message: MessageSid,
) -> Result<Decided<()>, Error> {
    let conversation = world.conversation(sid)?;
    let last = conversation.messages.get(message).ok_or(Error::NoMessage)?;
    conversation.open()?;
    Ok(Decided::one(Fact::Message(sid, MessageFact::Removed(last.clone())), ()))
}
