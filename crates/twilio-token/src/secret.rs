//! The secret of an API key, kept out of logs.

use std::{fmt, str::FromStr, sync::Arc};

use crate::EmptySecret;

/// Secret of an API key; cheap to clone, and hidden from `Debug`.
///
/// The HMAC key is its UTF-8 bytes as they are (`PyJWT` 2.15.1, `jsonwebtoken` 9.0.3 of npm).
#[derive(Clone)]
pub struct Secret(Arc<str>);

impl Secret {
    /// The text itself, for a signature or a comparison and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = EmptySecret;

    fn from_str(text: &str) -> Result<Self, EmptySecret> {
        if text.is_empty() { Err(EmptySecret) } else { Ok(Self(text.into())) }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
