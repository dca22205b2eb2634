//! What happens to a user: its info map, and the map of its conversations.

use fake_core::user::{User, UserFact};
use jiff::Timestamp;

use crate::{
    ObjectId,
    entries::info_items,
    view::{Object, SyncView},
};

impl SyncView {
    pub(super) fn project_user(&mut self, at: Timestamp, fact: &UserFact) {
        match fact {
            // Nobody can have opened its maps yet.
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
