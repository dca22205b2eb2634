//! Effects in the words of a test.

use std::time::Duration;

use super::{Delay, Effect, Fault, Hold, Stage};

impl Effect {
    /// Answers requests with an error of this status, 400 to 599; its number is that of the status.
    pub fn status(status: u16) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// Breaks the connection, or the bytes of an answer.
    pub fn fault(fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::default() }
    }

    /// Closes a WebSocket with this code, 1000 to 4999.
    pub fn close(code: u16) -> Self {
        Self { close_code: Some(code), ..Self::default() }
    }

    /// Lets time of the emulator's clock pass, and nothing else.
    pub fn delay(delay: impl Into<Delay>) -> Self {
        Self { delay: Some(delay.into()), ..Self::default() }
    }

    /// Holds messages of a WebSocket back while later ones pass.
    pub fn hold(hold: Hold) -> Self {
        Self { hold: Some(hold), ..Self::default() }
    }

    /// Lets the ICE candidates of a signaling message change places.
    pub fn reorder_candidates() -> Self {
        Self { reorder_candidates: true, ..Self::default() }
    }

    /// Sends so many bytes of an answer, or of messages on a WebSocket, a second.
    pub fn throttle(bytes_per_second: u32) -> Self {
        Self { bytes_per_second: Some(bytes_per_second), ..Self::default() }
    }

    /// Answers with this number of Twilio's errors; for an effect with a status.
    #[must_use]
    pub fn code(mut self, code: u32) -> Self {
        self.code = Some(code);
        self
    }

    /// Answers with this text; for an effect with a status.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Tells the client to wait, in whole seconds; for an effect with a status.
    #[must_use]
    pub fn retry_after(mut self, time: Duration) -> Self {
        self.retry_after_s = Some(u32::try_from(time.as_secs()).unwrap_or(u32::MAX));
        self
    }

    /// Lets time of the emulator's clock pass first.
    #[must_use]
    pub fn after(mut self, delay: impl Into<Delay>) -> Self {
        self.delay = Some(delay.into());
        self
    }

    /// Acts at this stage of a request.
    #[must_use]
    pub fn at(mut self, stage: Stage) -> Self {
        self.at = Some(stage);
        self
    }
}

/// Always this time, in whole milliseconds.
impl From<Duration> for Delay {
    fn from(time: Duration) -> Self {
        Self::Fixed { ms: u32::try_from(time.as_millis()).unwrap_or(u32::MAX) }
    }
}
