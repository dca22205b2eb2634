//! The credentials of the emulator.

use std::sync::OnceLock;

use dashmap::DashMap;
use parking_lot::Mutex;
use twilio_sid::{AccountSid, ApiKeySid};
use twilio_token::{IssuerKey, Secret};

/// The credentials of all accounts: auth tokens and API keys.
#[derive(Debug, Default)]
pub struct Keyring {
    auth_tokens: DashMap<AccountSid, Secret>,
    keys: DashMap<ApiKeySid, IssuerKey>,
    first: OnceLock<AccountSid>,
    /// Held while accounts are opened.
    opening: Mutex<()>,
}

/// The credentials with which an account is opened.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The account's auth token.
    pub auth_token: Secret,
    /// An API key of the account.
    pub key: ApiKeySid,
    /// The account, and the secret of the key.
    pub issuer: IssuerKey,
}

/// Which credentials exist with another secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct CredentialConflict {
    /// The number of the entry, from 0.
    pub number: usize,
    /// What exists.
    pub what: Conflict,
}

/// What an entry added to the keyring.
#[derive(Clone, Copy)]
struct Added {
    account: bool,
    key: bool,
}

/// What exists with another secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
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

    /// Opens accounts, each with its auth token and a key; an account that is open gets one more key.
    ///
    /// # Errors
    /// Which of them is there already with another secret; nothing is changed then.
    pub fn open(&self, entries: &[Entry]) -> Result<(), CredentialConflict> {
        // Held until the end, so that two callers do not open an account with different secrets.
        let _one = self.opening.lock();
        let mut done = Vec::new();
        for (number, entry) in entries.iter().enumerate() {
            match self.open_one(entry) {
                Ok(added) => done.push((entry, added)),
                Err(what) => {
                    for (entry, added) in done {
                        self.forget(entry, added);
                    }
                    return Err(CredentialConflict { number, what });
                }
            }
        }
        if let Some(first) = entries.first() {
            self.first.get_or_init(|| first.issuer.account);
        }
        Ok(())
    }

    fn open_one(&self, entry: &Entry) -> Result<Added, Conflict> {
        let Entry { auth_token, key, issuer } = entry;
        let known = self.auth_token(issuer.account);
        if known.as_ref().is_some_and(|known| known.expose() != auth_token.expose()) {
            return Err(Conflict::Account);
        }
        let held = self.key(*key);
        let differs = |held: &IssuerKey| {
            held.account != issuer.account || held.secret.expose() != issuer.secret.expose()
        };
        if held.as_ref().is_some_and(differs) {
            return Err(Conflict::Key);
        }
        self.keys.insert(*key, issuer.clone());
        self.auth_tokens.insert(issuer.account, auth_token.clone());
        Ok(Added { account: known.is_none(), key: held.is_none() })
    }

    fn forget(&self, entry: &Entry, added: Added) {
        if added.key {
            self.keys.remove(&entry.key);
        }
        if added.account {
            self.auth_tokens.remove(&entry.issuer.account);
        }
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
        let entry = |token, number, byte, text| Entry {
            auth_token: secret(token),
            key: key(number),
            issuer: IssuerKey { account: account(byte), secret: secret(text) },
        };
        let keyring = Keyring::default();
        assert_eq!(keyring.open(&[entry("mine", 1, 1, "word")]), Ok(()));
        // The same again, and one more key.
        assert_eq!(keyring.open(&[entry("mine", 1, 1, "word")]), Ok(()));
        assert_eq!(keyring.open(&[entry("mine", 2, 1, "other")]), Ok(()));
        for (taken, what) in [
            (entry("theirs", 3, 1, "word"), Conflict::Account),
            (entry("mine", 1, 1, "other"), Conflict::Key),
            (entry("theirs", 1, 2, "word"), Conflict::Key),
        ] {
            let further = entry("further", 9, 9, "word");
            let refused = Err(CredentialConflict { number: 1, what });
            assert_eq!(keyring.open(&[further, taken]), refused);
        }
        assert_eq!(keyring.auth_token(account(1)).expect("a token").expose(), "mine");
        assert_eq!(keyring.key(key(1)).expect("a key").secret.expose(), "word");
        for number in [3, 9] {
            assert!(keyring.key(key(number)).is_none());
        }
        for byte in [2, 9] {
            assert!(keyring.auth_token(account(byte)).is_none());
        }
    }
}
