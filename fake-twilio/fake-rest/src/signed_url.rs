//! Temporary URLs, which need no authentication until they expire.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use twilio_sid::{MediaSid, ServiceSid};

/// How long a temporary address lives (`assumed`: an address from a live account would settle it).
const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// The key under which temporary addresses are signed.
pub(crate) struct UrlSigningKey(hmac::Key);

impl UrlSigningKey {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// What follows the `?` of a temporary address.
    pub(super) fn sign(&self, service: ServiceSid, medium: MediaSid, now: Timestamp) -> String {
        let expires = now.saturating_add(LIFETIME).unwrap_or(now).as_second();
        let tag = hmac::sign(&self.0, message(service, medium, expires).as_bytes());
        format!("Expires={expires}&Signature={}", URL_SAFE_NO_PAD.encode(tag))
    }

    /// Returns whether an address was signed here and has not expired.
    pub(super) fn is_good(
        &self,
        (service, medium): (ServiceSid, MediaSid),
        expires: i64,
        signature: &str,
        now: Timestamp,
    ) -> bool {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        let message = message(service, medium, expires);
        now.as_second() < expires && hmac::verify(&self.0, message.as_bytes(), &tag).is_ok()
    }
}

fn message(service: ServiceSid, medium: MediaSid, expires: i64) -> String {
    format!("{service}/{medium}?{expires}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_good_for_its_medium_and_its_time() {
        let key = UrlSigningKey::new(b"a secret");
        let now = Timestamp::UNIX_EPOCH;
        let place = (ServiceSid::from_bytes([1; 16]), MediaSid::from_bytes([2; 16]));
        let query = key.sign(place.0, place.1, now);
        let signature = query.split_once("Signature=").expect("a signature").1;
        let later = |seconds| now + SignedDuration::from_secs(seconds);
        assert!(query.starts_with("Expires=300&"));
        assert!(key.is_good(place, 300, signature, later(299)));
        assert!(!key.is_good(place, 300, signature, later(300)));
        assert!(!key.is_good(place, 301, signature, later(299)), "the expiry is signed");
        let other = (place.0, MediaSid::from_bytes([3; 16]));
        assert!(!key.is_good(other, 300, signature, now));
        assert!(!UrlSigningKey::new(b"another").is_good(place, 300, signature, now));
        assert!(!key.is_good(place, 300, "no base64!", now));
    }
}
