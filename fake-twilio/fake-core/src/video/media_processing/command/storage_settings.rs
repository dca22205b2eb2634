use std::sync::Arc;

use crate::{
    decided::Decided,
    media_processing::{MediaProcessingFact, StorageSettings, StoredMedia},
};

/// Replaces the settings for a kind of media.
pub fn set_storage(
    of: StoredMedia,
    settings: StorageSettings,
) -> Decided<Arc<StorageSettings>, MediaProcessingFact> {
    let settings = Arc::new(settings);
    Decided::one(MediaProcessingFact::Storage(of, settings.clone()), settings)
}
