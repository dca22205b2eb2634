//! The account that a request to the control API is about: a world of its own.

use std::sync::Arc;

use fake_core::Actor;
use fake_store::{ServiceTenant, Store};
use http::StatusCode;
use serde::Serialize;
use twilio_sid::{AccountSid, ConversationSid, ServiceSid};

use crate::{context::Context, http::error::ApiError, transaction::Transaction};

/// A response with its account.
#[derive(Debug, Serialize)]
pub(super) struct InAccount<T> {
    pub(super) account_sid: AccountSid,
    #[serde(flatten)]
    pub(super) answer: T,
}

/// The account that is named, else the one that the emulator was started with.
pub(super) fn named(
    context: &Context,
    account: Option<AccountSid>,
) -> Result<AccountSid, ApiError> {
    let sid = account.or_else(|| context.keyring.first_account());
    let open = sid.filter(|sid| context.store.account(*sid).is_some());
    open.ok_or_else(|| {
        let sid = sid.map(|sid| sid.to_string()).unwrap_or_default();
        missing(format!("Account {sid} is not open; POST /_emulator/v1/accounts opens it"))
    })
}

/// A service of the account, its default one unless another is named; the emulator itself acts.
pub(super) fn service(
    context: &Context,
    account: AccountSid,
    service: Option<ServiceSid>,
) -> Result<Transaction, ApiError> {
    Ok(transaction(tenant(&context.store, account, service)?))
}

/// The tenant of a service of the account, its default one unless another is named.
pub(super) fn tenant(
    store: &Store,
    account: AccountSid,
    service: Option<ServiceSid>,
) -> Result<Arc<ServiceTenant>, ApiError> {
    let tenant = service
        .map_or_else(|| store.default_service(account), |service| owned(store, account, service));
    tenant.ok_or_else(|| {
        let sid = service.map(|sid| sid.to_string()).unwrap_or_default();
        missing(format!("Account {account} has no service {sid}"))
    })
}

/// The service of the account that holds a conversation; the emulator itself acts.
pub(super) fn service_of(
    context: &Context,
    account: AccountSid,
    service: Option<ServiceSid>,
    conversation: ConversationSid,
) -> Result<Transaction, ApiError> {
    if service.is_some() {
        return self::service(context, account, service);
    }
    let tenant = context.store.service_of(account, conversation).ok_or_else(|| {
        missing(format!(
            "Account {account} has no conversation {conversation}; for that of another account, \
             send its account_sid"
        ))
    });
    Ok(transaction(tenant?))
}

fn missing(why: String) -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, 20404, why)
}

fn owned(store: &Store, account: AccountSid, service: ServiceSid) -> Option<Arc<ServiceTenant>> {
    let tenant = store.service(service)?;
    tenant.read(|world| world.service.account == account).then_some(tenant)
}

fn transaction(tenant: Arc<ServiceTenant>) -> Transaction {
    Transaction::new(tenant, Actor::System, None)
}
