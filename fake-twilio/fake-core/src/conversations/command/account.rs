//! Accounts: their services and defaults. An account has a log of its own.

use std::sync::Arc;

use twilio_sid::{AccountSid, MessagingServiceSid, ServiceSid};

use crate::{
    Env, Error,
    conversations::{
        fact::{Decided, account::AccountFact},
        record::{
            account_defaults::Defaults,
            service::{DefaultRoles, Service},
            timers,
        },
        state::account::Account,
    },
    text::Text,
};

/// Name of the service that every account starts with (`assumed`; settled by the contract test
/// `the_default_service_has_a_name`).
const DEFAULT_SERVICE_NAME: &str = "Default Conversations Service";

fn service(
    sid: ServiceSid,
    account: AccountSid,
    friendly_name: Text,
    env: &mut Env<'_>,
) -> Arc<Service> {
    Arc::new(Service {
        sid,
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

/// Opens the account, which makes its default service, with a SID that is drawn unless it is given.
pub fn open(
    account: &Account,
    service_sid: Option<ServiceSid>,
    env: &mut Env<'_>,
) -> Decided<Arc<Service>, AccountFact> {
    let sid = service_sid.unwrap_or_else(|| env.ids.draw());
    let service = service(sid, account.sid, DEFAULT_SERVICE_NAME.into(), env);
    let messaging_service = env.ids.draw();
    Decided::one(AccountFact::Opened { service: service.clone(), messaging_service }, service)
}

/// Makes a service.
pub fn create_service(
    account: &Account,
    friendly_name: Text,
    sid: Option<ServiceSid>,
    env: &mut Env<'_>,
) -> Decided<Arc<Service>, AccountFact> {
    let service = service(sid.unwrap_or_else(|| env.ids.draw()), account.sid, friendly_name, env);
    Decided::one(AccountFact::ServiceCreated(service.clone()), service)
}

/// Decides on the deletion of a service.
pub fn delete_service(
    account: &Account,
    sid: ServiceSid,
) -> Result<Decided<(), AccountFact>, Error> {
    account.services.get(sid).ok_or(Error::NoService)?;
    // `assumed`: nothing public says what becomes of the short paths without a default service.
    if account.defaults.is_some_and(|defaults| defaults.service == sid) {
        return Err(Error::DefaultService);
    }
    Ok(Decided::one(AccountFact::ServiceDeleted(sid), ()))
}

/// Decides on new defaults; what is not given stays.
pub fn change_defaults(
    account: &Account,
    service: Option<ServiceSid>,
    messaging_service: Option<MessagingServiceSid>,
    timers: timers::Update,
) -> Result<Decided<(), AccountFact>, Error> {
    let before = account.defaults.ok_or(Error::NoService)?;
    let service = service.unwrap_or(before.service);
    account.services.get(service).ok_or(Error::NoSuchService)?;
    let messaging_service = messaging_service.unwrap_or(before.messaging_service);
    let timers = timers.over(before.timers)?;
    let defaults = Defaults { service, messaging_service, timers };
    Ok(Decided::one(AccountFact::DefaultsChanged(defaults), ()))
}
