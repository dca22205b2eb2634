//! A service's configuration.

use twilio_sid::RoleSid;

use crate::conversations::record::service::Service;

/// A service's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// Role of an SDK user in a conversation that it made and joined.
    pub conversation_creator_role: RoleSid,
    /// Role of a participant that was given none.
    pub conversation_role: RoleSid,
    /// Role of a user that was given none.
    pub service_role: RoleSid,
    /// Whether users show as online and notifiable.
    pub reachability: bool,
}

impl Configuration {
    /// What a service starts with.
    pub(crate) fn of(service: &Service) -> Self {
        Self {
            conversation_creator_role: service.roles.channel_admin,
            conversation_role: service.roles.channel_user,
            service_role: service.roles.service_user,
            reachability: false,
        }
    }
}
