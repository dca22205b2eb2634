//! Reads and changes one service on behalf of an actor.

use std::sync::Arc;

use bytes::Bytes;
use fake_core::{Actor, Decided, Env, Error, World};
use fake_store::ServiceTenant;
use fake_webhooks::{PreEventDecision, pre_event};
use http::Response;

use crate::http::{
    error::HandlerError,
    reply::{Outcome, Reply, Step},
};

/// A service, and the actor of a request.
pub(crate) struct Transaction {
    tenant: Arc<ServiceTenant>,
    actor: Actor,
    decision: Option<PreEventDecision>,
}

impl Transaction {
    /// `decision` is the decision of the pre-event webhook on this request, if it was called.
    pub(crate) fn new(
        tenant: Arc<ServiceTenant>,
        actor: Actor,
        decision: Option<&PreEventDecision>,
    ) -> Self {
        Self { tenant, actor, decision: decision.cloned() }
    }

    /// Runs a function on the current state.
    pub(crate) fn read<T>(&self, reader: impl FnOnce(&World) -> T) -> T {
        self.tenant.read(reader)
    }

    /// [`reachability`](fake_store::Tenant::reachability) in this service.
    pub(crate) fn reachability(&self, world: &World, identity: &str) -> Option<(bool, bool)> {
        self.tenant.reachability(world, identity)
    }

    /// Decides on a command, appends its facts and renders the response, in one critical section.
    ///
    /// A request records once at most: one on which a pre-event webhook decides is handled anew from
    /// its start when the decision is there.
    pub(crate) fn record<T, B, E>(
        &self,
        decide: impl FnOnce(&World, &mut Env<'_>) -> Result<Decided<T>, E>,
        render: impl FnOnce(&World, T) -> Result<B, Error>,
    ) -> Outcome<B>
    where
        HandlerError: From<E>,
    {
        let decide = |world: &World, env: &mut Env<'_>| {
            let decided = decide(world, env)?;
            self.apply_pre_event(world, env, decided)
        };
        let rendered =
            |world: &World, step: Step<T>| step.map(|outcome| render(world, outcome)).transpose();
        Ok(self.tenant.record_for(&self.actor, decide, rendered)??)
    }

    /// [`record`](Self::record), and writes the answer.
    pub(crate) fn answer<T, B, E>(
        &self,
        decide: impl FnOnce(&World, &mut Env<'_>) -> Result<Decided<T>, E>,
        render: impl FnOnce(&World, T) -> Result<B, Error>,
        respond: impl FnOnce(&B) -> Step<Response<Bytes>>,
    ) -> Reply
    where
        HandlerError: From<E>,
    {
        Ok(self.record(decide, render)?.and_then(|body| respond(&body)))
    }

    /// Applies the pre-event webhook's decision to a decided command, or returns the webhook to
    /// call.
    fn apply_pre_event<T>(
        &self,
        world: &World,
        env: &mut Env<'_>,
        decided: Decided<T>,
    ) -> Result<Decided<Step<T>>, HandlerError> {
        let Some(webhook) = pre_event(world, env.now, &self.actor, &decided) else {
            return Ok(decided.map(Step::Done));
        };
        match &self.decision {
            None => Ok(Decided::nothing(Step::CallWebhook(Box::new(webhook)))),
            Some(decision) => Ok(decision.apply(world, env, decided)?.map(Step::Done)),
        }
    }
}
