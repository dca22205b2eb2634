//! Webhooks of a conversation: add, configure, remove.

use std::sync::Arc;

use twilio_sid::{ConversationSid, FlowSid, WebhookSid};

use crate::{
    CallbackMethod, Env, Error,
    conversations::{
        fact::{Decided, Fact, WebhookFact},
        record::{
            event::Event,
            message::Message,
            scoped_webhook::{ScopedWebhook, Target, WebhookKind},
        },
        state::world::World,
    },
    text::Text,
};

/// Webhooks of one conversation (Twilio's documentation).
const WEBHOOKS: usize = 5;

/// Words of one trigger (Twilio's documentation).
const WORDS: usize = 5;

/// Characters of an address (Twilio's documentation).
const URL_CHARS: usize = 512;

/// Values of a target; those that its kind has no use for change nothing.
#[derive(Clone, Debug, Default)]
pub struct Configure {
    /// The URL; the caller has validated it.
    pub url: Option<Text>,
    /// How to call it.
    pub method: Option<CallbackMethod>,
    /// The events.
    pub filters: Option<Vec<Event>>,
    /// The words.
    pub words: Option<Vec<Text>>,
    /// The Studio flow.
    pub flow: Option<FlowSid>,
}

/// Adds a webhook.
#[derive(Clone, Debug)]
pub struct Add {
    /// What it is.
    pub kind: WebhookKind,
    /// Its values.
    pub values: Configure,
    /// Index of the first message that is replayed (`ReplayAfter`).
    pub replay_after: Option<u32>,
}

impl Configure {
    fn check(&self) -> Result<(), Error> {
        if self.url.as_ref().is_some_and(|url| url.chars().nth(URL_CHARS).is_some()) {
            return Err(Error::WebhookUrlTooLong);
        }
        if self.words.as_ref().is_some_and(|words| words.len() > WORDS) {
            return Err(Error::TooManyTriggers);
        }
        let filters = self.filters.iter().flatten();
        if filters.into_iter().any(|event| !event.suits_a_conversation()) {
            return Err(Error::WebhookFilterNotFitting);
        }
        Ok(())
    }

    /// The values over those of a target.
    fn over(self, before: Target) -> Target {
        match before {
            Target::Webhook { url, method, filters } => Target::Webhook {
                url: self.url.unwrap_or(url),
                method: self.method.unwrap_or(method),
                filters: self.filters.unwrap_or(filters),
            },
            Target::Trigger { url, method, words } => Target::Trigger {
                url: self.url.unwrap_or(url),
                method: self.method.unwrap_or(method),
                words: self.words.unwrap_or(words),
            },
            Target::Studio { flow } => Target::Studio { flow: self.flow.unwrap_or(flow) },
        }
    }

    /// A target of values alone.
    fn target(self, kind: WebhookKind) -> Result<Target, Error> {
        let method = self.method.unwrap_or_default();
        match kind {
            WebhookKind::Webhook => Ok(Target::Webhook {
                url: self.url.ok_or(Error::NoWebhookUrl)?,
                method,
                filters: self.filters.filter(|it| !it.is_empty()).ok_or(Error::NoWebhookFilter)?,
            }),
            WebhookKind::Trigger => Ok(Target::Trigger {
                url: self.url.ok_or(Error::NoWebhookUrl)?,
                method,
                words: self.words.filter(|it| !it.is_empty()).ok_or(Error::NoTrigger)?,
            }),
            WebhookKind::Studio => Ok(Target::Studio { flow: self.flow.ok_or(Error::BadFlow)? }),
        }
    }
}

/// Decides on [`Add`].
pub fn add(
    world: &World,
    sid: ConversationSid,
    command: Add,
    env: &mut Env<'_>,
) -> Result<Decided<WebhookSid>, Error> {
    let conversation = world.conversation(sid)?;
    command.values.check()?;
    let target = command.values.target(command.kind)?;
    if conversation.webhooks.len() >= WEBHOOKS {
        return Err(Error::TooManyWebhooks);
    }
    let replayed: Vec<Arc<Message>> = match command.replay_after {
        Some(first) => {
            conversation.messages.iter().filter(|it| it.index >= first).cloned().collect()
        }
        None => Vec::new(),
    };
    let webhook = ScopedWebhook { sid: env.ids.draw(), target, created: env.now, updated: env.now };
    let outcome = webhook.sid;
    let fact = WebhookFact::Added(sid, Arc::new(webhook), replayed);
    Ok(Decided::one(Fact::Webhook(fact), outcome))
}

/// Decides on new values of a webhook, which stays what it is.
pub fn configure(
    world: &World,
    sid: ConversationSid,
    webhook: WebhookSid,
    command: Configure,
    env: &mut Env<'_>,
) -> Result<Decided<()>, Error> {
    let before = world.conversation(sid)?.webhooks.get(webhook).ok_or(Error::NoWebhook)?;
    command.check()?;
    let target = command.over(before.target.clone());
    let after = ScopedWebhook { target, updated: env.now, ..ScopedWebhook::clone(before) };
    Ok(Decided::one(Fact::Webhook(WebhookFact::Updated(sid, Arc::new(after))), ()))
}

/// Decides on the removal of a webhook.
pub fn remove(
    world: &World,
    sid: ConversationSid,
    webhook: WebhookSid,
) -> Result<Decided<()>, Error> {
    world.conversation(sid)?.webhooks.get(webhook).ok_or(Error::NoWebhook)?;
    Ok(Decided::one(Fact::Webhook(WebhookFact::Removed(sid, webhook)), ()))
}
