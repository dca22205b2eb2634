//! Accounts that are put together from lines; each line is checked against those before it.

mod account;
mod service;
mod video;

use std::collections::{BTreeMap, BTreeSet};

use fake_core::{account::Defaults, media::Digest};
use fake_store::Contents;
use twilio_sid::{AccountSid, ApiKeySid, Kind, ServiceSid, Sid};

use super::{
    ApiKey, SavedAccount, SavedCredentials,
    record::{AccountLine, Line},
};
use account::AccountDraft;

/// Why a line is wrong: a member of it, and the reason.
type Wrong = String;

/// The accounts of an archive so far.
#[derive(Default)]
pub(super) struct Drafts {
    blobs: BTreeMap<Digest, u64>,
    accounts: Vec<AccountDraft>,
    account_sids: BTreeSet<AccountSid>,
    service_sids: BTreeSet<ServiceSid>,
    key_sids: BTreeSet<ApiKeySid>,
}

/// SIDs that were given.
#[derive(Default)]
struct Given(BTreeSet<(&'static str, [u8; 16])>);

impl Given {
    /// Notes a SID.
    fn once<K: Kind>(&mut self, sid: Sid<K>) -> Result<(), Wrong> {
        let is_new = self.0.insert((K::PREFIX, sid.to_bytes()));
        is_new.then_some(()).ok_or_else(|| format!("sid: {sid} is there already"))
    }

    /// Checks a SID that has to be there.
    fn there<K: Kind>(&self, member: &str, sid: Sid<K>) -> Result<(), Wrong> {
        let is_there = self.0.contains(&(K::PREFIX, sid.to_bytes()));
        is_there.then_some(()).ok_or_else(|| format!("{member}: {sid} does not precede it"))
    }
}

impl Drafts {
    /// Notes so many bytes of media.
    pub(super) fn blob(&mut self, digest: Digest, size: u64) {
        self.blobs.insert(digest, size);
    }

    /// Takes in a line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn take(&mut self, line: Line) -> Result<(), Wrong> {
        if let Line::Account(account) = line {
            return self.open(account);
        }
        if let Line::Service(service) = &line
            && !self.service_sids.insert(service.sid)
        {
            return Err(format!("sid: {} is there already", service.sid));
        }
        let account = self.accounts.last_mut().ok_or("sid: no account precedes it")?;
        account.take(line, &self.blobs)
    }

    fn open(&mut self, line: AccountLine) -> Result<(), Wrong> {
        if !self.account_sids.insert(line.sid) {
            return Err(format!("sid: {} is there already", line.sid));
        }
        if line.auth_token.as_deref() == Some("") {
            return Err("auth_token: must not be empty".to_owned());
        }
        for key in line.api_keys.iter().flatten() {
            if key.secret.as_deref() == Some("") {
                return Err(format!("api_keys: the secret of {} must not be empty", key.sid));
            }
            if !self.key_sids.insert(key.sid) {
                return Err(format!("api_keys: {} is there already", key.sid));
            }
        }
        let keys = line.api_keys.unwrap_or_default().into_iter();
        let keys = keys.map(|key| ApiKey { sid: key.sid, secret: key.secret });
        let credentials =
            SavedCredentials { auth_token: line.auth_token, api_keys: keys.collect() };
        self.accounts.push(AccountDraft::new(line.sid, credentials, line.defaults));
        Ok(())
    }

    /// The accounts.
    ///
    /// # Errors
    /// What is missing.
    pub(super) fn finish(self) -> Result<Vec<SavedAccount>, Wrong> {
        if self.accounts.is_empty() {
            return Err("no account follows".to_owned());
        }
        self.accounts.into_iter().map(AccountDraft::finish).collect()
    }
}

/// What every account has.
fn saved(
    sid: AccountSid,
    credentials: SavedCredentials,
    defaults: Defaults,
    contents: Contents,
) -> Result<SavedAccount, Wrong> {
    if contents.service_records().all(|it| it.sid != defaults.service) {
        return Err(format!(
            "account.defaults.chat_service_sid: {sid} has no service {}",
            defaults.service
        ));
    }
    Ok(SavedAccount { sid, credentials, contents })
}
