//! Who may connect by Twilsock.

use std::sync::Arc;

use fake_rest::ClientCaller;
use fake_store::{Clock, ServiceTenant};
use jiff::Timestamp;
use twilio_sid::{CredentialSid, ServiceSid};
use twilio_token::{Claims, verify};
use twilio_wire::twilsock::{Secret, Status};
use twilsock::server::{Accepted, Refusal, Reissue};

use crate::shared::Shared;

/// A client whose token is good.
pub(crate) struct Admission {
    pub(crate) caller: ClientCaller,
    pub(crate) tenant: Arc<ServiceTenant>,
    pub(crate) expires_at: Timestamp,
}

/// The chat grant names no service (Twilio's error dictionary).
const NO_SERVICE_IN_TOKEN: u32 = 51104;

/// The service of the chat grant does not exist (Twilio's error dictionary).
const SERVICE_NOT_FOUND: u32 = 51101;

fn unauthorized(code: u32, why: &str) -> Refusal {
    Refusal::new(Status::new(401, "UNAUTHORIZED").because(why).with_error_code(code))
}

/// Judges an access token.
pub(crate) fn admit(shared: &Shared, token: &str, origin: &str) -> Result<Admission, Refusal> {
    let now = u64::try_from(shared.clock.now().as_second()).unwrap_or(0);
    let claims = verify(token, |key| shared.keyring.key(key), now)
        .map_err(|error| unauthorized(error.code(), &error.to_string()))?;
    let service = chat_service(&claims)?;
    let tenant = shared
        .store
        .service(service)
        .filter(|tenant| tenant.read(|world| world.service.account) == claims.subject)
        .ok_or_else(|| unauthorized(SERVICE_NOT_FOUND, "Service instance not found"))?;
    let identity = claims.identity().unwrap_or_default().to_owned();
    let seconds = i64::try_from(claims.expires_at).unwrap_or(i64::MAX);
    Ok(Admission {
        caller: ClientCaller {
            account: claims.subject,
            service,
            identity,
            origin: origin.to_owned(),
            push_credential: push_credential(&claims),
        },
        tenant,
        expires_at: Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX),
    })
}

fn push_credential(claims: &Claims) -> Option<CredentialSid> {
    claims.grants.chat.as_ref()?.push_credential_sid.as_deref()?.parse().ok()
}

fn chat_service(claims: &Claims) -> Result<ServiceSid, Refusal> {
    let chat = claims.grants.chat.as_ref();
    let sid = chat.and_then(|chat| chat.service_sid.as_deref());
    sid.and_then(|sid| sid.parse().ok())
        .ok_or_else(|| unauthorized(NO_SERVICE_IN_TOKEN, "No service in the chat grant"))
}

/// The welcome for an admitted client: a continuation token of its own keeps its value.
///
/// The token names the identity, so that it need not be remembered; it opens nothing by itself.
pub(crate) fn welcome(shared: &Shared, admission: &Admission, sent: Option<Secret>) -> Accepted {
    let owner = hex::encode(&admission.caller.identity);
    let (continuation_token, reissue) = match sent {
        Some(sent) if sent.expose().split('.').next() == Some(&owner) => (sent, None),
        Some(_) => (fresh(shared, &owner), Some(Reissue::DifferentIdentity)),
        None => (fresh(shared, &owner), Some(Reissue::Missing)),
    };
    Accepted { continuation_token, reissue, expires_at: admission.expires_at }
}

fn fresh(shared: &Shared, owner: &str) -> Secret {
    let session = shared.ids.lock().draw::<twilio_sid::kind::User>();
    Secret::from(format!("{owner}.{}", hex::encode(session.to_bytes())))
}
