//! `/Roles`.

use fake_core::{
    Error, World,
    role::{self, Role, Scope},
};
use twilio_sid::RoleSid;
use twilio_wire::{rest::role as wire, time::Seconds};

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

fn sid(text: &str) -> Result<RoleSid, Error> {
    text.parse().map_err(|_| Error::NoRole)
}

fn scope(text: Option<&str>) -> Result<Scope, ApiError> {
    let text = text.ok_or_else(|| ApiError::missing("Type"))?;
    text.parse().map_err(|_| ApiError::bad(50105, "Role type is invalid"))
}

/// Permissions of a form; at least one has to be given.
fn permissions(form: &wire::Form) -> Result<Vec<&str>, ApiError> {
    if form.permission.is_empty() {
        return Err(ApiError::missing("Permission"));
    }
    Ok(form.permission.iter().map(String::as_str).collect())
}

pub(super) fn create(request: &ServiceRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let name = form.friendly_name.as_deref().filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| ApiError::missing("FriendlyName"))?;
    let scope = scope(form.kind.as_deref())?;
    let permissions = role::permissions(scope, permissions(&form)?.into_iter())?;
    request.transaction.answer(
        |_, env| role::create(name, scope, permissions, env),
        |world, sid| rendered(world, sid, &request.at),
        created,
    )
}

pub(super) fn update(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let names = permissions(&form)?;
    let sid = sid(key)?;
    request.transaction.answer(
        |world, env| role::update(world, sid, &names, env),
        |world, ()| rendered(world, sid, &request.at),
        ok,
    )
}

pub(super) fn fetch(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let body = request.transaction.read(|world| rendered(world, sid, &request.at))?;
    Ok(ok(&body))
}

pub(super) fn delete(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let sid = sid(key)?;

    request.transaction.answer(
        |world, _| role::delete(world, sid),
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

pub(super) fn list(request: &ServiceRequest<'_>) -> Reply {
    let page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    let page = request.transaction.read(|world| {
        let slice = page_request.page(&world.roles)?;
        let url = request.at.url("Roles");
        let meta = page_request.meta(&slice, "roles", &url, &[], |it| it.sid.to_string());
        let roles = slice.items.iter().map(|it| render(it, &request.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, roles })
    })?;
    Ok(ok(&page))
}

fn rendered(world: &World, sid: RoleSid, at: &ResourceScope) -> Result<wire::Role, Error> {
    world.roles.get(sid).map(|role| render(role, at)).ok_or(Error::NoRole)
}

fn render(role: &Role, at: &ResourceScope) -> wire::Role {
    let kind = <&str>::from(role.scope);
    wire::Role {
        sid: role.sid,
        account_sid: at.account,
        chat_service_sid: at.service,
        friendly_name: role.friendly_name.as_ref().to_owned(),
        kind: kind.to_owned(),
        permissions: role.permissions.iter().map(|it| <&str>::from(it).to_owned()).collect(),
        date_created: Seconds(role.created),
        date_updated: Seconds(role.updated),
        url: at.url(format_args!("Roles/{}", role.sid)),
    }
}
