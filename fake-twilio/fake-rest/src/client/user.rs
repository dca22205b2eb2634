//! `/Client/v2/Users`.

use fake_core::{
    Error, World, authorize,
    text::{LONG_ATTRIBUTES, friendly_name},
    user::{self, User},
};
use twilio_wire::client_api as wire;

use crate::{
    client::ClientRequest,
    http::{parse, path, reply::Outcome},
};

pub(crate) fn fetch(call: &ClientRequest<'_>, identity: &str) -> Result<wire::User, Error> {
    call.transaction.read(|world| rendered(world, identity, call))
}

pub(crate) fn update(
    call: &ClientRequest<'_>,
    identity: &str,
    form: &wire::UserForm,
) -> Outcome<wire::User> {
    let command = user::Update {
        friendly_name: parse::edit(form.friendly_name.as_deref(), friendly_name)?,
        attributes: parse::attributes(form.attributes.as_deref(), LONG_ATTRIBUTES)?,
        role: None,
    };
    call.transaction.record(
        |world, env| authorize::update_user(world, &call.caller.identity, identity, command, env),
        |world, ()| rendered(world, identity, call),
    )
}

fn rendered(world: &World, identity: &str, call: &ClientRequest<'_>) -> Result<wire::User, Error> {
    world.user(identity).map(|user| render(world, user, call)).ok_or(Error::NoUser)
}

fn render(world: &World, user: &User, call: &ClientRequest<'_>) -> wire::User {
    let reachability = call.transaction.reachability(world, &user.identity);
    wire::User {
        sid: user.sid,
        identity: user.identity.as_ref().to_owned(),
        friendly_name: user.friendly_name.as_deref().map(str::to_owned),
        attributes: user.attributes.as_ref().to_owned(),
        is_online: reachability.map(|(online, _)| online),
        is_notifiable: reachability.map(|(_, notifiable)| notifiable),
        sync_objects: wire::UserSyncObjects { user_info_map: format!("{}.info", user.sid) },
        url: call.url(format_args!("Users/{}", path::encode(&user.identity))),
    }
}
