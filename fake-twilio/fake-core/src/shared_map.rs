//! Sorted maps and sets of which a clone costs nothing: both share what they hold until one of them is
//! changed, and then all but the part that is changed.

use immutable_chunkmap::{map::Map, set::Set};

/// Entries of a part, unless there are many small maps.
const PART: usize = 32;

/// A sorted map whose clones share their entries.
pub(crate) type SharedMap<K, V> = Map<K, V, PART>;

/// A sorted set whose clones share their entries.
pub(crate) type SharedSet<K, const ENTRIES: usize = PART> = Set<K, ENTRIES>;
