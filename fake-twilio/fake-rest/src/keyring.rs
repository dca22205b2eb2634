use std::sync::OnceLock;

use dashmap::DashMap;
use twilio_sid::{AccountSid, ApiKeySid};
use twilio_token::{IssuerKey, Secret};

/// The credentials of all accounts: auth tokens and API keys.
#[derive(Debug, Default)]
pub struct Keyring {
    auth_tokens: DashMap<AccountSid, Secret>,
    keys: DashMap<ApiKeySid, IssuerKey>,
    first: OnceLock<AccountSid>,
}

impl Keyring {
    /// Gives an account its auth token.
    pub fn add_account(&self, account: AccountSid, auth_token: Secret) {
        self.first.get_or_init(|| account);
        self.auth_tokens.insert(account, auth_token);
    }

    /// Gives an account an API key.
    pub fn add_key(&self, key: ApiKeySid, account: AccountSid, secret: Secret) {
        self.keys.insert(key, IssuerKey { account, secret });
    }

    /// The account that was known first.
    pub fn first_account(&self) -> Option<AccountSid> {
        self.first.get().copied()
    }

    /// The auth token of an account.
    pub fn auth_token(&self, account: AccountSid) -> Option<Secret> {
        self.auth_tokens.get(&account).map(|token| token.clone())
    }

    /// The account and secret of an API key.
    pub fn key(&self, key: ApiKeySid) -> Option<IssuerKey> {
        self.keys.get(&key).map(|found| found.clone())
    }
}
