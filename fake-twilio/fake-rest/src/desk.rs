//! Where handlers read and record: a service, on behalf of somebody.

use std::sync::Arc;

use fake_core::{Decided, Env, Source, World};
use fake_store::ServiceTenant;

use crate::{
    answer::Failure,
    hooks::{Verdict, consult},
};

/// A service, with the one for whom a request acts in it.
pub(crate) struct Desk {
    tenant: Arc<ServiceTenant>,
    source: Source,
    verdict: Option<Verdict>,
}

impl Desk {
    /// `verdict` is what a hook has said about this very request, if it was asked.
    pub(crate) fn new(
        tenant: Arc<ServiceTenant>,
        source: Source,
        verdict: Option<&Verdict>,
    ) -> Self {
        Self { tenant, source, verdict: verdict.cloned() }
    }

    /// Lends the view to a reader.
    pub(crate) fn read<T>(&self, reader: impl FnOnce(&World) -> T) -> T {
        self.tenant.read(reader)
    }

    /// [`reach`] in this service.
    pub(crate) fn reach(&self, world: &World, identity: &str) -> Option<(bool, bool)> {
        reach(&self.tenant, world, identity)
    }

    /// Decides on a command, records what it changes and renders the answer, all in one step.
    ///
    /// A request records once at most: one that has to ask a hook is handled anew from its start.
    pub(crate) fn record<T, R, E>(
        &self,
        decide: impl FnOnce(&World, &mut Env<'_>) -> Result<Decided<T>, E>,
        render: impl FnOnce(&World, T) -> R,
    ) -> Result<R, Failure>
    where
        Failure: From<E>,
    {
        let decide = |world: &World, env: &mut Env<'_>| {
            let decided = decide(world, env)?;
            consult(world, env, &self.source, self.verdict.as_ref(), decided)
        };
        self.tenant.record_for(&self.source, decide, render)
    }
}

/// Whether a user is online and notifiable; none while reachability is off.
pub(crate) fn reach(tenant: &ServiceTenant, world: &World, identity: &str) -> Option<(bool, bool)> {
    let online = || tenant.presence().is_online(identity);
    world.configuration.reachability.then(|| (online(), world.is_notifiable(identity)))
}
