//! The way from one connection to the next, and the connection's news.

use jiff::{SignedDuration, Timestamp};
use twilsock::client::{self, Reconnect};

use super::Client;
use crate::{ConnectionState, Event};

/// Whether there is a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConnectionPhase {
    /// Nobody asked for one.
    Idle,
    /// The next attempt comes later.
    Waiting { until: Timestamp },
    /// The caller opens one.
    Dialling,
    /// There is one.
    Up,
    /// The token keeps the client away.
    Denied,
    /// There will never be one.
    Finished,
}

impl Client {
    pub(super) fn handle_event(&mut self, event: client::Event, now: Timestamp) {
        match event {
            client::Event::Connected => self.connected(now),
            client::Event::Refused { status } | client::Event::ClosedByServer { status } => {
                self.emit(Event::Refused { status });
            }
            client::Event::Disconnected { reconnect } => self.disconnected(reconnect, now),
            client::Event::TokenAboutToExpire => self.emit(Event::TokenAboutToExpire),
            client::Event::TokenExpired => self.emit(Event::TokenExpired),
            client::Event::TokenUpdated => self.emit(Event::TokenUpdated),
            client::Event::Reply { id, result } => self.handle_reply(id, result, now),
            client::Event::Notification { message_type, payload } => {
                self.handle_push(&message_type, &payload, now);
            }
        }
    }

    fn connected(&mut self, now: Timestamp) {
        self.reconnect.reset();
        self.emit(Event::Connection(ConnectionState::Connected));
        self.subscriptions.connected(now);
    }

    fn disconnected(&mut self, reconnect: Reconnect, now: Timestamp) {
        self.subscriptions.disconnected();
        match reconnect {
            Reconnect::WithBackoff(backoff) => {
                if let Some(backoff) = backoff {
                    let min = i64::from(backoff.backoff_policy.reconnect_min_ms);
                    self.reconnect.demand(SignedDuration::from_millis(min));
                }
                self.wait_to_dial(now);
                self.emit(Event::Connection(ConnectionState::Connecting));
            }
            Reconnect::WithNewToken => {
                self.phase = ConnectionPhase::Denied;
                self.emit(Event::Connection(ConnectionState::Denied));
            }
            Reconnect::Never => {
                self.phase = ConnectionPhase::Finished;
                self.emit(Event::Connection(ConnectionState::Finished));
            }
        }
    }
}
