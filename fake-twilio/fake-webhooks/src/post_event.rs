//! Webhooks that are called after something has happened.

use std::{collections::VecDeque, sync::Arc};

use fake_core::{
    Actor, CallbackMethod, Fact, Service, World,
    conversation::{ConversationFact, Profile},
    message::Message,
    text::Text,
    webhook::{Event, ScopedWebhook, ServiceWebhooks, Target, WebhookFact},
};
use fake_store::{Observer, Record, ServiceTenant};
use parking_lot::Mutex;

use crate::{
    WebhookRequest,
    payload::{EventContext, Payload, Webhook, Webhooks},
};

/// Makes the requests of a service's post-event webhooks.
///
/// Webhooks are those that were configured when a fact was recorded; only presence, which is no
/// fact, is looked up when the request is made.
pub struct PostEvents {
    tenant: Arc<ServiceTenant>,
    service: Arc<Service>,
    queue: Arc<Mutex<Queue>>,
}

/// Facts that webhooks have still to be called for, and whether there are webhooks.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    /// Webhooks of all conversations together.
    scoped: usize,
    has_post_url: bool,
}

/// A fact, with the webhooks that may be called for it.
struct Entry {
    record: Record<Fact>,
    webhooks: ServiceWebhooks,
    conversation: Option<ConversationBefore>,
}

/// A conversation before a fact, as far as webhooks need it.
struct ConversationBefore {
    profile: Arc<Profile>,
    webhooks: Vec<Arc<ScopedWebhook>>,
}

/// Queues facts under the lock of their service.
struct Recorder(Arc<Mutex<Queue>>);

impl Queue {
    fn has_webhooks(&self) -> bool {
        self.scoped > 0 || self.has_post_url
    }
}

impl Observer<World> for Recorder {
    fn before(&mut self, world: &World, record: &Record<Fact>) {
        let mut queue = self.0.lock();
        if record.actor == Actor::Reset {
            queue.waiting.clear();
        }
        let is_called = queue.has_webhooks() && record.actor.wants_webhooks();
        let replays = matches!(record.fact, Fact::Webhook(WebhookFact::Added(..)));
        if is_called || replays {
            let conversation =
                record.fact.conversation().and_then(|sid| world.conversation(sid).ok());
            let conversation = conversation.map(|it| ConversationBefore {
                profile: it.profile.clone(),
                webhooks: it.webhooks.iter().cloned().collect(),
            });
            let (record, webhooks) = (record.clone(), world.webhooks.clone());
            queue.waiting.push_back(Entry { record, webhooks, conversation });
        }
        queue.scoped -= removed_webhooks(world, &record.fact);
    }

    fn after(&mut self, world: &World, record: &Record<Fact>) {
        if let Fact::Webhook(fact) = &record.fact {
            let mut queue = self.0.lock();
            queue.has_post_url = world.webhooks.effective().post.is_some();
            if let WebhookFact::Added(..) = fact {
                queue.scoped += 1;
            }
        }
    }
}

/// How many webhooks of conversations go with a fact.
fn removed_webhooks(world: &World, fact: &Fact) -> usize {
    if let Fact::Conversation(sid, ConversationFact::Deleted) = fact {
        world.conversation(*sid).map_or(0, |it| it.webhooks.len())
    } else if let Fact::Webhook(WebhookFact::Removed(sid, webhook)) = fact {
        let conversation = world.conversation(*sid).ok();
        usize::from(conversation.is_some_and(|it| it.webhooks.get(*webhook).is_some()))
    } else {
        0
    }
}

impl PostEvents {
    /// Observes the facts of a service from now on.
    pub fn new(tenant: Arc<ServiceTenant>) -> Self {
        let queue = Arc::<Mutex<Queue>>::default();
        let observed = Box::new(Recorder(queue.clone()));
        let service = tenant.observe(observed, |world| world.service.clone());
        Self { tenant, service, queue }
    }

    /// Returns whether there is a webhook that could be called.
    pub fn has_webhooks(&self) -> bool {
        self.queue.lock().has_webhooks()
    }

    /// Returns whether there are facts that are not stored yet.
    pub fn is_waiting(&self) -> bool {
        !self.queue.lock().waiting.is_empty()
    }

    /// The requests for what happened since the last call, as far as it is stored.
    pub fn take(&self) -> Vec<WebhookRequest> {
        let stored = self.tenant.stored().unwrap_or(usize::MAX);
        let mut queue = self.queue.lock();
        let ready = queue.waiting.partition_point(|entry| entry.record.position < stored);
        let entries: Vec<Entry> = queue.waiting.drain(..ready).collect();
        drop(queue);
        entries.iter().flat_map(|entry| self.requests(entry)).collect()
    }

    fn requests(&self, entry: &Entry) -> Vec<WebhookRequest> {
        let Entry { record, webhooks, conversation } = entry;
        let conversation = conversation.as_ref();
        let mut requests = Vec::new();
        if record.actor.wants_webhooks() {
            let before = conversation.map(|it| it.profile.as_ref());
            let of_fact = Webhooks::of(&record.fact, before);
            for webhook in of_fact.into_iter().flat_map(|it| it.post) {
                requests.extend(self.event_requests(record, webhooks, conversation, webhook));
            }
        }
        if let Fact::Webhook(WebhookFact::Added(_, webhook, messages)) = &record.fact {
            requests.extend(self.replay(record, conversation, webhook, messages));
        }
        requests
    }

    fn event_requests(
        &self,
        record: &Record<Fact>,
        webhooks: &ServiceWebhooks,
        conversation: Option<&ConversationBefore>,
        webhook: Webhook<'_>,
    ) -> Vec<WebhookRequest> {
        let (event, _) = webhook;
        let webhooks = webhooks.effective();
        let configured =
            webhooks.post_event_url(event).map(|url| (url, webhooks.method.unwrap_or_default()));
        let scoped = conversation.into_iter().flat_map(|it| &it.webhooks);
        let scoped = scoped.filter_map(|it| listener(&it.target, webhook));
        let receivers: Vec<(&Text, CallbackMethod)> =
            configured.into_iter().chain(scoped).collect();
        if receivers.is_empty() {
            return Vec::new();
        }
        let context = self.context(record);
        let params = context.params(webhook);
        let request = |receiver| context.request(receiver, event, params.clone());
        receivers.into_iter().map(request).collect()
    }

    fn context<'a>(&'a self, record: &'a Record<Fact>) -> EventContext<'a> {
        let (at, actor) = (record.at, &record.actor);
        EventContext { service: &self.service, at, actor, tenant: Some(&self.tenant) }
    }

    /// Replays messages to a new webhook (`ReplayAfter`).
    fn replay(
        &self,
        record: &Record<Fact>,
        conversation: Option<&ConversationBefore>,
        webhook: &ScopedWebhook,
        messages: &[Arc<Message>],
    ) -> Vec<WebhookRequest> {
        let Some(conversation) = conversation else { return Vec::new() };
        let (event, context) = (Event::MessageAdded, self.context(record));
        let request = |message: &Arc<Message>| {
            let replayed = (event, Payload::Message(&conversation.profile, message));
            let receiver = listener(&webhook.target, replayed)?;
            let params = context.params(replayed);
            Some(context.request(receiver, event, params))
        };
        messages.iter().filter_map(request).collect()
    }
}

/// The URL of a conversation's webhook, if it is called for the event.
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
