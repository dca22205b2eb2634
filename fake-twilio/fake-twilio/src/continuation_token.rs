//! Continuation tokens: handles of sessions that can be checked without being remembered.

use std::sync::Arc;

use aws_lc_rs::hmac;
use fake_rest::ClientCaller;
use twilio_wire::twilsock::Secret;
use twilsock::server::Reissue;

use crate::resets::Resets;

/// The key under which continuation tokens are signed.
pub(crate) struct ContinuationKey {
    key: hmac::Key,
    resets: Arc<Resets>,
}

impl ContinuationKey {
    /// A reset of an account makes its tokens unknown.
    pub(crate) fn new(secret: &[u8], resets: Arc<Resets>) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, secret), resets }
    }

    /// The handle of a session; it opens nothing by itself.
    pub(crate) fn issue(&self, owner: &ClientCaller, session: &[u8]) -> Secret {
        let named = format!("{}.{}", hex::encode(&owner.identity), hex::encode(session));
        let tag = hmac::sign(&self.key, self.message(owner, &named).as_bytes());
        Secret::from(format!("{named}.{}", hex::encode(tag)))
    }

    /// Why a client may not keep a handle; nothing if it may.
    ///
    /// assumed: one of another service is as unknown as an invented one; a recording of a client
    /// that changes its service would settle it.
    pub(crate) fn judge(&self, owner: &ClientCaller, sent: &Secret) -> Option<Reissue> {
        let Some((named, tag)) = sent.expose().rsplit_once('.') else {
            return Some(Reissue::Unknown);
        };
        let is_good = hex::decode(tag).is_ok_and(|tag| {
            hmac::verify(&self.key, self.message(owner, named).as_bytes(), &tag).is_ok()
        });
        let identity = named.split('.').next().unwrap_or_default();
        match is_good {
            false => Some(Reissue::Unknown),
            true if identity != hex::encode(&owner.identity) => Some(Reissue::DifferentIdentity),
            true => None,
        }
    }

    fn message(&self, owner: &ClientCaller, named: &str) -> String {
        let resets = match self.resets.of(owner.account) {
            0 => String::new(),
            resets => format!("/{resets}"),
        };
        format!("continuation/{}/{}/{named}{resets}", owner.account, owner.service)
    }
}

#[cfg(test)]
mod tests {
    use twilio_sid::{AccountSid, ServiceSid};

    use super::*;

    fn client(service: u8, identity: &str) -> ClientCaller {
        ClientCaller {
            account: AccountSid::from_bytes([1; 16]),
            service: ServiceSid::from_bytes([service; 16]),
            identity: identity.to_owned(),
            origin: String::new(),
            push_credential: None,
        }
    }

    #[test]
    fn a_handle_is_good_for_its_owner_in_its_service() {
        let key = ContinuationKey::new(b"a secret", Arc::default());
        let ada = client(2, "ada");
        let handle = key.issue(&ada, b"session");
        assert_eq!(key.judge(&ada, &handle), None);
        assert_eq!(key.judge(&client(2, "bob"), &handle), Some(Reissue::DifferentIdentity));
        assert_eq!(key.judge(&client(3, "ada"), &handle), Some(Reissue::Unknown));
        let elsewhere = ClientCaller { account: AccountSid::from_bytes([9; 16]), ..ada.clone() };
        assert_eq!(key.judge(&elsewhere, &handle), Some(Reissue::Unknown));
        assert_eq!(
            ContinuationKey::new(b"another", Arc::default()).judge(&ada, &handle),
            Some(Reissue::Unknown)
        );
    }

    #[test]
    fn a_reset_makes_tokens_unknown() {
        let resets = Arc::<Resets>::default();
        let key = ContinuationKey::new(b"a secret", resets.clone());
        let ada = client(2, "ada");
        let handle = key.issue(&ada, b"session");
        resets.note(AccountSid::from_bytes([9; 16]));
        assert_eq!(key.judge(&ada, &handle), None);
        resets.note(ada.account);
        assert_eq!(key.judge(&ada, &handle), Some(Reissue::Unknown));
    }

    #[test]
    fn what_was_not_issued_is_unknown() {
        let key = ContinuationKey::new(b"a secret", Arc::default());
        let ada = client(2, "ada");
        let handle = key.issue(&ada, b"session");
        let (named, tag) = handle.expose().rsplit_once('.').expect("a tag");
        let bent = format!("{named}00.{tag}");
        for sent in ["", ".", "616461.x", "616461.00.zz", named, &bent] {
            assert_eq!(key.judge(&ada, &Secret::from(sent)), Some(Reissue::Unknown), "{sent}");
        }
    }
}
