//! Whether users can be reached: an item of their info maps that follows connections, not facts.
//!
//! Its changes take numbers from the same counter as all others of the map, because clients drop
//! what is not newer. So with reachability on, these numbers are not to be had from the log again;
//! with reachability off there is no such item.

use fake_core::{
    Fact,
    binding::BindingFact,
    configuration::ServiceFact,
    text::{SYSTEM, Text},
    user::UserFact,
};
use jiff::Timestamp;
use twilio_sid::UserSid;

use crate::{
    ObjectId, SyncView,
    data::{Data, Reachability},
    item::Key,
    project::{Step, tell},
    state::State,
    view::Object,
};

const ITEM: &str = "reachability";

impl SyncView {
    /// Brings a user's item up to date; says what follows if that changes it.
    fn update_reachability(&mut self, at: Timestamp, sid: UserSid, online: bool) -> Option<Step> {
        let user = self.world.users.get(sid)?;
        let data = Data::Reachability(Reachability {
            online,
            notifiable: self.world.is_notifiable(&user.identity),
        });
        let (object, key) = (ObjectId::UserInfo(sid), Key::Name(ITEM.into()));
        let Some(Object::Collection(info)) = self.objects.get_mut(&object) else { return None };
        let told = if !self.world.configuration.reachability {
            info.remove(at, key)?
        } else if info.items.get(&key).is_none_or(|item| item.data != data) {
            info.put(at, key, &SYSTEM.into(), data)
        } else {
            return None;
        };
        Some(tell(object, told))
    }
}

impl State {
    /// Brings one identity's item up to date with its connections.
    pub(crate) fn update_reachability(&mut self, at: Timestamp, identity: &str) {
        let Some(sid) = self.view.world.user(identity).map(|user| user.sid) else { return };
        let online = self.sessions.is_connected(identity);
        if let Some(step) = self.view.update_reachability(at, sid, online) {
            self.take(step);
        }
    }

    /// Those whom a fact touches that is about to be taken in.
    pub(crate) fn affected_users(&self, fact: &Fact) -> Vec<Text> {
        let world = &self.view.world;
        match fact {
            Fact::User(fact) => match fact {
                UserFact::Created(user) => vec![user.identity.clone()],
                UserFact::Updated(_) | UserFact::Deleted(_) => Vec::new(),
            },
            Fact::Binding(fact) => match fact {
                BindingFact::Put(binding) => vec![binding.identity.clone()],
                BindingFact::Removed(sid) => {
                    world.bindings.get(*sid).map(|it| it.identity.clone()).into_iter().collect()
                }
            },
            Fact::Service(fact) => match fact {
                ServiceFact::Configured(now)
                    if now.reachability != world.configuration.reachability =>
                {
                    world.users.iter().map(|user| user.identity.clone()).collect()
                }
                ServiceFact::Configured(_) | ServiceFact::NotificationsChanged(_) => Vec::new(),
            },
            Fact::Conversation(..)
            | Fact::Participant(..)
            | Fact::Message(..)
            | Fact::Delivery(..)
            | Fact::Media(_)
            | Fact::Role(_)
            | Fact::Webhook(_) => Vec::new(),
        }
    }
}
