//! Each way to be refused, and the order of the checks.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use twilio_sid::ApiKeySid;
use twilio_token::{Claims, IssuerKey, MAX_LIFETIME, VerifyError, verify};

pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const ACCOUNT: &str = "AC0000000000000000000000000000000a";
pub(crate) const KEY: &str = "SK0000000000000000000000000000000b";
pub(crate) const SECRET: &str = "a-secret-of-no-account";

/// Signs any header and claims, good or bad.
pub(crate) fn forge(header: &Value, claims: &Value, secret: &str) -> String {
    let segment = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", segment(header), segment(claims));
    let key = EncodingKey::from_secret(secret.as_bytes());
    let signature = crypto::sign(message.as_bytes(), &key, Algorithm::HS256).expect("an HMAC");
    format!("{message}.{signature}")
}

/// Verifies with one account that has one key.
pub(crate) fn judge(jwt: &str) -> Result<Claims, VerifyError> {
    verify(jwt, find, NOW)
}

fn find(issuer: ApiKeySid) -> Option<IssuerKey> {
    let owner = |account| IssuerKey { account, secret: SECRET.parse().expect("a secret") };
    (issuer.to_string() == KEY).then(|| owner(ACCOUNT.parse().expect("an account SID")))
}

pub(crate) fn header() -> Value {
    json!({ "cty": "twilio-fpa;v=1", "typ": "JWT", "alg": "HS256" })
}

fn claims() -> Value {
    json!({ "iss": KEY, "sub": ACCOUNT, "exp": NOW + 60, "grants": { "identity": "eve", "video": {} } })
}

fn verify_with(name: &str, value: Value) -> Result<Claims, VerifyError> {
    let mut claims = claims();
    claims[name] = value;
    judge(&forge(&header(), &claims, SECRET))
}

#[test]
fn missing_times_and_any_order_are_accepted() {
    let claims = judge(&forge(&header(), &claims(), SECRET)).unwrap();
    assert_eq!(claims.identity(), Some("eve"));
    assert_eq!(claims.expires_at, NOW + 60);
    assert_eq!(claims.issuer.to_string(), KEY);
    assert_eq!(claims.subject.to_string(), ACCOUNT);
}

#[test]
fn text_that_is_no_token_is_malformed() {
    let good = forge(&header(), &claims(), SECRET);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = message.split_once('.').unwrap();
    let array = URL_SAFE_NO_PAD.encode("[]");
    for bad in [
        String::new(),
        "...".to_owned(),
        message.to_owned(),
        format!("{good}.{signature}"),
        format!("{header}=.{payload}.{signature}"),
        format!("{header}.{array}.{signature}"),
        format!("{array}.{payload}.{signature}"),
        format!(" {good}"),
    ] {
        assert_eq!(judge(&bad), Err(VerifyError::Malformed), "{bad}");
    }
}

#[test]
fn header_has_to_be_that_of_an_access_token() {
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS512")),
        ("alg", json!(256)),
        ("typ", json!("JWS")),
        ("cty", json!("twilio-fpa;v=2")),
        ("cty", Value::Null),
        ("crit", json!(["exp"])),
    ] {
        let mut bad = header();
        bad[name] = value;
        assert_eq!(judge(&forge(&bad, &claims(), SECRET)), Err(VerifyError::Header), "{bad}");
    }
}

#[test]
fn issuer_and_subject_have_to_belong_together() {
    for issuer in [json!(ACCOUNT), json!("SK1"), json!(7), json!(KEY.replace('b', "c"))] {
        assert_eq!(verify_with("iss", issuer), Err(VerifyError::Issuer));
    }
    for subject in [json!(KEY), Value::Null, json!(ACCOUNT.replace('a', "b"))] {
        assert_eq!(verify_with("sub", subject), Err(VerifyError::Subject));
    }
}

#[test]
fn signature_has_to_be_made_with_the_secret() {
    let good = forge(&header(), &claims(), SECRET);
    let (message, _) = good.rsplit_once('.').unwrap();
    for bad in [
        forge(&header(), &claims(), "another-secret"),
        format!("{message}."),
        format!("{message}.AAAA"),
        format!("{message}.*"),
        good[..good.len() - 2].to_owned(),
    ] {
        assert_eq!(judge(&bad), Err(VerifyError::Signature), "{bad}");
    }
}

