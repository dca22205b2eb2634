use std::{sync::Arc, time::Duration};

use dashmap::DashMap;
use twilio_sid::ServiceSid;

use crate::{
    connection_limit::ConnectionLimit, connections::Connections,
    continuation_token::ContinuationKey,
};

/// What chat clients share.
pub(crate) struct Chat {
    /// The Sync side of every service that somebody has connected to.
    pub(crate) sync_hubs: DashMap<ServiceSid, Arc<fake_sync::Hub>>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) connection_limit: ConnectionLimit,
    pub(crate) continuations: ContinuationKey,
    /// Real time that a client may take to say `init`, and to go when it is told to.
    pub(crate) init_timeout: Duration,
}
