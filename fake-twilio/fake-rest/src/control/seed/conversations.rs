//! What conversations hold that REST cannot make.

use std::sync::Arc;

use fake_core::{
    Refusal, Source,
    binding::{self, Register},
    text::identity,
};
use serde::{Deserialize, Serialize};
use twilio_sid::{BindingSid, CredentialSid, ServiceSid};

use crate::{
    answer::{Reply, created},
    api::Api,
    desk::Desk,
    parse,
    public::binding_type,
};

/// A device that no application stands behind.
#[derive(Debug, Deserialize)]
struct NewBinding {
    chat_service_sid: ServiceSid,
    identity: String,
    binding_type: String,
    /// The device's address within the push service.
    address: Option<String>,
    credential_sid: Option<CredentialSid>,
    #[serde(default)]
    message_types: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Seeded<S> {
    sid: S,
}

/// The service, with the emulator itself at the desk.
fn desk(api: &Api, service: ServiceSid) -> Result<Desk, Refusal> {
    let tenant = api.store.service(service).ok_or(Refusal::NoService)?;
    Ok(Desk::new(tenant, Source::System))
}

pub(super) fn binding(api: &Api, body: &[u8]) -> Reply {
    let new: NewBinding = parse::json(body)?;
    let command = Register {
        identity: identity(&new.identity)?,
        kind: binding_type(&new.binding_type)?,
        address: new.address.unwrap_or_default().into(),
        credential: new.credential_sid,
        message_types: new.message_types.iter().map(|it| it.as_str().into()).collect::<Arc<_>>(),
    };
    let sid: BindingSid = desk(api, new.chat_service_sid)?.record(
        |world, env| Ok::<_, Refusal>(binding::register(world, command, env)),
        |_, sid| sid,
    )?;
    Ok(created(&Seeded { sid }))
}
