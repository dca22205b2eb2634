//! Commands of SDK users: the same as REST's, for those whose roles allow them.

use twilio_sid::{ConversationSid, MessageSid, ParticipantSid};

use crate::{
    Edit, Env, Error,
    conversations::{
        command::{conversation, media, message, participant, user},
        fact::{Decided, Fact},
        permissions::Permissions,
        record::permission::Permission,
        state::world::World,
        visibility::{joined, readable, visible},
    },
    text::Text,
};

/// Decides on [`conversation::create`].
pub fn create_conversation(
    world: &World,
    identity: Text,
    command: conversation::Create,
    env: &mut Env<'_>,
) -> Result<Decided<ConversationSid>, Error> {
    Permissions::in_service(world, &identity).need(Permission::CreateConversation)?;
    conversation::create(world, command, identity, env)
}

/// Decides on [`conversation::update`].
pub fn update_conversation(
    world: &World,
    identity: &str,
    key: &str,
    command: conversation::Update,
    env: &mut Env<'_>,
) -> Result<Decided<ConversationSid>, Error> {
    let conversation = visible(world, key, identity)?;
    let permissions = Permissions::within(world, conversation, identity);
    if command.friendly_name != Edit::Keep || command.unique_name != Edit::Keep {
        permissions.need(Permission::EditConversationName)?;
    }
    if command.attributes.is_some() {
        permissions.need(Permission::EditConversationAttributes)?;
    }
    let sid = conversation.sid();
    Ok(conversation::update(world, sid, command, env)?.answering(sid))
}

/// Decides on [`conversation::delete`].
pub fn delete_conversation(world: &World, identity: &str, key: &str) -> Result<Decided<()>, Error> {
    let conversation = visible(world, key, identity)?;
    Permissions::within(world, conversation, identity).need(Permission::DeleteConversation)?;
    conversation::delete(world, conversation.sid())
}

/// Decides on [`participant::add`]; to join oneself it is enough to know the conversation.
pub fn add_participant(
    world: &World,
    identity: &str,
    key: &str,
    command: participant::Add,
    env: &mut Env<'_>,
) -> Result<Decided<(ConversationSid, ParticipantSid)>, Error> {
    let who = command.who.identity();
    let joins = who == Some(identity);
    let conversation = if joins {
        world.conversation(world.conversation_sid(key)?)?
    } else {
        visible(world, key, identity)?
    };
    let permissions = Permissions::within(world, conversation, identity);
    let role = match who {
        Some(_) if joins => {
            permissions.need(Permission::JoinConversation)?;
            let is_creator = conversation.profile.created_by.as_ref() == identity;
            is_creator.then_some(world.configuration.conversation_creator_role)
        }
        Some(_) => {
            permissions.need(Permission::AddParticipant)?;
            None
        }
        None => {
            permissions.need(Permission::AddNonChatParticipant)?;
            None
        }
    };
    let sid = conversation.sid();
    let decided = participant::add(world, sid, participant::Add { role, ..command }, env)?;
    let added = decided.outcome;
    Ok(decided.answering((sid, added)))
}

/// Decides on [`participant::update`], of attributes.
pub fn update_participant(
    world: &World,
    identity: &str,
    (conversation, participant): (&str, &str),
    command: participant::Update,
    env: &mut Env<'_>,
) -> Result<Decided<(ConversationSid, ParticipantSid)>, Error> {
    let conversation = visible(world, conversation, identity)?;
    let participant = conversation.participant_by_sid_or_identity(participant)?;
    let is_own = participant.identity.as_deref() == Some(identity);
    Permissions::within(world, conversation, identity).need_for(
        is_own,
        Permission::EditOwnParticipantAttributes,
        Permission::EditAnyParticipantAttributes,
    )?;
    let place = (conversation.sid(), participant.sid);
    Ok(participant::update(world, place.0, place.1, command, env)?.answering(place))
}

