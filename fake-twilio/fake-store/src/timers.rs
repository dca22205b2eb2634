//! Timers that are due.

use fake_core::{
    Error, World, conversation,
    room::{self, RoomError, Rooms},
};

use jiff::Timestamp;

use crate::{RoomsTenant, ServiceTenant};

/// When the state of a conversation of the service changes by itself next; never, while the service is
/// read-only.
pub fn next_timer(tenant: &ServiceTenant) -> Option<Timestamp> {
    if tenant.is_read_only() { None } else { tenant.read(World::next_timer) }
}

/// Lets the timers of a service do what they should have done by now.
pub fn run_due_timers(tenant: &ServiceTenant) {
    // Nearly always there is nothing to do, and then nothing is recorded.
    if next_timer(tenant).is_none_or(|at| at > tenant.now()) {
        return;
    }
    let decided = tenant
        .record(|world, env| Ok::<_, Error>(conversation::run_due_timers(world, env)), |_, ()| ());
    debug_assert!(decided.is_ok() || tenant.is_read_only(), "timers are not refused");
}

/// Ends the rooms and stays of an account that should have ended by now.
pub fn run_due_room_timers(tenant: &RoomsTenant) {
    if tenant.read(Rooms::deadline).is_none_or(|at| at > tenant.now()) {
        return;
    }
    let decided =
        tenant.record(|rooms, env| Ok::<_, RoomError>(room::expire(rooms, env)), |_, ()| ());
    debug_assert!(decided.is_ok(), "deadlines are not refused");
}
