//! Access tokens against a bare `jsonwebtoken::encode` of equal claims.

use std::{hint::black_box, time::Instant};

use anyhow::ensure;
use fake_twilio::Credentials;
use jsonwebtoken::{EncodingKey, Header, dangerous::insecure_decode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use twilio_sid::ServiceSid;
use twilio_token::{AccessToken, ChatGrant, Secret, Signer, VideoGrant};

use crate::{rounds::alternate, table::Table};

const ROUNDS: usize = 9;
const TOKENS: u32 = 20_000;
const NOW: u64 = 1_700_000_000;

#[derive(Serialize, Deserialize)]
struct Claims {
    jti: String,
    grants: Grants,
    iss: String,
    exp: u64,
    nbf: u64,
    sub: String,
}

#[derive(Serialize, Deserialize)]
struct Grants {
    video: Video,
    chat: Chat,
    identity: String,
}

#[derive(Serialize, Deserialize)]
struct Video {
    room: String,
}

#[derive(Serialize, Deserialize)]
struct Chat {
    service_sid: String,
}

fn rate(mut mint: impl FnMut() -> anyhow::Result<String>) -> anyhow::Result<f64> {
    let start = Instant::now();
    for _ in 0..TOKENS {
        black_box(mint()?);
    }
    Ok(f64::from(TOKENS) / start.elapsed().as_secs_f64())
}

pub(crate) fn measure(table: &mut Table) -> anyhow::Result<()> {
    let known = Credentials::default();
    let secret: Secret = known.api_key_secret.parse()?;
    let signer = Signer::new(known.account_sid, known.api_key_sid, &secret);
    let token = AccessToken::new()
        .identity("alice")
        .video(VideoGrant::room("My Room"))
        .chat(ChatGrant::service(ServiceSid::from_bytes([1; 16])));

    let ours = signer.sign(&token, NOW)?;
    let claims: Claims = insecure_decode(&ours)?.claims;
    let header = Header { cty: Some("twilio-fpa;v=1".to_owned()), ..Header::default() };
    let key = EncodingKey::from_secret(known.api_key_secret.as_bytes());
    let bare = jsonwebtoken::encode(&header, &claims, &key)?;
    let value = |jwt: &str| insecure_decode::<Value>(jwt).map(|decoded| decoded.claims);
    ensure!(value(&bare)? == value(&ours)?, "the baseline does not sign the same claims");

    let comparison = alternate(
        ROUNDS,
        || rate(|| Ok(jsonwebtoken::encode(&header, &claims, &key)?)),
        || rate(|| Ok(signer.sign(&token, NOW)?)),
    )?;
    Ok(table.compare("mint an access token", &comparison, 0.8)?)
}
