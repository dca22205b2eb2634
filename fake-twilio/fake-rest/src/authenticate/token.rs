//! Who may act as a client: what an access token opens.

use std::{str::FromStr, sync::Arc};

use fake_core::{Error, text};
use fake_store::{ServiceTenant, Store};
use jiff::Timestamp;
use twilio_sid::{CredentialSid, ServiceSid};
use twilio_token::{Claims, VerifyError, verify};

use crate::{caller::ClientCaller, keyring::Keyring};

/// A client whose token is good.
pub struct AuthenticatedClient {
    /// Who it is.
    pub caller: ClientCaller,
    /// The service of the chat grant.
    pub tenant: Arc<ServiceTenant>,
    /// When the token ends.
    pub expires_at: Timestamp,
}

/// Why a token opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct TokenError {
    /// Twilio's error number.
    pub code: u32,
    /// For people.
    pub why: String,
}

/// The token has no grants, or none for chat (Twilio's error dictionary).
const NO_CHAT_GRANT: u32 = 51103;

/// The chat grant names no service (Twilio's error dictionary).
const NO_SERVICE_IN_TOKEN: u32 = 51104;

/// The token has no identity (Twilio's error dictionary).
const NO_IDENTITY_IN_TOKEN: u32 = 51105;

/// The identity is too long (Twilio's error dictionary).
const IDENTITY_TOO_LONG: u32 = 51003;

/// The identity has the form of a user SID, as REST says; `assumed`: the numbers of the chat socket
/// have none for it, and a live connection with such a token would settle it.
const IDENTITY_LOOKS_LIKE_SID: u32 = 50206;

/// The service of the chat grant does not exist (Twilio's error dictionary).
const SERVICE_NOT_FOUND: u32 = 51101;

fn token_error(code: u32, why: impl Into<String>) -> TokenError {
    TokenError { code, why: why.into() }
}

/// Verifies an access token; `origin` is where its owner reaches plain HTTP.
pub(crate) fn authenticate(
    store: &Store,
    keyring: &Keyring,
    token: &str,
    origin: &str,
) -> Result<AuthenticatedClient, TokenError> {
    let now = u64::try_from(store.now().as_second()).unwrap_or(0);
    let claims = verify(token, |key| keyring.key(key), now).map_err(unverified)?;
    let service = chat_service(&claims)?;
    let identity = claims.identity().unwrap_or_default();
    let identity = text::identity(identity).map_err(|error| bad_identity(&error))?.to_string();
    let tenant = store
        .service(service)
        .filter(|tenant| tenant.read(|world| world.service.account) == claims.subject)
        .ok_or_else(|| token_error(SERVICE_NOT_FOUND, "Service instance not found"))?;
    let seconds = i64::try_from(claims.expires_at).unwrap_or(i64::MAX);
    Ok(AuthenticatedClient {
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

fn chat_service(claims: &Claims) -> Result<ServiceSid, TokenError> {
    let chat = claims.grants.chat.as_ref();
    let chat = chat.ok_or_else(|| token_error(NO_CHAT_GRANT, "No chat grant in the token"))?;
    let sid = chat.service_sid.as_deref();
    sid.and_then(|sid| ServiceSid::from_str(sid).ok())
        .ok_or_else(|| token_error(NO_SERVICE_IN_TOKEN, "No service in the chat grant"))
}

/// What the token itself lacks has the number of tokens: the SDK raises `tokenExpired` for 20104 and
/// not for 51119, so its siblings 51114 to 51121 are not used either.
fn unverified(error: VerifyError) -> TokenError {
    if error == VerifyError::NoIdentity {
        return bad_identity(&Error::NoIdentity);
    }
    if error == VerifyError::NoGrants {
        return token_error(NO_CHAT_GRANT, "No grants in the token");
    }
    token_error(error.code(), error.to_string())
}

/// What REST refuses about an identity is refused in a token, too.
fn bad_identity(error: &Error) -> TokenError {
    if *error == Error::IdentityTooLong {
        return token_error(IDENTITY_TOO_LONG, "Identity in the token is too long");
    }
    if *error == Error::IdentityLooksLikeSid {
        return token_error(IDENTITY_LOOKS_LIKE_SID, "Identity in the token looks like a user SID");
    }
    token_error(NO_IDENTITY_IN_TOKEN, "No identity in the token")
}
