//! Configurations of addresses: what is to become of messages that arrive there.
//!
//! Nothing arrives: the emulator is connected to no channel. The configurations are kept and shown.

use std::sync::Arc;

use twilio_sid::AddressSid;

use crate::{
    Edit, Env, Error,
    conversations::{
        fact::{Decided, account::AccountFact},
        record::{
            address::{AddressConfiguration, AutoCreation, Channel, Listener},
            messaging_binding::is_plausible,
        },
        state::account::Account,
    },
    text::Text,
};

/// Configures an address.
#[derive(Clone, Debug)]
pub struct Create {
    /// The channel.
    pub channel: Channel,
    /// The address.
    pub address: Text,
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// How a message makes a conversation.
    pub auto_creation: AutoCreation,
    /// Country of a short code.
    pub country: Option<Text>,
}

/// Changes the configuration of an address.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Name for people.
    pub friendly_name: Edit<Text>,
    /// How a message makes a conversation.
    pub auto_creation: AutoCreation,
}

/// Accepts an address of the channel, with or without the channel's name in front.
///
/// `assumed`: public examples show telephone numbers with the name for `WhatsApp` and RCS. A live
/// refusal would settle what else is let in.
pub fn accept(channel: Channel, address: &str) -> Result<Text, Error> {
    let fits = |prefix: &str| {
        is_plausible(
            address.strip_prefix(prefix).map_or(address, |rest| rest.trim_start_matches(':')),
        )
    };
    let is_good = match channel {
        Channel::Sms => fits("sms"),
        Channel::WhatsApp => fits("whatsapp"),
        Channel::Rcs => !address.chars().any(char::is_whitespace),
        Channel::Email => address.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !host.contains('@')
        }),
        Channel::Messenger | Channel::Gbm | Channel::Apple | Channel::Chat => true,
    };
    if is_good { Ok(address.into()) } else { Err(Error::BadAddress) }
}

fn check(creation: &AutoCreation) -> Result<(), Error> {
    match &creation.listener {
        Listener::Webhook { filters, .. }
            if filters.iter().any(|event| !event.suits_a_conversation()) =>
        {
            Err(Error::WebhookFilterNotFitting)
        }
        Listener::Default | Listener::Webhook { .. } | Listener::Studio { .. } => Ok(()),
    }
}

/// The configuration behind a SID or an address.
pub fn find<'a>(
    account: &'a Account,
    sid_or_address: &str,
) -> Result<&'a Arc<AddressConfiguration>, Error> {
    let by_sid = sid_or_address.parse().ok().and_then(|sid| account.addresses.get(sid));
    let by_address = || account.addresses.iter().find(|it| it.address.as_ref() == sid_or_address);
    by_sid.or_else(by_address).ok_or(Error::NoAddressConfiguration)
}

/// Decides on [`Create`]; an address has one configuration.
pub fn create(
    account: &Account,
    command: Create,
    env: &mut Env<'_>,
) -> Result<Decided<AddressSid, AccountFact>, Error> {
    if account.addresses.iter().any(|it| it.address == command.address) {
        return Err(Error::AddressConfigured);
    }
    check(&command.auto_creation)?;
    let configuration = AddressConfiguration {
        sid: env.ids.draw(),
        channel: command.channel,
        address: command.address,
        friendly_name: command.friendly_name,
        auto_creation: command.auto_creation,
        country: command.country,
        created: env.now,
        updated: env.now,
    };
    let sid = configuration.sid;
    Ok(Decided::one(AccountFact::AddressCreated(Arc::new(configuration)), sid))
}

/// Decides on [`Update`]; `change` applies the update to the previous value.
pub fn update(
    account: &Account,
    sid_or_address: &str,
    change: impl FnOnce(&AutoCreation) -> Update,
    env: &mut Env<'_>,
) -> Result<Decided<AddressSid, AccountFact>, Error> {
    let before = find(account, sid_or_address)?;
    let command = change(&before.auto_creation);
    check(&command.auto_creation)?;
    let after = AddressConfiguration {
        friendly_name: command.friendly_name.over(before.friendly_name.clone()),
        auto_creation: command.auto_creation,
        updated: env.now,
        ..AddressConfiguration::clone(before)
    };
    let sid = after.sid;
    Ok(Decided::one(AccountFact::AddressUpdated(Arc::new(after)), sid))
}

/// Decides on the deletion of a configuration.
pub fn delete(account: &Account, sid_or_address: &str) -> Result<Decided<(), AccountFact>, Error> {
    let sid = find(account, sid_or_address)?.sid;
    Ok(Decided::one(AccountFact::AddressDeleted(sid), ()))
}
