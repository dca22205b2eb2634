//! What a test logs.

use std::{cell::RefCell, io, sync::Once};

use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};
use tracing::{callsite, subscriber::set_global_default};

use super::server::LONG;

thread_local! {
    static LOG: RefCell<Option<UnboundedSender<String>>> = const { RefCell::new(None) };
}

/// The events of one thread; a test that uses one thread has no others.
pub(crate) struct Log(UnboundedReceiver<String>);

impl Log {
    /// Collects from now on.
    pub(crate) fn of_this_thread() -> Self {
        // One for all threads: an event that is first met by a thread without a subscriber may be disabled
        // everywhere.
        static INSTALL: Once = Once::new();
        INSTALL.call_once(|| {
            let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(|| Writer);
            set_global_default(subscriber.finish()).unwrap();
            callsite::rebuild_interest_cache();
        });
        let (sender, events) = unbounded_channel();
        LOG.set(Some(sender));
        Self(events)
    }

    /// Waits for an event with this text; returns it and all that came before.
    pub(crate) async fn until(&mut self, text: &str) -> String {
        let mut all = String::new();
        while !all.contains(text) {
            let event = timeout(LONG, self.0.recv()).await;
            all += &event.unwrap_or_else(|_| panic!("{text} is not in {all}")).unwrap();
        }
        all
    }
}

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow(|log| {
            // Nobody reads after the test.
            let _ = log.as_ref().map(|it| it.send(String::from_utf8_lossy(bytes).into_owned()));
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
