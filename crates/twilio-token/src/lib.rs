//! Twilio access tokens: grants, claims, sign, verify. The time is always an argument.
//!
//! [`WebhookVerifier`] checks the other signature that servers meet, that of webhooks.
//!
//! An access token is a compact JWS signed with HMAC-SHA256; the key is the secret of an API key.
//! Its shape was read in the official libraries and is compared with them in this crate's tests:
//! `twilio` 9.13.0 for Python (`twilio/jwt/__init__.py`, `twilio/jwt/access_token/`) and `twilio`
//! 6.2.0 for Node (`lib/jwt/AccessToken.js`). Where the two differ, minting follows Python but in the
//! cases that [`AccessToken`] lists.
//!
//! ```
//! use twilio_token::{AccessToken, ChatGrant, IssuerKey, Secret, Signer, VideoGrant, verify};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let account = "AC00000000000000000000000000000000".parse()?;
//! let key = "SK00000000000000000000000000000000".parse()?;
//! let secret: Secret = "not-a-real-secret".parse()?;
//! let now = 1_700_000_000;
//!
//! let token = AccessToken::new()
//!     .identity("alice")
//!     .video(VideoGrant::room("lobby"))
//!     .chat(ChatGrant::service("IS00000000000000000000000000000000".parse()?));
//! let jwt = Signer::new(account, key, &secret).sign(&token, now)?;
//!
//! let claims = verify(&jwt, |_| Some(IssuerKey { account, secret }), now)?;
//! assert_eq!(claims.identity(), Some("alice"));
//! # Ok(())
//! # }
//! ```

mod claims;
mod error;
mod grants;
mod mint;
mod secret;
mod verify;
mod webhook;

pub use claims::{Claims, MAX_LIFETIME};
pub use error::{EmptySecret, MintError, VerifyError};
pub use grants::{
    ChatGrant, Grants, Incoming, JsonObject, Outgoing, SyncGrant, TaskRouterGrant, VideoGrant,
    VoiceGrant,
};
pub use mint::{AccessToken, DEFAULT_TTL, Signer};
pub use secret::Secret;
pub use verify::{IssuerKey, verify};
pub use webhook::{SignatureError, WebhookVerifier};
