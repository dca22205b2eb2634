use twilio_sid::{AccountSid, ApiKeySid};

/// What a caller needs to act for an account.
///
/// The default is well known and obviously fake, so that a first run needs no configuration.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The account.
    pub account_sid: AccountSid,
    /// Its auth token, a password that goes with the account SID.
    pub auth_token: String,
    /// An API key, the issuer of access tokens.
    pub api_key_sid: ApiKeySid,
    /// The secret of the key.
    pub api_key_secret: String,
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            account_sid: AccountSid::from_bytes([0; 16]),
            auth_token: "not-a-real-auth-token".to_owned(),
            api_key_sid: ApiKeySid::from_bytes([0; 16]),
            api_key_secret: "not-a-real-secret".to_owned(),
        }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("account_sid", &self.account_sid)
            .field("api_key_sid", &self.api_key_sid)
            .finish_non_exhaustive()
    }
}
