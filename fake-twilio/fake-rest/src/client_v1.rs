//! Sessions of `@twilio/conversations` 1.x: its commands and its reads, answered by the
//! handlers of today's client API.

mod action;
mod channel;
mod context;

use bytes::Bytes;
use fake_webhooks::PreEventDecision;
use http::{Method, Request, StatusCode};
use serde_json::value::{RawValue, to_raw_value};
use twilio_wire::{client_v1 as wire, paging::Tokens};

use crate::{
    caller::ClientCaller,
    client::{ClientRequest, configuration, conversation, my_conversation, user},
    context::Context,
    error_codes::{Audience, explain},
    http::{
        error::{ApiError, HandlerError, method_not_allowed},
        parse,
        reply::{Answer, Outcome, Reply, Step, ok},
    },
};

/// Where clients read, by the context of their session.
const ROOT: &str = "/Client/v1";

/// The context of a session list; `None` when the service is gone.
pub(crate) fn v1_context(context: &Context, caller: &ClientCaller) -> Option<Box<RawValue>> {
    let call = ClientRequest::open(context, caller, None, &caller.origin).ok()?;
    // No webhook decides on what is only read.
    let configuration = configuration::fetch(&call).ok()?.done()?;
    to_raw_value(&context::render(configuration)).ok()
}

/// Executes a command and returns the new value of its item; `None` when it is no command.
pub(crate) fn answer_command(
    context: &Context,
    data: &RawValue,
    caller: &ClientCaller,
    decision: Option<&PreEventDecision>,
) -> Step<Option<Box<RawValue>>> {
    let Ok(wire::Command { command_id, request }) = serde_json::from_str(data.get()) else {
        return Step::Done(None);
    };
    let outcome = carry_out(context, &request, caller, decision);
    let step = outcome.unwrap_or_else(|error| Step::Done(failed(error)));
    step.map(|response| to_raw_value(&wire::Answered { command_id, response }).ok())
}

fn carry_out(
    context: &Context,
    request: &RawValue,
    caller: &ClientCaller,
    decision: Option<&PreEventDecision>,
) -> Outcome<wire::Response> {
    let malformed = |why| ApiError::bad(20001, format!("The command is malformed: {why}"));
    let action = serde_json::from_str(request.get()).map_err(malformed)?;
    action::carry_out(&ClientRequest::open(context, caller, decision, &caller.origin)?, action)
}

/// `assumed`: the code stands where success has an HTTP status, as the mobile SDKs of the time
/// reported 50107 for a command; a live refusal would settle it.
fn failed(error: HandlerError) -> wire::Response {
    let error = explain(error, Audience::Client);
    let status = u16::try_from(error.code).unwrap_or_else(|_| error.status.as_u16());
    wire::Response { status, status_text: error.message, ..wire::Response::default() }
}

/// A success without a body.
fn done() -> wire::Response {
    let status_text = "OK".to_owned();
    wire::Response { status: StatusCode::OK.as_u16(), status_text, ..wire::Response::default() }
}

/// Answers a GET request of such a client.
pub(crate) fn read(
    context: &Context,
    request: &Request<Bytes>,
    segments: &[&str],
    caller: &ClientCaller,
) -> Outcome<Answer> {
    if request.method() != Method::GET {
        return Err(method_not_allowed());
    }
    let call = ClientRequest::open(context, caller, None, &caller.origin)?;
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let reply = match segments {
        ["Channels", key] => Ok(ok(&channel::of_anybody(conversation::fetch(&call, key)?))),
        ["MyChannels"] => my_channel(&call, query),
        ["MyChannels", key] => Ok(ok(&channel::own(my_conversation::fetch(&call, key)?))),
        ["SyncList"] => sync_list(&call, query),
        ["Users", identity] => user_record(&call, identity),
        _ => Err(ApiError::not_found(request.uri().path()).into()),
    };
    Ok(reply?.map(Answer::from))
}

/// The requested conversation, if the client takes part in it.
fn my_channel(call: &ClientRequest<'_>, query: &[u8]) -> Reply {
    #[derive(serde::Deserialize)]
    struct Query {
        #[serde(rename = "ChannelSid")]
        channel_sid: String,
    }
    let query: Query = parse::form(query)?;
    // None is no error here, nor is one that the client must not know of.
    let own = my_conversation::fetch(call, &query.channel_sid).ok();
    let channels = own.map(channel::own).into_iter().collect();
    Ok(ok(&wire::Channels { channels, meta: Tokens::default() }))
}

fn sync_list(call: &ClientRequest<'_>, query: &[u8]) -> Reply {
    let page = my_conversation::list(call, parse::form(query)?)?;
    let channels = page.conversations.into_iter().map(channel::own).collect();
    Ok(ok(&wire::Channels { channels, meta: page.meta }))
}

fn user_record(call: &ClientRequest<'_>, identity: &str) -> Reply {
    let user = user::fetch(call, identity)?;
    let sync_unique_name = user.sync_objects.user_info_map;
    Ok(ok(&wire::UserRecord { identity: user.identity, sync_unique_name }))
}
