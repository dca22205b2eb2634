//! Work that occupies a thread for long.

use tokio::{
    runtime::{Handle, RuntimeFlavor},
    task::block_in_place,
};

/// Does such work after other threads have taken over the tasks of this one, so that they need not wait.
pub(crate) fn run<T>(work: impl FnOnce() -> T) -> T {
    // A runtime of one thread has no other, and threads outside of a runtime have no tasks.
    let has_others =
        Handle::try_current().is_ok_and(|it| it.runtime_flavor() == RuntimeFlavor::MultiThread);
    if has_others { block_in_place(work) } else { work() }
}
