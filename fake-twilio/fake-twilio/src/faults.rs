//! Layers that break things on purpose: around the router, around webhooks, and around a WebSocket.
//!
//! Handlers are not aware of them. Time is that of the emulator's clock, so that a test moves it.

mod exchange;
mod header;

use std::time::Duration;

use fake_control::faults::Acting;
use fake_store::Clock;

use crate::shared::Shared;

pub(crate) use exchange::{Answered, Before, after, before, of_request};

/// Waits until the delay of a fault has passed, or the emulator stops.
async fn delay(shared: &Shared, acting: &Acting) {
    if acting.delay.is_zero() {
        return;
    }
    tokio::select! {
        () = passed(shared, acting.delay) => {}
        () = shared.stopping() => {}
    }
}

async fn passed(shared: &Shared, time: Duration) {
    match shared.clock.now().checked_add(time) {
        Ok(moment) => shared.clock.sleep_until(moment).await,
        // The clock cannot come that far.
        Err(_) => std::future::pending().await,
    }
}
