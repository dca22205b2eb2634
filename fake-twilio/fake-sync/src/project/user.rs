//! What happens to a user: its info map, and the map of its conversations.

use fake_core::{
    Fact, World,
    text::{Text, system},
    user::{User, UserFact},
};
use jiff::Timestamp;

use crate::{
    ObjectId,
    map_items::{info_items, roster_item},
    objects::{Object, SyncView},
};

/// The identity that gets a user by a fact, or loses its user.
pub(super) fn changed_identity(world: &World, fact: &Fact) -> Option<Text> {
    let Fact::User(fact) = fact else { return None };
    match fact {
        UserFact::Created(user) => Some(user.identity.clone()),
        UserFact::Deleted(sid) => world.users.get(*sid).map(|user| user.identity.clone()),
        UserFact::Updated(_) => None,
    }
}

impl SyncView {
    /// Names the user of an identity in the rosters where it takes part.
    pub(super) fn renew_rosters(&mut self, world: &World, at: Timestamp, identity: &str) {
        for (_, conversation, who) in world.memberships(identity) {
            let object = ObjectId::Roster(conversation.sid());
            let Some(Object::Map(roster)) = self.objects.get(&object) else { continue };
            let (key, data) = roster_item(world, who);
            if roster.items.get(&key).is_some_and(|item| item.data != data) {
                self.put(at, object, key, &system(), data);
            }
        }
    }

    pub(super) fn project_user(&mut self, at: Timestamp, fact: &UserFact) {
        match fact {
            // Its maps cannot be open yet.
            UserFact::Created(_) => {}
            UserFact::Updated(user) => self.update_user(at, user),
            UserFact::Deleted(sid) => {
                for object in [ObjectId::MyConversations(*sid), ObjectId::UserInfo(*sid)] {
                    self.remove_object(at, object);
                }
            }
        }
    }

    fn update_user(&mut self, at: Timestamp, user: &User) {
        let object = ObjectId::UserInfo(user.sid);
        for (key, data) in info_items(user) {
            let Some(Object::Map(info)) = self.objects.get(&object) else { return };
            if info.items.get(&key).is_none_or(|item| item.data != data) {
                self.put(at, object, key, &user.identity, data);
            }
        }
    }
}
