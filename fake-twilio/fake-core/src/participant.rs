//! Participants of conversations: add, update, remove.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{ConversationSid, ParticipantSid, RoleSid};

use crate::{
    Decided, Edit, Env, Fact, Refusal, World,
    conversation::{self, Conversation},
    role::{self, Scope},
    text::{NO_ATTRIBUTES, SYSTEM, Text},
    user,
};

/// Participants of one conversation (Twilio's documentation).
const PARTICIPANTS: usize = 1000;

/// Conversations of one identity (Twilio's documentation).
const CONVERSATIONS_OF_IDENTITY: usize = 1000;

/// A participant's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Its SID.
    pub sid: ParticipantSid,
    /// Identity of the chat user; none outside the chat.
    pub identity: Option<Text>,
    /// How it is reached outside the chat.
    pub binding: Option<Binding>,
    /// JSON text of the application.
    pub attributes: Text,
    /// Its conversation role.
    pub role: Option<RoleSid>,
    /// Read horizon.
    pub horizon: Option<Horizon>,
    /// Whether the user wants no notifications.
    pub muted: bool,
    /// When it was added.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// How far a participant has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// Index of the newest message it has read.
    pub index: u32,
    /// When the horizon was set.
    pub at: Timestamp,
}

/// How a participant outside the chat is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Its own address.
    pub address: Text,
    /// The address of the account that it sees.
    pub proxy_address: Text,
}

impl Binding {
    /// Accepts two different, plausible addresses.
    pub fn new(address: &str, proxy_address: &str) -> Result<Self, Refusal> {
        if !plausible(address) {
            return Err(Refusal::BadAddress);
        }
        if !plausible(proxy_address) {
            return Err(Refusal::BadProxyAddress);
        }
        if address == proxy_address {
            return Err(Refusal::AddressIsProxy);
        }
        Ok(Self { address: address.into(), proxy_address: proxy_address.into() })
    }

    /// `whatsapp`, `messenger`, … by the address's prefix, else `sms`.
    pub fn channel(&self) -> &str {
        self.address.split_once(':').map_or("sms", |(channel, _)| channel)
    }
}

/// An address is a telephone number, or a channel, a colon and an address.
fn plausible(address: &str) -> bool {
    if address.chars().count() > 256 {
        return false;
    }
    let (channel, rest) = address.split_once(':').unwrap_or(("sms", address));
    let number = rest.strip_prefix('+').unwrap_or(rest);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_phone_channel = matches!(channel, "sms" | "whatsapp" | "rcs");
    !channel.is_empty() && if is_phone_channel { is_number } else { !rest.is_empty() }
}

/// Who is to be added.
#[derive(Clone, Debug)]
pub enum Who {
    /// A chat user; becomes known to the service if it is not yet.
    User(Text),
    /// Somebody outside the chat.
    Outside(Binding),
}

/// Adds a participant.
#[derive(Clone, Debug)]
pub struct Add {
    /// Who.
    pub who: Who,
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
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// JSON text of the application.
    pub attributes: Option<Text>,
    /// Its conversation role.
    pub role: Option<RoleSid>,
    /// Index of the newest message it has read.
    pub horizon: Edit<u32>,
    /// When the horizon was set, else now.
    pub horizon_at: Option<Timestamp>,
    /// Whether the user wants no notifications.
    pub muted: Option<bool>,
    /// When it was added, for imports.
    pub created: Option<Timestamp>,
    /// When it was last changed, for imports.
    pub updated: Option<Timestamp>,
}

fn check_room_for(world: &World, conversation: &Conversation, who: &Who) -> Result<(), Refusal> {
    if conversation.participants.len() >= PARTICIPANTS {
        return Err(Refusal::ConversationFull);
    }
    match who {
        Who::User(identity) if conversation.participant(identity).is_some() => {
            Err(Refusal::AlreadyParticipant)
        }
        Who::User(identity) if world.membership_count(identity) >= CONVERSATIONS_OF_IDENTITY => {
            Err(Refusal::TooManyConversations)
        }
        Who::User(_) => Ok(()),
        Who::Outside(binding) => {
            let mut here = conversation.participants.iter();
            let here = here.any(|it| it.binding.as_ref() == Some(binding));
            let taken = here.then(|| conversation.sid());
            let taken = taken.or_else(|| world.conversation_of_addresses(binding));
            taken.map_or(Ok(()), |sid| Err(Refusal::AddressTaken(sid)))
        }
    }
}

