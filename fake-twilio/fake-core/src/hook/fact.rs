//! What happens to the webhooks of a service and of its conversations.

use std::sync::Arc;

use twilio_sid::{ConversationSid, WebhookSid};

use super::{Hooks, ScopedHook};
use crate::{World, message::Message};

/// Something that happened to webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookFact {
    /// The service's own webhooks are configured otherwise.
    ServiceConfigured(Arc<Hooks>),
    /// The webhooks of the service's account are configured otherwise.
    AccountConfigured(Arc<Hooks>),
    /// A conversation got a webhook, which is told of these messages again.
    Added(ConversationSid, Arc<ScopedHook>, Vec<Arc<Message>>),
    /// A webhook of a conversation changed.
    Updated(ConversationSid, Arc<ScopedHook>),
    /// A webhook of a conversation was removed.
    Removed(ConversationSid, WebhookSid),
}

impl WebhookFact {
    /// The conversation whose webhook it is.
    pub fn conversation(&self) -> Option<ConversationSid> {
        match self {
            Self::ServiceConfigured(_) | Self::AccountConfigured(_) => None,
            Self::Added(sid, ..) | Self::Updated(sid, _) | Self::Removed(sid, _) => Some(*sid),
        }
    }
}

impl World {
    pub(crate) fn apply_webhook(&mut self, fact: &WebhookFact) {
        match fact {
            WebhookFact::ServiceConfigured(hooks) => self.hooks.own = hooks.clone(),
            WebhookFact::AccountConfigured(hooks) => self.hooks.inherited = hooks.clone(),
            WebhookFact::Added(sid, hook, _) | WebhookFact::Updated(sid, hook) => {
                self.change(*sid, |it| it.hooks.put(hook.sid, hook.clone()));
            }
            WebhookFact::Removed(sid, hook) => self.change(*sid, |it| {
                it.hooks.remove(*hook);
            }),
        }
    }
}
