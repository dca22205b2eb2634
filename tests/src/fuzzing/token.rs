//! Access tokens: one that is given, or claims that are signed with the right secret first.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use twilio_token::{IssuerKey, MAX_LIFETIME, verify};

use super::Outcome;
use crate::system::{KEY, SECRET};

const ACCOUNT: &str = "AC00000000000000000000000000000000";

/// The time at which tokens are judged, in unix seconds.
const NOW: u64 = 1_700_000_000;

pub(super) fn run(input: &[u8]) -> Outcome {
    let mut outcome = Outcome::default();
    let token = match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => sign(&input[..end], &input[end + 1..]),
        None => String::from_utf8_lossy(input).into_owned(),
    };
    let verified = verify(
        &token,
        |issuer| {
            let account = ACCOUNT.parse().expect("an account SID");
            let secret = SECRET.parse().expect("a secret");
            (issuer.to_string() == KEY).then_some(IssuerKey { account, secret })
        },
        NOW,
    );
    outcome.note(verified.is_ok());
    if let Ok(claims) = &verified {
        assert!(claims.expires_at > NOW && claims.expires_at - NOW <= MAX_LIFETIME);
        let personal = claims.grants.video.is_some() || claims.grants.chat.is_some();
        assert!(!personal || claims.identity().is_some(), "somebody uses video and chat");
    }
    // Video judges the same claims once more.
    let _ = fake_video::authenticate(verified);
    outcome
}

/// A token with this header and these claims, whatever they are.
fn sign(header: &[u8], claims: &[u8]) -> String {
    let segment = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", segment(header), segment(claims));
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let signature = crypto::sign(message.as_bytes(), &key, Algorithm::HS256);
    format!("{message}.{}", signature.expect("an HMAC takes any bytes"))
}
