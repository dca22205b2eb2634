//! What applications ask `api.twilio.com`: accounts, their API keys, and ICE servers for peer-to-peer video
//! (Network Traversal Service). Paths, members and formats are those of the OpenAPI document
//! `twilio_api_v2010`.

use std::collections::BTreeMap;

use bytes::Bytes;
use fake_core::Error;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ApiKeySid};
use twilio_wire::signaling::IceServer;

use crate::{
    authenticate::basic,
    context::Context,
    host::{self, ACCOUNTS_VERSION},
    http::{
        error::{ApiError, method_not_allowed},
        parse,
        reply::{Reply, Step, created, ok},
    },
};

/// Accounts of a page unless the request says otherwise.
const PAGE_SIZE: usize = 50;

/// How long ICE servers are good, in seconds, unless the request says otherwise.
const TTL: u32 = 86_400;

#[derive(Serialize)]
struct Account {
    auth_token: String,
    date_created: String,
    date_updated: String,
    friendly_name: String,
    owner_account_sid: AccountSid,
    sid: AccountSid,
    status: &'static str,
    /// Empty: of the API's other resources the emulator has none.
    subresource_uris: BTreeMap<String, String>,
    r#type: &'static str,
    uri: String,
}

/// A page with everything that there is.
#[derive(Serialize)]
struct List {
    #[serde(flatten)]
    items: Items,
    end: usize,
    first_page_uri: String,
    next_page_uri: Option<String>,
    page: usize,
    page_size: usize,
    previous_page_uri: Option<String>,
    start: usize,
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Items {
    Accounts(Vec<Account>),
    Keys(Vec<Key>),
}

/// An API key. Its secret is shown by no answer.
#[derive(Serialize)]
struct Key {
    date_created: String,
    date_updated: String,
    friendly_name: &'static str,
    sid: ApiKeySid,
}

/// A request for ICE servers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NewToken {
    /// Seconds for which they are to be good.
    ttl: Option<u32>,
}

#[derive(Serialize)]
struct Token<'a> {
    account_sid: AccountSid,
    date_created: String,
    date_updated: String,
    ice_servers: Vec<TokenServer<'a>>,
    /// Empty, as the user name: each server has its own.
    password: &'static str,
    ttl: String,
    username: &'static str,
}

/// An ICE server, with its address under the old name, too.
#[derive(Serialize)]
struct TokenServer<'a> {
    url: &'a str,
    #[serde(flatten)]
    server: &'a IceServer,
}

/// Answers a request; `segments` follow the version in its path.
pub(crate) fn handle(
    context: &Context,
    ice_servers: &[IceServer],
    request: &Request<Bytes>,
    segments: &[&str],
) -> Reply {
    let caller = basic::account(request.headers(), &context.keyring)?;
    let named = |text: &str| match text.parse() {
        Ok(sid) if sid == caller => Ok(sid),
        _ => Err(ApiError::not_found(request.uri().path())),
    };
    match (segments, request.method()) {
        (["Accounts.json"], &Method::GET) => list(context, caller),
        (["Accounts", file], method) => {
            let sid = file.strip_suffix(".json").unwrap_or(file);
            let sid = named(sid)?;
            if *method != Method::GET {
                return Err(method_not_allowed());
            }
            Ok(ok(&account(context, sid)?))
        }
        (["Accounts", sid, "Tokens.json"], method) => {
            let sid = named(sid)?;
            if *method != Method::POST {
                return Err(method_not_allowed());
            }
            token(context, ice_servers, request, sid)
        }
        (["Accounts", sid, "Keys.json"], _) => keys(context, request, named(sid)?, &[]),
        (["Accounts", sid, "Keys", key], _) => keys(context, request, named(sid)?, &[key]),
        _ => Err(host::not_emulated(request.uri(), "Programmable Voice and Messaging").into()),
    }
}

fn account(context: &Context, sid: AccountSid) -> Result<Account, Error> {
    let service = context.store.default_service(sid).ok_or(Error::NoService)?;
    // It was opened with its default service.
    let opened = date(service.read(|world| world.service.created));
    let auth_token = context.keyring.auth_token(sid);
    Ok(Account {
        auth_token: auth_token.map(|it| it.expose().to_owned()).unwrap_or_default(),
        date_created: opened.clone(),
        date_updated: opened,
        friendly_name: "fake-twilio".to_owned(),
        owner_account_sid: sid,
        sid,
        status: "active",
        subresource_uris: BTreeMap::new(),
        r#type: "Full",
        uri: format!("/{ACCOUNTS_VERSION}/Accounts/{sid}.json"),
    })
}

/// The caller's account alone: none of them has subaccounts.
fn list(context: &Context, caller: AccountSid) -> Reply {
    let path = format!("/{ACCOUNTS_VERSION}/Accounts.json");
    Ok(page(&path, 1, Items::Accounts(vec![account(context, caller)?])))
}

fn page(path: &str, count: usize, items: Items) -> Step<Response<Bytes>> {
    let page_size = count.max(PAGE_SIZE);
    let uri = format!("{path}?PageSize={page_size}&Page=0");
    ok(&List {
        items,
        end: count.saturating_sub(1),
        first_page_uri: uri.clone(),
        next_page_uri: None,
        page: 0,
        page_size,
        previous_page_uri: None,
        start: 0,
        uri,
    })
}

/// Answers a request for the keys of an account, or for one of them.
fn keys(context: &Context, request: &Request<Bytes>, sid: AccountSid, rest: &[&str]) -> Reply {
    if *request.method() != Method::GET {
        return Err(method_not_allowed());
    }
    let opened = account(context, sid)?.date_created;
    let key = |sid| Key {
        date_created: opened.clone(),
        date_updated: opened.clone(),
        friendly_name: "",
        sid,
    };
    let there = context.keyring.keys_of(sid);
    let [file] = rest else {
        let keys: Vec<Key> = there.into_iter().map(key).collect();
        let path = format!("/{ACCOUNTS_VERSION}/Accounts/{sid}/Keys.json");
        return Ok(page(&path, keys.len(), Items::Keys(keys)));
    };
    let named = file.strip_suffix(".json").unwrap_or(file).parse();
    let named = named.ok().filter(|it| there.contains(it));
    Ok(ok(&key(named.ok_or_else(|| ApiError::not_found(request.uri().path()))?)))
}

fn token(
    context: &Context,
    ice_servers: &[IceServer],
    request: &Request<Bytes>,
    account_sid: AccountSid,
) -> Reply {
    let NewToken { ttl } = parse::form(request.body())?;
    let now = date(context.store.now());
    let ice_servers = ice_servers.iter().map(|server| TokenServer { url: &server.urls, server });
    Ok(created(&Token {
        account_sid,
        date_created: now.clone(),
        date_updated: now,
        ice_servers: ice_servers.collect(),
        password: "",
        ttl: ttl.unwrap_or(TTL).to_string(),
        username: "",
    }))
}

/// A date as that API writes it (RFC 2822, days with two digits).
fn date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
