//! The client API: what the Conversations SDK asks for inside Twilsock.

mod configuration;
mod content_template;
mod conversation;
mod message;
mod my_conversation;
mod participant;
mod receipt;
mod registration;
mod typing;
mod user;

use bytes::Bytes;
use fake_core::{Refusal, Source, conversation::Conversation};
use fake_store::{Store, run_due_timers};
use fake_webhooks::PreEventDecision;
use http::{Method, Request};
use twilio_wire::client_api as wire;

use crate::{
    caller::ClientCaller,
    context::Context,
    host,
    http::{
        error::{ApiError, Failure, method_not_allowed},
        reply::{Answer, Reply, Step},
    },
    transaction::Desk,
};

pub(crate) use registration::handle as handle_registration;

/// A request of a connected client.
struct Call<'a> {
    store: &'a Store,
    desk: Desk,
    caller: &'a ClientCaller,
    /// Scheme, host and prefix in front of every address in the answer.
    base: String,
    query: &'a [u8],
    body: &'a [u8],
}

impl Call<'_> {
    fn url(&self, path: impl std::fmt::Display) -> String {
        format!("{}/{path}", self.base)
    }
}

pub(crate) fn handle(
    context: &Context,
    request: &Request<Bytes>,
    segments: &[&str],
    caller: &ClientCaller,
    decision: Option<&PreEventDecision>,
) -> Result<Step<Answer>, Failure> {
    let tenant = context.store.service(caller.service).ok_or(Refusal::NoService)?;
    run_due_timers(&tenant);
    let call = Call {
        store: &context.store,
        desk: Desk::new(tenant, Source::Sdk(caller.identity.as_str().into()), decision),
        caller,
        base: format!("{}/Client/v2", host::origin(request.headers(), request.uri())),
        query: request.uri().query().unwrap_or_default().as_bytes(),
        body: request.body(),
    };
    if let ["Typing"] = segments {
        return typing::report(&call);
    }
    let step = answer(&call, request.method(), segments, request.uri().path())?;
    Ok(step.map(Answer::from))
}

fn answer(call: &Call<'_>, method: &Method, segments: &[&str], path: &str) -> Reply {
    match segments {
        ["Configuration"] => configuration::fetch(call),
        ["ContentTemplates"] => content_template::list(call),
        ["MyConversations"] => my_conversation::list(call),
        ["MyConversations", key] => match *method {
            Method::GET => my_conversation::fetch(call, key),
            Method::POST => my_conversation::update(call, key),
            _ => Err(method_not_allowed()),
        },
        ["Conversations"] => match *method {
            Method::POST => conversation::create(call),
            _ => Err(method_not_allowed()),
        },
        ["Conversations", key] => match *method {
            Method::GET => conversation::fetch(call, key),
            Method::POST => conversation::update(call, key),
            Method::DELETE => conversation::delete(call, key),
            _ => Err(method_not_allowed()),
        },
        ["Conversations", key, rest @ ..] => in_conversation(call, method, key, rest, path),
        ["Users", identity] => match *method {
            Method::GET => user::fetch(call, identity),
            Method::POST => user::update(call, identity),
            _ => Err(method_not_allowed()),
        },
        _ => Err(ApiError::not_found(path).into()),
    }
}

fn in_conversation(
    call: &Call<'_>,
    method: &Method,
    conversation: &str,
    segments: &[&str],
    path: &str,
) -> Reply {
    match segments {
        ["Participants"] => match *method {
            Method::POST => participant::add(call, conversation),
            _ => Err(method_not_allowed()),
        },
        ["Participants", key] => match *method {
            Method::POST => participant::update(call, conversation, key),
            Method::DELETE => participant::remove(call, conversation, key),
            _ => Err(method_not_allowed()),
        },
        ["Messages"] => match *method {
            Method::POST => message::send(call, conversation),
            _ => Err(method_not_allowed()),
        },
        ["Messages", sid, "Receipts"] => receipt::list(call, conversation, sid),
        ["Messages", sid, "ChannelMetadata"] => receipt::metadata(call, conversation, sid),
        ["MessageRecipients"] => receipt::recipients(call, conversation),
        ["Messages", sid] => match *method {
            Method::POST => message::update(call, conversation, sid),
            Method::DELETE => message::remove(call, conversation, sid),
            _ => Err(method_not_allowed()),
        },
        _ => Err(ApiError::not_found(path).into()),
    }
}

fn sync_objects(conversation: &Conversation) -> wire::ConversationSyncObjects {
    let sid = conversation.sid();
    wire::ConversationSyncObjects {
        conversation: format!("{sid}.channel"),
        messages: format!("{sid}.messages"),
        participants: format!("{sid}.roster"),
    }
}

fn conversation_links(call: &Call<'_>, conversation: &Conversation) -> wire::ConversationLinks {
    let url = call.url(format_args!("Conversations/{}", conversation.sid()));
    wire::ConversationLinks {
        messages: format!("{url}/Messages"),
        participants: format!("{url}/Participants"),
    }
}
