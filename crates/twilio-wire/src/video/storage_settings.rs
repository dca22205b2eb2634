//! `/v1/CompositionSettings/Default` and `/v1/RecordingSettings/Default`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, CredentialSid};

use crate::endpoint::{NoParameters, endpoint};

/// Parameters of create, which replaces what was set before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// SID of the credential for the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_credentials_sid: Option<String>,
    /// SID of the key of the encryption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption_key_sid: Option<String>,
    /// The bucket.
    #[serde(rename = "AwsS3Url", skip_serializing_if = "Option::is_none")]
    pub aws_s3_url: Option<String>,
    /// Whether media go to the bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_storage_enabled: Option<String>,
    /// Whether media are encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption_enabled: Option<String>,
}

/// Where media of a kind are stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageSettings {
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// Name for people.
    pub friendly_name: String,
    /// Credential for the bucket.
    pub aws_credentials_sid: Option<CredentialSid>,
    /// The bucket.
    pub aws_s3_url: Option<String>,
    /// Whether media go to the bucket.
    pub aws_storage_enabled: bool,
    /// Key of the encryption.
    pub encryption_key_sid: Option<CredentialSid>,
    /// Whether media are encrypted.
    pub encryption_enabled: bool,
    /// Its address.
    pub url: String,
}

endpoint! {
    /// Fetches the storage of compositions.
    FetchCompositionSettings: GET "/v1/CompositionSettings/Default" ()
        => OK StorageSettings;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Creates the storage of compositions.
    CreateCompositionSettings: POST "/v1/CompositionSettings/Default" ()
        => OK StorageSettings;
    scope: Account;
    parameters: Form, required ["FriendlyName"], optional [
        "AwsCredentialsSid", "AwsS3Url", "AwsStorageEnabled", "EncryptionEnabled",
        "EncryptionKeySid",
    ];
}

endpoint! {
    /// Fetches the storage of recordings.
    FetchRecordingSettings: GET "/v1/RecordingSettings/Default" ()
        => OK StorageSettings;
    scope: Account;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Creates the storage of recordings.
    CreateRecordingSettings: POST "/v1/RecordingSettings/Default" ()
        => OK StorageSettings;
    scope: Account;
    parameters: Form, required ["FriendlyName"], optional [
        "AwsCredentialsSid", "AwsS3Url", "AwsStorageEnabled", "EncryptionEnabled",
        "EncryptionKeySid",
    ];
}
