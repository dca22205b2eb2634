//! The claims of a token: the borrowed form that is signed, and what verification hands out.

use serde::Serialize;
use twilio_sid::{AccountSid, ApiKeySid};

use crate::Grants;

/// Longest lifetime of a token in seconds: 24 hours (Twilio's documentation of access tokens).
pub const MAX_LIFETIME: u64 = 24 * 60 * 60;

/// The claims in the order in which `twilio` 9.13.0 for Python writes them.
#[derive(Serialize)]
pub(crate) struct Payload<'a> {
    pub(crate) jti: String,
    pub(crate) grants: &'a Grants,
    pub(crate) iss: &'a str,
    pub(crate) exp: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nbf: Option<u64>,
    pub(crate) sub: &'a str,
}

/// Claims of a token that was verified; times are in unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The API key that signed the token (`iss`).
    pub issuer: ApiKeySid,
    /// The account that the key belongs to (`sub`).
    pub subject: AccountSid,
    /// First second in which the token is no longer good (`exp`).
    pub expires_at: u64,
    /// What the token allows, and to whom.
    pub grants: Grants,
}

impl Claims {
    /// The user, if one is named; tokens with a video or chat grant always name one.
    pub fn identity(&self) -> Option<&str> {
        self.grants.identity.as_deref()
    }
}
