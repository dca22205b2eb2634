//! The stored position of a tenant's log, and waiting for it.

use std::{cell::RefCell, sync::Arc};

use event_listener::Event;
use fake_core::ReadOnly;
use parking_lot::Mutex;

/// How far a log is stored.
#[derive(Debug)]
pub(crate) struct Stored {
    state: Mutex<State>,
    changed: Event,
}

#[derive(Clone, Copy, Debug)]
struct State {
    /// Position of the first record that is not stored yet.
    position: usize,
    /// Whether nothing more will be stored.
    failed: bool,
}

impl Stored {
    pub(crate) fn new(position: usize) -> Self {
        let state = Mutex::new(State { position, failed: false });
        Self { state, changed: Event::new() }
    }

    pub(crate) fn position(&self) -> usize {
        self.state.lock().position
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.state.lock().failed
    }

    pub(crate) fn advance(&self, records: usize) {
        self.state.lock().position += records;
        self.changed.notify(usize::MAX);
    }

    pub(crate) fn fail(&self) {
        self.state.lock().failed = true;
        self.changed.notify(usize::MAX);
    }

    /// Waits until everything before a position is stored.
    async fn reaches(&self, wanted: usize) -> Result<(), ReadOnly> {
        loop {
            // Mostly it is stored already, and a listener would be made for nothing.
            if let Some(reached) = self.reached(wanted) {
                return reached;
            }
            let changed = self.changed.listen();
            if let Some(reached) = self.reached(wanted) {
                return reached;
            }
            changed.await;
        }
    }

    /// Whether everything before a position is stored; none as long as it is not known.
    fn reached(&self, wanted: usize) -> Option<Result<(), ReadOnly>> {
        let State { position, failed } = *self.state.lock();
        if position >= wanted {
            return Some(Ok(()));
        }
        failed.then_some(Err(ReadOnly))
    }
}

thread_local! {
    static DEPENDENCIES: RefCell<Option<Vec<Dependency>>> = const { RefCell::new(None) };
}

type Dependency = (Arc<Stored>, usize);

/// Records that must be stored before a response is sent.
#[derive(Debug, Default)]
pub struct Dependencies(Vec<Dependency>);

/// Makes an answer, and returns the records that must be stored before it is sent. The answer is
/// made on this thread without waiting for anything.
pub fn with_dependencies<T>(answer: impl FnOnce() -> T) -> (T, Dependencies) {
    let outer = DEPENDENCIES.replace(Some(Vec::new()));
    let answer = answer();
    let dependencies = DEPENDENCIES.replace(outer);
    (answer, Dependencies(dependencies.unwrap_or_default()))
}

pub(crate) fn depend(stored: &Arc<Stored>, position: usize) {
    DEPENDENCIES.with_borrow_mut(|dependencies| {
        if let Some(dependencies) = dependencies {
            dependencies.push((stored.clone(), position));
        }
    });
}

impl Dependencies {
    /// Returns whether there is nothing to wait for.
    pub fn is_stored(&self) -> bool {
        self.0.iter().all(|(stored, position)| stored.position() >= *position)
    }

    /// Waits until all of it is stored.
    ///
    /// # Errors
    /// When a store has failed before.
    pub async fn stored(self) -> Result<(), ReadOnly> {
        for (stored, position) in self.0 {
            stored.reaches(position).await?;
        }
        Ok(())
    }
}
