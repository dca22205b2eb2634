//! Webhooks that are told after something has happened.

use std::{collections::BTreeMap, sync::Arc};

use fake_core::{
    CallbackMethod, Fact, Service,
    conversation::{ConversationFact, Profile},
    message::Message,
    text::Text,
    webhook::{Event, ScopedWebhook, ServiceWebhooks, Target, WebhookFact},
};
use fake_store::{Record, ServiceTenant};
use twilio_sid::ConversationSid;

use crate::{
    WebhookRequest,
    payload::{Payload, Scene, Webhook, Webhooks},
    values::Params,
};

/// Reads the log of a service and makes the requests of its post-event webhooks.
///
/// It folds what it needs from the same facts, so each fact meets the webhooks that were configured
/// when it was recorded; only presence, which is no fact, is looked up.
pub struct PostEvents {
    tenant: Arc<ServiceTenant>,
    service: Arc<Service>,
    webhooks: ServiceWebhooks,
    rooms: BTreeMap<ConversationSid, Watched>,
    /// Webhooks of all conversations together.
    scoped: usize,
}

/// A conversation, as far as webhooks are told of it.
#[derive(Debug)]
struct Watched {
    profile: Arc<Profile>,
    webhooks: Vec<Arc<ScopedWebhook>>,
}

impl PostEvents {
    /// A reader that has read nothing yet.
    pub fn new(tenant: Arc<ServiceTenant>) -> Self {
        let service = tenant.read(|world| world.service.clone());
        let (webhooks, rooms) = (ServiceWebhooks::default(), BTreeMap::new());
        Self { tenant, service, webhooks, rooms, scoped: 0 }
    }

    /// Returns whether anybody could be told of anything.
    pub fn has_webhooks(&self) -> bool {
        self.scoped > 0 || self.webhooks.effective().post.is_some()
    }

    /// Takes one record in.
    pub fn take(&mut self, record: &Record<Fact>) -> Vec<WebhookRequest> {
        let mut requests = Vec::new();
        if self.has_webhooks() && record.actor.wants_webhooks() {
            let room = record.fact.conversation().and_then(|sid| self.rooms.get(&sid));
            let before = room.map(|room| room.profile.as_ref());
            let webhooks = Webhooks::of(&record.fact, before);
            for webhook in webhooks.into_iter().flat_map(|webhooks| webhooks.post) {
                requests.extend(self.tell(record, room, webhook));
            }
        }
        if let Fact::Webhook(WebhookFact::Added(sid, webhook, messages)) = &record.fact {
            requests.extend(self.replay(record, *sid, webhook, messages));
        }
        self.apply(&record.fact);
        requests
    }

    fn tell(
        &self,
        record: &Record<Fact>,
        room: Option<&Watched>,
        notice: Webhook<'_>,
    ) -> Vec<WebhookRequest> {
        let (event, payload) = notice;
        let webhooks = self.webhooks.effective();
        let told =
            webhooks.post_event_url(event).map(|url| (url, webhooks.method.unwrap_or_default()));
        let scoped = room.into_iter().flat_map(|room| &room.webhooks);
        let scoped = scoped.filter_map(|webhook| listener(&webhook.target, notice));
        let receivers: Vec<(&Text, CallbackMethod)> = told.into_iter().chain(scoped).collect();
        if receivers.is_empty() {
            return Vec::new();
        }
        let scene = self.scene(record);
        let mut params = scene.params(notice);
        if let (Event::UserUpdated, Payload::User(user)) = (event, payload) {
            self.tell_reachability(&user.identity, &mut params);
        }
        let request = |receiver| scene.request(receiver, event, params.clone());
        receivers.into_iter().map(request).collect()
    }

    /// Whether a user can be reached, as of now: nobody's presence is in the log.
    fn tell_reachability(&self, identity: &str, params: &mut Params) {
        let known = self.tenant.read(|world| self.tenant.reachability(world, identity));
        if let Some((online, notifiable)) = known {
            params.push(("isOnline", online.to_string()));
            params.push(("isNotifiable", notifiable.to_string()));
        }
    }

