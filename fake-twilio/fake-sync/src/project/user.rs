//! What happens to a user: its info map, and the map of its conversations.

use fake_core::{
    text::{SYSTEM, Text},
    user::{User, UserFact},
};
use jiff::Timestamp;

use super::{Step, name};
use crate::{ObjectId, SyncView, collection::Collection, data::Data, view::Object};

impl SyncView {
    pub(super) fn project_user(&mut self, at: Timestamp, fact: &UserFact, steps: &mut Vec<Step>) {
        match fact {
            UserFact::Created(user) => self.create_user(at, user),
            UserFact::Updated(user) => self.update_user(at, user, steps),
            UserFact::Deleted(sid) => {
                for object in [ObjectId::MyConversations(*sid), ObjectId::UserInfo(*sid)] {
                    self.remove_object(at, object, steps);
                }
            }
        }
    }

    fn create_user(&mut self, at: Timestamp, user: &User) {
        let by: Text = SYSTEM.into();
        // Who takes part is known before; closed conversations, which may keep a former user of the
        // identity, are not among them.
        let mine = Collection::new(at, by.clone());
        self.objects.insert(ObjectId::MyConversations(user.sid), Object::Collection(mine));
        let mut info = Collection::new(at, by.clone());
        for (key, value) in user_info(user) {
            info.put(at, name(key), &by, Data::UserInfo(value));
        }
        self.objects.insert(ObjectId::UserInfo(user.sid), Object::Collection(info));
    }

    fn update_user(&mut self, at: Timestamp, user: &User, steps: &mut Vec<Step>) {
        let object = ObjectId::UserInfo(user.sid);
        for (key, value) in user_info(user) {
            let (key, data) = (name(key), Data::UserInfo(value));
            let Some(Object::Collection(info)) = self.objects.get(&object) else { return };
            if info.items.get(&key).is_none_or(|item| item.data != data) {
                self.put(at, object, key, &user.identity, data, steps);
            }
        }
    }
}

/// Items of a user's info map; both must exist, or the SDK fails to initialise.
///
/// `assumed`: a user without a friendly name shows the identity; a live client would settle it.
fn user_info(user: &User) -> [(&'static str, Text); 2] {
    let friendly_name = user.friendly_name.as_ref().unwrap_or(&user.identity);
    [("friendlyName", friendly_name.clone()), ("attributes", user.attributes.clone())]
}
