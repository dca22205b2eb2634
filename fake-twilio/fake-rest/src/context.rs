//! What every handler sees.

use std::{collections::BTreeMap, sync::Arc};

use fake_control::{faults::Faults, journal::Journal};
use fake_core::Ids;
use fake_store::Store;
use fake_webhooks::Deliveries;
use parking_lot::Mutex;
use twilio_sid::AccountSid;

use crate::{
    archive::Snapshot, keyring::Keyring, seeded_world::SeededWorld, signed_url::UrlSigningKey,
};

/// The state behind the API, and the keys to it.
pub(crate) struct Context {
    pub(crate) store: Arc<Store>,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) signing_key: UrlSigningKey,
    pub(crate) deliveries: Arc<Deliveries>,
    pub(crate) journal: Arc<Journal>,
    /// Rules of what is broken on purpose.
    pub(crate) faults: Arc<Faults>,
    /// Draws SIDs and secrets of accounts that the control API opens.
    pub(crate) account_ids: Mutex<Ids>,
    /// Held while accounts go back to what they were, so that they do not get something of each other.
    pub(crate) restoring: Mutex<()>,
    pub(crate) snapshots: Mutex<BTreeMap<String, Arc<Snapshot>>>,
    /// What accounts are reset to, if not to nothing.
    pub(crate) seeds: Mutex<BTreeMap<AccountSid, Arc<SeededWorld>>>,
}
