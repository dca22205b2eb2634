//! `accounts`: opens, lists and deletes accounts; each is isolated from all others.

use fake_core::Ids;
use fake_store::Store;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ApiKeySid, Kind, ServiceSid, Sid, UserSid};
use twilio_token::{IssuerKey, Secret};

use super::{Control, Disconnect, account};
use crate::{
    context::Context,
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Reply, created, no_content, ok},
    },
    keyring::Entry,
    seed::SeedAccount,
};

/// The secrets of a SID that is given without one.
pub(super) const AUTH_TOKEN: &str = "not-a-real-auth-token";
pub(super) const API_KEY_SECRET: &str = "not-a-real-secret";

/// A request for an account. What is left out is drawn; a secret is drawn with its SID, and is the
/// well-known fake one where the SID is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAccount {
    account_sid: Option<AccountSid>,
    auth_token: Option<String>,
    api_key_sid: Option<ApiKeySid>,
    api_key_secret: Option<String>,
    chat_service_sid: Option<ServiceSid>,
}

/// The account with everything that a test needs to use it.
#[derive(Serialize)]
pub(super) struct OpenedAccount {
    pub(super) account_sid: AccountSid,
    auth_token: String,
    api_key_sid: ApiKeySid,
    api_key_secret: String,
    chat_service_sid: ServiceSid,
}

impl From<SeedAccount> for NewAccount {
    fn from(seed: SeedAccount) -> Self {
        Self {
            account_sid: seed.account_sid,
            auth_token: seed.auth_token,
            api_key_sid: seed.api_key_sid,
            api_key_secret: seed.api_key_secret,
            chat_service_sid: seed.chat_service_sid,
        }
    }
}

pub(super) fn open(context: &Context, body: &[u8]) -> Reply {
    Ok(created(&open_account(context, parse::json(body)?)?))
}

/// Opens an account, and draws what is left out.
fn open_account(context: &Context, new: NewAccount) -> Result<OpenedAccount, ApiError> {
    let account = Credentials::draw(context, new)?;
    let service = account.open(&context.store)?;
    context.keyring.open(&[account.entry()]).map_err(|error| exists(&error))?;
    Ok(account.opened(service))
}

/// An account that is to be opened, with its credentials.
pub(super) struct Credentials {
    pub(super) account_sid: AccountSid,
    auth_token: Secret,
    api_key_sid: ApiKeySid,
    api_key_secret: Secret,
    pub(super) chat_service_sid: Option<ServiceSid>,
}

impl Credentials {
    /// Draws what is left out.
    pub(super) fn draw(context: &Context, new: NewAccount) -> Result<Self, ApiError> {
        let mut ids = context.account_ids.lock();
        let (account_sid, auth_token) =
            with_secret(new.account_sid, new.auth_token, AUTH_TOKEN, &mut ids);
        let (api_key_sid, api_key_secret) =
            with_secret(new.api_key_sid, new.api_key_secret, API_KEY_SECRET, &mut ids);
        Ok(Self {
            account_sid,
            auth_token: secret(&auth_token)?,
            api_key_sid,
            api_key_secret: secret(&api_key_secret)?,
            chat_service_sid: new.chat_service_sid,
        })
    }

    /// Opens the account in a store; returns its default service.
    pub(super) fn open(&self, store: &Store) -> Result<ServiceSid, ApiError> {
        let tenant = match self.chat_service_sid {
            None => store.open_account(self.account_sid),
            Some(service) => {
                let opened = store.open_account_with_service(self.account_sid, service);
                opened.map_err(|error| exists(&error))?
            }
        };
        let defaults = tenant.read(|account| account.defaults);
        Ok(defaults.ok_or_else(|| ApiError::not_found("Services"))?.service)
    }

    /// What the keyring takes in.
    pub(super) fn entry(&self) -> Entry {
        Entry {
            auth_token: self.auth_token.clone(),
            key: self.api_key_sid,
            issuer: IssuerKey { account: self.account_sid, secret: self.api_key_secret.clone() },
        }
    }

    /// What the caller gets.
    pub(super) fn opened(&self, chat_service_sid: ServiceSid) -> OpenedAccount {
        OpenedAccount {
            account_sid: self.account_sid,
            auth_token: self.auth_token.expose().to_owned(),
            api_key_sid: self.api_key_sid,
            api_key_secret: self.api_key_secret.expose().to_owned(),
            chat_service_sid,
        }
    }
}

/// An account in a list, without its secrets.
#[derive(Serialize)]
struct ListedAccount {
    account_sid: AccountSid,
    chat_service_sid: Option<ServiceSid>,
}

#[derive(Serialize)]
struct AccountList {
    accounts: Vec<ListedAccount>,
}

#[expect(clippy::unnecessary_wraps, reason = "all handlers have one form")]
pub(super) fn list(context: &Context) -> Reply {
    let store = &context.store;
    let defaults = |sid| store.account(sid)?.read(|account| account.defaults);
    let listed = |account_sid| ListedAccount {
        account_sid,
        chat_service_sid: defaults(account_sid).map(|it| it.service),
    };
    Ok(ok(&AccountList { accounts: store.accounts().into_iter().map(listed).collect() }))
}

pub(super) fn delete(context: &Context, control: &dyn Control, sid: &str) -> Reply {
    let named = sid.parse().map_err(|_| ApiError::not_found(sid))?;
    let sid = account::named(context, Some(named))?;
    if context.keyring.first_account() == Some(sid) {
        let why = "The account that the emulator was started with cannot be deleted";
        return Err(ApiError::new(StatusCode::CONFLICT, 20409, why).into());
    }
    let _one = context.restoring.lock();
    // First of all, so that no client comes back.
    context.keyring.remove(sid);
    context.seeds.lock().remove(&sid);
    context.faults.clear(Some(sid));
    control.disconnect(sid, &Disconnect { status: 401, ..Disconnect::everybody() });
    let closed = context.store.close_account(sid);
    control.note_reset(sid);
    closed.map_err(|error| HandlerError::from(fake_core::Error::from(error)))?;
    Ok(no_content())
}

/// A SID with its secret.
fn with_secret<K: Kind>(
    sid: Option<Sid<K>>,
    secret: Option<String>,
    of_given: &str,
    ids: &mut Ids,
) -> (Sid<K>, String) {
    let of_sid = if sid.is_some() { of_given.to_owned() } else { draw_secret(ids) };
    (sid.unwrap_or_else(|| ids.draw()), secret.unwrap_or(of_sid))
}

/// 32 hexadecimal digits, as Twilio's secrets have.
fn draw_secret(ids: &mut Ids) -> String {
    let drawn: UserSid = ids.draw();
    drawn.to_string().split_off(2)
}

fn secret(text: &str) -> Result<Secret, ApiError> {
    text.parse().map_err(|_| ApiError::bad(20001, "A secret must not be empty"))
}

pub(super) fn exists(error: &impl ToString) -> ApiError {
    ApiError::new(StatusCode::CONFLICT, 20409, error.to_string())
}
