//! `POST act/…`: acts as the SDK client of an identity, with its permissions and webhooks.

use bytes::Bytes;
use fake_core::text;
use fake_store::ServiceTenant;
use fake_webhooks::PreEventDecision;
use http::{Method, Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use twilio_sid::{AccountSid, ServiceSid};

use crate::{
    caller::ClientCaller,
    client,
    context::Context,
    control::account,
    host,
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Answer, Reply, Signal, Step, ok},
    },
};

/// A signal of an identity, as an extension of the response: to be delivered in this service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActSignal {
    /// The service.
    pub service: ServiceSid,
    /// What is delivered.
    pub signal: Signal,
}

/// What an identity does; which members a verb needs is in docs/control-api.md.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    account_sid: Option<AccountSid>,
    chat_service_sid: Option<ServiceSid>,
    identity: String,
    /// SID or unique name.
    conversation: Option<String>,
    message_sid: Option<String>,
    body: Option<String>,
    attributes: Option<Value>,
    index: Option<u32>,
    /// Whether the user counts as connected; connections decide again without it.
    online: Option<bool>,
}

/// A request of the client API.
struct ClientCall<'a> {
    method: Method,
    segments: Vec<&'a str>,
    body: String,
}

pub(super) fn act(
    context: &Context,
    request: &Request<Bytes>,
    verb: &str,
    decision: Option<&PreEventDecision>,
) -> Reply {
    let act: Act = parse::json(request.body())?;
    let account = account::named(context, act.account_sid)?;
    let tenant = account::tenant(&context.store, account, act.chat_service_sid)?;
    let service = tenant.read(|world| world.service.sid);
    let identity = text::identity(&act.identity)?;
    ensure_user(&tenant, &identity)?;
    if verb == "reachability" {
        return Ok(set_reachability(&tenant, &identity, act.online));
    }
    let caller = ClientCaller {
        account,
        service,
        identity: identity.to_string(),
        origin: host::origin(request.headers(), request.uri()),
        push_credential: None,
    };
    let conversation =
        act.conversation.as_ref().ok_or_else(|| ApiError::missing("conversation"))?;
    let sid = tenant.read(|world| world.conversation_sid(conversation))?.to_string();
    let call = act.client_call(verb, &sid).ok_or_else(|| not_found(request))??;
    let tunnelled = Request::builder().method(call.method).body(Bytes::from(call.body));
    let tunnelled = tunnelled.map_err(|_| ApiError::bad(20001, "The request cannot be made"))?;
    let step = client::handle(context, &tunnelled, &call.segments, &caller, decision)?;
    Ok(step.map(|answer| response(answer, service)))
}

impl Act {
    /// The request of the SDK for a verb; none when there is no such verb.
    fn client_call<'a>(
        &'a self,
        verb: &str,
        conversation: &'a str,
    ) -> Option<Result<ClientCall<'a>, ApiError>> {
        let attributes = self.attributes.as_ref().map(Value::to_string);
        let written = json!({ "body": self.body, "attributes": attributes });
        let messages = vec!["Conversations", conversation, "Messages"];
        let participants = vec!["Conversations", conversation, "Participants"];
        let call = |method: Method, segments: Vec<&'a str>, body: &Value| ClientCall {
            method,
            segments,
            body: body.to_string(),
        };
        Some(match verb {
            "send" => Ok(call(Method::POST, messages, &written)),
            "edit" => self.message().map(|sid| {
                let segments = [messages.as_slice(), &[sid]].concat();
                call(Method::POST, segments, &written)
            }),
            "remove" => self.message().map(|sid| {
                let segments = [messages.as_slice(), &[sid]].concat();
                call(Method::DELETE, segments, &Value::Null)
            }),
            "join" => {
                let form = json!({ "identity": self.identity, "attributes": attributes });
                Ok(call(Method::POST, participants, &form))
            }
            "leave" => {
                let segments = [participants.as_slice(), &[self.identity.as_str()]].concat();
                Ok(call(Method::DELETE, segments, &Value::Null))
            }
            "read" => {
                let index = self.index.ok_or_else(|| ApiError::missing("index"));
                let segments = vec!["MyConversations", conversation];
                index.map(|index| {
                    call(Method::POST, segments, &json!({ "last_read_message_index": index }))
                })
            }
            "type" => Ok(ClientCall {
                method: Method::POST,
                segments: vec!["Typing"],
                body: format!("ChannelSid={conversation}"),
            }),
            _ => return None,
        })
    }

    fn message(&self) -> Result<&str, ApiError> {
        self.message_sid.as_deref().ok_or_else(|| ApiError::missing("message_sid"))
    }
}

/// Sets whether a user counts as connected, whatever connections there are.
fn set_reachability(
    tenant: &ServiceTenant,
    identity: &text::Text,
    online: Option<bool>,
) -> Step<Response<Bytes>> {
    tenant.presence().set(identity, online);
    let service = tenant.read(|world| world.service.sid);
    let shown = ok(&json!({ "identity": identity.as_ref(), "online": online }));
    let signal = Signal::Reachability { identity: identity.to_string() };
    shown.map(|shown| response(Answer { response: shown, signal: Some(signal) }, service))
}

fn ensure_user(tenant: &ServiceTenant, identity: &text::Text) -> Result<(), HandlerError> {
    let ensured = tenant.record(
        |world, env| {
            Ok::<_, fake_core::Error>(fake_core::authorize::ensure_user(world, identity, env))
        },
        |_, ()| (),
    );
    Ok(ensured?)
}

fn response(Answer { mut response, signal }: Answer, service: ServiceSid) -> Response<Bytes> {
    if let Some(signal) = signal {
        response.extensions_mut().insert(ActSignal { service, signal });
    }
    response
}

fn not_found(request: &Request<Bytes>) -> HandlerError {
    ApiError::not_found(request.uri().path()).into()
}
