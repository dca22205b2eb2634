use std::fmt;

use dashmap::DashMap;
use twilio_sid::{AccountSid, ApiKeySid};

/// A text that must not be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for those who check or sign with it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The credentials of all accounts: auth tokens and API keys.
#[derive(Debug, Default)]
pub struct Keyring {
    auth_tokens: DashMap<AccountSid, Secret>,
    keys: DashMap<ApiKeySid, (AccountSid, Secret)>,
}

impl Keyring {
    /// Gives an account its auth token.
    pub fn add_account(&self, account: AccountSid, auth_token: Secret) {
        self.auth_tokens.insert(account, auth_token);
    }

    /// Gives an account an API key.
    pub fn add_key(&self, key: ApiKeySid, account: AccountSid, secret: Secret) {
        self.keys.insert(key, (account, secret));
    }

    /// The auth token of an account.
    pub fn auth_token(&self, account: AccountSid) -> Option<Secret> {
        self.auth_tokens.get(&account).map(|token| token.clone())
    }

    /// The account and secret of an API key.
    pub fn key(&self, key: ApiKeySid) -> Option<(AccountSid, Secret)> {
        self.keys.get(&key).map(|found| found.clone())
    }
}
