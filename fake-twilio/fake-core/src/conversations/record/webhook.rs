//! Webhooks of accounts and services.

use std::sync::Arc;

use crate::{CallbackMethod, conversations::record::event::Event, text::Text};

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
