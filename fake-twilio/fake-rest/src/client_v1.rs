//! Sessions of `@twilio/conversations` 1.x: its commands and its reading, put into the words of the
//! client API of today, which answers both.

mod action;
mod channel;
mod context;
mod tunnel;

use bytes::Bytes;
use fake_webhooks::PreEventDecision;
use http::{Method, Request, StatusCode};
use serde_json::value::{RawValue, to_raw_value};
use twilio_wire::{client_api as api, paging::Tokens, session as wire};

use crate::{
    caller::ClientCaller,
    client_v1::tunnel::{Refused, Tunnel},
    context::Context,
    http::{
        error::{ApiError, Failure, method_not_allowed},
        parse, path,
        reply::{Answer, Reply, Step, ok},
    },
};

/// Where clients read, as the context of their session says.
const ROOT: &str = "/Client/v1";

/// What a session list is told about where its client finds everything; `None` when the service is
/// gone.
pub(crate) fn session_context(context: &Context, caller: &ClientCaller) -> Option<Box<RawValue>> {
    let tunnel = Tunnel::new(context, caller, None);
    to_raw_value(&context::make(&tunnel).ok()?).ok()
}

/// Carries out a command; `None` when it is none.
pub(crate) fn answer_command(
    context: &Context,
    data: &RawValue,
    caller: &ClientCaller,
    decision: Option<&PreEventDecision>,
) -> Step<Option<Box<RawValue>>> {
    command(&Tunnel::new(context, caller, decision), data)
}

fn command(tunnel: &Tunnel<'_>, data: &RawValue) -> Step<Option<Box<RawValue>>> {
    let Ok(wire::Command { command_id, request }) = serde_json::from_str(data.get()) else {
        return Step::Done(None);
    };
    let done = match serde_json::from_str::<wire::Action>(request.get()) {
        Ok(action) => action::carry_out(tunnel, action),
        Err(why) => Err(Refused::malformed(&why)),
    };
    let step = done.unwrap_or_else(|refused| Step::Done(refused.into_response()));
    step.map(|response| to_raw_value(&wire::Answered { command_id, response }).ok())
}

/// Answers a GET request of such a client.
pub(crate) fn read(
    context: &Context,
    request: &Request<Bytes>,
    segments: &[&str],
    caller: &ClientCaller,
) -> Result<Step<Answer>, Failure> {
    if request.method() != Method::GET {
        return Err(method_not_allowed());
    }
    let tunnel = Tunnel::new(context, caller, None);
    let query = request.uri().query().unwrap_or_default();
    let reply = match segments {
        ["Channels", key] => channel::of_anybody(&tunnel, key),
        ["MyChannels"] => my_channel(&tunnel, query),
        ["MyChannels", key] => channel::own(&tunnel, key).map(|it| ok(&it)).map_err(Failure::from),
        ["SyncList"] => sync_list(&tunnel, query),
        ["Users", identity] => user(&tunnel, identity),
        _ => Err(ApiError::not_found(request.uri().path()).into()),
    };
    Ok(reply?.map(Answer::from))
}

/// The one conversation that the client asks for, if it takes part in it.
fn my_channel(tunnel: &Tunnel<'_>, query: &str) -> Reply {
    #[derive(serde::Deserialize)]
    struct Query {
        #[serde(rename = "ChannelSid")]
        channel_sid: String,
    }
    let query: Query = parse::form(query.as_bytes())?;
    let channels = match channel::own(tunnel, &query.channel_sid) {
        Ok(channel) => vec![channel],
        Err(refused) if refused.is_unknown() => Vec::new(),
        Err(refused) => return Err(refused.into()),
    };
    Ok(ok(&wire::Channels { channels, meta: Tokens::default() }))
}

fn sync_list(tunnel: &Tunnel<'_>, query: &str) -> Reply {
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let page: api::MyConversations = tunnel.get(&format!("MyConversations{query}"))?;
    let channels = page.conversations.into_iter().map(channel::from_own).collect();
    Ok(ok(&wire::Channels { channels, meta: page.meta }))
}

fn user(tunnel: &Tunnel<'_>, identity: &str) -> Reply {
    let user: api::User = tunnel.get(&format!("Users/{}", path::encode(identity)))?;
    let sync_unique_name = user.sync_objects.user_info_map;
    Ok(ok(&wire::UserRecord { identity: user.identity, sync_unique_name }))
}

impl Refused {
    fn malformed(why: &serde_json::Error) -> Self {
        let message = format!("The command is malformed: {why}");
        Self(ApiError::new(StatusCode::BAD_REQUEST, 20001, message))
    }

    /// `assumed`: the code stands where success has an HTTP status, as the mobile SDKs of the time
    /// reported 50107 for a command; a live refusal would settle it.
    fn into_response(self) -> wire::Response {
        let Self(error) = self;
        let status = u16::try_from(error.code).unwrap_or_else(|_| error.status.as_u16());
        wire::Response { status, status_text: error.message, ..wire::Response::default() }
    }

    /// Says that there is no such thing, or none that the client may know of.
    fn is_unknown(&self) -> bool {
        matches!(self.0.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN)
    }
}

impl From<Refused> for Failure {
    fn from(Refused(error): Refused) -> Self {
        Self::Rejected(error)
    }
}

/// A success with nothing more to say.
fn done() -> wire::Response {
    let status_text = "OK".to_owned();
    wire::Response { status: StatusCode::OK.as_u16(), status_text, ..wire::Response::default() }
}
