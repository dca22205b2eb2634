//! Why a token is not minted, and why one is refused.

/// An API key secret is never the empty text; both official libraries refuse to sign with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an API key secret must not be empty")]
pub struct EmptySecret;

/// Why a token could not be minted.
#[derive(Debug, thiserror::Error)]
pub enum MintError {
    /// The identity is the empty text (refused as in `twilio` 6.2.0 for Node).
    #[error("the identity of an access token must not be empty")]
    EmptyIdentity,
    /// The token would live for more than 24 hours, and Twilio would refuse it with 20104.
    #[error("an access token lives for at most 24 hours, not {seconds} seconds")]
    Lifetime {
        /// The requested lifetime, in seconds.
        seconds: u64,
    },
    /// The JSON or the signature could not be made.
    #[error("failed to encode the access token")]
    Encode(#[source] jsonwebtoken::errors::Error),
}

/// Why a token is refused; the variants are in the order of the checks.
///
/// Codes: Twilio's error dictionary. Their order is assumed: a token of a live account with two
/// faults at once would settle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The text is not a compact JWS with a JSON object as header and as claims.
    #[error("the access token cannot be parsed")]
    Malformed,
    /// The header is not that of an access token signed with HS256.
    #[error("the access token's header is invalid")]
    Header,
    /// The issuer is not a known API key.
    #[error("the access token's issuer is not a known API key")]
    Issuer,
    /// The subject is not the account that owns the issuing key.
    #[error("the access token's subject is not the account that owns the key")]
    Subject,
    /// The signature was not made with the secret of the issuing key.
    #[error("the access token's signature does not match")]
    Signature,
    /// The expiry is missing or is not a whole number of seconds.
    #[error("the access token has no usable expiry")]
    ExpiryUnusable,
    /// The expiry has come.
    #[error("the access token has expired")]
    Expired,
    /// The expiry is more than 24 hours ahead.
    #[error("the access token expires more than 24 hours from now")]
    ExpiryTooFar,
    /// The token's time has not come yet, or its `nbf` is not a whole number of seconds.
    #[error("the access token is not valid yet")]
    NotYetValid,
    /// There are no grants.
    #[error("the access token has no grants")]
    NoGrants,
    /// The grants cannot be read.
    #[error("the access token's grants cannot be read")]
    Grants,
    /// A video or chat grant requires an identity. Products have numbers of their own for this:
    /// 51105 the chat socket, 53200 video.
    #[error("the access token has no identity")]
    NoIdentity,
}

impl VerifyError {
    /// Number of the failure in Twilio's error dictionary, 20101 to 20107.
    pub const fn code(self) -> u32 {
        match self {
            Self::Malformed => 20101,
            Self::Header => 20102,
            Self::Issuer | Self::Subject => 20103,
            Self::Signature => 20107,
            Self::ExpiryUnusable | Self::Expired | Self::ExpiryTooFar => 20104,
            Self::NotYetValid => 20105,
            Self::NoGrants | Self::Grants | Self::NoIdentity => 20106,
        }
    }
}
