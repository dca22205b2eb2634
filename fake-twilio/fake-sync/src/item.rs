//! Items of lists and maps.

use fake_core::text::Text;
use jiff::Timestamp;

use crate::data::Data;

/// Place of an item: a number in a list, a text in a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    Index(u64),
    Name(Text),
}

/// An item of a list or a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Number of the event that added it.
    pub(crate) added: u64,
    /// Number of the event that last changed it.
    pub(crate) last_event_id: u64,
    pub(crate) revision: u64,
    pub(crate) made: Timestamp,
    pub(crate) changed: Timestamp,
    pub(crate) made_by: Text,
    pub(crate) data: Data,
}
