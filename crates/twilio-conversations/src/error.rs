//! Why a client could not be made.

use std::io;

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The base URL is not `http://` or `https://` with a host and nothing behind it.
    #[error(
        "the base URL must be http:// or https:// with a host, without user name, path or query"
    )]
    BaseUrl,
    /// HTTP Basic cannot carry a user name with a colon or without letters.
    #[error("the user name must not be empty and must not contain a colon")]
    Username,
    /// The certificates of this machine could not be read.
    #[error("failed to read the root certificates of this machine")]
    Roots(#[source] io::Error),
    /// The TLS library refused its own defaults.
    #[error("failed to set up TLS")]
    Tls(#[source] rustls::Error),
    /// A variable of the environment is missing or malformed; its value may be a secret.
    #[error("{name} must be set to {expected}")]
    Variable {
        /// Name of the variable.
        name: &'static str,
        /// What was expected.
        expected: &'static str,
    },
}
