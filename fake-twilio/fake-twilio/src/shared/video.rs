use std::sync::Arc;

use dashmap::DashMap;
use twilio_sid::AccountSid;
use twilio_wire::signaling::IceServer;

/// What video clients share.
pub(crate) struct Video {
    /// The signaling of every account whose rooms were used.
    pub(crate) hubs: DashMap<AccountSid, Arc<fake_video::Hub>>,
    /// Sent to every client that requests them.
    pub(crate) ice_servers: Vec<IceServer>,
}
