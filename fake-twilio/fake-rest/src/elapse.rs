//! What time alone brings about.

use fake_core::{Refusal, World, conversation};
use fake_store::ServiceTenant;

/// Lets the timers of a service do what they should have done by now.
pub fn elapse(tenant: &ServiceTenant) {
    // Nearly always there is nothing to do, and then nothing is recorded.
    if tenant.read(World::next_timer).is_none_or(|at| at > tenant.now()) {
        return;
    }
    let decided =
        tenant.record(|world, env| Ok::<_, Refusal>(conversation::elapse(world, env)), |_, ()| ());
    debug_assert!(decided.is_ok(), "timers are not refused");
}
