use fake_core::text::Text;

use crate::{ObjectId, delta::Delta};

/// What subscribers are to be told, or who may no longer be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Tell(Delta),
    /// The identity's sessions stop being notified of these objects.
    Evict(Text, Vec<ObjectId>),
    /// Everybody stops to be notified of what they may no longer read.
    EvictAll,
}
