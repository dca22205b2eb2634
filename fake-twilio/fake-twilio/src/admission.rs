//! Who may connect by Twilsock.

use fake_rest::{Admitted, Denied};
use twilio_wire::twilsock::{Secret, Status};
use twilsock::server::{Accepted, Refusal, Reissue};

use crate::shared::Shared;

/// Judges an access token.
pub(crate) fn admit(shared: &Shared, token: &str, origin: &str) -> Result<Admitted, Refusal> {
    shared.api.admit(token, origin).map_err(|Denied { code, why }| {
        Refusal::new(Status::new(401, "UNAUTHORIZED").because(why).with_error_code(code))
    })
}

/// The welcome for an admitted client: a continuation token of its own keeps its value.
///
/// The token names the identity, so that it need not be remembered; it opens nothing by itself.
pub(crate) fn welcome(shared: &Shared, admission: &Admitted, sent: Option<Secret>) -> Accepted {
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
