//! Users.

use jiff::Timestamp;
use twilio_sid::{RoleSid, UserSid};

use crate::text::Text;

/// A user's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its SID.
    pub sid: UserSid,
    /// Its identity, unique within the service.
    pub identity: Text,
    /// Name for people.
    pub friendly_name: Option<Text>,
    /// JSON text of the application.
    pub attributes: Text,
    /// Its service role.
    pub role: RoleSid,
    /// When it became known.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}
