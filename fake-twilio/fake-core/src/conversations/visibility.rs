//! Which conversations an SDK user sees, and how much of them.
//!
//! For the SDK, the participants of a closed conversation have left it: they may read it and not act
//! in it. Over REST they are still its participants (Twilio's SDK references). A user whose service
//! role acts inside conversations, as that of an admin does, sees all of them (answers of Twilio's
//! staff in public issues).

use crate::{
    Error,
    conversations::{
        permissions::Permissions,
        state::{conversation::Conversation, world::World},
    },
};

/// Returns whether the identity takes part in an open conversation.
pub fn takes_part(conversation: &Conversation, identity: &str) -> bool {
    !conversation.profile.is_closed() && conversation.participant(identity).is_some()
}

/// Returns whether the conversation is visible to the identity: to its participants, its creator
/// and admins of the service.
pub fn may_see(world: &World, conversation: &Conversation, identity: &str) -> bool {
    conversation.participant(identity).is_some()
        || conversation.profile.created_by.as_ref() == identity
        || Permissions::in_service(world, identity).administers_conversations()
}

/// Returns whether the identity may read messages and participants.
pub fn may_read(world: &World, conversation: &Conversation, identity: &str) -> bool {
    conversation.participant(identity).is_some()
        || Permissions::in_service(world, identity).administers_conversations()
}

fn find<'w>(world: &'w World, key: &str) -> Result<&'w Conversation, Error> {
    world.conversation(world.conversation_sid(key)?)
}

/// The conversation, if the identity may know of it.
pub fn visible<'w>(world: &'w World, key: &str, identity: &str) -> Result<&'w Conversation, Error> {
    let conversation = find(world, key)?;
    let is_visible = may_see(world, conversation, identity);
    if is_visible { Ok(conversation) } else { Err(Error::NotParticipant) }
}

/// The conversation, if the identity may read its messages.
pub fn readable<'w>(
    world: &'w World,
    key: &str,
    identity: &str,
) -> Result<&'w Conversation, Error> {
    let conversation = find(world, key)?;
    let is_readable = may_read(world, conversation, identity);
    if is_readable { Ok(conversation) } else { Err(Error::NotParticipant) }
}

/// The conversation, if the identity takes part in it and it is open.
pub fn joined<'w>(world: &'w World, key: &str, identity: &str) -> Result<&'w Conversation, Error> {
    let conversation = find(world, key)?;
    conversation.participant(identity).ok_or(Error::NotParticipant)?;
    conversation.open()
}
