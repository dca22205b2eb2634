use fake_core::View;

use crate::Record;

/// Follows what happens in a tenant, under its lock.
///
/// It sees the state before and after each fact, so it needs no state of its own that would repeat
/// it. Both calls must be short and not come back to the tenant.
pub trait Observer<V: View>: Send {
    /// Called before a record is applied.
    fn before(&mut self, view: &V, record: &Record<V::Fact>);

    /// Called after a record was applied.
    fn after(&mut self, view: &V, record: &Record<V::Fact>);
}
