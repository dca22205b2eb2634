//! Webhooks: URLs that are called before or after an event.
//!
//! An account and each of its services have one configuration; a conversation has some webhooks of its
//! own, which go with it.

use std::sync::Arc;

use crate::{
    CallbackMethod, Edit,
    conversations::{
        fact::{Decided, Fact, WebhookFact, account::AccountFact},
        record::{
            event::Event,
            webhook::{Route, Webhooks},
        },
        state::{account::Account, world::World},
    },
    text::Text,
};

/// Changes the webhooks of an account or a service; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// URL of the pre-event webhook.
    pub pre: Edit<Text>,
    /// URL of the post-event webhook.
    pub post: Edit<Text>,
    /// Events for which webhooks are called.
    pub filters: Option<Vec<Event>>,
    /// How to call.
    pub method: Option<CallbackMethod>,
    /// Where account-wide webhooks are routed.
    pub route: Option<Route>,
}

impl Update {
    fn over(self, before: &Webhooks) -> Arc<Webhooks> {
        Arc::new(Webhooks {
            pre: self.pre.over(before.pre.clone()),
            post: self.post.over(before.post.clone()),
            filters: self.filters.or_else(|| before.filters.clone()),
            method: self.method.or(before.method),
            route: self.route.unwrap_or(before.route),
        })
    }
}

/// Configures the webhooks of an account; its services must be updated ([`inherit`]).
pub fn configure_account(account: &Account, command: Update) -> Decided<(), AccountFact> {
    Decided::one(AccountFact::WebhooksConfigured(command.over(&account.webhooks)), ())
}

/// Configures the webhooks of a service.
pub fn configure_service(world: &World, command: Update) -> Decided<()> {
    let webhooks = command.over(&world.webhooks.own);
    Decided::one(Fact::Webhook(WebhookFact::ServiceConfigured(webhooks)), ())
}

/// Copies the account's webhooks into the service's log, so that the log can be replayed by itself.
pub fn inherit(webhooks: Arc<Webhooks>) -> Decided<()> {
    Decided::one(Fact::Webhook(WebhookFact::AccountConfigured(webhooks)), ())
}
