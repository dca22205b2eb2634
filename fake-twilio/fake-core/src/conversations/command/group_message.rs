//! Group messages (Group MMS): which bindings may stand together.
//!
//! Errors: Twilio's error dictionary, 50434 to 50444 and 50513.

use std::{collections::BTreeSet, ops::RangeInclusive, sync::Arc};

use twilio_sid::{ConversationSid, ParticipantSid};

use crate::{
    Edit, Error,
    conversations::{
        record::{
            messaging_binding::{Binding, projected},
            participant::Participant,
        },
        state::{conversation::Conversation, world::World},
    },
    text::Text,
};

/// Participants of one group message, at most (Twilio's documentation) and at least (dictionary, 50435).
const GROUP: RangeInclusive<usize> = 3..=10;

/// Returns whether these make a group message: one participant sees all others, and some address is
/// the account's.
fn is_group(bindings: &[&Binding]) -> bool {
    let is_own = |it: &&Binding| it.proxy_address().or(it.projected_address()).is_some();
    bindings.len() >= *GROUP.start()
        && bindings.iter().any(|it| matches!(it, Binding::Phone { .. }))
        && bindings.iter().any(is_own)
}

/// The bindings in a conversation, but for that of one participant.
fn bindings(conversation: &Conversation, but: Option<ParticipantSid>) -> Vec<&Binding> {
    let others = conversation.bound().filter(|it| Some(it.sid) != but);
    others.filter_map(|it| it.binding.as_ref()).collect()
}

/// Returns whether a conversation is a group message.
pub(crate) fn is_group_message(conversation: &Conversation) -> bool {
    is_group(&bindings(conversation, None))
}

/// Refuses a chat user in a group message who is shown under no address there; `own` is the one whose
/// address is to go, if there is one.
pub(crate) fn check_unbound(
    conversation: &Conversation,
    own: Option<ParticipantSid>,
) -> Result<(), Error> {
    let is_group = is_group(&bindings(conversation, own));
    if is_group { Err(Error::NoProjectedAddress) } else { Ok(()) }
}

/// Decides on a binding that is new in a conversation; `own` is the participant that gets it, if it is
/// there already.
pub(crate) fn check(
    world: &World,
    conversation: &Conversation,
    own: Option<ParticipantSid>,
    binding: &Binding,
) -> Result<(), Error> {
    let mut all = bindings(conversation, own);
    if all.contains(&binding) {
        return Err(match binding {
            // Captured of a pair, though the dictionary's 50437 speaks of it, too.
            Binding::Pair { .. } => Error::AddressTaken(conversation.sid()),
            Binding::Phone { .. } | Binding::Projected { .. } => Error::AlreadyInGroup,
        });
    }
    if let Some(taken) = world.conversation_of_addresses(binding) {
        return Err(Error::AddressTaken(taken));
    }
    all.push(binding);
    if all.iter().any(|it| it.in_group()) && all.len() > *GROUP.end() {
        return Err(Error::GroupFull);
    }
    // assumed: with the participant who makes it a group; a live conversation that has a chat user
    // already would settle when it is refused.
    let unbound = |it: &&Arc<Participant>| it.binding.is_none() && Some(it.sid) != own;
    if is_group(&all) && conversation.participants.iter().any(|it| unbound(&it)) {
        return Err(Error::GroupNotActivated);
    }
    if binding.in_group() {
        let group = all.into_iter().collect();
        return check_group(world, conversation.sid(), &group);
    }
    Ok(())
}

/// Refuses the group of another open conversation; one alone is no group yet.
fn check_group(
    world: &World,
    sid: ConversationSid,
    group: &BTreeSet<&Binding>,
) -> Result<(), Error> {
    let is_same = |it: &Conversation| {
        let mut bindings = it.bound().filter_map(|it| it.binding.as_ref()).peekable();
        bindings.peek().is_some() && bindings.collect::<BTreeSet<_>>() == *group
    };
    let mut others = world.conversations.iter().map(AsRef::as_ref);
    let same = others.find(|it| it.sid() != sid && !it.profile.is_closed() && is_same(it));
    match same.filter(|_| group.len() > 1) {
        Some(same) => Err(Error::GroupExists(same.sid())),
        None => Ok(()),
    }
}

/// What becomes of a participant's binding when its addresses are edited.
pub(crate) fn edited(
    before: &Participant,
    proxy_address: Edit<Text>,
    projected_address: Edit<Text>,
) -> Result<Option<Binding>, Error> {
    let binding = with_proxy(before.binding.clone(), proxy_address)?;
    match projected_address {
        Edit::Keep => Ok(binding),
        Edit::Set(address) => match binding {
            Some(Binding::Pair { .. } | Binding::Phone { .. }) => {
                Err(Error::ProjectedAddressNotAddable)
            }
            Some(Binding::Projected { .. }) | None => projected(&address).map(Some),
        },
        // Without an identity nothing else would be left.
        Edit::Clear => {
            let is_shown = binding.as_ref().and_then(Binding::projected_address).is_some();
            let is_enough = is_shown && before.identity.is_some();
            if is_enough { Ok(None) } else { Err(Error::ProjectedAddressNotRemovable) }
        }
    }
}

fn with_proxy(
    binding: Option<Binding>,
    proxy_address: Edit<Text>,
) -> Result<Option<Binding>, Error> {
    match proxy_address {
        Edit::Keep => Ok(binding),
        Edit::Set(proxy) => {
            let address = binding.as_ref().and_then(Binding::address);
            let address = address.ok_or(Error::ProxyAddressNotAddable)?;
            Binding::pair(address, &proxy).map(Some)
        }
        Edit::Clear => match binding {
            Some(Binding::Pair { address, .. }) => Ok(Some(Binding::Phone { address })),
            Some(Binding::Phone { .. } | Binding::Projected { .. }) | None => {
                Err(Error::ProxyAddressNotRemovable)
            }
        },
    }
}
