//! Webhooks: URLs that are called before or after an event.
//!
//! An account and each of its services have one configuration; a conversation has some hooks of its
//! own, which go with it.

use std::sync::Arc;

use crate::{
    CallbackMethod, Edit,
    conversations::{
        fact::{Decided, Fact, WebhookFact, account::AccountFact},
        record::{
            event::Event,
            webhook::{Hooks, Route},
        },
        state::{account::Account, world::World},
    },
    text::Text,
};

/// Changes the hooks of an account or a service; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// URL of the pre-event webhook.
    pub pre: Edit<Text>,
    /// URL of the post-event webhook.
    pub post: Edit<Text>,
    /// Events that are asked or told about.
    pub filters: Option<Vec<Event>>,
    /// How to call.
    pub method: Option<CallbackMethod>,
    /// Where account-wide hooks are routed.
    pub route: Option<Route>,
}

impl Update {
    fn over(self, before: &Hooks) -> Arc<Hooks> {
        Arc::new(Hooks {
            pre: self.pre.over(before.pre.clone()),
            post: self.post.over(before.post.clone()),
            filters: self.filters.or_else(|| before.filters.clone()),
            method: self.method.or(before.method),
            route: self.route.unwrap_or(before.route),
        })
    }
}

/// Hooks an account; its services have to be told ([`inherit`]).
pub fn hook_account(account: &Account, command: Update) -> Decided<(), AccountFact> {
    Decided::one(AccountFact::WebhooksConfigured(command.over(&account.hooks)), ())
}

/// Hooks a service.
pub fn hook_service(world: &World, command: Update) -> Decided<()> {
    let hooks = command.over(&world.hooks.own);
    Decided::one(Fact::Webhook(WebhookFact::ServiceConfigured(hooks)), ())
}

/// Tells a service how its account is hooked, so that its log tells the whole story.
pub fn inherit(hooks: Arc<Hooks>) -> Decided<()> {
    Decided::one(Fact::Webhook(WebhookFact::AccountConfigured(hooks)), ())
}
