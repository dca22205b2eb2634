//! What a request to the REST API acts on: an account, a service of it, or its rooms.

pub(crate) mod video;

use std::{fmt::Write, sync::Arc};

use fake_core::{Actor, Error, World, conversation::Conversation};
use fake_store::{AccountTenant, Store, run_due_timers};
use fake_webhooks::PreEventDecision;
use twilio_sid::{AccountSid, ConversationSid, MessageSid, ServiceSid};
use twilio_wire::paging::Query;

use crate::{
    http::{
        error::{ApiError, HandlerError},
        parse,
    },
    transaction::Transaction,
};

/// A request with the account it acts for.
pub(crate) struct AccountRequest<'a> {
    pub(crate) store: &'a Store,
    pub(crate) account: AccountSid,
    /// Scheme, host and version, in front of every address in the answer.
    pub(crate) base: String,
    pub(crate) query: &'a [u8],
    pub(crate) body: &'a [u8],
    pub(crate) actor: Actor,
    /// Whether what Twilio's documents forbid is refused even where applications rely on it.
    pub(crate) is_strict: bool,
    /// The decision of the pre-event webhook on this request, if it was called.
    pub(crate) decision: Option<&'a PreEventDecision>,
    /// SID of what is created, where a seed document gives one.
    pub(crate) sid: Option<&'a str>,
}

/// A request within a service.
pub(crate) struct ServiceRequest<'a> {
    pub(crate) call: &'a AccountRequest<'a>,
    pub(crate) transaction: Transaction,
    pub(crate) at: ResourceScope,
}

/// Base URL, account and service of a resource.
pub(crate) struct ResourceScope {
    pub(crate) base: String,
    pub(crate) account: AccountSid,
    pub(crate) service: ServiceSid,
    /// Whether the request named the service; only then do participants and messages show it.
    pub(crate) by_service: bool,
}

impl ResourceScope {
    pub(crate) fn shown_service(&self) -> Option<ServiceSid> {
        self.by_service.then_some(self.service)
    }

    pub(crate) fn url(&self, path: impl std::fmt::Display) -> String {
        let mut url = String::with_capacity(self.base.len() + LONGEST_PATH);
        url.push_str(&self.base);
        // Writing to a string does not fail.
        let _ = write!(url, "/{path}");
        url
    }
}

/// Bytes of the longest usual path: a conversation, a message and what belongs to it.
const LONGEST_PATH: usize = 128;

/// The address of something that belongs to a resource.
pub(crate) fn below(url: &str, name: &str) -> String {
    [url, "/", name].concat()
}

/// The conversation behind a SID or a unique name.
pub(crate) fn find<'w>(
    world: &'w World,
    conversation: &str,
) -> Result<(ConversationSid, &'w Conversation), Error> {
    let sid = world.conversation_sid(conversation)?;
    Ok((sid, world.conversation(sid)?))
}

impl AccountRequest<'_> {
    pub(crate) fn page_query(&self) -> Result<Query, ApiError> {
        parse::form(self.query)
    }

    pub(crate) fn account(&self) -> Result<Arc<AccountTenant>, Error> {
        self.store.account(self.account).ok_or(Error::NoService)
    }

    pub(crate) fn in_service(&self, sid: &str) -> Result<ServiceRequest<'_>, HandlerError> {
        let sid = sid.parse().map_err(|_| Error::NoService)?;
        let tenant = self.store.service(sid).ok_or(Error::NoService)?;
        // Services of other accounts do not exist for the caller.
        if tenant.read(|world| world.service.account) != self.account {
            return Err(Error::NoService.into());
        }
        run_due_timers(&tenant);
        let base = format!("{}/Services/{sid}", self.base);
        let at = ResourceScope { base, account: self.account, service: sid, by_service: true };
        Ok(ServiceRequest {
            call: self,
            transaction: Transaction::new(tenant, self.actor.clone(), self.decision),
            at,
        })
    }

    pub(crate) fn in_default_service(&self) -> Result<ServiceRequest<'_>, HandlerError> {
        let tenant = self.store.default_service(self.account).ok_or(Error::NoService)?;
        run_due_timers(&tenant);
        let service = tenant.read(|world| world.service.sid);
        let base = self.base.clone();
        let at = ResourceScope { base, account: self.account, service, by_service: false };
        Ok(ServiceRequest {
            call: self,
            transaction: Transaction::new(tenant, self.actor.clone(), self.decision),
            at,
        })
    }
}

/// The conversation and the message behind two segments of a path.
pub(crate) fn message_of(
    world: &World,
    conversation: &str,
    message: &str,
) -> Result<(ConversationSid, MessageSid), Error> {
    let sid = world.conversation_sid(conversation)?;
    let message = message.parse().map_err(|_| Error::NoMessage)?;
    world.conversation(sid)?.messages.get(message).ok_or(Error::NoMessage)?;
    Ok((sid, message))
}