/// Decides on [`participant::update`], of the read horizon and the notification level.
pub fn update_membership(
    world: &World,
    identity: &str,
    key: &str,
    command: participant::Update,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Error> {
    let conversation = joined(world, key, identity)?;
    let participant = conversation.participant(identity).ok_or(Error::NotParticipant)?;
    if command.muted.is_some() {
        Permissions::within(world, conversation, identity)
            .need(Permission::EditNotificationLevel)?;
    }
    participant::update(world, conversation.sid(), participant.sid, command, env)
}

/// Decides on [`participant::remove`]: leaving, or removing another participant.
pub fn remove_participant(
    world: &World,
    identity: &str,
    (conversation, participant): (&str, &str),
) -> Result<Decided<()>, Error> {
    let conversation = visible(world, conversation, identity)?;
    let participant = conversation.participant_by_sid_or_identity(participant)?;
    let leaves = participant.identity.as_deref() == Some(identity);
    // Who may send anybody away may go too (`assumed`).
    Permissions::within(world, conversation, identity).need_for(
        leaves,
        Permission::LeaveConversation,
        Permission::RemoveParticipant,
    )?;
    participant::remove(world, conversation.sid(), participant.sid)
}

/// Decides on [`message::send`].
///
/// A message that shows media needs the permission for these alone (`assumed`: a live role with one
/// of the two would settle it).
pub fn send(
    world: &World,
    identity: &str,
    key: &str,
    command: message::Send,
    env: &mut Env<'_>,
) -> Result<Decided<(ConversationSid, MessageSid)>, Error> {
    let conversation = joined(world, key, identity)?;
    let needed = if command.media.is_empty() {
        Permission::SendMessage
    } else {
        Permission::SendMediaMessage
    };
    Permissions::within(world, conversation, identity).need(needed)?;
    media::check_own(world, &command.media, identity)?;
    let sid = conversation.sid();
    let command = message::Send { author: Some(identity.into()), ..command };
    let decided = message::send(world, sid, command, env)?;
    let sent = decided.outcome;
    Ok(decided.answering((sid, sent)))
}

/// Decides on [`message::update`], of text, subject and attributes.
pub fn update_message(
    world: &World,
    identity: &str,
    (conversation, message): (&str, MessageSid),
    command: message::Update,
    env: &mut Env<'_>,
) -> Result<Decided<ConversationSid>, Error> {
    let conversation = readable(world, conversation, identity)?;
    let before = conversation.messages.get(message).ok_or(Error::NoMessage)?;
    let permissions = Permissions::within(world, conversation, identity);
    let is_own = before.author.as_ref() == identity;
    if command.body.is_some() || command.subject != Edit::Keep {
        permissions.need_for(is_own, Permission::EditOwnMessage, Permission::EditAnyMessage)?;
    }
    if command.attributes.is_some() {
        let (own, any) =
            (Permission::EditOwnMessageAttributes, Permission::EditAnyMessageAttributes);
        permissions.need_for(is_own, own, any)?;
    }
    let sid = conversation.sid();
    Ok(message::update(world, sid, message, command, identity.into(), env)?.answering(sid))
}

/// Decides on [`message::remove`].
pub fn remove_message(
    world: &World,
    identity: &str,
    (conversation, message): (&str, MessageSid),
) -> Result<Decided<()>, Error> {
    let conversation = readable(world, conversation, identity)?;
    let last = conversation.messages.get(message).ok_or(Error::NoMessage)?;
    let is_own = last.author.as_ref() == identity;
    let permissions = Permissions::within(world, conversation, identity);
    permissions.need_for(is_own, Permission::DeleteOwnMessage, Permission::DeleteAnyMessage)?;
    message::remove(world, conversation.sid(), message)
}

/// Decides on [`user::update`], of name and attributes.
pub fn update_user(
    world: &World,
    identity: &str,
    target: &str,
    command: user::Update,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Error> {
    let is_own = target == identity;
    let permissions = Permissions::in_service(world, identity);
    // Before the user is looked for, so that errors do not reveal which users exist.
    permissions.need_for(is_own, Permission::EditOwnUserInfo, Permission::EditAnyUserInfo)?;
    user::update(world, world.user(target).ok_or(Error::NoUser)?.sid, command, env)
}

/// Creates the user of the identity if it is missing; a valid token is enough.
pub fn ensure_user(world: &World, identity: &Text, env: &mut Env<'_>) -> Decided<()> {
    let facts: Vec<Fact> = user::ensure_user(world, identity, env).into_iter().collect();
    Decided { facts, outcome: () }
}
