//! Participants of conversations: add, update, remove.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{ConversationSid, ParticipantSid, RoleSid};

use crate::{
    Edit, Env, Error,
    conversations::{
        command::{conversation, group_message, role, user},
        fact::{ConversationFact, Decided, Fact, ParticipantFact},
        record::{
            messaging_binding::{Binding, NewParticipant},
            participant::{Horizon, Participant},
        },
        state::{conversation::Conversation, world::World},
    },
    role_scope::Scope,
    text::{self, Text},
};

/// Participants of one conversation (Twilio's documentation).
const PARTICIPANTS: usize = 1000;

/// Of them, those outside the chat (Twilio's documentation).
const OUTSIDE: usize = 50;

/// Open conversations of one identity (Twilio's documentation).
const CONVERSATIONS_OF_IDENTITY: usize = 1000;

/// Adds a participant.
#[derive(Clone, Debug)]
pub struct Add {
    /// Who.
    pub who: NewParticipant,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Its conversation role, else the service's default.
    pub role: Option<RoleSid>,
    /// When it was added, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

/// Changes a participant's values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// The identity of a participant without one, in a group message.
    pub identity: Option<Text>,
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Its conversation role.
    pub role: Option<RoleSid>,
    /// Index of the newest message it has read.
    pub horizon: Edit<u32>,
    /// When the horizon was set, else now.
    pub horizon_at: Option<Timestamp>,
    /// Whether notifications are muted.
    pub muted: Option<bool>,
    /// The address of the account that a participant outside the chat sees.
    pub proxy_address: Edit<Text>,
    /// The address of the account under which group messages show a chat user.
    pub projected_address: Edit<Text>,
    /// When it was added, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

fn check_participant_limit(
    world: &World,
    conversation: &Conversation,
    who: &NewParticipant,
) -> Result<(), Error> {
    if conversation.participants.len() >= PARTICIPANTS {
        return Err(Error::ConversationFull);
    }
    match &who.identity {
        Some(identity) => check_chat_user(world, conversation, identity)?,
        None if conversation.outside().count() >= OUTSIDE => return Err(Error::TooManyOutside),
        None => {}
    }
    match &who.binding {
        Some(binding) => group_message::check(world, conversation, None, binding),
        None => group_message::check_unbound(conversation, None),
    }
}

/// Refuses an identity that a participant cannot get.
fn check_identity(
    world: &World,
    conversation: &Conversation,
    before: &Participant,
    identity: &str,
) -> Result<(), Error> {
    let is_shown = before.binding.as_ref().and_then(Binding::projected_address).is_some();
    if before.identity.is_some() || !is_shown {
        return Err(Error::IdentityNotAddable);
    }
    check_chat_user(world, conversation, identity)
}

fn check_chat_user(
    world: &World,
    conversation: &Conversation,
    identity: &str,
) -> Result<(), Error> {
    if conversation.participant(identity).is_some() {
        return Err(Error::AlreadyParticipant);
    }
    if world.open_memberships(identity) >= CONVERSATIONS_OF_IDENTITY {
        return Err(Error::TooManyConversations);
    }
    Ok(())
}

/// Decides on [`Add`].
pub fn add(
    world: &World,
    sid: ConversationSid,
    command: Add,
    env: &mut Env<'_>,
) -> Result<Decided<ParticipantSid>, Error> {
    join(world, world.conversation(sid)?.open()?, command, env)
}

fn join(
    world: &World,
    conversation: &Conversation,
    command: Add,
    env: &mut Env<'_>,
) -> Result<Decided<ParticipantSid>, Error> {
    let role = role::choose(world, command.role, Scope::Conversation)?;
    check_participant_limit(world, conversation, &command.who)?;
    let mut facts = Vec::with_capacity(2);
    let NewParticipant { identity, binding, email_role } = command.who;
    if let Some(identity) = &identity {
        facts.extend(user::ensure_user(world, identity, env));
    }
    let participant = Participant {
        sid: env.ids.draw(),
        // Participants outside the chat have no permissions to grant.
        role: identity.is_some().then_some(role),
        identity,
        binding,
        email_role,
        attributes: command.attributes.unwrap_or_else(text::no_attributes),
        horizon: None,
        muted: false,
        created: command.created.unwrap_or(env.now),
        updated: command.updated.or(command.created).unwrap_or(env.now),
    };
    let outcome = participant.sid;
    let fact = ParticipantFact::Added(Arc::new(participant));
    facts.push(Fact::Participant(conversation.sid(), fact));
    Ok(Decided { facts, outcome })
}

/// Makes a conversation with participants in one step: a refused one leaves nothing behind.
pub fn create_with(
    world: &World,
    create: conversation::Create,
    participants: Vec<Add>,
    env: &mut Env<'_>,
) -> Result<Decided<ConversationSid>, Error> {
    let profile = Arc::new(conversation::draft(world, create, text::system(), env)?);
    let created = ConversationFact::Created(profile.clone());
    let mut facts = vec![Fact::Conversation(profile.sid, created)];
    // Each participant is validated with those before it already in.
    let mut draft = Conversation::new(profile);
    for add in participants {
        let added = join(world, &draft, add, env)?;
        for fact in &added.facts {
            if let Fact::Participant(_, ParticipantFact::Added(participant)) = fact {
                draft.add(env.now, participant);
            }
        }
        facts.extend(added.facts);
    }
    Ok(Decided { facts, outcome: draft.sid() })
}

/// Decides on [`Update`].
pub fn update(
    world: &World,
    sid: ConversationSid,
    participant: ParticipantSid,
    command: Update,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Error> {
    let conversation = world.conversation(sid)?;
    let before = conversation.participants.get(participant).ok_or(Error::NoParticipant)?;
    conversation.open()?;
    if command == Update::default() {
        return Ok(Decided::nothing(()));
    }
    let role = match command.role {
        Some(role) => Some(role::choose(world, Some(role), Scope::Conversation)?),
        None => before.role,
    };
    let binding = group_message::edited(before, command.proxy_address, command.projected_address)?;
    match &binding {
        Some(binding) if before.binding.as_ref() != Some(binding) => {
            group_message::check(world, conversation, Some(participant), binding)?;
        }
        None if before.binding.is_some() => {
            group_message::check_unbound(conversation, Some(participant))?;
        }
        Some(_) | None => {}
    }
    let mut facts = Vec::with_capacity(2);
    if let Some(identity) = &command.identity {
        check_identity(world, conversation, before, identity)?;
        facts.extend(user::ensure_user(world, identity, env));
    }
    let role = match &command.identity {
        Some(_) => Some(role::choose(world, role, Scope::Conversation)?),
        None => role,
    };
    let horizon_at = command.horizon_at.unwrap_or(env.now);
    let horizon = match command.horizon {
        Edit::Keep => before.horizon,
        Edit::Clear => None,
        Edit::Set(index) => Some(Horizon { index, at: horizon_at }),
    };
    let after = Participant {
        identity: command.identity.or_else(|| before.identity.clone()),
        role,
        binding,
        horizon,
        attributes: command.attributes.unwrap_or_else(|| before.attributes.clone()),
        muted: command.muted.unwrap_or(before.muted),
        created: command.created.unwrap_or(before.created),
        updated: command.updated.unwrap_or(env.now),
        ..Participant::clone(before)
    };
    facts.push(Fact::Participant(sid, ParticipantFact::Updated(Arc::new(after))));
    Ok(Decided { facts, outcome: () })
}

/// Decides on the removal of a participant; its messages stay.
pub fn remove(
    world: &World,
    sid: ConversationSid,
    participant: ParticipantSid,
) -> Result<Decided<()>, Error> {
    let conversation = world.conversation(sid)?;
    let last = conversation.participants.get(participant).ok_or(Error::NoParticipant)?;
    conversation.open()?;
    Ok(Decided::one(Fact::Participant(sid, ParticipantFact::Removed(last.clone())), ()))
}
