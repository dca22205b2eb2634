//! Whether users can be reached: an item of their info maps that follows connections, too.

use fake_core::{
    Fact, World,
    binding::BindingFact,
    configuration::ServiceFact,
    text::{Text, system},
};
use fake_store::Presence;
use jiff::Timestamp;

use crate::{
    ObjectId,
    map_items::{REACHABILITY, name, reachability_item},
    objects::{Object, SyncView},
};

/// The identities whose reachability a fact may change that is about to be applied.
pub(super) fn affected_users(world: &World, fact: &Fact) -> Vec<Text> {
    if let Fact::Binding(BindingFact::Put(binding)) = fact {
        vec![binding.identity.clone()]
    } else if let Fact::Binding(BindingFact::Removed(sid)) = fact {
        world.bindings.get(*sid).map(|it| it.identity.clone()).into_iter().collect()
    } else if let Fact::Service(ServiceFact::Configured(now)) = fact
        && now.reachability != world.configuration.reachability
    {
        world.users.iter().map(|user| user.identity.clone()).collect()
    } else {
        Vec::new()
    }
}

impl SyncView {
    /// Brings one identity's item up to date.
    pub(crate) fn update_reachability(
        &mut self,
        world: &World,
        presence: &Presence,
        at: Timestamp,
        identity: &str,
    ) {
        let Some(user) = world.user(identity) else { return };
        let object = ObjectId::UserInfo(user.sid);
        let Some(Object::Map(info)) = self.objects.get(&object) else { return };
        match reachability_item(world, presence, user) {
            None => self.remove(at, object, name(REACHABILITY)),
            Some((key, data)) if info.items.get(&key).is_none_or(|item| item.data != data) => {
                self.put(at, object, key, &system(), data);
            }
            Some(_) => {}
        }
    }
}
