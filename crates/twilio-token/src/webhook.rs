//! Checks the signature of webhooks and status callbacks, for the servers that they are sent to.
//!
//! Twilio signs the URL as it was configured, followed by the form's names and values, sorted by name.
//! Source: `RequestValidator` of `twilio` 9.13.0 for Python and `lib/webhooks/webhooks.js` of `twilio`
//! 6.2.0 for Node. Both try the URL with and without its port, because Twilio signs either; so do the
//! functions here. Node also tries the URL as its parser rewrites it, which is left out.

use std::collections::BTreeSet;

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, digest},
    hmac,
};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Secret;

/// Name of the query parameter with the hash of a body that is no form: lower-case hexadecimal SHA-256.
const BODY_HASH: &str = "bodySHA256";

/// Why a request is not accepted as Twilio's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The signature is not that of this URL and these parameters, or not base64.
    #[error("the signature of the request does not match")]
    Mismatch,
    /// The body is not the one whose hash is in the URL, or the URL has none.
    #[error("the body of the request does not match its hash in the URL")]
    Body,
}

/// Checks requests from Twilio against `X-Twilio-Signature`; cheap to clone.
///
/// The `url` of each function is the full URL that was given to Twilio, with its query: behind a proxy
/// that is not the URL that the server sees. Comparisons take the same time whatever the signature is.
///
/// ```
/// use twilio_token::{Secret, SignatureError, WebhookVerifier};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let auth_token: Secret = "not-a-real-auth-token".parse()?;
/// let verifier = WebhookVerifier::new(&auth_token);
/// let forged = verifier.verify_form("https://example.com/hook", b"Body=Hello", "c2lnbmF0dXJl");
/// assert_eq!(forged, Err(SignatureError::Mismatch));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct WebhookVerifier {
    key: hmac::Key,
}

impl WebhookVerifier {
    /// Checks HMAC-SHA1 signatures. The key is the auth token of the account, not an API key secret.
    pub fn new(auth_token: &Secret) -> Self {
        Self::with(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token)
    }

    /// Checks HMAC-SHA256 signatures, made with a key that was agreed on with Twilio.
    ///
    /// Requests announce them by `X-Twilio-Webhooks-Signature-Settings: key=…,algorithm=HMAC_SHA256`
    /// (`twilio` 9.13.0 for Python; the library for Node does not know them).
    pub fn with_shared_key(key: &Secret) -> Self {
        Self::with(hmac::HMAC_SHA256, key)
    }

    fn with(algorithm: hmac::Algorithm, key: &Secret) -> Self {
        Self { key: hmac::Key::new(algorithm, key.expose().as_bytes()) }
    }

    /// Checks a request whose parameters are all in the query, such as a `GET`.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`].
    pub fn verify_query(&self, url: &str, signature: &str) -> Result<(), SignatureError> {
        self.verify(url, "", signature)
    }

    /// Checks a `POST` with `form` as its body, of the type `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`].
    pub fn verify_form(
        &self,
        url: &str,
        form: &[u8],
        signature: &str,
    ) -> Result<(), SignatureError> {
        let parameters: BTreeSet<_> = form_urlencoded::parse(form).collect();
        let mut text = String::with_capacity(form.len());
        for (name, value) in &parameters {
            text.push_str(name);
            text.push_str(value);
        }
        self.verify(url, &text, signature)
    }

    /// Checks a `POST` with a body of any other type, such as JSON: the URL has its hash as `bodySHA256`.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`], and [`SignatureError::Body`] for another body or a URL without hash.
    pub fn verify_body(
        &self,
        url: &str,
        body: &[u8],
        signature: &str,
    ) -> Result<(), SignatureError> {
        self.verify(url, "", signature)?;
        let expected = body_hash(url).ok_or(SignatureError::Body)?;
        let found = hex::encode(digest(&SHA256, body));
        verify_slices_are_equal(expected.as_bytes(), found.as_bytes())
            .map_err(|_| SignatureError::Body)
    }

    fn verify(&self, url: &str, parameters: &str, signature: &str) -> Result<(), SignatureError> {
        let signature = STANDARD.decode(signature).map_err(|_| SignatureError::Mismatch)?;
        let signed = |url: &String| {
            let text = format!("{url}{parameters}");
            hmac::verify(&self.key, text.as_bytes(), &signature).is_ok()
        };
        if spellings(url).iter().any(signed) { Ok(()) } else { Err(SignatureError::Mismatch) }
    }
}

fn body_hash(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next()?;
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    parameters.find(|(name, _)| name == BODY_HASH).map(|(_, hash)| hash.into_owned())
}

/// The URL without a port, and with its own port or else the default port of its scheme.
fn spellings(url: &str) -> [String; 2] {
    let Some((scheme, rest)) = url.split_once("://") else {
        return [url.to_owned(), url.to_owned()];
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(end);
    // A colon before `@` stands in a password, and one before `]` in an IPv6 address.
    let host = authority.rfind(['@', ']']).map_or(0, |at| at + 1);
    let port = authority[host..].find(':').map(|at| host + at);
    let bare = &authority[..port.unwrap_or(authority.len())];
    let with_port = if port.is_some() {
        url.to_owned()
    } else {
        let default = if scheme.eq_ignore_ascii_case("https") { 443 } else { 80 };
        format!("{scheme}://{bare}:{default}{target}")
    };
    [format!("{scheme}://{bare}{target}"), with_port]
}
