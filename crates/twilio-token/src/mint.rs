//! Builds a token and signs it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto, errors::Error};
use serde_json::json;
use twilio_sid::{AccountSid, ApiKeySid};

use crate::{
    ChatGrant, Grants, JsonObject, MAX_LIFETIME, MintError, Secret, SyncGrant, TaskRouterGrant,
    VideoGrant, VoiceGrant, claims::Payload,
};

/// Default lifetime in seconds (both official libraries).
pub const DEFAULT_TTL: u64 = 3600;

/// The `cty` of every access token's header (both official libraries).
pub(crate) const CONTENT_TYPE: &str = "twilio-fpa;v=1";

/// The claims of a token; [`Signer::sign`] turns them into a JWT.
///
/// A second grant of one kind takes the place of the first. Choices where the libraries differ: By
/// default `nbf` is the minting time and there is no `iat` (Python); `ttl(0)` expires at once
/// (Python); an empty identity is refused (Node); an identity is always a text (Node); an empty
/// playback grant is `{}` (Node). More than 24 hours are refused, which neither library does.
#[derive(Clone, Debug)]
#[must_use = "a token does nothing until it is signed"]
pub struct AccessToken {
    grants: Grants,
    not_before: NotBefore,
    expiry: Expiry,
}

#[derive(Clone, Copy, Debug)]
enum NotBefore {
    Now,
    At(u64),
    LeftOut,
}

#[derive(Clone, Copy, Debug)]
enum Expiry {
    After(u64),
    At(u64),
}

impl AccessToken {
    /// A token without identity and grants that lives for [`DEFAULT_TTL`].
    pub fn new() -> Self {
        Self {
            grants: Grants::default(),
            not_before: NotBefore::Now,
            expiry: Expiry::After(DEFAULT_TTL),
        }
    }

    /// Names the user; any text but the empty one.
    pub fn identity(mut self, identity: impl Into<String>) -> Self {
        self.grants.identity = Some(identity.into());
        self
    }

    /// Allows video rooms.
    pub fn video(mut self, grant: VideoGrant) -> Self {
        self.grants.video = Some(grant);
        self
    }

    /// Allows Conversations.
    pub fn chat(mut self, grant: ChatGrant) -> Self {
        self.grants.chat = Some(grant);
        self
    }

    /// Allows calls.
    pub fn voice(mut self, grant: VoiceGrant) -> Self {
        self.grants.voice = Some(grant);
        self
    }

    /// Allows Sync objects.
    pub fn sync(mut self, grant: SyncGrant) -> Self {
        self.grants.sync = Some(grant);
        self
    }

    /// Allows `TaskRouter`.
    pub fn task_router(mut self, grant: TaskRouterGrant) -> Self {
        self.grants.task_router = Some(grant);
        self
    }

    /// Allows to watch a Live stream, with the object that Twilio's API handed out.
    pub fn playback(mut self, grant: JsonObject) -> Self {
        self.grants.playback = Some(grant);
        self
    }

    /// Lets the token live for so many seconds from minting, at most [`MAX_LIFETIME`].
    pub fn ttl(mut self, seconds: u64) -> Self {
        self.expiry = Expiry::After(seconds);
        self
    }

    /// Ends the token at a time in unix seconds instead (`valid_until` of the Python library).
    pub fn valid_until(mut self, at: u64) -> Self {
        self.expiry = Expiry::At(at);
        self
    }

    /// Starts the token at a time in unix seconds instead of at minting.
    pub fn not_before(mut self, at: u64) -> Self {
        self.not_before = NotBefore::At(at);
        self
    }

    /// Writes no `nbf`, which forgives a verifier whose clock is behind.
    pub fn without_not_before(mut self) -> Self {
        self.not_before = NotBefore::LeftOut;
        self
    }

    fn expires_at(&self, now: u64) -> Result<u64, MintError> {
        let (at, seconds) = match self.expiry {
            Expiry::After(seconds) => (now.saturating_add(seconds), seconds),
            Expiry::At(at) => (at, at.saturating_sub(now)),
        };
        if seconds > MAX_LIFETIME { Err(MintError::Lifetime { seconds }) } else { Ok(at) }
    }
}

impl Default for AccessToken {
    fn default() -> Self {
        Self::new()
    }
}

/// Signs tokens with one API key; everything that does not change is prepared once.
#[derive(Clone, Debug)]
pub struct Signer {
    key: EncodingKey,
    /// The header as base64, with the dot behind it.
    header: String,
    issuer: String,
    subject: String,
}

impl Signer {
    /// A signer for the account that owns the API key.
    pub fn new(account: AccountSid, key: ApiKeySid, secret: &Secret) -> Self {
        Self {
            key: EncodingKey::from_secret(secret.expose().as_bytes()),
            header: header(""),
            issuer: key.to_string(),
            subject: account.to_string(),
        }
    }

    /// Names the account's home region in every header (`twr`), such as `au1`; the empty name
    /// stands for none.
    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        self.header = header(region);
        self
    }

    /// Mints the JWT at a time in unix seconds.
    ///
    /// Two tokens of one second share their `jti`, as they do with the official libraries.
    ///
    /// # Errors
    /// [`MintError::EmptyIdentity`], [`MintError::Lifetime`] for a lifetime that Twilio refuses, and
    /// [`MintError::Encode`] when JSON or signature fail.
    pub fn sign(&self, token: &AccessToken, now: u64) -> Result<String, MintError> {
        if token.grants.identity.as_ref().is_some_and(String::is_empty) {
            return Err(MintError::EmptyIdentity);
        }
        let payload = Payload {
            jti: format!("{}-{now}", self.issuer),
            grants: &token.grants,
            iss: &self.issuer,
            exp: token.expires_at(now)?,
            nbf: match token.not_before {
                NotBefore::Now => Some(now),
                NotBefore::At(at) => Some(at),
                NotBefore::LeftOut => None,
            },
            sub: &self.subject,
        };
        self.encode(&payload).map_err(MintError::Encode)
    }

    fn encode(&self, payload: &Payload<'_>) -> Result<String, Error> {
        let mut jwt = self.header.clone();
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(payload)?, &mut jwt);
        let signature = crypto::sign(jwt.as_bytes(), &self.key, Algorithm::HS256)?;
        jwt.push('.');
        jwt.push_str(&signature);
        Ok(jwt)
    }
}

/// The header's segment and a dot, its members sorted as `PyJWT` 2.15.1 sorts them.
fn header(region: &str) -> String {
    let header = if region.is_empty() {
        json!({ "alg": "HS256", "cty": CONTENT_TYPE, "typ": "JWT" })
    } else {
        json!({ "alg": "HS256", "cty": CONTENT_TYPE, "twr": region, "typ": "JWT" })
    };
    format!("{}.", URL_SAFE_NO_PAD.encode(header.to_string()))
}
