//! What happens to an account.

use std::sync::Arc;

use twilio_sid::{AddressSid, ContentSid, CredentialSid, MessagingServiceSid, ServiceSid};

use crate::conversations::record::{
    account_defaults::Defaults, address::AddressConfiguration, content_template::Template,
    credential::Credential, service::Service, webhook::Webhooks,
};

/// A recorded change of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountFact {
    /// The account came into being, with its default service.
    Opened {
        /// The service behind the short paths.
        service: Arc<Service>,
        /// The messaging service of new conversations.
        messaging_service: MessagingServiceSid,
    },
    /// A service came into being.
    ServiceCreated(Arc<Service>),
    /// A service is there with these values, which only the control API brings about.
    ServiceReplaced(Arc<Service>),
    /// A service went, with everything in it.
    ServiceDeleted(ServiceSid),
    /// The defaults changed.
    DefaultsChanged(Defaults),
    /// An address was configured.
    AddressCreated(Arc<AddressConfiguration>),
    /// The configuration of an address changed.
    AddressUpdated(Arc<AddressConfiguration>),
    /// The configuration of an address went.
    AddressDeleted(AddressSid),
    /// A credential came into being.
    CredentialCreated(Arc<Credential>),
    /// A credential changed.
    CredentialUpdated(Arc<Credential>),
    /// A credential went.
    CredentialDeleted(CredentialSid),
    /// A content template came into being.
    TemplateCreated(Arc<Template>),
    /// A content template was deleted.
    TemplateDeleted(ContentSid),
    /// The account has other webhooks.
    WebhooksConfigured(Arc<Webhooks>),
}
