//! Who may connect by Twilsock.

use fake_rest::{Admitted, Denied};
use twilio_wire::twilsock::{Secret, Status};
use twilsock::server::{Accepted, Refusal, Reissue};

use crate::shared::Shared;

/// Verifies an access token.
pub(crate) fn admit(shared: &Shared, token: &str, origin: &str) -> Result<Admitted, Refusal> {
    shared.api.admit(token, origin).map_err(|Denied { code, why }| {
        Refusal::new(Status::new(401, "UNAUTHORIZED").because(why).with_error_code(code))
    })
}

/// The welcome for an admitted client: a continuation token of its own keeps its value.
pub(crate) fn welcome(shared: &Shared, admission: &Admitted, sent: Option<Secret>) -> Accepted {
    let reissue = match &sent {
        Some(sent) => shared.continuations.judge(&admission.caller, sent),
        None => Some(Reissue::Missing),
    };
    let continuation_token = sent.filter(|_| reissue.is_none()).unwrap_or_else(|| {
        let session = shared.ids.lock().draw::<twilio_sid::kind::User>();
        shared.continuations.issue(&admission.caller, &session.to_bytes())
    });
    Accepted { continuation_token, reissue, expires_at: admission.expires_at }
}
