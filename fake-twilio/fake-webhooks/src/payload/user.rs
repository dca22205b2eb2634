//! Events of users.

use fake_core::{
    user::{User, UserFact},
    webhook::Event,
};

use super::{EventContext, Payload, Webhooks};
use crate::parameters::{Params, put};

pub(super) fn webhooks(fact: &UserFact) -> Option<Webhooks<'_>> {
    match fact {
        UserFact::Created(user) => Some(Webhooks::after(Event::UserAdded, Payload::User(user))),
        UserFact::Updated(user) => {
            Some(Webhooks::around(Event::UserUpdate, Event::UserUpdated, Payload::User(user)))
        }
        UserFact::Deleted(_) => None,
    }
}

impl EventContext<'_> {
    pub(super) fn user(&self, params: &mut Params, event: Event, user: &User) {
        params.push(("ChatServiceSid", self.service.sid.to_string()));
        params.push(("UserSid", user.sid.to_string()));
        self.dates(params, event, user.created, user.updated);
        params.push(("Identity", user.identity.as_ref().to_owned()));
        params.push(("RoleSid", user.role.to_string()));
        params.push(("Attributes", user.attributes.as_ref().to_owned()));
        put(params, "FriendlyName", user.friendly_name.as_ref());
        if let Some((online, notifiable)) = self.reachability(event, &user.identity) {
            params.push(("isOnline", online.to_string()));
            params.push(("isNotifiable", notifiable.to_string()));
        }
    }

    /// The user's current reachability, which `onUserUpdated` alone has.
    fn reachability(&self, event: Event, identity: &str) -> Option<(bool, bool)> {
        let tenant = self.tenant.filter(|_| event == Event::UserUpdated)?;
        tenant.read(|world| tenant.reachability(world, identity))
    }
}
