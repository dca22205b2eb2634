//! The configuration of a service: its default roles, and whether users show as online.

use std::sync::Arc;

use twilio_sid::RoleSid;

use crate::{
    Decided, Fact, Refusal, Service, World,
    notifications::Notifications,
    role::{Scope, choose},
};

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

/// Something that happened to a service's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceFact {
    /// The service is configured otherwise.
    Configured(Arc<Configuration>),
    /// Users are notified of other things or otherwise.
    NotificationsChanged(Arc<Notifications>),
}

impl World {
    pub(crate) fn apply_service(&mut self, fact: &ServiceFact) {
        match fact {
            ServiceFact::Configured(configuration) => self.configuration = **configuration,
            ServiceFact::NotificationsChanged(settings) => self.notifications = settings.clone(),
        }
    }
}

/// Changes a configuration; what is not given stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Update {
    /// Role of an SDK user in a conversation that it made and joined.
    pub conversation_creator_role: Option<RoleSid>,
    /// Role of a participant that was given none.
    pub conversation_role: Option<RoleSid>,
    /// Role of a user that was given none.
    pub service_role: Option<RoleSid>,
    /// Whether users show as online and notifiable.
    pub reachability: Option<bool>,
}

/// Judges [`Update`].
pub fn update(world: &World, command: Update) -> Result<Decided<()>, Refusal> {
    let before = world.configuration;
    let fit = |asked: Option<RoleSid>, kept: RoleSid, scope| match asked {
        None => Ok(kept),
        asked => choose(world, asked, scope),
    };
    let after = Configuration {
        conversation_creator_role: fit(
            command.conversation_creator_role,
            before.conversation_creator_role,
            Scope::Conversation,
        )?,
        conversation_role: fit(
            command.conversation_role,
            before.conversation_role,
            Scope::Conversation,
        )?,
        service_role: fit(command.service_role, before.service_role, Scope::Service)?,
        reachability: command.reachability.unwrap_or(before.reachability),
    };
    Ok(Decided::one(Fact::Service(ServiceFact::Configured(Arc::new(after))), ()))
}
