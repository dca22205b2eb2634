//! Accounts: their services and defaults. An account has a log of its own.

use std::sync::Arc;

use jiff::Timestamp;
use twilio_sid::{
    AccountSid, AddressSid, ContentSid, CredentialSid, MessagingServiceSid, RoleSid, ServiceSid,
};

use crate::{
    Decided, Env, Refusal, Roll, Service, View,
    address::AddressConfiguration,
    credential::Credential,
    hook::Hooks,
    template::Template,
    text::Text,
    timers::{self, Timers},
};

/// Name of the service that every account starts with (`assumed`; a live account would settle it).
const DEFAULT_SERVICE_NAME: &str = "Default Conversations Service";

/// The four roles that every service starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefaultRoles {
    /// What a user may do in the service.
    pub service_user: RoleSid,
    /// What an administrator may do in the service.
    pub service_admin: RoleSid,
    /// What a participant may do in a conversation.
    pub channel_user: RoleSid,
    /// What the creator may do in a conversation.
    pub channel_admin: RoleSid,
}

/// Something that happened to an account, for good.
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
    /// The account has other hooks.
    Hooked(Arc<Hooks>),
}

/// An account: the fold of its log.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its SID.
    pub sid: AccountSid,
    /// Its services, oldest first.
    pub services: Roll<ServiceSid, Arc<Service>>,
    /// The defaults; none until the account was opened.
    pub defaults: Option<Defaults>,
    /// Its configured addresses, oldest first.
    pub addresses: Roll<AddressSid, Arc<AddressConfiguration>>,
    /// Its credentials, oldest first.
    pub credentials: Roll<CredentialSid, Arc<Credential>>,
    /// Its content templates, oldest first.
    pub templates: Roll<ContentSid, Arc<Template>>,
    /// Its hooks.
    pub hooks: Arc<Hooks>,
}

/// What an account uses where a request names nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// The service behind the short paths.
    pub service: ServiceSid,
    /// The messaging service of new conversations.
    pub messaging_service: MessagingServiceSid,
    /// Timers of new conversations.
    pub timers: Timers,
}

impl Account {
    /// An account to which nothing happened yet.
    pub fn new(sid: AccountSid) -> Self {
        Self {
            sid,
            services: Roll::default(),
            defaults: None,
            addresses: Roll::default(),
            credentials: Roll::default(),
            templates: Roll::default(),
            hooks: Arc::default(),
        }
    }
}

impl View for Account {
    type Fact = AccountFact;

    fn apply(&mut self, _: Timestamp, fact: &AccountFact) {
        match fact {
            AccountFact::Opened { service, messaging_service } => {
                self.services.push(service.sid, service.clone());
                self.defaults = Some(Defaults {
                    service: service.sid,
                    messaging_service: *messaging_service,
                    timers: Timers::default(),
                });
            }
            AccountFact::ServiceCreated(service) => {
                self.services.push(service.sid, service.clone());
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
            AccountFact::Hooked(hooks) => self.hooks = hooks.clone(),
        }
    }
}

fn service(account: AccountSid, friendly_name: Text, env: &mut Env<'_>) -> Arc<Service> {
    Arc::new(Service {
        sid: env.ids.draw(),
        account,
        friendly_name,
        created: env.now,
        updated: env.now,
        roles: DefaultRoles {
            service_user: env.ids.draw(),
            service_admin: env.ids.draw(),
            channel_user: env.ids.draw(),
            channel_admin: env.ids.draw(),
        },
    })
}

/// Opens the account, which makes its default service.
pub fn open(account: &Account, env: &mut Env<'_>) -> Decided<Arc<Service>, AccountFact> {
    let service = service(account.sid, DEFAULT_SERVICE_NAME.into(), env);
    let messaging_service = env.ids.draw();
    Decided::one(AccountFact::Opened { service: service.clone(), messaging_service }, service)
}

/// Makes a service.
pub fn create_service(
    account: &Account,
    friendly_name: Text,
    env: &mut Env<'_>,
) -> Decided<Arc<Service>, AccountFact> {
    let service = service(account.sid, friendly_name, env);
    Decided::one(AccountFact::ServiceCreated(service.clone()), service)
}

/// Judges the deletion of a service.
pub fn delete_service(
    account: &Account,
    sid: ServiceSid,
) -> Result<Decided<(), AccountFact>, Refusal> {
    account.services.get(sid).ok_or(Refusal::NoService)?;
    // `assumed`: nothing public says what becomes of the short paths without a default service.
    if account.defaults.is_some_and(|defaults| defaults.service == sid) {
        return Err(Refusal::DefaultService);
    }
    Ok(Decided::one(AccountFact::ServiceDeleted(sid), ()))
}

/// Judges new defaults; what is not given stays.
pub fn change_defaults(
    account: &Account,
    service: Option<ServiceSid>,
    messaging_service: Option<MessagingServiceSid>,
    timers: timers::Update,
) -> Result<Decided<(), AccountFact>, Refusal> {
    let before = account.defaults.ok_or(Refusal::NoService)?;
    let service = service.unwrap_or(before.service);
    account.services.get(service).ok_or(Refusal::NoSuchService)?;
    let messaging_service = messaging_service.unwrap_or(before.messaging_service);
    let timers = timers.over(before.timers)?;
    let defaults = Defaults { service, messaging_service, timers };
    Ok(Decided::one(AccountFact::DefaultsChanged(defaults), ()))
}
