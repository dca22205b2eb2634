//! How participants are reached outside the chat, and how group messages (Group MMS) show them.
//!
//! What is refused about group messages: Twilio's error dictionary, 50434 to 50444 and 50513.

use std::{collections::BTreeSet, ops::RangeInclusive};

use twilio_sid::{ConversationSid, ParticipantSid};

use std::sync::Arc;

use super::Participant;
use crate::{
    Edit, Refusal, World,
    conversation::Conversation,
    text::{Text, identity},
};

/// Participants of one group message, at most (Twilio's documentation) and at least (dictionary, 50435).
const GROUP: RangeInclusive<usize> = 3..=10;

/// How a participant is reached outside the chat, or shown there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// Somebody outside the chat who talks to one address of the account.
    Pair {
        /// Its own address.
        address: Text,
        /// The address of the account that it sees.
        proxy_address: Text,
    },
    /// Somebody outside the chat who sees everybody in a group message.
    Phone {
        /// Its own address.
        address: Text,
    },
    /// A chat user in a group message, or the account's own address there until it gets an identity.
    Projected {
        /// The address of the account under which it is shown.
        projected_address: Text,
    },
}

impl Binding {
    /// The participant's own address.
    pub fn address(&self) -> Option<&Text> {
        match self {
            Self::Pair { address, .. } | Self::Phone { address } => Some(address),
            Self::Projected { .. } => None,
        }
    }

    /// The address of the account that the participant sees.
    pub fn proxy_address(&self) -> Option<&Text> {
        match self {
            Self::Pair { proxy_address, .. } => Some(proxy_address),
            Self::Phone { .. } | Self::Projected { .. } => None,
        }
    }

    /// The address of the account under which the participant is shown.
    pub fn projected_address(&self) -> Option<&Text> {
        match self {
            Self::Projected { projected_address } => Some(projected_address),
            Self::Pair { .. } | Self::Phone { .. } => None,
        }
    }

    /// The participant's own address for e-mail; none on other channels.
    pub fn email(&self) -> Option<&str> {
        let (channel, address) = channel(self.address()?);
        (channel == "email").then_some(address)
    }

    /// `whatsapp`, `messenger`, … by the address's prefix, else `email` or `sms`.
    pub fn channel(&self) -> &str {
        self.address().map_or("sms", |address| channel(address).0)
    }

    fn pair(address: &str, proxy_address: &str) -> Result<Self, Refusal> {
        let address = own(address)?;
        let proxy_address = proxy(proxy_address)?;
        if address == proxy_address {
            return Err(Refusal::AddressIsProxy);
        }
        if channel(&address).0 != channel(&proxy_address).0 {
            return Err(Refusal::ChannelsDiffer);
        }
        Ok(Self::Pair { address, proxy_address })
    }

    fn in_group(&self) -> bool {
        match self {
            Self::Pair { .. } => false,
            Self::Phone { .. } | Self::Projected { .. } => true,
        }
    }
}

/// How a participant appears at the head of an e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The name beside the address.
    pub name: Option<Text>,
    /// The line that it is on.
    pub level: Level,
}

/// A line at the head of an e-mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Those it is from and to.
    #[default]
    To,
    /// Those who get a copy.
    Cc,
}

/// The addresses of a request, each as it was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addresses<'a> {
    /// The participant's own.
    pub address: Option<&'a str>,
    /// The one of the account that the participant sees.
    pub proxy_address: Option<&'a str>,
    /// The one of the account under which group messages show a chat user.
    pub projected_address: Option<&'a str>,
}

/// Who is to be added: a chat user, who becomes known to the service, or somebody outside the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub(super) identity: Option<Text>,
    pub(super) binding: Option<Binding>,
    pub(super) heading: Heading,
}

