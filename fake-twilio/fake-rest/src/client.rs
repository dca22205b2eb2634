//! The client API: requests of the Conversations SDK inside Twilsock.

pub(crate) mod configuration;
mod content_template;
pub(crate) mod conversation;
mod delivery;
pub(crate) mod message;
pub(crate) mod my_conversation;
pub(crate) mod participant;
mod registration;
mod typing;
pub(crate) mod user;

use bytes::Bytes;
use fake_core::{Actor, Error, conversation::Conversation};
use fake_store::{Store, run_due_timers};
use fake_webhooks::PreEventDecision;
use http::{Method, Request, Response};
use message::message_sid;
use serde::de::DeserializeOwned;
use twilio_wire::client_api as wire;

use crate::{
    caller::ClientCaller,
    context::Context,
    host,
    http::{
        error::{ApiError, HandlerError, method_not_allowed},
        parse,
        reply::{Answer, Outcome, Reply, Step, created, no_content, ok},
    },
    transaction::Transaction,
};

pub(crate) use registration::handle as handle_registration;

/// A request of a connected client.
pub(crate) struct ClientRequest<'a> {
    store: &'a Store,
    pub(crate) transaction: Transaction,
    pub(crate) caller: &'a ClientCaller,
    /// Scheme, host and prefix in front of every address in the answer.
    base: String,
}

impl<'a> ClientRequest<'a> {
    /// `origin` is where the client reaches the client API; `decision` is what the pre-event
    /// webhook decided on this request, if it was called.
    pub(crate) fn open(
        context: &'a Context,
        caller: &'a ClientCaller,
        decision: Option<&PreEventDecision>,
        origin: &str,
    ) -> Result<Self, Error> {
        let tenant = context.store.service(caller.service).ok_or(Error::NoService)?;
        run_due_timers(&tenant);
        Ok(Self {
            store: &context.store,
            transaction: Transaction::new(
                tenant,
                Actor::Sdk(caller.identity.as_str().into()),
                decision,
            ),
            caller,
            base: format!("{origin}/Client/v2"),
        })
    }

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
) -> Result<Step<Answer>, HandlerError> {
    let origin = host::origin(request.headers(), request.uri());
    let call = ClientRequest::open(context, caller, decision, &origin)?;
    if let ["Typing"] = segments {
        return typing::report(&call, &parse::form(request.body())?);
    }
    Ok(answer(&call, request, segments)?.map(Answer::from))
}

fn query<T: DeserializeOwned>(request: &Request<Bytes>) -> Result<T, ApiError> {
    parse::form(request.uri().query().unwrap_or_default().as_bytes())
}

/// Writes what comes of a request.
fn write<T>(outcome: Outcome<T>, respond: impl FnOnce(&T) -> Step<Response<Bytes>>) -> Reply {
    Ok(outcome?.and_then(|body| respond(&body)))
}

fn answer(call: &ClientRequest<'_>, request: &Request<Bytes>, segments: &[&str]) -> Reply {
    let (method, body) = (request.method(), request.body());
    match segments {
        ["Configuration"] => write(configuration::fetch(call), ok),
        ["ContentTemplates"] => content_template::list(call, &query(request)?),
        ["MyConversations"] => Ok(ok(&my_conversation::list(call, query(request)?)?)),
        ["MyConversations", key] => match *method {
            Method::GET => Ok(ok(&my_conversation::fetch(call, key)?)),
            Method::POST => write(my_conversation::update(call, key, &parse::json(body)?), ok),
            _ => Err(method_not_allowed()),
        },
        ["Conversations"] => match *method {
            Method::POST => write(conversation::create(call, &parse::json(body)?), created),
            _ => Err(method_not_allowed()),
        },
        ["Conversations", key] => match *method {
            Method::GET => Ok(ok(&conversation::fetch(call, key)?)),
            Method::POST => write(conversation::update(call, key, &parse::json(body)?), ok),
            Method::DELETE => write(conversation::delete(call, key), |()| no_content()),
            _ => Err(method_not_allowed()),
        },
        ["Conversations", key, rest @ ..] => in_conversation(call, request, key, rest),
        ["Users", identity] => match *method {
            Method::GET => Ok(ok(&user::fetch(call, identity)?)),
            Method::POST => write(user::update(call, identity, &parse::json(body)?), ok),
            _ => Err(method_not_allowed()),
        },
        _ => Err(ApiError::not_found(request.uri().path()).into()),
    }
}

fn in_conversation(
    call: &ClientRequest<'_>,
    request: &Request<Bytes>,
    conversation: &str,
    segments: &[&str],
) -> Reply {
    let (method, body) = (request.method(), request.body());
    match segments {
        ["Participants"] => match *method {
            Method::POST => {
                write(participant::add(call, conversation, &parse::json(body)?), created)
            }
            _ => Err(method_not_allowed()),
        },
        ["Participants", key] => match *method {
            Method::POST => {
                write(participant::update(call, (conversation, key), &parse::json(body)?), ok)
            }
            Method::DELETE => {
                write(participant::remove(call, conversation, key), |()| no_content())
            }
            _ => Err(method_not_allowed()),
        },
        ["Messages"] => match *method {
            Method::POST => write(message::send(call, conversation, &parse::json(body)?), created),
            _ => Err(method_not_allowed()),
        },
        ["Messages", sid, "Receipts"] => delivery::list(call, conversation, sid, &query(request)?),
        ["Messages", sid, "ChannelMetadata"] => delivery::metadata(call, conversation, sid),
        ["MessageRecipients"] => {
            let (page, filter) = (query(request)?, query(request)?);
            delivery::recipients(call, conversation, &page, &filter)
        }
        ["Messages", sid] => match *method {
            Method::POST => {
                let form = parse::json(body)?;
                write(message::update(call, (conversation, message_sid(sid)?), &form), ok)
            }
            Method::DELETE => {
                write(message::remove(call, (conversation, message_sid(sid)?)), |()| no_content())
            }
            _ => Err(method_not_allowed()),
        },
        _ => Err(ApiError::not_found(request.uri().path()).into()),
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

fn conversation_links(
    call: &ClientRequest<'_>,
    conversation: &Conversation,
) -> wire::ConversationLinks {
    let url = call.url(format_args!("Conversations/{}", conversation.sid()));
    wire::ConversationLinks {
        messages: format!("{url}/Messages"),
        participants: format!("{url}/Participants"),
    }
}
