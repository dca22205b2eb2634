use std::sync::Arc;

use crate::{
    decided::Decided,
    production::{ProductionFact, StorageSettings, StoredMedia},
};

/// Replaces the settings for a kind of media.
pub fn set_storage(
    of: StoredMedia,
    settings: StorageSettings,
) -> Decided<Arc<StorageSettings>, ProductionFact> {
    let settings = Arc::new(settings);
    Decided::one(ProductionFact::Storage(of, settings.clone()), settings)
}
