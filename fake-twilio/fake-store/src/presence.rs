use std::collections::BTreeSet;

use fake_core::text::Text;
use parking_lot::Mutex;

/// Connected identities; not part of the log.
#[derive(Debug, Default)]
pub struct Presence(Mutex<BTreeSet<Text>>);

impl Presence {
    /// Notes whether an identity has a connection.
    pub fn note(&self, identity: &str, online: bool) {
        let mut connected = self.0.lock();
        if online {
            connected.insert(identity.into());
        } else {
            connected.remove(identity);
        }
    }

    /// Returns whether an identity has a connection.
    pub fn is_online(&self, identity: &str) -> bool {
        self.0.lock().contains(identity)
    }
}
