//! Conversations: create, update, delete.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{ConversationSid, MessagingServiceSid};

use crate::{
    Edit, Env, Error,
    conversations::{
        fact::{ConversationFact, Decided, Fact},
        record::{
            conversation::{Email, Profile},
            conversation_state::{Cause, State},
            timers::{self, Timers},
        },
        state::world::World,
    },
    text::{self, Text},
};

/// Makes a conversation.
#[derive(Clone, Debug, Default)]
pub struct Create {
    /// SID, drawn unless a seed document gives one.
    pub sid: Option<ConversationSid>,
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// Unique name.
    pub unique_name: Option<Text>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Life cycle to begin with, else active.
    pub state: Option<State>,
    /// When the state changes by itself.
    pub timers: timers::Update,
    /// Timers for when none are given.
    pub default_timers: Timers,
    /// Address and sender name for participants by e-mail.
    pub email: Option<Email>,
    /// The messaging service.
    pub messaging_service: Option<MessagingServiceSid>,
    /// When it was made, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

/// Changes a conversation's own values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Name for people.
    pub friendly_name: Edit<Text>,
    /// Unique name.
    pub unique_name: Edit<Text>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Life cycle.
    pub state: Option<State>,
    /// When the state changes by itself.
    pub timers: timers::Update,
    /// Address and sender name for participants by e-mail.
    pub email: Option<Email>,
    /// The messaging service.
    pub messaging_service: Option<MessagingServiceSid>,
    /// When it was made, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

/// Decides on [`Create`]; `created_by` is the acting identity, or `system`.
pub fn create(
    world: &World,
    command: Create,
    created_by: Text,
    env: &mut Env<'_>,
) -> Result<Decided<ConversationSid>, Error> {
    let profile = draft(world, command, created_by, env)?;
    let sid = profile.sid;
    let fact = ConversationFact::Created(Arc::new(profile));
    Ok(Decided::one(Fact::Conversation(sid, fact), sid))
}

/// The conversation that [`Create`] would make.
pub(crate) fn draft(
    world: &World,
    command: Create,
    created_by: Text,
    env: &mut Env<'_>,
) -> Result<Profile, Error> {
    if command.state == Some(State::Closed) {
        return Err(Error::CreatedClosed);
    }
    let taken = command.unique_name.as_ref().and_then(|name| world.unique_name_owner(name));
    if taken.is_some() {
        return Err(Error::UniqueNameTaken);
    }
    let created = command.created.unwrap_or(env.now);
    Ok(Profile {
        sid: command.sid.unwrap_or_else(|| env.ids.draw()),
        friendly_name: command.friendly_name,
        unique_name: command.unique_name,
        attributes: command.attributes.unwrap_or_else(text::no_attributes),
        state: command.state.unwrap_or_default(),
        state_since: env.now,
        state_cause: Cause::Command,
        timers: command.timers.over(command.default_timers)?,
        email: command.email,
        messaging_service: command.messaging_service,
        created_by,
        created,
        updated: command.updated.unwrap_or(created),
    })
}

/// Decides on [`Update`].
pub fn update(
    world: &World,
    sid: ConversationSid,
    command: Update,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Error> {
    let before = &world.conversation(sid)?.open()?.profile;
    if command == Update::default() {
        return Ok(Decided::nothing(()));
    }
    if let Edit::Set(name) = &command.unique_name
        && world.unique_name_owner(name).is_some_and(|owner| owner != sid)
    {
        return Err(Error::UniqueNameTaken);
    }
    let state = command.state.unwrap_or(before.state);
    let (state_since, state_cause) = if state == before.state {
        (before.state_since, before.state_cause)
    } else {
        (env.now, Cause::Command)
    };
    let profile = Profile {
        sid,
        friendly_name: command.friendly_name.over(before.friendly_name.clone()),
        unique_name: command.unique_name.over(before.unique_name.clone()),
        attributes: command.attributes.unwrap_or_else(|| before.attributes.clone()),
        state,
        state_since,
        state_cause,
        timers: command.timers.over(before.timers)?,
        email: command.email.or_else(|| before.email.clone()),
        messaging_service: command.messaging_service.or(before.messaging_service),
        created_by: before.created_by.clone(),
        created: command.created.unwrap_or(before.created),
        updated: command.updated.unwrap_or(env.now),
    };
    let fact = ConversationFact::Updated(Arc::new(profile));
    Ok(Decided::one(Fact::Conversation(sid, fact), ()))
}

/// Decides on the deletion of a conversation; a closed one can be deleted too.
pub fn delete(world: &World, sid: ConversationSid) -> Result<Decided<()>, Error> {
    world.conversation(sid)?;
    Ok(Decided::one(Fact::Conversation(sid, ConversationFact::Deleted), ()))
}

/// Applies the timers that have become due.
pub fn run_due_timers(world: &World, env: &Env<'_>) -> Decided<()> {
    let due = world.due(env.now).filter_map(|sid| world.conversation(sid).ok());
    let mut profiles: Vec<_> = due.flat_map(|it| it.elapsed(env.now)).collect();
    profiles.sort_by_key(|profile| profile.state_since);
    let updated = |it: Profile| Fact::Conversation(it.sid, ConversationFact::Updated(Arc::new(it)));
    let facts = profiles.into_iter().map(updated);
    Decided { facts: facts.collect(), outcome: () }
}
