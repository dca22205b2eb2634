use fake_core::text::Text;

use crate::{ObjectId, delta::Delta};

/// A change for subscribers, or an end of subscriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Subscribers of the object get the change.
    Send(Delta),
    /// The identity's sessions no longer get the changes of these objects.
    Evict(Text, Vec<ObjectId>),
    /// No session gets the changes of what it may no longer read.
    EvictAll,
}
