//! Configured addresses.

use std::sync::Arc;

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::{AddressSid, FlowSid, ServiceSid};

use crate::{CallbackMethod, conversations::record::event::Event, text::Text};

/// The channel of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
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

/// Who is notified of a conversation that a message has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Listener {
    /// Unset.
    #[default]
    Default,
    /// A webhook.
    Webhook {
        /// Its address.
        url: Option<Text>,
        /// How it is called.
        method: CallbackMethod,
        /// The events it is notified of.
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
    /// Who is notified of it.
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
