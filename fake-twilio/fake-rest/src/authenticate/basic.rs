//! Basic authentication, as every public REST request carries it.

use std::str::FromStr;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, StatusCode, header};
use subtle::ConstantTimeEq;
use twilio_sid::{AccountSid, ApiKeySid};
use twilio_token::Secret;

use crate::{http::error::ApiError, keyring::Keyring};

fn unauthorized(message: &str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, 20003, message)
}

/// The account that a request acts for: account SID and auth token, or key SID and secret.
///
/// # Errors
/// 401 and 20003, with the texts that live answers show.
pub(crate) fn account(headers: &HeaderMap, keyring: &Keyring) -> Result<AccountSid, ApiError> {
    let none = || unauthorized("Authentication Error - No credentials provided");
    let header = headers.get(header::AUTHORIZATION).ok_or_else(none)?;
    let credentials = header.to_str().ok().and_then(credentials).ok_or_else(none)?;
    let (name, password) = credentials.split_once(':').ok_or_else(none)?;
    let known = find_credentials(name, keyring);
    let (account, secret) =
        known.ok_or_else(|| unauthorized("Authentication Error - invalid username"))?;
    let matches = password.as_bytes().ct_eq(secret.expose().as_bytes());
    if matches.into() { Ok(account) } else { Err(unauthorized("Authenticate")) }
}

fn credentials(header: &str) -> Option<String> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()
}

fn find_credentials(name: &str, keyring: &Keyring) -> Option<(AccountSid, Secret)> {
    if let Ok(account) = AccountSid::from_str(name) {
        return keyring.auth_token(account).map(|token| (account, token));
    }
    let key = keyring.key(ApiKeySid::from_str(name).ok()?)?;
    Some((key.account, key.secret))
}
