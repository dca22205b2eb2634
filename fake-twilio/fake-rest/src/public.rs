//! The public REST API, for the default service and for `/v1/Services/{IS}` alike.

mod address;
mod binding;
mod configuration;
mod conversation;
mod credential;
mod message;
mod notifications;
mod participant;
mod participant_conversation;
mod receipt;
mod role;
mod routes;
mod service;
mod service_configuration;
mod user;
mod user_conversation;
mod webhook;
mod webhook_configuration;
mod with_participants;

pub(crate) use binding::binding_type;
pub(crate) use conversation::render_state;
pub(crate) use message::render_media;
pub(crate) use participant::render_binding;
pub(crate) use receipt::{message as message_of, render_status};
pub(crate) use routes::register;

use std::sync::Arc;

use fake_core::{Refusal, Source, World, conversation::Conversation};
use fake_store::{AccountTenant, Store};
use fake_webhooks::PreEventDecision;
use twilio_sid::{AccountSid, ConversationSid, ServiceSid};
use twilio_wire::paging::Query;

use crate::{
    answer::{ApiError, Failure},
    desk::Desk,
    elapse::elapse,
    parse,
};

/// A request with the account it acts for.
pub(crate) struct Call<'a> {
    pub(crate) store: &'a Store,
    pub(crate) account: AccountSid,
    /// Scheme, host and version, in front of every address in the answer.
    pub(crate) base: String,
    pub(crate) query: &'a [u8],
    pub(crate) body: &'a [u8],
    pub(crate) source: Source,
    /// Whether what Twilio's documents forbid is refused even where applications rely on it.
    pub(crate) is_strict: bool,
    /// What the pre-event webhook decided on this very request, if it was asked.
    pub(crate) decision: Option<&'a PreEventDecision>,
}

/// A request within a service.
pub(crate) struct Scoped<'a> {
    call: &'a Call<'a>,
    desk: Desk,
    at: At,
}

/// Where a resource stands: what its addresses and SIDs are made of.
struct At {
    base: String,
    account: AccountSid,
    service: ServiceSid,
    /// Whether the request named the service; only then do participants and messages show it.
    by_service: bool,
}

impl At {
    fn shown_service(&self) -> Option<ServiceSid> {
        self.by_service.then_some(self.service)
    }

    fn url(&self, path: impl std::fmt::Display) -> String {
        format!("{}/{path}", self.base)
    }
}

/// The conversation behind a SID or a unique name.
fn find<'w>(
    world: &'w World,
    conversation: &str,
) -> Result<(ConversationSid, &'w Conversation), Refusal> {
    let sid = world.conversation_sid(conversation)?;
    Ok((sid, world.conversation(sid)?))
}

impl Call<'_> {
    pub(crate) fn page_query(&self) -> Result<Query, ApiError> {
        parse::form(self.query)
    }

    fn account(&self) -> Result<Arc<AccountTenant>, Refusal> {
        self.store.account(self.account).ok_or(Refusal::NoService)
    }

    pub(crate) fn in_service(&self, sid: &str) -> Result<Scoped<'_>, Failure> {
        let sid = sid.parse().map_err(|_| Refusal::NoService)?;
        let tenant = self.store.service(sid).ok_or(Refusal::NoService)?;
        // Services of other accounts do not exist for the caller.
        if tenant.read(|world| world.service.account) != self.account {
            return Err(Refusal::NoService.into());
        }
        elapse(&tenant);
        let base = format!("{}/Services/{sid}", self.base);
        let at = At { base, account: self.account, service: sid, by_service: true };
        Ok(Scoped { call: self, desk: Desk::new(tenant, self.source.clone(), self.decision), at })
    }

    pub(crate) fn in_default_service(&self) -> Result<Scoped<'_>, Failure> {
        let tenant = self.store.default_service(self.account).ok_or(Refusal::NoService)?;
        elapse(&tenant);
        let service = tenant.read(|world| world.service.sid);
        let base = self.base.clone();
        let at = At { base, account: self.account, service, by_service: false };
        Ok(Scoped { call: self, desk: Desk::new(tenant, self.source.clone(), self.decision), at })
    }
}
