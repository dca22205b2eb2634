//! `/Users`.

use fake_core::{
    Error, World,
    text::{LONG_ATTRIBUTES, friendly_name, identity},
    user::{self, User},
};
use twilio_sid::UserSid;
use twilio_wire::{rest::user as wire, time::Seconds};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    scope::{ResourceScope, ServiceRequest},
};

const MAX_PAGE: usize = 50;

pub(super) fn create(request: &ServiceRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let name = form.identity.as_deref().filter(|name| !name.is_empty());
    let command = user::Create {
        identity: identity(name.ok_or_else(|| ApiError::missing("Identity"))?)?,
        friendly_name: parse::optional(form.friendly_name.as_deref(), friendly_name)?,
        attributes: parse::attributes(form.attributes.as_deref(), LONG_ATTRIBUTES)?,
        role: parse::sid(form.role_sid.as_deref(), "RoleSid", 50102)?,
    };
    request.transaction.answer(
        |world, env| user::create(world, command, env),
        |world, sid| rendered(world, sid, request),
        created,
    )
}

pub(super) fn update(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let command = user::Update {
        friendly_name: parse::edit(form.friendly_name.as_deref(), friendly_name)?,
        attributes: parse::attributes(form.attributes.as_deref(), LONG_ATTRIBUTES)?,
        role: parse::sid(form.role_sid.as_deref(), "RoleSid", 50102)?,
    };
    request.transaction.answer(
        |world, env| {
            let sid = world.user_by_sid_or_identity(key)?.sid;
            Ok::<_, HandlerError>(user::update(world, sid, command, env)?.answering(sid))
        },
        |world, sid| rendered(world, sid, request),
        ok,
    )
}

pub(super) fn fetch(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let body = request
        .transaction
        .read(|world| rendered(world, world.user_by_sid_or_identity(key)?.sid, request))?;
    Ok(ok(&body))
}

pub(super) fn delete(request: &ServiceRequest<'_>, key: &str) -> Reply {
    request.transaction.answer(
        |world, _| user::delete(world, world.user_by_sid_or_identity(key)?.sid),
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

pub(super) fn list(request: &ServiceRequest<'_>) -> Reply {
    let page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    let page = request.transaction.read(|world| {
        let slice = page_request.page(&world.users)?;
        let url = request.at.url("Users");
        let meta = page_request.meta(&slice, "users", &url, &[], |it| it.sid.to_string());
        let users = slice.items.iter().map(|it| render(it, &request.at)).collect();
        Ok::<_, ApiError>(wire::Page { meta, users })
    })?;
    Ok(ok(&page))
}

/// A user on its own; only then it shows whether it can be reached.
fn rendered(
    world: &World,
    sid: UserSid,
    request: &ServiceRequest<'_>,
) -> Result<wire::User, Error> {
    let user = world.users.get(sid).ok_or(Error::NoUser)?;
    let reachability = request.transaction.reachability(world, &user.identity);
    Ok(wire::User {
        is_online: reachability.map(|(online, _)| online),
        is_notifiable: reachability.map(|(_, notifiable)| notifiable),
        ..render(user, &request.at)
    })
}

fn render(user: &User, at: &ResourceScope) -> wire::User {
    let url = at.url(format_args!("Users/{}", user.sid));
    wire::User {
        sid: user.sid,
        account_sid: at.account,
        chat_service_sid: at.service,
        role_sid: Some(user.role),
        identity: user.identity.as_ref().to_owned(),
        friendly_name: user.friendly_name.as_deref().map(str::to_owned),
        attributes: user.attributes.as_ref().to_owned(),
        // Null in lists, and while reachability is off.
        is_online: None,
        is_notifiable: None,
        date_created: Seconds(user.created),
        date_updated: Seconds(user.updated),
        links: wire::Links { user_conversations: format!("{url}/Conversations") },
        url,
    }
}
