#![doc = include_str!("../README.md")]
//!
//! # Sources
//!
//! An access token is a compact JWS signed with HMAC-SHA256; the key is the secret of an API key.
//! Its shape was read in the official libraries and is compared with them in this crate's tests:
//! `twilio` 9.13.0 for Python (`twilio/jwt/__init__.py`, `twilio/jwt/access_token/`) and `twilio`
//! 6.2.0 for Node (`lib/jwt/AccessToken.js`). Where the two differ, minting follows Python but in the
//! cases that [`AccessToken`] lists. [`WebhookVerifier`] names the sources of signatures.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::missing_errors_doc)]

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
