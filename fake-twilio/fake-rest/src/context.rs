//! What every handler sees.

use std::sync::Arc;

use fake_core::Ids;
use fake_store::Store;
use fake_webhooks::Deliveries;
use parking_lot::Mutex;

use crate::{keyring::Keyring, signed_url::UrlSigningKey};

/// The state behind the API, and the keys to it.
pub(crate) struct Context {
    pub(crate) store: Arc<Store>,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) signing_key: UrlSigningKey,
    pub(crate) deliveries: Arc<Deliveries>,
    /// Draws SIDs and secrets of accounts that the control API opens.
    pub(crate) account_ids: Mutex<Ids>,
}
