//! Configurations of addresses: what is to become of messages that arrive there.
//!
//! Nothing arrives: the emulator is connected to no channel. The configurations are kept and shown.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{AddressSid, FlowSid, ServiceSid};

use crate::{
    CallbackMethod, Decided, Edit, Env, Refusal,
    account::{Account, AccountFact},
    hook::Event,
    participant::is_plausible,
    text::Text,
};

/// The channel of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Text messages.
    Sms,
    /// `WhatsApp`.
    WhatsApp,
    /// Facebook Messenger.
    Messenger,
    /// Google's business messages.
    Gbm,
    /// E-mail.
    Email,
    /// Rich communication services.
    Rcs,
    /// Apple's messages for business.
    Apple,
    /// The chat itself.
    Chat,
}

/// Who hears of a conversation that a message has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Listener {
    /// Nobody in particular.
    #[default]
    Default,
    /// A webhook.
    Webhook {
        /// Its address.
        url: Option<Text>,
        /// How it is called.
        method: CallbackMethod,
        /// The events it hears of.
        filters: Arc<[Event]>,
    },
    /// A Studio flow.
    Studio {
        /// The flow.
        flow: Option<FlowSid>,
        /// How often a call is tried again.
        retries: u32,
    },
}

/// How a message makes a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AutoCreation {
    /// Whether it does.
    pub enabled: bool,
    /// The service of the conversation, else the account's default; `assumed` to be looked for only
    /// when a message arrives.
    pub service: Option<ServiceSid>,
    /// Who hears of it.
    pub listener: Listener,
}

/// The configuration of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressConfiguration {
    /// Its SID.
    pub sid: AddressSid,
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
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

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
pub fn accept(channel: Channel, address: &str) -> Result<Text, Refusal> {
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
    if is_good { Ok(address.into()) } else { Err(Refusal::BadAddress) }
}

fn check(creation: &AutoCreation) -> Result<(), Refusal> {
    match &creation.listener {
        Listener::Webhook { filters, .. }
            if filters.iter().any(|event| !event.suits_a_conversation()) =>
        {
            Err(Refusal::HookFilterNotFitting)
        }
        Listener::Default | Listener::Webhook { .. } | Listener::Studio { .. } => Ok(()),
    }
}

/// The configuration behind a SID or an address.
pub fn find<'a>(
    account: &'a Account,
    sid_or_address: &str,
) -> Result<&'a Arc<AddressConfiguration>, Refusal> {
    let by_sid = sid_or_address.parse().ok().and_then(|sid| account.addresses.get(sid));
    let by_address = || account.addresses.iter().find(|it| it.address.as_ref() == sid_or_address);
    by_sid.or_else(by_address).ok_or(Refusal::NoAddressConfiguration)
}

/// Judges [`Create`]; an address has one configuration.
pub fn create(
    account: &Account,
    command: Create,
    env: &mut Env<'_>,
) -> Result<Decided<AddressSid, AccountFact>, Refusal> {
    if account.addresses.iter().any(|it| it.address == command.address) {
        return Err(Refusal::AddressConfigured);
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

/// Judges [`Update`]; `change` turns what was into what is asked for.
pub fn update(
    account: &Account,
    sid_or_address: &str,
    change: impl FnOnce(&AutoCreation) -> Update,
    env: &mut Env<'_>,
) -> Result<Decided<AddressSid, AccountFact>, Refusal> {
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

/// Judges the deletion of a configuration.
pub fn delete(
    account: &Account,
    sid_or_address: &str,
) -> Result<Decided<(), AccountFact>, Refusal> {
    let sid = find(account, sid_or_address)?.sid;
    Ok(Decided::one(AccountFact::AddressDeleted(sid), ()))
}
