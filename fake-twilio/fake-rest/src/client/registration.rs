//! `/v1/registrations`: devices that get notifications. They are stored as bindings of the service;
//! nothing is pushed to them.

use bytes::Bytes;
use fake_core::{
    Actor, Error,
    binding::{self, BindingType, Register},
};
use http::{Method, Request};
use twilio_sid::BindingSid;
use twilio_wire::client_api as wire;

use crate::{
    caller::ClientCaller,
    context::Context,
    http::{
        error::{ApiError, HandlerError, method_not_allowed},
        parse::{self, binding_type},
        reply::{Answer, Reply, Step, created, no_content},
    },
    transaction::Transaction,
};

/// In front of the names of what is pushed; REST shows them without it (OpenAPI example).
const PUSHED: &str = "twilio.conversations.";

pub(crate) fn handle(
    context: &Context,
    request: &Request<Bytes>,
    segments: &[&str],
    caller: &ClientCaller,
) -> Result<Step<Answer>, HandlerError> {
    let tenant = context.store.service(caller.service).ok_or(Error::NoService)?;
    let transaction = Transaction::new(tenant, Actor::Sdk(caller.identity.as_str().into()), None);
    let response = match (segments, request.method()) {
        ([], &Method::POST) => register(&transaction, request.body(), caller),
        ([], &Method::DELETE) => remove_device(&transaction, request.body(), caller),
        ([sid], &Method::DELETE) => remove(&transaction, sid, caller),
        ([] | [_], _) => Err(method_not_allowed()),
        _ => Err(ApiError::not_found(request.uri().path()).into()),
    }?;
    Ok(response.map(Answer::from))
}

fn register(transaction: &Transaction, body: &[u8], caller: &ClientCaller) -> Reply {
    let form: wire::RegistrationForm = parse::json(body)?;
    let pushed = form.message_types.iter().filter_map(|it| it.strip_prefix(PUSHED));
    let command = Register {
        identity: caller.identity.as_str().into(),
        kind: binding_type(&form.channel_type)?,
        address: form.data.registration_id.into(),
        credential: caller.push_credential,
        message_types: pushed.map(Into::into).collect(),
    };
    transaction.answer(
        |world, env| Ok::<_, Error>(binding::register(world, command, env)),
        |_, id| Ok(wire::Registration { id }),
        created,
    )
}

/// Removes what is there; the SDK repeats requests that fail, so what is gone already is no failure.
fn unregister(
    transaction: &Transaction,
    caller: &ClientCaller,
    meant: impl Fn(&binding::PushBinding) -> bool,
) -> Reply {
    transaction.answer(
        |world, _| Ok::<_, Error>(binding::unregister(world, &caller.identity, meant)),
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

fn remove(transaction: &Transaction, sid: &str, caller: &ClientCaller) -> Reply {
    let sid: Option<BindingSid> = sid.parse().ok();
    unregister(transaction, caller, |it| Some(it.sid) == sid)
}

fn remove_device(transaction: &Transaction, body: &[u8], caller: &ClientCaller) -> Reply {
    let form: wire::DeviceForm = parse::json(body)?;
    let kind: BindingType = binding_type(&form.binding_type)?;
    unregister(transaction, caller, |it| it.kind == kind && *it.address == *form.address)
}
