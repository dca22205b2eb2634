//! The public REST API, for the default service and for `/v1/Services/{IS}` alike.

mod configuration;
mod conversation;
mod message;
mod participant;
mod service;
mod user;

pub(crate) use conversation::render_state;
pub(crate) use participant::render_binding;

use std::sync::Arc;

use fake_core::{Refusal, World, conversation::Conversation};
use fake_store::{ServiceTenant, Store};
use http::Method;
use twilio_sid::{AccountSid, ConversationSid, ServiceSid};
use twilio_wire::paging::Query;

use crate::{
    answer::{ApiError, Failure, Reply},
    api::method_not_allowed,
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
}

/// A request within a service.
struct Scoped<'a> {
    call: &'a Call<'a>,
    tenant: Arc<ServiceTenant>,
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
    fn page_query(&self) -> Result<Query, ApiError> {
        parse::form(self.query)
    }

    fn in_service(&self, sid: &str) -> Result<Scoped<'_>, Failure> {
        let sid = sid.parse().map_err(|_| Refusal::NoService)?;
        let tenant = self.store.service(sid).ok_or(Refusal::NoService)?;
        // Services of other accounts do not exist for the caller.
        if tenant.read(|world| world.service.account) != self.account {
            return Err(Refusal::NoService.into());
        }
        let base = format!("{}/Services/{sid}", self.base);
        let at = At { base, account: self.account, service: sid, by_service: true };
        Ok(Scoped { call: self, tenant, at })
    }

    fn in_default_service(&self) -> Result<Scoped<'_>, Failure> {
        let tenant = self.store.default_service(self.account).ok_or(Refusal::NoService)?;
        let service = tenant.read(|world| world.service.sid);
        let base = self.base.clone();
        let at = At { base, account: self.account, service, by_service: false };
        Ok(Scoped { call: self, tenant, at })
    }
}

pub(crate) fn handle(call: &Call<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        ["Configuration"] => match *method {
            Method::GET => configuration::fetch(call),
            Method::POST => configuration::update(call),
            _ => Err(method_not_allowed()),
        },
        ["Services"] => match *method {
            Method::GET => service::list(call),
            Method::POST => service::create(call),
            _ => Err(method_not_allowed()),
        },
        ["Services", sid] => match *method {
            Method::GET => service::fetch(call, sid),
            Method::DELETE => service::delete(call, sid),
            _ => Err(method_not_allowed()),
        },
        ["Services", sid, rest @ ..] => handle_scoped(&call.in_service(sid)?, method, rest),
        rest => handle_scoped(&call.in_default_service()?, method, rest),
    }
}

fn handle_scoped(scoped: &Scoped<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        ["Conversations"] => match *method {
            Method::GET => conversation::list(scoped),
            Method::POST => conversation::create(scoped),
            _ => Err(method_not_allowed()),
        },
        ["Conversations", key] => match *method {
            Method::GET => conversation::fetch(scoped, key),
            Method::POST => conversation::update(scoped, key),
            Method::DELETE => conversation::delete(scoped, key),
            _ => Err(method_not_allowed()),
        },
        ["Conversations", key, rest @ ..] => handle_in_conversation(scoped, method, key, rest),
        ["Users"] => match *method {
            Method::GET => user::list(scoped),
            Method::POST => user::create(scoped),
            _ => Err(method_not_allowed()),
        },
        ["Users", key] => match *method {
            Method::GET => user::fetch(scoped, key),
            Method::POST => user::update(scoped, key),
            _ => Err(method_not_allowed()),
        },
        _ => Err(Failure::Refused(Refusal::NoService)),
    }
}

fn handle_in_conversation(
    scoped: &Scoped<'_>,
    method: &Method,
    conversation: &str,
    segments: &[&str],
) -> Reply {
    match segments {
        ["Participants"] => match *method {
            Method::GET => participant::list(scoped, conversation),
            Method::POST => participant::create(scoped, conversation),
            _ => Err(method_not_allowed()),
        },
        ["Participants", key] => match *method {
            Method::GET => participant::fetch(scoped, conversation, key),
            Method::POST => participant::update(scoped, conversation, key),
            Method::DELETE => participant::delete(scoped, conversation, key),
            _ => Err(method_not_allowed()),
        },
        ["Messages"] => match *method {
            Method::GET => message::list(scoped, conversation),
            Method::POST => message::create(scoped, conversation),
            _ => Err(method_not_allowed()),
        },
        ["Messages", sid] => match *method {
            Method::GET => message::fetch(scoped, conversation, sid),
            Method::POST => message::update(scoped, conversation, sid),
            Method::DELETE => message::delete(scoped, conversation, sid),
            _ => Err(method_not_allowed()),
        },
        _ => Err(Failure::Refused(Refusal::NoService)),
    }
}
