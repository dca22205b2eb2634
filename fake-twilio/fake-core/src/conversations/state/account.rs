//! The state of an account.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{AccountSid, AddressSid, ContentSid, CredentialSid, ServiceSid};

use crate::{
    View,
    conversations::{
        fact::account::AccountFact,
        record::{
            account_defaults::Defaults, address::AddressConfiguration, content_template::Template,
            credential::Credential, service::Service, timers::Timers, webhook::Webhooks,
        },
    },
    ordered_map::OrderedMap,
};

/// An account: the fold of its log.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its SID.
    pub sid: AccountSid,
    /// Its services, oldest first.
    pub services: OrderedMap<ServiceSid, Arc<Service>>,
    /// The defaults; none until the account was opened.
    pub defaults: Option<Defaults>,
    /// Its configured addresses, oldest first.
    pub addresses: OrderedMap<AddressSid, Arc<AddressConfiguration>>,
    /// Its credentials, oldest first.
    pub credentials: OrderedMap<CredentialSid, Arc<Credential>>,
    /// Its content templates, oldest first.
    pub templates: OrderedMap<ContentSid, Arc<Template>>,
    /// Its webhooks.
    pub webhooks: Arc<Webhooks>,
    /// The default service and the defaults with which it was opened.
    pub(crate) opened: Option<(Arc<Service>, Defaults)>,
}

impl Account {
    /// An account to which nothing happened yet.
    pub fn new(sid: AccountSid) -> Self {
        Self {
            sid,
            services: OrderedMap::default(),
            defaults: None,
            addresses: OrderedMap::default(),
            credentials: OrderedMap::default(),
            templates: OrderedMap::default(),
            webhooks: Arc::default(),
            opened: None,
        }
    }
}

impl View for Account {
    type Fact = AccountFact;

    fn apply(&mut self, _: Timestamp, fact: &AccountFact) {
        match fact {
            AccountFact::Opened { service, messaging_service } => {
                self.services.push(service.sid, service.clone());
                let defaults = Defaults {
                    service: service.sid,
                    messaging_service: *messaging_service,
                    timers: Timers::default(),
                };
                self.defaults = Some(defaults);
                self.opened = Some((service.clone(), defaults));
            }
            AccountFact::ServiceCreated(service) => {
                self.services.push(service.sid, service.clone());
            }
            AccountFact::ServiceReplaced(service) => {
                self.services.put(service.sid, service.clone());
                if let Some((opened, _)) = self.opened.as_mut().filter(|it| it.0.sid == service.sid)
                {
                    *opened = service.clone();
                }
            }
            AccountFact::ServiceDeleted(sid) => {
                self.services.remove(*sid);
            }
            AccountFact::DefaultsChanged(defaults) => self.defaults = Some(*defaults),
            AccountFact::AddressCreated(address) | AccountFact::AddressUpdated(address) => {
                self.addresses.put(address.sid, address.clone());
            }
            AccountFact::AddressDeleted(sid) => {
                self.addresses.remove(*sid);
            }
            AccountFact::CredentialCreated(it) | AccountFact::CredentialUpdated(it) => {
                self.credentials.put(it.sid, it.clone());
            }
            AccountFact::CredentialDeleted(sid) => {
                self.credentials.remove(*sid);
            }
            AccountFact::TemplateCreated(it) => {
                self.templates.push(it.sid, it.clone());
            }
            AccountFact::TemplateDeleted(sid) => {
                self.templates.remove(*sid);
            }
            AccountFact::WebhooksConfigured(webhooks) => self.webhooks = webhooks.clone(),
        }
    }
}
