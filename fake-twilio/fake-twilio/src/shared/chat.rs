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
}