    fn scene<'a>(&'a self, record: &'a Record<Fact>) -> Scene<'a> {
        Scene { service: &self.service, at: record.at, actor: &record.actor }
    }

    /// What a new webhook is told again, because its maker asked for it.
    fn replay(
        &self,
        record: &Record<Fact>,
        sid: ConversationSid,
        webhook: &ScopedWebhook,
        messages: &[Arc<Message>],
    ) -> Vec<WebhookRequest> {
        let Some(room) = self.rooms.get(&sid) else { return Vec::new() };
        let (event, scene) = (Event::MessageAdded, self.scene(record));
        let request = |message: &Arc<Message>| {
            let notice = (event, Payload::Message(&room.profile, message));
            let receiver = listener(&webhook.target, notice)?;
            let params = scene.params(notice);
            Some(scene.request(receiver, event, params))
        };
        messages.iter().filter_map(request).collect()
    }

    fn apply(&mut self, fact: &Fact) {
        match fact {
            Fact::Conversation(sid, fact) => self.apply_conversation(*sid, fact),
            Fact::Webhook(fact) => self.apply_webhook(fact),
            Fact::Service(_)
            | Fact::Participant(..)
            | Fact::Message(..)
            | Fact::Delivery(..)
            | Fact::Media(_)
            | Fact::User(_)
            | Fact::Role(_)
            | Fact::Binding(_) => {}
        }
    }

    fn apply_conversation(&mut self, sid: ConversationSid, fact: &ConversationFact) {
        match fact {
            ConversationFact::Created(profile) | ConversationFact::Updated(profile) => {
                let new = || Watched { profile: profile.clone(), webhooks: Vec::new() };
                let room = self.rooms.entry(sid).or_insert_with(new);
                room.profile = profile.clone();
            }
            ConversationFact::Deleted => {
                let room = self.rooms.remove(&sid);
                self.scoped -= room.map_or(0, |room| room.webhooks.len());
            }
        }
    }

    fn apply_webhook(&mut self, fact: &WebhookFact) {
        match fact {
            WebhookFact::ServiceConfigured(webhooks) => self.webhooks.own = webhooks.clone(),
            WebhookFact::AccountConfigured(webhooks) => self.webhooks.inherited = webhooks.clone(),
            WebhookFact::Added(sid, webhook, _) => {
                self.change_hooks(*sid, |all| all.push(webhook.clone()));
            }
            WebhookFact::Updated(sid, webhook) => self.change_hooks(*sid, |all| {
                for known in all.iter_mut().filter(|known| known.sid == webhook.sid) {
                    *known = webhook.clone();
                }
            }),
            WebhookFact::Removed(sid, webhook) => {
                self.change_hooks(*sid, |all| all.retain(|known| known.sid != *webhook));
            }
        }
    }

    fn change_hooks(
        &mut self,
        sid: ConversationSid,
        change: impl FnOnce(&mut Vec<Arc<ScopedWebhook>>),
    ) {
        if let Some(room) = self.rooms.get_mut(&sid) {
            self.scoped -= room.webhooks.len();
            change(&mut room.webhooks);
            self.scoped += room.webhooks.len();
        }
    }
}

/// The address of a conversation's webhook, if it is to be told.
fn listener<'a>(
    target: &'a Target,
    (event, payload): Webhook<'_>,
) -> Option<(&'a Text, CallbackMethod)> {
    match target {
        Target::Webhook { url, method, filters } => {
            filters.contains(&event).then_some((url, *method))
        }
        Target::Trigger { url, method, .. } => match (event, payload) {
            (Event::MessageAdded, Payload::Message(_, message)) => {
                let body = message.body.as_deref().unwrap_or_default();
                target.is_triggered_by(body).then_some((url, *method))
            }
            _ => None,
        },
        Target::Studio { .. } => None,
    }
}
