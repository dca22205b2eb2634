//! The configuration of a service: its default roles, and whether users show as online.

use std::sync::Arc;

use twilio_sid::RoleSid;

use crate::{
    Error,
    conversations::{
        command::role::choose,
        fact::{Decided, Fact, ServiceFact},
        record::configuration::Configuration,
        state::world::World,
    },
    role_scope::Scope,
};

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

/// Decides on [`Update`].
pub fn update(world: &World, command: Update) -> Result<Decided<()>, Error> {
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