impl Who {
    /// The chat user's identity; none of somebody outside the chat.
    pub fn identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }

    /// Says whether it is reached by e-mail.
    pub fn is_by_email(&self) -> bool {
        self.binding.as_ref().and_then(Binding::email).is_some()
    }

    /// Says how it appears in e-mail.
    #[must_use]
    pub fn headed(self, heading: Heading) -> Self {
        Self { heading, ..self }
    }

    /// Accepts an identity, or addresses of a form that makes sense.
    pub fn new(name: Option<&str>, addresses: Addresses<'_>) -> Result<Self, Refusal> {
        let Addresses { address, proxy_address, projected_address } = addresses;
        let (identity, binding) = match (name, address, proxy_address) {
            (Some(name), None, None) => {
                (Some(identity(name)?), projected_address.map(projected).transpose()?)
            }
            (Some(_), _, _) => return Err(Refusal::IdentityAndAddress),
            // assumed: the account's own address may take part before an identity is added, as the
            // dictionary's 50444 has it; a live participant with nothing else would settle it.
            (None, None, None) => {
                let address = projected_address.ok_or(Refusal::NoIdentity)?;
                (None, Some(projected(address)?))
            }
            (None, _, _) if projected_address.is_some() => {
                return Err(Refusal::ProjectedAddressNotAddable);
            }
            (None, None, Some(_)) => return Err(Refusal::NoAddress),
            (None, Some(address), None) => (None, Some(Binding::Phone { address: own(address)? })),
            (None, Some(address), Some(proxy)) => (None, Some(Binding::pair(address, proxy)?)),
        };
        Ok(Self { identity, binding, heading: Heading::default() })
    }
}

fn own(address: &str) -> Result<Text, Refusal> {
    if address.is_empty() {
        return Err(Refusal::NoAddress);
    }
    if is_plausible(address) { Ok(address.into()) } else { Err(Refusal::BadAddress) }
}

fn proxy(address: &str) -> Result<Text, Refusal> {
    if address.is_empty() {
        return Err(Refusal::NoProxyAddress);
    }
    if is_plausible(address) { Ok(address.into()) } else { Err(Refusal::BadProxyAddress) }
}

fn projected(address: &str) -> Result<Binding, Refusal> {
    if is_plausible(address) {
        return Ok(Binding::Projected { projected_address: address.into() });
    }
    Err(Refusal::BadProjectedAddress)
}

/// The channel of an address and what it is there.
// assumed: an address of e-mail is told by its `@`, as Twilio shows no prefix for it anywhere. A
// participant that a real service made of an e-mail would settle it.
fn channel(address: &str) -> (&str, &str) {
    let plain = if address.contains('@') { "email" } else { "sms" };
    address.split_once(':').unwrap_or((plain, address))
}

/// An address is a telephone number, one of e-mail, or a channel, a colon and an address.
pub(crate) fn is_plausible(address: &str) -> bool {
    if address.chars().count() > 256 {
        return false;
    }
    let (channel, rest) = channel(address);
    let number = rest.strip_prefix('+').unwrap_or(rest);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match channel {
        "" => false,
        "sms" | "whatsapp" | "rcs" => is_number,
        "email" => {
            rest.split_once('@').is_some_and(|(name, at)| !name.is_empty() && !at.is_empty())
        }
        _ => !rest.is_empty(),
    }
}

/// Says whether these make a group message: somebody sees all others, and some address is the account's.
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

/// Says whether a conversation is a group message.
pub(crate) fn is_group_message(conversation: &Conversation) -> bool {
    is_group(&bindings(conversation, None))
}

/// Refuses a chat user in a group message who is shown under no address there; `own` is the one whose
/// address is to go, if there is one.
pub(super) fn check_unbound(
    conversation: &Conversation,
    own: Option<ParticipantSid>,
) -> Result<(), Refusal> {
    let is_group = is_group(&bindings(conversation, own));
    if is_group { Err(Refusal::NoProjectedAddress) } else { Ok(()) }
}

