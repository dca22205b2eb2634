//! Why there is no TLS.

use std::path::PathBuf;

/// Why there is no certificate authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The folder or a file in it cannot be used.
    #[error("failed to use {path}")]
    File {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Others can read the private key.
    #[error(
        "other users can read the private key {}; delete the file, and a new authority is \
         made, or run: chmod 600 {}", .0.display(), .0.display()
    )]
    Exposed(PathBuf),
    /// The file is not what the emulator wrote there.
    #[error("{} holds no certificate authority of fake-twilio; delete the file, and a new one is made", .0.display())]
    Malformed(PathBuf),
    /// No key can be drawn, or nothing can be signed with it.
    #[error("failed to make a certificate")]
    Signing(#[from] rcgen::Error),
}
