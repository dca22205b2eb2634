//! What a client holds of a user.

use serde_json::value::RawValue;
use twilio_wire::sync::{ReachabilityValue, UserInfoValue};

use crate::{
    User,
    items::{Items, Put},
};

/// A user's info map.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeldUser {
    pub(crate) identity: String,
    /// SID of the map, once it is loaded.
    pub(crate) object: Option<String>,
    texts: Items<String, String>,
    reachability: Items<(), ReachabilityValue>,
}

impl HeldUser {
    pub(crate) fn new(identity: String) -> Self {
        Self { identity, ..Self::default() }
    }

    /// Takes an item; returns whether it says something new. An item of an unknown shape is skipped.
    pub(crate) fn put(&mut self, key: &str, event_id: u64, data: &RawValue) -> bool {
        let put = if key == "reachability" {
            let Ok(value) = serde_json::from_str(data.get()) else { return false };
            self.reachability.put((), event_id, value)
        } else {
            let Ok(UserInfoValue { value }) = serde_json::from_str(data.get()) else {
                return false;
            };
            self.texts.put(key.to_owned(), event_id, value)
        };
        put != Put::Stale
    }

    /// Takes an item away; returns whether that is new.
    pub(crate) fn remove(&mut self, key: &str, event_id: u64) -> bool {
        if key == "reachability" {
            self.reachability.remove((), event_id).is_some()
        } else {
            self.texts.remove(key.to_owned(), event_id).is_some()
        }
    }

    /// The application's view.
    pub(crate) fn view(&self) -> User {
        let reachability = self.reachability.get(&());
        User {
            identity: self.identity.clone(),
            friendly_name: self.texts.get(&"friendlyName".to_owned()).cloned(),
            attributes: self.texts.get(&"attributes".to_owned()).cloned(),
            is_online: reachability.map(|it| it.online),
            is_notifiable: reachability.map(|it| it.notifiable),
        }
    }
}
