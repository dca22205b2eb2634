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
    /// The emulator itself, such as a timer.
    System,
    /// A reset by the control API, which no webhook is called for.
    Reset,
}

impl Actor {
    /// Returns whether webhooks are to be asked and told.
    pub fn wants_webhooks(&self) -> bool {
        match self {
            Self::Api { webhooks } => *webhooks,
            Self::Sdk(_) | Self::System => true,
            Self::Reset => false,
        }
    }
}
