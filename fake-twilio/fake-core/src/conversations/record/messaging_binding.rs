//! How participants are reached outside the chat, and how group messages (Group MMS) show them.

use strum::{EnumString, IntoStaticStr};

use crate::{
    Error,
    text::{Text, identity},
};

/// How a participant is reached outside the chat, or shown there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// A participant outside the chat with an address and a proxy address.
    Pair {
        /// Its own address.
        address: Text,
        /// The address of the account that it sees.
        proxy_address: Text,
    },
    /// A participant of a group message with an address of its own.
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

    pub(crate) fn pair(address: &str, proxy_address: &str) -> Result<Self, Error> {
        let address = own(address)?;
        let proxy_address = proxy(proxy_address)?;
        if address == proxy_address {
            return Err(Error::AddressIsProxy);
        }
        if channel(&address).0 != channel(&proxy_address).0 {
            return Err(Error::ChannelsDiffer);
        }
        Ok(Self::Pair { address, proxy_address })
    }

    pub(crate) fn in_group(&self) -> bool {
        match self {
            Self::Pair { .. } => false,
            Self::Phone { .. } | Self::Projected { .. } => true,
        }
    }
}

/// How a participant appears at the head of an e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmailRole {
    /// The name beside the address.
    pub name: Option<Text>,
    /// The line that it is on.
    pub level: Level,
}

/// A line at the head of an e-mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
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

/// The participant to add: a chat user, who is created if missing, or an address outside the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewParticipant {
    pub(crate) identity: Option<Text>,
    pub(crate) binding: Option<Binding>,
    pub(crate) email_role: EmailRole,
}

impl NewParticipant {
    /// The chat user's identity; `None` outside the chat.
    pub fn identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }

    /// Returns whether it is reached by e-mail.
    pub fn is_by_email(&self) -> bool {
        self.binding.as_ref().and_then(Binding::email).is_some()
    }

    /// Sets its role in e-mail.
    #[must_use]
    pub fn with_email_role(self, email_role: EmailRole) -> Self {
        Self { email_role, ..self }
    }

    /// Accepts an identity, or addresses of a form that makes sense.
    pub fn new(name: Option<&str>, addresses: Addresses<'_>) -> Result<Self, Error> {
        let Addresses { address, proxy_address, projected_address } = addresses;
        let (identity, binding) = match (name, address, proxy_address) {
            (Some(name), None, None) => {
                (Some(identity(name)?), projected_address.map(projected).transpose()?)
            }
            (Some(_), _, _) => return Err(Error::IdentityAndAddress),
            // assumed: the account's own address may take part before an identity is added, as the
            // dictionary's 50444 has it; a live participant with nothing else would settle it.
            (None, None, None) => {
                let address = projected_address.ok_or(Error::NoIdentity)?;
                (None, Some(projected(address)?))
            }
            (None, _, _) if projected_address.is_some() => {
                return Err(Error::ProjectedAddressNotAddable);
            }
            (None, None, Some(_)) => return Err(Error::NoAddress),
            (None, Some(address), None) => (None, Some(Binding::Phone { address: own(address)? })),
            (None, Some(address), Some(proxy)) => (None, Some(Binding::pair(address, proxy)?)),
        };
        Ok(Self { identity, binding, email_role: EmailRole::default() })
    }
}

fn own(address: &str) -> Result<Text, Error> {
    if address.is_empty() {
        return Err(Error::NoAddress);
    }
    if is_plausible(address) { Ok(address.into()) } else { Err(Error::BadAddress) }
}

fn proxy(address: &str) -> Result<Text, Error> {
    if address.is_empty() {
        return Err(Error::NoProxyAddress);
    }
    if is_plausible(address) { Ok(address.into()) } else { Err(Error::BadProxyAddress) }
}

pub(crate) fn projected(address: &str) -> Result<Binding, Error> {
    if is_plausible(address) {
        return Ok(Binding::Projected { projected_address: address.into() });
    }
    Err(Error::BadProjectedAddress)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(address: &str, proxy_address: &str) -> Result<NewParticipant, Error> {
        let proxy_address = Some(proxy_address);
        NewParticipant::new(
            None,
            Addresses { address: Some(address), proxy_address, ..Addresses::default() },
        )
    }

    #[test]
    fn addresses_are_judged() {
        assert!(outside("+15005550006", "+15005550007").is_ok());
        assert!(outside("whatsapp:+15005550006", "whatsapp:+15005550007").is_ok());
        let mail = outside("eve@example.com", "help@example.com").expect("addresses").binding;
        assert_eq!(mail.as_ref().map(Binding::channel), Some("email"));
        assert_eq!(mail.as_ref().and_then(Binding::email), Some("eve@example.com"));
        assert_eq!(outside("@example.com", "+1"), Err(Error::BadAddress));
        assert_eq!(outside("", "+1"), Err(Error::NoAddress));
        assert_eq!(outside("+1", ""), Err(Error::NoProxyAddress));
        assert_eq!(outside("x", "+1"), Err(Error::BadAddress));
        assert_eq!(outside("+1", "+x"), Err(Error::BadProxyAddress));
        assert_eq!(outside("+1", "+1"), Err(Error::AddressIsProxy));
        assert_eq!(outside("whatsapp:+1", "+2"), Err(Error::ChannelsDiffer));
    }

    #[test]
    fn identities_have_no_address_but_may_be_shown_under_one() {
        let shown = Addresses { projected_address: Some("+1"), ..Addresses::default() };
        assert!(NewParticipant::new(Some("ann"), shown).is_ok());
        assert!(NewParticipant::new(None, shown).is_ok());
        let both = Addresses { address: Some("+1"), ..shown };
        assert_eq!(NewParticipant::new(None, both), Err(Error::ProjectedAddressNotAddable));
        let reached = Addresses { address: Some("+1"), ..Addresses::default() };
        assert_eq!(NewParticipant::new(Some("ann"), reached), Err(Error::IdentityAndAddress));
    }
}
