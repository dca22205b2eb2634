//! `POST seed`: loads a seed document.

mod load;

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use serde::{Deserialize, Serialize};
use twilio_sid::AccountSid;

use load::Loader;

use super::accounts::{self, NewAccount, OpenedAccount};
use crate::{
    context::Context,
    control::account,
    http::{
        error::ApiError,
        parse,
        reply::{Reply, created},
    },
    seed::{SeedDocument, SeedError},
    seeded_world::Unseeded,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    account_sid: Option<AccountSid>,
}

/// Where a document was loaded.
#[derive(Serialize)]
pub(crate) struct LoadedSeed {
    account_sid: AccountSid,
    accounts: Vec<OpenedAccount>,
}

pub(super) fn load(context: &Context, request: &Request<Bytes>) -> Reply {
    let query: Query = parse::form(request.uri().query().unwrap_or_default().as_bytes())?;
    let account = account::named(context, query.account_sid)?;
    let document: SeedDocument = parse::json(request.body())?;
    let loaded = load_into(context, account, document, false);
    Ok(created(&loaded.map_err(|error| ApiError::bad(20001, error.to_string()))?))
}

/// Loads a document into the account that the emulator was started with, and opens its further
/// accounts; `is_kept` when they are to be reset to it.
pub(crate) fn load_seed(
    context: &Context,
    document: SeedDocument,
    is_kept: bool,
) -> Result<LoadedSeed, SeedError> {
    let account = context.keyring.first_account().ok_or_else(|| SeedError {
        at: "document".to_owned(),
        why: "no account is open".to_owned(),
    })?;
    load_into(context, account, document, is_kept)
}

fn load_into(
    context: &Context,
    account_sid: AccountSid,
    mut document: SeedDocument,
    is_kept: bool,
) -> Result<LoadedSeed, SeedError> {
    let further = std::mem::take(&mut document.accounts);
    let load = |account, document: SeedDocument, at: &str| {
        if !document.accounts.is_empty() {
            let why = "accounts cannot stand within an account".to_owned();
            return Err(SeedError { at: format!("{at}accounts"), why });
        }
        let tenant = context.store.account(account).filter(|_| is_kept);
        let before = tenant.map(|tenant| (Unseeded::new(&context.store, &tenant), tenant));
        Loader::new(context, account).load(&document).map_err(|error| error.within(at))?;
        if let Some((before, tenant)) = before {
            let seeded = before.seeded(&context.store, &tenant, &document);
            context.seeds.lock().insert(account, Arc::new(seeded));
        }
        Ok(())
    };
    load(account_sid, document, "")?;
    let mut accounts = Vec::new();
    for (number, mut account) in further.into_iter().enumerate() {
        let at = format!("accounts[{number}]");
        let contents = std::mem::take(&mut account.contents);
        let opened = accounts::open_account(context, NewAccount::from(account));
        let opened = opened.map_err(|error| SeedError { at: at.clone(), why: error.message })?;
        load(opened.account_sid, contents, &format!("{at}.contents."))?;
        accounts.push(opened);
    }
    Ok(LoadedSeed { account_sid, accounts })
}
