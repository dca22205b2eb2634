//! Archives: all that accounts hold, in one file.
//!
//! An archive is UTF-8 text of lines, each a JSON object with one member: the kind of a record, and
//! the record. The first line is the header with the version. The bytes of media follow, then the
//! accounts, each with its services, and everything else behind what it belongs to. The same contents
//! always give the same bytes.

mod draft;
mod encoding;
mod read;
mod record;
mod secrets;
mod write;

use fake_store::{Contents, KeptMedia};
use jiff::Timestamp;
use twilio_sid::{AccountSid, ApiKeySid};

pub(crate) use read::{ArchiveError, read};
pub(crate) use secrets::{Secrets, without_password};
pub(crate) use write::write;

/// The version that is written, and the only one that is read.
const VERSION: u32 = 1;

/// What the header says that the archive is.
const FORMAT: &str = "fake-twilio archive";

/// Accounts as they were at some moment, with the bytes of their media.
pub(crate) struct Worlds {
    pub(crate) accounts: Vec<SavedAccount>,
    pub(crate) media: KeptMedia,
}

/// A snapshot, which is in memory.
pub(crate) struct Snapshot {
    /// When it was taken.
    pub(crate) taken: Timestamp,
    pub(crate) worlds: Worlds,
}

/// An account as it was at some moment.
#[derive(Clone, PartialEq)]
pub(crate) struct SavedAccount {
    pub(crate) sid: AccountSid,
    pub(crate) credentials: SavedCredentials,
    pub(crate) contents: Contents,
}

/// The credentials of an account; an archive may lack their secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct SavedCredentials {
    pub(crate) auth_token: Option<String>,
    pub(crate) api_keys: Vec<ApiKey>,
}

/// An API key.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ApiKey {
    pub(crate) sid: ApiKeySid,
    pub(crate) secret: Option<String>,
}
