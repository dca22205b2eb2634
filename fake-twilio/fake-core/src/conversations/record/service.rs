//! Services.

use jiff::Timestamp;
use twilio_sid::{AccountSid, RoleSid, ServiceSid};

use crate::text::Text;

/// The four roles that every service starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DefaultRoles {
    /// What a user may do in the service.
    pub service_user: RoleSid,
    /// What an administrator may do in the service.
    pub service_admin: RoleSid,
    /// What a participant may do in a conversation.
    pub channel_user: RoleSid,
    /// What the creator may do in a conversation.
    pub channel_admin: RoleSid,
}

/// The service a world belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its SID.
    pub sid: ServiceSid,
    /// The account that owns it.
    pub account: AccountSid,
    /// Name for people.
    pub friendly_name: Text,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Roles that users and participants get by default.
    pub roles: DefaultRoles,
}
