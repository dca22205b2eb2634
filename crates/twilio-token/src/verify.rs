//! Verifies a token the way Twilio's gateways do.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::Value;
use twilio_sid::{AccountSid, ApiKeySid};

use crate::{Claims, Grants, JsonObject, MAX_LIFETIME, Secret, VerifyError, mint::CONTENT_TYPE};

/// The verifier's data of the API key that issued a token.
#[derive(Clone, Debug)]
pub struct IssuerKey {
    /// The account that owns the key.
    pub account: AccountSid,
    /// The key's secret.
    pub secret: Secret,
}

/// Checks a token at a time in unix seconds and returns its claims.
///
/// `lookup` finds the API key of the issuer. There is no leeway for clocks (assumed: Twilio
/// documents none; tokens a few seconds off, sent to a live account, would settle it). Whether the
/// grants cover what the caller wants to do is for the caller to judge.
///
/// # Errors
/// The first check that fails, in the order of [`VerifyError`].
pub fn verify(
    token: &str,
    lookup: impl FnOnce(ApiKeySid) -> Option<IssuerKey>,
    now: u64,
) -> Result<Claims, VerifyError> {
    let mut parts = Parts::parse(token)?;
    check_header(&parts.header)?;

    let issuer: ApiKeySid = sid(&parts.claims, "iss").ok_or(VerifyError::Issuer)?;
    let key = lookup(issuer).ok_or(VerifyError::Issuer)?;
    let subject: AccountSid = sid(&parts.claims, "sub").ok_or(VerifyError::Subject)?;
    if subject != key.account {
        return Err(VerifyError::Subject);
    }

    check_signature(&parts, &key.secret)?;
    let expires_at = check_expiry(parts.claims.get("exp"), now)?;
    check_not_before(parts.claims.get("nbf"), now)?;
    let grants = check_grants(parts.claims.remove("grants"))?;
    Ok(Claims { issuer, subject, expires_at, grants })
}

/// The three segments of a compact JWS, the first two read.
///
/// By hand: `jsonwebtoken` does not distinguish an unsupported header (20102) from one that is no
/// JSON (20101).
struct Parts<'a> {
    header: JsonObject,
    claims: JsonObject,
    /// Header and claims as they were signed.
    message: &'a str,
    signature: &'a str,
}

impl<'a> Parts<'a> {
    fn parse(token: &'a str) -> Result<Self, VerifyError> {
        let (message, signature) = token.rsplit_once('.').ok_or(VerifyError::Malformed)?;
        let (header, claims) = message.split_once('.').ok_or(VerifyError::Malformed)?;
        Ok(Self { header: object(header)?, claims: object(claims)?, message, signature })
    }
}

/// Reads a segment as a JSON object; a fourth segment fails here, as a dot is not base64.
fn object(segment: &str) -> Result<JsonObject, VerifyError> {
    let json = URL_SAFE_NO_PAD.decode(segment).map_err(|_| VerifyError::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| VerifyError::Malformed)
}

/// Requires the three header values of Twilio's documentation, and no extension (RFC 7515, `crit`).
///
/// `twilio` 6.2.0 for Node can be told to sign with HS384 or HS512; the documentation allows
/// neither. Whether `typ` may be missing is assumed (no); such a token, sent live, would settle it.
fn check_header(header: &JsonObject) -> Result<(), VerifyError> {
    let says = |name, expected| header.get(name).and_then(Value::as_str) == Some(expected);
    let good = says("typ", "JWT") && says("alg", "HS256") && says("cty", CONTENT_TYPE);
    if good && !header.contains_key("crit") { Ok(()) } else { Err(VerifyError::Header) }
}

fn sid<T: std::str::FromStr>(claims: &JsonObject, name: &str) -> Option<T> {
    claims.get(name)?.as_str()?.parse().ok()
}

fn check_signature(parts: &Parts<'_>, secret: &Secret) -> Result<(), VerifyError> {
    let key = DecodingKey::from_secret(secret.expose().as_bytes());
    let message = parts.message.as_bytes();
    // An error is a signature that is not base64: cut short, for one.
    match crypto::verify(parts.signature, message, &key, Algorithm::HS256) {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(VerifyError::Signature),
    }
}

/// Wants whole seconds (assumed for fractions, which the libraries never write; a live gateway's
/// answer to `exp` with a fraction would settle it).
fn check_expiry(exp: Option<&Value>, now: u64) -> Result<u64, VerifyError> {
    let exp = exp.and_then(Value::as_u64).ok_or(VerifyError::ExpiryUnusable)?;
    if exp <= now {
        return Err(VerifyError::Expired);
    }
    if exp - now > MAX_LIFETIME { Err(VerifyError::ExpiryTooFar) } else { Ok(exp) }
}

fn check_not_before(nbf: Option<&Value>, now: u64) -> Result<(), VerifyError> {
    let come = match nbf {
        None | Some(Value::Null) => true,
        Some(nbf) => nbf.as_u64().map_or_else(|| nbf.as_i64().is_some(), |nbf| nbf <= now),
    };
    if come { Ok(()) } else { Err(VerifyError::NotYetValid) }
}

/// Reads the grants; video and chat require an identity.
fn check_grants(claim: Option<Value>) -> Result<Grants, VerifyError> {
    let grants = match claim {
        None | Some(Value::Null) => return Err(VerifyError::NoGrants),
        Some(Value::Object(claim)) => Grants::from_claim(claim)?,
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            return Err(VerifyError::Grants);
        }
    };
    let personal = grants.video.is_some() || grants.chat.is_some();
    if personal && grants.identity.is_none() { Err(VerifyError::NoIdentity) } else { Ok(grants) }
}