/// Judges [`Add`].
pub fn add(
    world: &World,
    sid: ConversationSid,
    command: Add,
    env: &mut Env<'_>,
) -> Result<Decided<ParticipantSid>, Refusal> {
    join(world, world.conversation(sid)?.open()?, command, env)
}

fn join(
    world: &World,
    conversation: &Conversation,
    command: Add,
    env: &mut Env<'_>,
) -> Result<Decided<ParticipantSid>, Refusal> {
    let role = role::choose(world, command.role, Scope::Conversation)?;
    check_room_for(world, conversation, &command.who)?;
    let mut facts = Vec::with_capacity(2);
    let (identity, binding) = match command.who {
        Who::User(identity) => {
            facts.extend(user::introduce(world, &identity, env));
            (Some(identity), None)
        }
        Who::Outside(binding) => (None, Some(binding)),
    };
    let participant = Participant {
        sid: env.ids.draw(),
        // Participants outside the chat have no permissions to grant.
        role: identity.is_some().then_some(role),
        identity,
        binding,
        attributes: command.attributes.unwrap_or_else(|| NO_ATTRIBUTES.into()),
        horizon: None,
        muted: false,
        created: command.created.unwrap_or(env.now),
        updated: command.updated.or(command.created).unwrap_or(env.now),
    };
    let outcome = participant.sid;
    facts.push(Fact::ParticipantAdded(conversation.sid(), Arc::new(participant)));
    Ok(Decided { facts, outcome })
}

/// Makes a conversation with participants in one step: a refused one leaves nothing behind.
pub fn create_with(
    world: &World,
    create: conversation::Create,
    participants: Vec<Add>,
    env: &mut Env<'_>,
) -> Result<Decided<ConversationSid>, Refusal> {
    let profile = Arc::new(conversation::draft(world, create, SYSTEM.into(), env)?);
    let mut facts = vec![Fact::ConversationCreated(profile.clone())];
    // Each participant is judged with those before it already in.
    let mut draft = Conversation::new(profile);
    for add in participants {
        let added = join(world, &draft, add, env)?;
        for fact in &added.facts {
            if let Fact::ParticipantAdded(_, participant) = fact {
                draft.add(env.now, participant);
            }
        }
        facts.extend(added.facts);
    }
    Ok(Decided { facts, outcome: draft.sid() })
}

/// Judges [`Update`].
pub fn update(
    world: &World,
    sid: ConversationSid,
    participant: ParticipantSid,
    command: Update,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Refusal> {
    let conversation = world.conversation(sid)?;
    let before = conversation.participants.get(participant).ok_or(Refusal::NoParticipant)?;
    conversation.open()?;
    let role = match command.role {
        Some(role) => Some(role::choose(world, Some(role), Scope::Conversation)?),
        None => before.role,
    };
    let horizon_at = command.horizon_at.unwrap_or(env.now);
    let horizon = match command.horizon {
        Edit::Keep => before.horizon,
        Edit::Clear => None,
        Edit::Set(index) => Some(Horizon { index, at: horizon_at }),
    };
    let after = Participant {
        role,
        horizon,
        attributes: command.attributes.unwrap_or_else(|| before.attributes.clone()),
        muted: command.muted.unwrap_or(before.muted),
        created: command.created.unwrap_or(before.created),
        updated: command.updated.unwrap_or(env.now),
        ..Participant::clone(before)
    };
    Ok(Decided::one(Fact::ParticipantUpdated(sid, Arc::new(after)), ()))
}

/// Judges the removal of a participant; its messages stay.
pub fn remove(
    world: &World,
    sid: ConversationSid,
    participant: ParticipantSid,
) -> Result<Decided<()>, Refusal> {
    let conversation = world.conversation(sid)?;
    let last = conversation.participants.get(participant).ok_or(Refusal::NoParticipant)?;
    conversation.open()?;
    Ok(Decided::one(Fact::ParticipantRemoved(sid, last.clone()), ()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_judged() {
        assert!(Binding::new("+15005550006", "+15005550007").is_ok());
        assert!(Binding::new("whatsapp:+15005550006", "whatsapp:+15005550007").is_ok());
        assert_eq!(Binding::new("", "+1"), Err(Refusal::BadAddress));
        assert_eq!(Binding::new("+1", "+x"), Err(Refusal::BadProxyAddress));
        assert_eq!(Binding::new("+1", "+1"), Err(Refusal::AddressIsProxy));
    }
}
