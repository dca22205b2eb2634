//! `POST seed`: loads a seed document.

mod load;

use std::{cell::RefCell, sync::Arc};

use bytes::Bytes;
use fake_store::{Fork, KeptMedia, NotMerged, ServiceExists};
use http::Request;
use serde::{Deserialize, Serialize};
use twilio_sid::AccountSid;

use load::Loader;

use super::accounts::{self, Credentials, NewAccount, OpenedAccount};
use crate::{
    context::Context,
    control::account,
    http::{
        error::ApiError,
        parse,
        reply::{Reply, created},
    },
    seed::{SeedDocument, SeedError},
    seeded_world::{SeededWorld, Unseeded},
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

/// How often a document is loaded anew because its accounts changed meanwhile. Each attempt takes as long
/// as the whole document, so that other requests come in between many times before it succeeds.
const ATTEMPTS: usize = 1000;

/// Loads a document whole, or nothing of it: first into copies of its accounts, which then take the
/// places of the originals in one step.
fn load_into(
    context: &Context,
    account_sid: AccountSid,
    mut document: SeedDocument,
    is_kept: bool,
) -> Result<LoadedSeed, SeedError> {
    let further = std::mem::take(&mut document.accounts).into_iter().enumerate();
    let further = further.map(|(number, mut account)| {
        let at = format!("accounts[{number}]");
        let contents = std::mem::take(&mut account.contents);
        if !contents.accounts.is_empty() {
            let why = "accounts cannot stand within an account".to_owned();
            return Err(SeedError { at: format!("{at}.contents.accounts"), why });
        }
        let credentials = Credentials::draw(context, NewAccount::from(account));
        let credentials = credentials.map_err(|error| SeedError { at, why: error.message })?;
        Ok(FurtherAccount { credentials, contents })
    });
    let further = further.collect::<Result<Vec<_>, _>>()?;
    let of_document = OfDocument { account_sid, document, further };
    for _ in 0..ATTEMPTS {
        if let Some(loaded) = of_document.load(context, is_kept)? {
            return Ok(loaded);
        }
    }
    let why = format!("its accounts changed {ATTEMPTS} times while it was loaded");
    Err(SeedError { at: "document".to_owned(), why })
}

/// The accounts of a document.
struct OfDocument {
    account_sid: AccountSid,
    /// What the account is to hold.
    document: SeedDocument,
    further: Vec<FurtherAccount>,
}

/// An account that a document opens, and what it is to hold.
struct FurtherAccount {
    credentials: Credentials,
    contents: SeedDocument,
}

impl OfDocument {
    /// Loads the document; none if its accounts changed meanwhile.
    fn load(&self, context: &Context, is_kept: bool) -> Result<Option<LoadedSeed>, SeedError> {
        let sids = self.further.iter().map(|it| it.credentials.account_sid);
        let sids: Vec<_> = [self.account_sid].into_iter().chain(sids).collect();
        let fork = context.store.fork(&sids);
        let mut loading = Loading::new(context, &fork, is_kept);
        loading.load(self.account_sid, &self.document, "")?;
        let mut accounts = Vec::new();
        for (number, FurtherAccount { credentials, contents }) in self.further.iter().enumerate() {
            let at = format!("accounts[{number}]");
            let opened = loading.open(credentials);
            accounts
                .push(opened.map_err(|error| SeedError { at: at.clone(), why: error.message })?);
            loading.load(credentials.account_sid, contents, &format!("{at}.contents."))?;
        }
        // Its media stay until their records are there.
        let Loading { media: _media, seeds, .. } = loading;
        let entries: Vec<_> = self.further.iter().map(|it| it.credentials.entry()).collect();
        // Not while an account is half of what it was and half of what it will be.
        let _one = context.restoring.lock();
        match fork.merge(&context.store, || context.keyring.open(&entries)) {
            Ok(()) => {}
            Err(NotMerged::HasMoved) => return Ok(None),
            Err(NotMerged::ReadOnly(error)) => {
                return Err(SeedError { at: "document".to_owned(), why: error.to_string() });
            }
            Err(NotMerged::Refused(conflict)) => {
                let at = format!("accounts[{}]", conflict.number);
                return Err(SeedError { at, why: conflict.to_string() });
            }
        }
        context.seeds.lock().extend(seeds);
        Ok(Some(LoadedSeed { account_sid: self.account_sid, accounts }))
    }
}

/// Copies of accounts into which a document is loaded.
struct Loading<'a> {
    context: &'a Context,
    fork: &'a Fork,
    is_kept: bool,
    media: RefCell<KeptMedia>,
    /// What accounts are to be reset to.
    seeds: Vec<(AccountSid, Arc<SeededWorld>)>,
}

impl<'a> Loading<'a> {
    fn new(context: &'a Context, fork: &'a Fork, is_kept: bool) -> Self {
        let media = RefCell::new(context.store.kept_media());
        Self { context, fork, is_kept, media, seeds: Vec::new() }
    }

    fn open(&self, credentials: &Credentials) -> Result<OpenedAccount, ApiError> {
        let is_elsewhere = |service| {
            self.fork.store().service(service).is_none()
                && self.context.store.service(service).is_some()
        };
        if credentials.chat_service_sid.is_some_and(is_elsewhere) {
            return Err(accounts::exists(&ServiceExists));
        }
        Ok(credentials.opened(credentials.open(self.fork.store())?))
    }

    fn load(
        &mut self,
        account: AccountSid,
        document: &SeedDocument,
        at: &str,
    ) -> Result<(), SeedError> {
        let store = self.fork.store();
        let tenant = store.account(account).filter(|_| self.is_kept);
        let before = tenant.map(|tenant| (Unseeded::new(store, &tenant), tenant));
        let dates = RefCell::default();
        let (original, media) = (&*self.context.store, &self.media);
        let loader = Loader { store, original, account, media, dates: &dates };
        loader.load(document).map_err(|error| error.within(at))?;
        if let Some((before, tenant)) = before {
            let media = self.context.store.kept_media();
            let seeded = before.seeded(store, media, &tenant, document, dates.into_inner());
            self.seeds.push((account, Arc::new(seeded)));
        }
        Ok(())
    }
}
