//! A lock that is held long now and then, by threads that have other things to do.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use parking_lot::{Mutex, MutexGuard};

/// Time after which a lock counts as held for long.
const BRIEF: Duration = Duration::from_millis(1);

/// Runs what waits, after it has handed the other tasks of the thread to another one.
type HandOver = Box<dyn Fn(&mut dyn FnMut()) + Send + Sync>;

/// What a thread does about its other tasks before it waits for a lock that is held for long, such as while a
/// million messages are restored. Without this they wait with it.
#[derive(Default)]
pub struct LockWaits(OnceLock<HandOver>);

impl LockWaits {
    /// Lets this function run all waits from now on; the first one counts.
    pub fn hand_over(&self, run: impl Fn(&mut dyn FnMut()) + Send + Sync + 'static) {
        // A second call has no effect, as documented.
        let _ = self.0.set(Box::new(run));
    }
}

/// A mutex whose waiting threads follow [`LockWaits`].
pub struct StateLock<T> {
    value: Mutex<T>,
    waits: Arc<LockWaits>,
}

impl<T> StateLock<T> {
    /// An unlocked mutex.
    pub fn new(value: T, waits: Arc<LockWaits>) -> Self {
        Self { value: Mutex::new(value), waits }
    }

    /// Waits until nobody else has the value.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.value.try_lock_for(BRIEF).unwrap_or_else(|| self.lock_late())
    }

    #[cold]
    fn lock_late(&self) -> MutexGuard<'_, T> {
        let mut locked = None;
        if let Some(run) = self.waits.0.get() {
            run(&mut || locked = Some(self.value.lock()));
        }
        locked.unwrap_or_else(|| self.value.lock())
    }

    pub(crate) fn waits(&self) -> &Arc<LockWaits> {
        &self.waits
    }

    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread};

    use super::*;

    #[test]
    fn whoever_waits_long_hands_the_rest_over_first() {
        let waits = Arc::new(LockWaits::default());
        let (waiting, waits_now) = mpsc::channel();
        waits.hand_over(move |wait| {
            waiting.send(()).expect("the test goes on");
            wait();
        });
        let lock = StateLock::new(1, waits);
        let mut held = lock.lock();
        thread::scope(|scope| {
            let other = scope.spawn(|| *lock.lock());
            waits_now.recv().expect("a thread that waits");
            *held = 2;
            drop(held);
            assert_eq!(other.join().expect("no panic"), 2);
        });
        assert!(waits_now.try_recv().is_err(), "a lock that is free was waited for");
    }

    #[test]
    fn without_a_function_it_is_waited_for_all_the_same() {
        let lock = StateLock::new(1, Arc::default());
        let mut held = lock.lock();
        thread::scope(|scope| {
            let other = scope.spawn(|| *lock.lock_late());
            *held = 2;
            drop(held);
            assert_eq!(other.join().expect("no panic"), 2);
        });
    }
}
