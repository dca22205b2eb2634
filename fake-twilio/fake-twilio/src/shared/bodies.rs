use std::sync::Arc;

use crate::{response_limits::Outgoing, upload_limit::Uploads};

/// Bodies under way in both directions, which are bounded over all connections.
pub(crate) struct Bodies {
    pub(crate) uploads: Uploads,
    pub(crate) outgoing: Arc<Outgoing>,
}

impl Bodies {
    pub(super) fn new() -> Self {
        Self { uploads: Uploads::new(), outgoing: Arc::new(Outgoing::new()) }
    }
}
