//! Applies facts that replace or remove a record.

use std::sync::Arc;

use twilio_sid::ConversationSid;

use crate::{
    conversations::{
        fact::{
            BindingFact, DeliveryFact, MediaFact, RoleFact, ServiceFact, UserFact, WebhookFact,
        },
        record::configuration::Configuration,
        state::world::World,
    },
    ordered_map::OrderedMap,
};

impl World {
    pub(crate) fn apply_binding(&mut self, fact: &BindingFact) {
        match fact {
            BindingFact::Put(binding) => {
                let known = self.bindings.get(binding.sid).is_some();
                self.bindings.put(binding.sid, binding.clone());
                if !known {
                    let own = self.bindings_of.get_or_default(binding.identity.clone());
                    own.push(binding.sid);
                }
            }
            BindingFact::Removed(sid) => {
                let Some(binding) = self.bindings.remove(*sid) else { return };
                let Some(own) = self.bindings_of.get_mut(&binding.identity) else { return };
                own.retain(|it| it != sid);
                if own.is_empty() {
                    self.bindings_of.remove(&binding.identity);
                }
            }
        }
    }

    pub(crate) fn apply_service(&mut self, fact: &ServiceFact) {
        match fact {
            ServiceFact::Replaced(service, roles) => {
                self.service = service.clone();
                self.roles = OrderedMap::default();
                for role in roles.iter() {
                    self.roles.put(role.sid, role.clone());
                }
                self.configuration = Configuration::of(service);
            }
            ServiceFact::Configured(configuration) => self.configuration = **configuration,
            ServiceFact::NotificationsChanged(settings) => self.notifications = settings.clone(),
        }
    }

    pub(crate) fn apply_delivery(&mut self, sid: ConversationSid, fact: &DeliveryFact) {
        let Some(conversation) = self.conversations.get_mut(sid) else { return };
        let conversation = Arc::make_mut(conversation);
        match fact {
            DeliveryFact::ReceiptPut(receipt) => {
                let delivery = conversation.delivery_mut(receipt.message);
                delivery.receipts.put(receipt.sid, receipt.clone());
            }
            DeliveryFact::MetadataSet(message, metadata) => {
                conversation.delivery_mut(*message).metadata = Some(metadata.clone());
            }
            DeliveryFact::RecipientsSet(message, recipients) => {
                conversation.delivery_mut(*message).recipients = recipients.clone();
            }
        }
    }

    pub(crate) fn apply_webhook(&mut self, fact: &WebhookFact) {
        match fact {
            WebhookFact::ServiceConfigured(webhooks) => self.webhooks.own = webhooks.clone(),
            WebhookFact::AccountConfigured(webhooks) => self.webhooks.inherited = webhooks.clone(),
            WebhookFact::Added(sid, webhook, _) | WebhookFact::Updated(sid, webhook) => {
                self.change(*sid, |it| it.webhooks.put(webhook.sid, webhook.clone()));
            }
            WebhookFact::Removed(sid, webhook) => self.change(*sid, |it| {
                it.webhooks.remove(*webhook);
            }),
        }
    }

    pub(crate) fn apply_media(&mut self, fact: &MediaFact) {
        match fact {
            MediaFact::Uploaded(medium) => self.media.add(medium),
            MediaFact::Removed(medium) => self.media.remove(medium.sid),
        }
    }

    pub(crate) fn apply_role(&mut self, fact: &RoleFact) {
        match fact {
            RoleFact::Created(role) | RoleFact::Updated(role) => {
                self.roles.put(role.sid, role.clone());
            }
            RoleFact::Deleted(sid) => {
                self.roles.remove(*sid);
            }
        }
    }

    pub(crate) fn apply_user(&mut self, fact: &UserFact) {
        match fact {
            UserFact::Created(user) | UserFact::Updated(user) => {
                self.identities.insert(user.identity.clone(), user.sid);
                self.users.put(user.sid, user.clone());
            }
            UserFact::Deleted(sid) => {
                if let Some(user) = self.users.remove(*sid) {
                    self.identities.remove(&user.identity);
                }
            }
        }
    }
}
