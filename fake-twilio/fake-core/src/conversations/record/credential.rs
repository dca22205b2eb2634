//! Push credentials.

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::CredentialSid;

use crate::text::Text;

/// A push service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum PushService {
    /// Apple's.
    Apn,
    /// Google's old one.
    Gcm,
    /// Google's.
    Fcm,
}

/// A credential without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its SID.
    pub sid: CredentialSid,
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// The push service.
    pub service: PushService,
    /// Whether it is for Apple's sandbox.
    pub sandbox: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}
