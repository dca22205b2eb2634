use std::{any::Any, sync::OnceLock};

use parking_lot::Mutex;

/// A deleted part of a state.
pub type Deleted = Box<dyn Any + Send>;

/// What was deleted from states and has still to be dropped.
///
/// To drop a million messages takes a tenth of a second, too long under a lock. So the program is woken
/// to drop them on a thread of its own.
#[derive(Default)]
pub struct Discarded {
    waiting: Mutex<Vec<Deleted>>,
    wake_up: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl Discarded {
    /// Leaves what is deleted from now on to the caller, who is woken to [`Discarded::take`] it;
    /// the first callback counts. Until then everything is dropped at once.
    pub fn on_discarded(&self, wake_up: impl Fn() + Send + Sync + 'static) {
        // A second call has no effect, as documented.
        let _ = self.wake_up.set(Box::new(wake_up));
    }

    /// Leaves something to be dropped.
    pub fn put(&self, deleted: Deleted) {
        if let Some(wake_up) = self.wake_up.get() {
            self.waiting.lock().push(deleted);
            wake_up();
        }
    }

    /// Everything that was deleted since the last call.
    pub fn take(&self) -> Vec<Deleted> {
        std::mem::take(&mut *self.waiting.lock())
    }
}
