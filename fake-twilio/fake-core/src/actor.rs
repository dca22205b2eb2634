use crate::text::Text;

/// Who brought a change about; webhooks are told, and not all are told of everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An application's server, over REST.
    Api {
        /// Whether it wants webhooks to be told (header `X-Twilio-Webhook-Enabled`).
        webhooks: bool,
    },
    /// The SDK of this identity.
    Sdk(Text),
    /// The emulator itself: time, or what else nobody asked for.
    System,
}

impl Actor {
    /// Returns whether webhooks are to be asked and told.
    pub fn wants_webhooks(&self) -> bool {
        match self {
            Self::Api { webhooks } => *webhooks,
            Self::Sdk(_) | Self::System => true,
        }
    }
}
