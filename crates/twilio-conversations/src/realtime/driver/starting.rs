//! The first connection, up to [`Event::Ready`](twilio_conversations_core::Event::Ready).

use std::time::Duration;

use tokio::{sync::oneshot, time::Instant};
use twilio_conversations_core::Requests;
use twilio_wire::twilsock::Status;

use crate::realtime::{ConnectError, command::Receiver, dialler::DialError};

/// What a client is made of once it is ready.
pub(crate) struct Started {
    pub(crate) requests: Requests,
    /// Begins with the first event after the client got ready.
    pub(crate) receiver: Receiver,
}

/// The caller that waits for the start, and its time limit.
pub(crate) struct Start {
    reply: oneshot::Sender<Result<Started, ConnectError>>,
    limit: Duration,
    pub(super) deadline: Instant,
    /// Why the last attempt to connect failed.
    pub(super) last: Option<DialError>,
    /// Why the server refused last.
    pub(super) refused: Option<Status>,
}

impl Start {
    pub(crate) fn new(
        reply: oneshot::Sender<Result<Started, ConnectError>>,
        limit: Duration,
    ) -> Self {
        Self { reply, limit, deadline: Instant::now() + limit, last: None, refused: None }
    }

    /// Whether the time is over.
    pub(super) fn is_late(&self) -> bool {
        self.deadline <= Instant::now()
    }

    pub(super) fn succeed(self, started: Started) {
        let _ = self.reply.send(Ok(started));
    }

    pub(super) fn fail_late(self) {
        let error = ConnectError::Timeout { limit: self.limit, last: self.last };
        let _ = self.reply.send(Err(error));
    }

    pub(super) fn fail_denied(mut self) {
        let error = self.refused.take().map_or(ConnectError::Closed, ConnectError::Refused);
        let _ = self.reply.send(Err(error));
    }

    pub(super) fn fail_closed(self) {
        let _ = self.reply.send(Err(ConnectError::Closed));
    }
}
