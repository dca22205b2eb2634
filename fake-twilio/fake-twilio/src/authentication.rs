//! Who may connect by Twilsock.

use fake_rest::{AuthenticatedClient, TokenError};
use twilio_wire::twilsock::{Secret, Status};
use twilsock::server::{Accepted, Reissue, ReplyError};

use crate::shared::Shared;

/// Verifies an access token.
pub(crate) fn authenticate(
    shared: &Shared,
    token: &str,
    origin: &str,
) -> Result<AuthenticatedClient, ReplyError> {
    shared.api.authenticate(token, origin).map_err(|TokenError { code, why }| {
        ReplyError::new(Status::new(401, "UNAUTHORIZED").because(why).with_error_code(code))
    })
}

/// The welcome for an authenticated client: a continuation token of its own keeps its value.
pub(crate) fn welcome(
    shared: &Shared,
    client: &AuthenticatedClient,
    sent: Option<Secret>,
) -> Accepted {
    let reissue = match &sent {
        Some(sent) => shared.chat.continuations.judge(&client.caller, sent),
        None => Some(Reissue::Missing),
    };
    let continuation_token = sent.filter(|_| reissue.is_none()).unwrap_or_else(|| {
        let session = shared.random.session_ids.lock().draw::<twilio_sid::kind::User>();
        shared.chat.continuations.issue(&client.caller, &session.to_bytes())
    });
    Accepted { continuation_token, reissue, expires_at: client.expires_at }
}
