use std::collections::{BTreeMap, BTreeSet};

use fake_core::text::Text;
use parking_lot::Mutex;

/// Connected identities; not part of the log.
#[derive(Debug, Default)]
pub struct Presence(Mutex<Identities>);

#[derive(Debug, Default)]
struct Identities {
    connected: BTreeSet<Text>,
    /// Whether identities count as connected, whatever connections they have.
    set: BTreeMap<Text, bool>,
}

impl Presence {
    /// Notes whether an identity has a connection.
    pub fn note(&self, identity: &str, online: bool) {
        let connected = &mut self.0.lock().connected;
        if online {
            connected.insert(identity.into());
        } else {
            connected.remove(identity);
        }
    }

    /// Sets whether an identity counts as connected; without a value its connections decide again.
    pub fn set(&self, identity: &Text, online: Option<bool>) {
        let set = &mut self.0.lock().set;
        match online {
            Some(online) => set.insert(identity.clone(), online),
            None => set.remove(identity),
        };
    }

    /// Lets connections decide again for all identities.
    pub fn unset_all(&self) {
        let set = std::mem::take(&mut self.0.lock().set);
        drop(set);
    }

    /// Returns whether an identity counts as connected.
    pub fn is_online(&self, identity: &str) -> bool {
        let identities = self.0.lock();
        let set = identities.set.get(identity).copied();
        set.unwrap_or_else(|| identities.connected.contains(identity))
    }
}
