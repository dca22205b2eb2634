use strum::{EnumString, IntoStaticStr};
use twilio_sid::CredentialSid;

use crate::text::Text;

/// What is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum StoredMedia {
    /// Compositions.
    Compositions,
    /// Recordings.
    Recordings,
}

/// Where media of a kind are stored; kept, but there is nothing to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageSettings {
    /// Name for people.
    pub friendly_name: Text,
    /// Credential for the bucket.
    pub aws_credentials: Option<CredentialSid>,
    /// The bucket.
    pub aws_s3_url: Option<Text>,
    /// Whether media go to the bucket.
    pub aws_storage_enabled: bool,
    /// Key of the encryption.
    pub encryption_key: Option<CredentialSid>,
    /// Whether media are encrypted.
    pub encryption_enabled: bool,
}
