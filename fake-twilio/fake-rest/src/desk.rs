//! Where handlers read and record: a service, on behalf of somebody.

use std::sync::Arc;

use fake_core::{Decided, Env, Source, World};
use fake_store::ServiceTenant;
use fake_webhooks::{PreEventDecision, pre_event};

use crate::answer::Failure;

/// A service, with the one for whom a request acts in it.
pub(crate) struct Desk {
    tenant: Arc<ServiceTenant>,
    source: Source,
    decision: Option<PreEventDecision>,
}

impl Desk {
    /// `decision` is what a pre-event webhook decided on this very request, if it was asked.
    pub(crate) fn new(
        tenant: Arc<ServiceTenant>,
        source: Source,
        decision: Option<&PreEventDecision>,
    ) -> Self {
        Self { tenant, source, decision: decision.cloned() }
    }

    /// Lends the view to a reader.
    pub(crate) fn read<T>(&self, reader: impl FnOnce(&World) -> T) -> T {
        self.tenant.read(reader)
    }

    /// [`reachability`](fake_store::Tenant::reachability) in this service.
    pub(crate) fn reach(&self, world: &World, identity: &str) -> Option<(bool, bool)> {
        self.tenant.reachability(world, identity)
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
            let Some(request) = pre_event(world, env.now, &self.source, &decided) else {
                return Ok(decided);
            };
            match &self.decision {
                None => Err(Failure::Asked(Box::new(request))),
                Some(decision) => Ok(decision.apply(world, env, decided)?),
            }
        };
        self.tenant.record_for(&self.source, decide, render)
    }
}
