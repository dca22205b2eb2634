//! Accounts as they are, and back to what they were.

use std::{collections::BTreeSet, sync::Arc};

use aws_lc_rs::digest::{SHA256, digest};
use fake_store::AccountTenant;
use http::StatusCode;
use serde::Serialize;
use twilio_sid::AccountSid;
use twilio_token::Secret;

use super::{
    Control, Disconnect, account,
    accounts::{API_KEY_SECRET, AUTH_TOKEN},
};
use crate::{
    archive::{ApiKey, SavedAccount, SavedCredentials, Worlds},
    context::Context,
    http::error::{ApiError, HandlerError},
};

/// The accounts of a request: one, or all of them.
pub(super) fn accounts(
    context: &Context,
    named: Option<AccountSid>,
) -> Result<Vec<AccountSid>, ApiError> {
    match named {
        Some(sid) => Ok(vec![account::named(context, Some(sid))?]),
        None => Ok(context.store.accounts()),
    }
}

/// Accounts as they are, with their media and secrets.
pub(crate) fn save(context: &Context, sids: &[AccountSid]) -> Worlds {
    // Not while an account is half of what it was and half of what it will be.
    let _one = context.restoring.lock();
    let mut media = context.store.kept_media();
    let open = sids.iter().filter_map(|sid| Some((*sid, context.store.account(*sid)?)));
    let accounts = open.map(|(sid, tenant)| SavedAccount {
        sid,
        credentials: credentials(context, sid),
        contents: context.store.contents(&tenant, &mut media),
    });
    Worlds { accounts: accounts.collect(), media }
}

fn credentials(context: &Context, account: AccountSid) -> SavedCredentials {
    let exposed = |secret: Secret| secret.expose().to_owned();
    let keyring = &context.keyring;
    let keys = keyring.keys_of(account).into_iter();
    let keys = keys
        .map(|sid| ApiKey { sid, secret: keyring.key(sid).map(|issuer| exposed(issuer.secret)) });
    SavedCredentials {
        auth_token: keyring.auth_token(account).map(exposed),
        api_keys: keys.collect(),
    }
}

/// Which accounts are as they were.
#[derive(Default, Serialize)]
pub(crate) struct RestoredAccounts {
    account_sids: Vec<AccountSid>,
    disconnected: usize,
}

impl RestoredAccounts {
    /// Takes one more account back to what it was; the caller holds `restoring`.
    pub(super) fn add(
        &mut self,
        control: &dyn Control,
        account: AccountSid,
        disconnect: bool,
        back: impl FnOnce() -> Result<(), HandlerError>,
    ) -> Result<(), HandlerError> {
        if disconnect {
            self.disconnected += control.disconnect(account, &Disconnect::everybody());
        }
        let is_back = back();
        control.note_reset(account);
        self.account_sids.push(account);
        is_back
    }
}

/// Lets accounts be as they were; those that are not open are opened.
///
/// # Errors
/// What belongs to another account; nothing is changed then. Or that a store has failed.
pub(super) fn restore(
    context: &Context,
    control: &dyn Control,
    worlds: &Worlds,
    disconnect: bool,
) -> Result<RestoredAccounts, HandlerError> {
    let _one = context.restoring.lock();
    worlds.accounts.iter().try_for_each(|saved| check(context, saved))?;
    let mut restored = RestoredAccounts::default();
    for saved in &worlds.accounts {
        restored.add(control, saved.sid, disconnect, || {
            let tenant = open(context, saved)?;
            Ok(context.store.restore(&tenant, &saved.contents)?)
        })?;
    }
    Ok(restored)
}

/// Lets accounts draw SIDs that neither they nor the accounts of an archive have drawn before.
pub(super) fn stir_ids(context: &Context, worlds: &Worlds, archive: &[u8]) {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, archive).as_ref());
    let open = worlds.accounts.iter().filter_map(|saved| context.store.account(saved.sid));
    open.for_each(|tenant| context.store.stir_ids(&tenant, bytes));
    context.account_ids.lock().stir(bytes);
}

/// Checks that nothing belongs to another account by now.
fn check(context: &Context, saved: &SavedAccount) -> Result<(), ApiError> {
    let conflict = |what: String| ApiError::new(StatusCode::CONFLICT, 20409, what);
    for service in saved.contents.service_records() {
        let there = context.store.service(service.sid);
        if let Some(owner) = there.map(|tenant| tenant.read(|world| world.service.account))
            && owner != saved.sid
        {
            return Err(conflict(format!("{} is a service of {owner}", service.sid)));
        }
    }
    for key in &saved.credentials.api_keys {
        if let Some(owner) = context.keyring.key(key.sid).map(|issuer| issuer.account)
            && owner != saved.sid
        {
            return Err(conflict(format!("{} is a key of {owner}", key.sid)));
        }
    }
    Ok(())
}

/// The account, which is opened unless it is; it keeps the secrets that it has.
fn open(context: &Context, saved: &SavedAccount) -> Result<Arc<AccountTenant>, ApiError> {
    let SavedAccount { sid, credentials, contents } = saved;
    let secret = |text: Option<&String>, well_known: &str| {
        let text = text.map_or(well_known, String::as_str);
        text.parse::<Secret>().map_err(|_| ApiError::bad(20001, "A secret must not be empty"))
    };
    let tenant = if let Some(tenant) = context.store.account(*sid) {
        tenant
    } else if let Some(service) = contents.default_service() {
        let opened = context.store.open_account_with_service(*sid, service);
        opened.map_err(|error| ApiError::new(StatusCode::CONFLICT, 20409, error.to_string()))?
    } else {
        context.store.open_account(*sid)
    };
    if context.keyring.auth_token(*sid).is_none() {
        let auth_token = secret(credentials.auth_token.as_ref(), AUTH_TOKEN)?;
        context.keyring.add_account(*sid, auth_token);
    }
    let known: BTreeSet<_> = context.keyring.keys_of(*sid).into_iter().collect();
    for key in credentials.api_keys.iter().filter(|key| !known.contains(&key.sid)) {
        context.keyring.add_key(key.sid, *sid, secret(key.secret.as_ref(), API_KEY_SECRET)?);
    }
    Ok(tenant)
}
