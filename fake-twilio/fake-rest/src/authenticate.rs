//! Who asks: by basic authentication or by an access token.

pub(crate) mod basic;
pub(crate) mod token;
