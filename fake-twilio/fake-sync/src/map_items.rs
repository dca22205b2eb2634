//! What the items of maps hold, made of the state.

use std::sync::Arc;

use fake_core::{World, participant::Participant, text::Text, user::User};
use fake_store::Presence;
use twilio_sid::ConversationSid;

use crate::{
    data::{Data, Reachability},
    item::Key,
};

/// Key of the reachability item.
pub(crate) const REACHABILITY: &str = "reachability";

pub(crate) fn name(text: impl Into<Text>) -> Key {
    Key::Name(text.into())
}

/// The item of a participant in the roster of its conversation.
pub(crate) fn roster_item(world: &World, who: &Arc<Participant>) -> (Key, Data) {
    let user = who.identity.as_ref().and_then(|identity| world.user(identity));
    (name(who.sid.to_string()), Data::Participant(who.clone(), user.map(|user| user.sid)))
}

/// The item of a conversation among those of a participant.
pub(crate) fn membership_item(sid: ConversationSid, who: &Arc<Participant>) -> (Key, Data) {
    (name(sid.to_string()), Data::Membership(sid, who.clone(), None))
}

/// Items of a user's info map; both must exist, or the SDK fails to initialise.
///
/// `assumed`: a user without a friendly name shows the identity; a live client would settle it.
pub(crate) fn info_items(user: &User) -> [(Key, Data); 2] {
    let friendly_name: &Text = user.friendly_name.as_ref().unwrap_or(&user.identity);
    [("friendlyName", friendly_name), ("attributes", &user.attributes)]
        .map(|(key, value)| (name(key), Data::UserInfo(value.clone())))
}

/// The reachability item of a user's info map; none while reachability is off.
pub(crate) fn reachability_item(
    world: &World,
    presence: &Presence,
    user: &User,
) -> Option<(Key, Data)> {
    let reachability = || Reachability {
        online: presence.is_online(&user.identity),
        notifiable: world.is_notifiable(&user.identity),
    };
    let is_on = world.configuration.reachability;
    is_on.then(|| (name(REACHABILITY), Data::Reachability(reachability())))
}
