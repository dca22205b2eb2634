//! The end of standard input.

use std::{io, thread};

use tokio::sync::oneshot;

/// Reads standard input until it ends or fails, without a use for what it says.
///
/// A thread of its own reads, because a runtime does not end before its own blocking reads.
pub(crate) async fn end() {
    let (ended, end) = oneshot::channel();
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        // An error means that the process ends anyway.
        let _ = ended.send(());
    });
    let _ = end.await;
}
