//! A tenant and a copy of it, to record in the copy what is to be recorded in the tenant later.

use std::sync::Arc;

use fake_core::{Ids, View};
use parking_lot::MutexGuard;

use super::{State, Tenant};
use crate::{Discarded, Reader, Record};

/// Where a tenant of a fork begins: what it records from there on happens in another one later, if that
/// one is still there, too.
pub(super) struct Origin {
    /// Position of its next record in the original, if there is one.
    position: Option<usize>,
    ids: Ids,
    reader: Reader,
}

/// What a tenant of a fork has recorded.
pub(crate) struct Recorded<F> {
    /// Position of the first record, if the tenant has an original.
    position: Option<usize>,
    /// Where its identifiers came from at that position.
    first_ids: Ids,
    /// Where they come from after the last record.
    next_ids: Ids,
    records: Vec<Record<F>>,
}

impl<F> Recorded<F> {
    pub(crate) fn is_new(&self) -> bool {
        self.position.is_none()
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn first_ids(&self) -> Ids {
        self.first_ids.clone()
    }
}

/// Why what a fork has recorded cannot be recorded in the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unmergeable {
    /// Something else was recorded meanwhile.
    HasMoved,
    /// A store has failed.
    ReadOnly,
}

impl<V: View> Tenant<V>
where
    V::Fact: Clone,
{
    /// The same tenant, as one of a fork: a copy whose next record has this position in the original,
    /// or a new one.
    pub(crate) fn with_origin(mut self, position: Option<usize>) -> Self {
        let state = self.state.get_mut();
        let (ids, reader) = (state.ids.clone(), state.log.reader());
        self.origin = Some(Origin { position, ids, reader });
        self
    }

    /// A copy that nothing follows, to record in it what is to be recorded here later.
    pub(crate) fn fork(&self, discarded: Arc<Discarded>) -> Self
    where
        V: Clone,
    {
        let (view, ids, position) = {
            let state = self.state.lock();
            (state.view.clone(), state.ids.clone(), state.log.len())
        };
        let mut fork =
            Self::new(view, ids, self.clock.clone(), discarded, self.lock_waits().clone());
        fork.presence = self.presence.clone();
        fork.with_origin(Some(position))
    }

    /// What this tenant of a fork has recorded; none if it is of no fork.
    pub(crate) fn recorded_in_fork(&self) -> Option<Recorded<V::Fact>> {
        let origin = self.origin.as_ref()?;
        let mut state = self.state.lock();
        Some(Recorded {
            position: origin.position,
            first_ids: origin.ids.clone(),
            next_ids: state.ids.clone(),
            records: state.log.read(&origin.reader, usize::MAX),
        })
    }

    /// Locks the tenant, if what was recorded in a fork of it can be recorded next.
    pub(crate) fn lock_for(
        &self,
        recorded: &Recorded<V::Fact>,
    ) -> Result<MutexGuard<'_, State<V>>, Unmergeable> {
        let state = self.state.lock();
        let has_moved =
            Some(state.log.len()) != recorded.position || state.ids != recorded.first_ids;
        if self.is_read_only() {
            return Err(Unmergeable::ReadOnly);
        }
        if has_moved || self.is_retired() { Err(Unmergeable::HasMoved) } else { Ok(state) }
    }

    /// Records what was recorded in a fork of this tenant.
    pub(crate) fn merge(&self, mut guard: MutexGuard<'_, State<V>>, recorded: &Recorded<V::Fact>) {
        for record in &recorded.records {
            self.append(&mut guard, record.at, &record.actor, [record.fact.clone()]);
        }
        guard.ids = recorded.next_ids.clone();
        self.depend(&guard);
    }

    /// [`merge`](Self::merge) into a tenant that has just begun.
    pub(crate) fn merge_now(&self, recorded: &Recorded<V::Fact>) {
        self.merge(self.state.lock(), recorded);
    }
}