/// Judges a binding that is new in a conversation; `own` is the participant that gets it, if it is
/// there already.
pub(super) fn check(
    world: &World,
    conversation: &Conversation,
    own: Option<ParticipantSid>,
    binding: &Binding,
) -> Result<(), Refusal> {
    let mut all = bindings(conversation, own);
    if all.contains(&binding) {
        return Err(match binding {
            // Captured of a pair, though the dictionary's 50437 speaks of it, too.
            Binding::Pair { .. } => Refusal::AddressTaken(conversation.sid()),
            Binding::Phone { .. } | Binding::Projected { .. } => Refusal::AlreadyInGroup,
        });
    }
    if let Some(taken) = world.conversation_of_addresses(binding) {
        return Err(Refusal::AddressTaken(taken));
    }
    all.push(binding);
    if all.iter().any(|it| it.in_group()) && all.len() > *GROUP.end() {
        return Err(Refusal::GroupFull);
    }
    // assumed: with the participant who makes it a group; a live conversation that has a chat user
    // already would settle when it is refused.
    let unbound = |it: &&Arc<Participant>| it.binding.is_none() && Some(it.sid) != own;
    if is_group(&all) && conversation.participants.iter().any(|it| unbound(&it)) {
        return Err(Refusal::GroupNotActivated);
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
) -> Result<(), Refusal> {
    let is_same = |it: &&Conversation| {
        let mut bindings = it.bound().filter_map(|it| it.binding.as_ref()).peekable();
        bindings.peek().is_some() && bindings.collect::<BTreeSet<_>>() == *group
    };
    let mut others = world.conversations.iter();
    let same = others.find(|it| it.sid() != sid && !it.profile.is_closed() && is_same(it));
    match same.filter(|_| group.len() > 1) {
        Some(same) => Err(Refusal::GroupExists(same.sid())),
        None => Ok(()),
    }
}

/// What becomes of a participant's binding when its addresses are edited.
pub(super) fn edited(
    before: &Participant,
    proxy_address: Edit<Text>,
    projected_address: Edit<Text>,
) -> Result<Option<Binding>, Refusal> {
    let binding = with_proxy(before.binding.clone(), proxy_address)?;
    match projected_address {
        Edit::Keep => Ok(binding),
        Edit::Set(address) => match binding {
            Some(Binding::Pair { .. } | Binding::Phone { .. }) => {
                Err(Refusal::ProjectedAddressNotAddable)
            }
            Some(Binding::Projected { .. }) | None => projected(&address).map(Some),
        },
        // Without an identity nothing else would be left.
        Edit::Clear => {
            let is_shown = binding.as_ref().and_then(Binding::projected_address).is_some();
            let is_enough = is_shown && before.identity.is_some();
            if is_enough { Ok(None) } else { Err(Refusal::ProjectedAddressNotRemovable) }
        }
    }
}

fn with_proxy(
    binding: Option<Binding>,
    proxy_address: Edit<Text>,
) -> Result<Option<Binding>, Refusal> {
    match proxy_address {
        Edit::Keep => Ok(binding),
        Edit::Set(proxy) => {
            let address = binding.as_ref().and_then(Binding::address);
            let address = address.ok_or(Refusal::ProxyAddressNotAddable)?;
            Binding::pair(address, &proxy).map(Some)
        }
        Edit::Clear => match binding {
            Some(Binding::Pair { address, .. }) => Ok(Some(Binding::Phone { address })),
            Some(Binding::Phone { .. } | Binding::Projected { .. }) | None => {
                Err(Refusal::ProxyAddressNotRemovable)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(address: &str, proxy_address: &str) -> Result<Who, Refusal> {
        let proxy_address = Some(proxy_address);
        Who::new(None, Addresses { address: Some(address), proxy_address, ..Addresses::default() })
    }

    #[test]
    fn addresses_are_judged() {
        assert!(outside("+15005550006", "+15005550007").is_ok());
        assert!(outside("whatsapp:+15005550006", "whatsapp:+15005550007").is_ok());
        let mail = outside("eve@example.com", "help@example.com").expect("addresses").binding;
        assert_eq!(mail.as_ref().map(Binding::channel), Some("email"));
        assert_eq!(mail.as_ref().and_then(Binding::email), Some("eve@example.com"));
        assert_eq!(outside("@example.com", "+1"), Err(Refusal::BadAddress));
        assert_eq!(outside("", "+1"), Err(Refusal::NoAddress));
        assert_eq!(outside("+1", ""), Err(Refusal::NoProxyAddress));
        assert_eq!(outside("x", "+1"), Err(Refusal::BadAddress));
        assert_eq!(outside("+1", "+x"), Err(Refusal::BadProxyAddress));
        assert_eq!(outside("+1", "+1"), Err(Refusal::AddressIsProxy));
        assert_eq!(outside("whatsapp:+1", "+2"), Err(Refusal::ChannelsDiffer));
    }

    #[test]
    fn identities_have_no_address_but_may_be_shown_under_one() {
        let shown = Addresses { projected_address: Some("+1"), ..Addresses::default() };
        assert!(Who::new(Some("ann"), shown).is_ok());
        assert!(Who::new(None, shown).is_ok());
        let both = Addresses { address: Some("+1"), ..shown };
        assert_eq!(Who::new(None, both), Err(Refusal::ProjectedAddressNotAddable));
        let reached = Addresses { address: Some("+1"), ..Addresses::default() };
        assert_eq!(Who::new(Some("ann"), reached), Err(Refusal::IdentityAndAddress));
    }
}
