//! Push bindings: devices that get notifications.
//!
//! Nothing is pushed to phones; bindings are kept and shown.

use std::sync::Arc;

use twilio_sid::{BindingSid, CredentialSid};

use crate::{
    Env, Error,
    conversations::{
        fact::{BindingFact, Decided, Fact},
        record::binding::{BindingType, PushBinding},
        state::world::World,
    },
    text::Text,
};

/// Registers a device.
#[derive(Clone, Debug)]
pub struct Register {
    /// The user.
    pub identity: Text,
    /// The technology.
    pub kind: BindingType,
    /// The address of the device within the technology.
    pub address: Text,
    /// The credential that notifications would be sent with.
    pub credential: Option<CredentialSid>,
    /// Events of which the user is notified.
    pub message_types: Arc<[Text]>,
}

/// Decides on [`Register`]; a device that registers again keeps its binding.
pub fn register(world: &World, command: Register, env: &mut Env<'_>) -> Decided<BindingSid> {
    let known = find(world, &command.identity, command.kind, &command.address);
    let binding = PushBinding {
        sid: known.map_or_else(|| env.ids.draw(), |it| it.sid),
        identity: command.identity,
        kind: command.kind,
        address: command.address,
        credential: command.credential,
        message_types: command.message_types,
        created: known.map_or(env.now, |it| it.created),
        updated: env.now,
    };
    let sid = binding.sid;
    Decided::one(Fact::Binding(BindingFact::Put(Arc::new(binding))), sid)
}

fn find<'w>(
    world: &'w World,
    identity: &str,
    kind: BindingType,
    address: &str,
) -> Option<&'w Arc<PushBinding>> {
    world.bindings_of(identity).find(|it| it.kind == kind && it.address.as_ref() == address)
}

/// Decides on the removal of a binding by its SID.
pub fn remove(world: &World, sid: BindingSid) -> Result<Decided<()>, Error> {
    world.bindings.get(sid).ok_or(Error::NoBinding)?;
    Ok(Decided::one(Fact::Binding(BindingFact::Removed(sid)), ()))
}

/// Decides on the removal of a user's own binding; one that is not there changes nothing.
pub fn unregister(
    world: &World,
    identity: &str,
    meant: impl Fn(&PushBinding) -> bool,
) -> Decided<()> {
    let own = world.bindings_of(identity).filter(|it| meant(it));
    let facts = own.map(|it| Fact::Binding(BindingFact::Removed(it.sid))).collect();
    Decided { facts, outcome: () }
}
