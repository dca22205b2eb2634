//! States as facts: the fewest that add up to the same state in an empty account or service.

mod participants;

use std::sync::Arc;

use crate::conversations::{
    fact::{
        BindingFact, ConversationFact, DeliveryFact, Fact, MediaFact, MessageFact, Restored,
        ServiceFact, UserFact, WebhookFact, account::AccountFact,
    },
    record::{
        conversation::Profile, conversation_state::State, message::Message,
        notifications::Notifications, webhook::Webhooks,
    },
    state::{account::Account, conversation::Conversation, world::World},
};

impl Account {
    /// What happened to the account, in short; it says nothing of what its services hold.
    pub fn contents(&self) -> Vec<AccountFact> {
        let services = self.services.iter().cloned().map(AccountFact::ServiceReplaced);
        let addresses = self.addresses.iter().cloned().map(AccountFact::AddressCreated);
        let credentials = self.credentials.iter().cloned().map(AccountFact::CredentialCreated);
        let templates = self.templates.iter().cloned().map(AccountFact::TemplateCreated);
        let mut facts: Vec<AccountFact> = services.collect();
        facts.extend(self.defaults.map(AccountFact::DefaultsChanged));
        facts.extend(addresses.chain(credentials).chain(templates));
        if *self.webhooks != Webhooks::default() {
            facts.push(AccountFact::WebhooksConfigured(self.webhooks.clone()));
        }
        facts
    }
}

impl World {
    /// What happened to the service, in short; but for the webhooks of its account.
    ///
    /// Conversations are restored in the order of their last activity, after everything in them was
    /// added in the order in which lists show it.
    pub fn contents(&self) -> Vec<Fact> {
        let roles = self.roles.iter().cloned().collect();
        let mut facts = vec![
            Fact::Service(ServiceFact::Replaced(self.service.clone(), roles)),
            Fact::Service(ServiceFact::Configured(Arc::new(self.configuration))),
        ];
        if *self.notifications != Notifications::default() {
            let changed = ServiceFact::NotificationsChanged(self.notifications.clone());
            facts.push(Fact::Service(changed));
        }
        if *self.webhooks.own != Webhooks::default() {
            facts.push(Fact::Webhook(WebhookFact::ServiceConfigured(self.webhooks.own.clone())));
        }
        let users = self.users.iter().cloned();
        facts.extend(users.map(|user| Fact::User(UserFact::Created(user))));
        let bindings = self.bindings.iter().cloned();
        facts.extend(bindings.map(|binding| Fact::Binding(BindingFact::Put(binding))));
        let media = self.media.without_message().cloned();
        facts.extend(media.map(|medium| Fact::Media(MediaFact::Uploaded(medium))));
        for conversation in self.conversations.iter() {
            let created = ConversationFact::Created(opened(&conversation.profile));
            facts.push(Fact::Conversation(conversation.sid(), created));
        }
        facts.extend(participants::added(self));
        for conversation in self.conversations.iter() {
            facts.extend(within(conversation));
        }
        facts.extend(self.restored());
        facts
    }

    fn restored(&self) -> impl Iterator<Item = Fact> {
        let conversations = self.activity.oldest_first();
        conversations.filter_map(|sid| self.conversations.get(sid)).map(|conversation| {
            let next_index = conversation.messages.next_place();
            let restored = Restored {
                profile: conversation.profile.clone(),
                updated: conversation.updated,
                next_index: u32::try_from(next_index).unwrap_or(u32::MAX),
            };
            let restored = ConversationFact::Restored(Arc::new(restored));
            Fact::Conversation(conversation.sid(), restored)
        })
    }
}

/// The profile of a conversation to which participants can still be added.
fn opened(profile: &Arc<Profile>) -> Arc<Profile> {
    if !profile.is_closed() {
        return profile.clone();
    }
    Arc::new(Profile { state: State::Active, ..profile.as_ref().clone() })
}

/// Messages and webhooks of a conversation.
fn within(conversation: &Conversation) -> impl Iterator<Item = Fact> {
    let sid = conversation.sid();
    let messages = conversation.messages.iter().flat_map(move |message| {
        let added = Fact::Message(sid, MessageFact::Added(message.clone()));
        let delivery = delivery(conversation, message);
        std::iter::once(added).chain(delivery.map(move |fact| Fact::Delivery(sid, fact)))
    });
    let webhooks = conversation
        .webhooks
        .iter()
        .map(move |webhook| Fact::Webhook(WebhookFact::Added(sid, webhook.clone(), Vec::new())));
    messages.chain(webhooks)
}

fn delivery(
    conversation: &Conversation,
    message: &Message,
) -> impl Iterator<Item = DeliveryFact> + use<> {
    let mut facts = Vec::new();
    if let Some(delivery) = conversation.delivery(message.sid) {
        facts.extend(delivery.receipts.iter().cloned().map(DeliveryFact::ReceiptPut));
        let metadata = delivery.metadata.clone();
        facts.extend(metadata.map(|it| DeliveryFact::MetadataSet(message.sid, it)));
        if !delivery.recipients.is_empty() {
            facts.push(DeliveryFact::RecipientsSet(message.sid, delivery.recipients.clone()));
        }
    }
    facts.into_iter()
}
