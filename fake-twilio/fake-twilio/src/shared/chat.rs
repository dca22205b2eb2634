use std::{sync::Arc, time::Duration};

use dashmap::DashMap;
use twilio_sid::ServiceSid;

use crate::{
    connection_limit::ConnectionLimit, connections::Connections,
    continuation_token::ContinuationKey,
};

/// What chat clients share.
pub(crate) struct Chat {
    /// The Sync hub of every service that had a client.
    pub(crate) sync_hubs: DashMap<ServiceSid, Arc<fake_sync::Hub>>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) connection_limit: ConnectionLimit,
    pub(crate) continuations: ContinuationKey,
    /// Timeout, in real time, of `init` and of the close handshake of a client.
    pub(crate) init_timeout: Duration,
    /// Whether event numbers are the same in every start; else they rise from one to the next.
    pub(crate) is_seeded: bool,
}

impl Chat {
    /// No clients yet; event numbers rise from one start to the next.
    pub(super) fn new(
        connections: Arc<Connections>,
        connection_limit: ConnectionLimit,
        continuations: ContinuationKey,
        init_timeout: Duration,
    ) -> Self {
        let (sync_hubs, is_seeded) = (DashMap::new(), false);
        Self { sync_hubs, connections, connection_limit, continuations, init_timeout, is_seeded }
    }
}
