//! Signals of the emulator's process, for the program that it runs.

use std::io::{self, IsTerminal};

use shared_child::{SharedChild, unix::SharedChildExt};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Signals that are passed on.
pub(super) struct Signals {
    received: [(SignalKind, Signal); 6],
    /// Whether the terminal sends the program Ctrl-C and Ctrl-\ itself.
    has_terminal: bool,
}

impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        let listen = |kind| Ok::<_, io::Error>((kind, signal(kind)?));
        Ok(Self {
            received: [
                listen(SignalKind::terminate())?,
                listen(SignalKind::hangup())?,
                listen(SignalKind::user_defined1())?,
                listen(SignalKind::user_defined2())?,
                listen(SignalKind::interrupt())?,
                listen(SignalKind::quit())?,
            ],
            has_terminal: io::stdin().is_terminal(),
        })
    }

    /// Passes signals on for as long as this is awaited.
    pub(super) async fn pass_on(mut self, child: &SharedChild) {
        loop {
            let [one, two, three, four, five, six] = &mut self.received;
            let kind = tokio::select! {
                _ = one.1.recv() => one.0,
                _ = two.1.recv() => two.0,
                _ = three.1.recv() => three.0,
                _ = four.1.recv() => four.0,
                _ = five.1.recv() => five.0,
                _ = six.1.recv() => six.0,
            };
            let is_of_terminal = [SignalKind::interrupt(), SignalKind::quit()].contains(&kind);
            if self.has_terminal && is_of_terminal {
                continue;
            }
            if let Err(error) = child.send_signal(kind.as_raw_value()) {
                tracing::warn!(%error, "a signal was not passed on");
            }
        }
    }
}
