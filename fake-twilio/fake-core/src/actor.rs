use crate::text::Text;

/// The origin of a change. It decides whether webhooks are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An application's server, over REST.
    Api {
        /// Whether the request enables webhooks (header `X-Twilio-Webhook-Enabled`).
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
    /// Returns whether webhooks are called for changes of this actor.
    pub fn wants_webhooks(&self) -> bool {
        match self {
            Self::Api { webhooks } => *webhooks,
            Self::Sdk(_) | Self::System => true,
            Self::Reset => false,
        }
    }
}
