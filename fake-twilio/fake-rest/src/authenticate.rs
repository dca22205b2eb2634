//! Authentication by HTTP Basic and by access token.

pub(crate) mod basic;
pub(crate) mod token;