#[test]
fn expiry_is_a_time_within_a_day() {
    for exp in [Value::Null, json!("1700000060"), json!(-1), json!(1.5), json!({})] {
        assert_eq!(verify_with("exp", exp), Err(VerifyError::ExpiryUnusable));
    }
    assert_eq!(verify_with("exp", json!(0)), Err(VerifyError::Expired));
    assert_eq!(verify_with("exp", json!(NOW)), Err(VerifyError::Expired));
    assert!(verify_with("exp", json!(NOW + 1)).is_ok());
    assert!(verify_with("exp", json!(NOW + MAX_LIFETIME)).is_ok());
    let too_far = Err(VerifyError::ExpiryTooFar);
    assert_eq!(verify_with("exp", json!(NOW + MAX_LIFETIME + 1)), too_far);
    assert_eq!(verify_with("exp", json!(u64::MAX)), too_far);
}

#[test]
fn start_has_to_be_reached() {
    for nbf in [json!(NOW + 1), json!(u64::MAX), json!("0"), json!(false), json!(0.5)] {
        assert_eq!(verify_with("nbf", nbf), Err(VerifyError::NotYetValid));
    }
    for nbf in [json!(NOW), json!(0), json!(-5), Value::Null] {
        assert!(verify_with("nbf", nbf).is_ok());
    }
}

#[test]
fn grants_have_to_be_readable() {
    assert_eq!(verify_with("grants", Value::Null), Err(VerifyError::NoGrants));
    for grants in [
        json!([]),
        json!("all"),
        json!({ "identity": "eve", "video": [] }),
        json!({ "identity": "eve", "video": true }),
        json!({ "identity": "eve", "chat": { "service_sid": 7 } }),
        json!({ "identity": ["eve"], "video": {} }),
        json!({ "identity": 1.5, "video": {} }),
    ] {
        assert_eq!(verify_with("grants", grants.clone()), Err(VerifyError::Grants), "{grants}");
    }
    for grants in [json!({ "video": {} }), json!({ "identity": "", "chat": {} })] {
        assert_eq!(verify_with("grants", grants.clone()), Err(VerifyError::NoIdentity), "{grants}");
    }
}

#[test]
fn identities_may_be_numbers_and_voice_does_without() {
    let numbered = verify_with("grants", json!({ "identity": 42, "chat": {} })).unwrap();
    assert_eq!(numbered.identity(), Some("42"));
    let nobody =
        verify_with("grants", json!({ "voice": { "incoming": { "allow": true } } })).unwrap();
    assert_eq!(nobody.identity(), None);
    assert!(nobody.grants.voice.unwrap().incoming.allow);
    let strange = verify_with("grants", json!({ "player": null, "future": [1] })).unwrap();
    assert_eq!(strange.grants, twilio_token::Grants::default());
}

#[test]
fn the_first_error_in_the_order_of_checks_is_returned() {
    let mut header = header();
    let mut claims = json!({ "iss": 0, "sub": 0, "exp": 0, "nbf": u64::MAX, "grants": 0 });
    header["alg"] = json!("none");
    let mut codes = Vec::new();
    let mut note = |header: &Value, claims: &Value, secret: &str| {
        codes.push(judge(&forge(header, claims, secret)).map_err(VerifyError::code).unwrap_err());
    };
    note(&header, &claims, "wrong");
    header["alg"] = json!("HS256");
    note(&header, &claims, "wrong");
    claims["iss"] = json!(KEY);
    note(&header, &claims, "wrong");
    claims["sub"] = json!(ACCOUNT);
    note(&header, &claims, "wrong");
    note(&header, &claims, SECRET);
    claims["exp"] = json!(NOW + 1);
    note(&header, &claims, SECRET);
    claims["nbf"] = json!(NOW);
    note(&header, &claims, SECRET);
    assert_eq!(codes, [20102, 20103, 20103, 20107, 20104, 20105, 20106]);
    assert_eq!(judge("").map_err(VerifyError::code), Err(20101));
}
