//! Hooks: who wants to be asked before something happens, or told afterwards.
//!
//! An account and each of its services have one configuration; a conversation has some hooks of its
//! own, which go with it.

mod amend;
mod event;
mod fact;
mod scoped;

pub use amend::{Changes, amend, commanded};
pub use event::{Action, Event, Stage};
pub use fact::WebhookFact;
pub use scoped::{Add, Configure, HookKind, ScopedHook, Target, add, configure, remove};

use std::sync::Arc;

use crate::{
    CallbackMethod, Decided, Edit, Fact, World,
    account::{Account, AccountFact},
    text::Text,
};

/// The hooks of an account or a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hooks {
    /// Who is asked before something happens.
    pub pre: Option<Text>,
    /// Who is told afterwards.
    pub post: Option<Text>,
    /// Events that are asked or told about; none until some were chosen.
    pub filters: Option<Vec<Event>>,
    /// How to call; none until it was chosen.
    pub method: Option<CallbackMethod>,
    /// Where account-wide hooks are routed.
    pub route: Route,
}

/// Where account-wide hooks are routed (OpenAPI document); kept, and called all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// To the addresses.
    #[default]
    Webhook,
    /// To Flex, which the emulator is not.
    Flex,
}

impl Hooks {
    /// Says whether there is anybody to call.
    pub fn is_configured(&self) -> bool {
        self.pre.is_some() || self.post.is_some()
    }

    /// Says whether an event is asked or told about.
    pub fn wants(&self, event: Event) -> bool {
        self.filters.as_ref().is_some_and(|filters| filters.contains(&event))
    }

    /// Whom to ask before an event.
    pub fn asked(&self, event: Event) -> Option<&Text> {
        self.pre.as_ref().filter(|_| self.wants(event))
    }

    /// Whom to tell of an event.
    pub fn told(&self, event: Event) -> Option<&Text> {
        self.post.as_ref().filter(|_| self.wants(event))
    }
}

/// Changes the hooks of an account or a service; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Who is asked before something happens.
    pub pre: Edit<Text>,
    /// Who is told afterwards.
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
    Decided::one(AccountFact::Hooked(command.over(&account.hooks)), ())
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

/// The configurations that a service knows.
#[derive(Clone, Debug, Default)]
pub struct KnownHooks {
    /// Its own.
    pub own: Arc<Hooks>,
    /// Its account's.
    pub inherited: Arc<Hooks>,
}

impl KnownHooks {
    /// The one that counts: a configured service overrides its account (Twilio's documentation).
    pub fn effective(&self) -> &Hooks {
        if self.own.is_configured() { &self.own } else { &self.inherited }
    }
}
