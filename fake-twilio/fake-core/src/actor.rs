use crate::text::Text;

/// Who brought a change about; hooks are told, and not all are told of everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An application's server, over REST.
    Api {
        /// Whether it wants hooks to be told (header `X-Twilio-Webhook-Enabled`).
        hooks: bool,
    },
    /// The SDK of this identity.
    Sdk(Text),
    /// The emulator itself: time, or what else nobody asked for.
    System,
}

impl Actor {
    /// Returns whether hooks are to be asked and told.
    pub fn wants_hooks(&self) -> bool {
        match self {
            Self::Api { hooks } => *hooks,
            Self::Sdk(_) | Self::System => true,
        }
    }
}
