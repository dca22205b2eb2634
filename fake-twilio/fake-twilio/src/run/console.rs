//! Ctrl-C where there are no signals: the console sends it to the program, too.

use std::{future::pending, io};

use shared_child::SharedChild;
use tokio::signal::windows::{CtrlC, ctrl_c};

/// Keeps Ctrl-C from ending the emulator before the program.
pub(super) struct Signals(CtrlC);

impl Signals {
    pub(super) fn new() -> io::Result<Self> {
        ctrl_c().map(Self)
    }

    /// Waits for as long as this is awaited.
    pub(super) async fn pass_on(self, _: &SharedChild) {
        pending::<()>().await;
        drop(self.0);
    }
}
