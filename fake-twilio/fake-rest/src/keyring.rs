//! The credentials of the emulator.

use std::sync::OnceLock;

use dashmap::{DashMap, Entry};
use twilio_sid::{AccountSid, ApiKeySid};
use twilio_token::{IssuerKey, Secret};

/// The credentials of all accounts: auth tokens and API keys.
#[derive(Debug, Default)]
pub struct Keyring {
    auth_tokens: DashMap<AccountSid, Secret>,
    keys: DashMap<ApiKeySid, IssuerKey>,
    first: OnceLock<AccountSid>,
}

/// What exists with another secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialConflict {
    /// The account.
    #[error("The account is open, with another auth token")]
    Account,
    /// The API key.
    #[error("The API key exists, with another secret or in another account")]
    Key,
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

    /// Opens an account with its auth token and a key; an account that is open gets one more key.
    ///
    /// # Errors
    /// What there is already with another secret; nothing is changed then.
    pub fn open(
        &self,
        auth_token: Secret,
        key: ApiKeySid,
        issuer: &IssuerKey,
    ) -> Result<(), CredentialConflict> {
        let account = issuer.account;
        // Held until the end, so that two callers do not open it with different secrets.
        let known = self.auth_tokens.entry(account);
        if let Entry::Occupied(known) = &known
            && known.get().expose() != auth_token.expose()
        {
            return Err(CredentialConflict::Account);
        }
        let held = self.keys.entry(key).or_insert_with(|| issuer.clone());
        if held.account != account || held.secret.expose() != issuer.secret.expose() {
            return Err(CredentialConflict::Key);
        }
        known.or_insert(auth_token);
        self.first.get_or_init(|| account);
        Ok(())
    }

    /// Removes the auth token and all keys of an account.
    pub fn remove(&self, account: AccountSid) {
        self.auth_tokens.remove(&account);
        #[expect(clippy::disallowed_methods, reason = "the order does not matter")]
        self.keys.retain(|_, key| key.account != account);
    }

    /// The account that was known first.
    pub fn first_account(&self) -> Option<AccountSid> {
        self.first.get().copied()
    }

    /// The auth token of an account.
    pub fn auth_token(&self, account: AccountSid) -> Option<Secret> {
        self.auth_tokens.get(&account).map(|token| token.clone())
    }

    /// The API keys of an account, in order.
    pub(crate) fn keys_of(&self, account: AccountSid) -> Vec<ApiKeySid> {
        #[expect(clippy::disallowed_methods, reason = "the keys are sorted")]
        let keys = self.keys.iter();
        let mut keys: Vec<_> =
            keys.filter(|it| it.account == account).map(|it| *it.key()).collect();
        keys.sort();
        keys
    }

    /// The account and secret of an API key.
    pub fn key(&self, key: ApiKeySid) -> Option<IssuerKey> {
        self.keys.get(&key).map(|found| found.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_keeps_its_secrets() {
        let secret = |text: &str| text.parse::<Secret>().expect("a secret");
        let account = |byte| AccountSid::from_bytes([byte; 16]);
        let key = |byte| ApiKeySid::from_bytes([byte; 16]);
        let issuer = |byte, text| IssuerKey { account: account(byte), secret: secret(text) };
        let keyring = Keyring::default();
        assert_eq!(keyring.open(secret("mine"), key(1), &issuer(1, "word")), Ok(()));
        // The same again, and one more key.
        assert_eq!(keyring.open(secret("mine"), key(1), &issuer(1, "word")), Ok(()));
        assert_eq!(keyring.open(secret("mine"), key(2), &issuer(1, "other")), Ok(()));
        for (token, key, issuer, taken) in [
            ("theirs", key(3), issuer(1, "word"), CredentialConflict::Account),
            ("mine", key(1), issuer(1, "other"), CredentialConflict::Key),
            ("theirs", key(1), issuer(2, "word"), CredentialConflict::Key),
        ] {
            assert_eq!(keyring.open(secret(token), key, &issuer), Err(taken));
        }
        assert_eq!(keyring.auth_token(account(1)).expect("a token").expose(), "mine");
        assert_eq!(keyring.key(key(1)).expect("a key").secret.expose(), "word");
        assert!(keyring.key(key(3)).is_none() && keyring.auth_token(account(2)).is_none());
    }
}
