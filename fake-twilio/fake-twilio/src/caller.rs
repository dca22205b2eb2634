use std::sync::Arc;

use local_server::Usage;

use crate::{line::Line, response_limits::Client, shared::Shared};

/// The peer of a connection.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) shared: Arc<Shared>,
    pub(crate) client: Arc<Client>,
    pub(crate) line: Arc<Line>,
    pub(crate) usage: Usage,
}
