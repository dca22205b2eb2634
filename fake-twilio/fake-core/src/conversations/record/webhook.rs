//! Webhooks of accounts and services.

use std::sync::Arc;

use strum::{EnumString, IntoStaticStr};

use crate::{CallbackMethod, conversations::record::event::Event, text::Text};

/// The webhooks of an account or a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Webhooks {
    /// URL of the pre-event webhook.
    pub pre: Option<Text>,
    /// URL of the post-event webhook.
    pub post: Option<Text>,
    /// Events for which webhooks are called; none by default.
    pub filters: Option<Vec<Event>>,
    /// How to call; none until it was chosen.
    pub method: Option<CallbackMethod>,
    /// Where account-wide webhooks are routed.
    pub route: Route,
}

/// Where account-wide webhooks are routed (OpenAPI document); kept, and called all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Route {
    /// To the addresses.
    #[default]
    Webhook,
    /// To Flex, which is not emulated.
    Flex,
}

impl Webhooks {
    /// Returns whether a URL is configured.
    pub fn is_configured(&self) -> bool {
        self.pre.is_some() || self.post.is_some()
    }

    /// Returns whether webhooks are called for an event.
    pub fn wants(&self, event: Event) -> bool {
        self.filters.as_ref().is_some_and(|filters| filters.contains(&event))
    }

    /// The URL of the pre-event webhook for an event.
    pub fn pre_event_url(&self, event: Event) -> Option<&Text> {
        self.pre.as_ref().filter(|_| self.wants(event))
    }

    /// The URL of the post-event webhook for an event.
    pub fn post_event_url(&self, event: Event) -> Option<&Text> {
        self.post.as_ref().filter(|_| self.wants(event))
    }
}

/// The configurations of a service.
#[derive(Clone, Debug, Default)]
pub struct ServiceWebhooks {
    /// Its own.
    pub own: Arc<Webhooks>,
    /// Its account's.
    pub inherited: Arc<Webhooks>,
}

impl ServiceWebhooks {
    /// The one that counts: a configured service overrides its account (Twilio's documentation).
    pub fn effective(&self) -> &Webhooks {
        if self.own.is_configured() { &self.own } else { &self.inherited }
    }
}
