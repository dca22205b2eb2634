//! What all handles of a client share.

use std::sync::Arc;

use tokio::sync::watch;
use twilio_conversations_core::{ConnectionState, Requests};

use crate::realtime::command::Commands;

/// Leads to the task that owns the connection; the client ends with the last clone.
#[derive(Clone)]
pub(super) struct Handle(Arc<Shared>);

struct Shared {
    commands: Commands,
    requests: Requests,
    state: watch::Receiver<ConnectionState>,
}

impl Handle {
    pub(super) fn new(
        commands: Commands,
        requests: Requests,
        state: watch::Receiver<ConnectionState>,
    ) -> Self {
        Self(Arc::new(Shared { commands, requests, state }))
    }

    pub(super) fn commands(&self) -> &Commands {
        &self.0.commands
    }

    pub(super) fn requests(&self) -> &Requests {
        &self.0.requests
    }

    pub(super) fn state(&self) -> &watch::Receiver<ConnectionState> {
        &self.0.state
    }

    pub(super) fn identity(&self) -> &str {
        &self.requests().configuration().identity
    }
}

/// Shows the identity.
impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Handle").field(&self.identity()).finish()
    }
}
