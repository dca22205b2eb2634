//! `/Services`.

use fake_core::{Error, Service, account, text::friendly_name};
use twilio_sid::ServiceSid;
use twilio_wire::{rest::service as wire, time::Seconds};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    scope::AccountRequest,
};

const MAX_PAGE: usize = 100;

pub(super) fn create(call: &AccountRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(call.body)?;
    let name = form.friendly_name.ok_or_else(|| ApiError::missing("FriendlyName"))?;
    let name = friendly_name(&name)?;
    let sid = call.sid.map(sid).transpose()?;
    let account = call.store.account(call.account).ok_or(Error::NoService)?;
    let body = account.record(
        |account, env| Ok::<_, Error>(account::create_service(account, name, sid, env)),
        |account, service| {
            let body = render(&service, call);
            call.store.start_service(service);
            call.store.pass_on_hooks(account);
            body
        },
    )?;
    Ok(created(&body))
}

fn sid(text: &str) -> Result<ServiceSid, Error> {
    text.parse().map_err(|_| Error::NoService)
}

pub(super) fn fetch(call: &AccountRequest<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let account = call.store.account(call.account).ok_or(Error::NoService)?;
    let body = account
        .read(|account| account.services.get(sid).map(|service| render(service, call)))
        .ok_or(Error::NoService)?;
    Ok(ok(&body))
}

pub(super) fn delete(call: &AccountRequest<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let account = call.store.account(call.account).ok_or(Error::NoService)?;
    account.record(|account, _| account::delete_service(account, sid), |_, ()| ())?;
    call.store.stop_service(sid);
    Ok(no_content())
}

pub(super) fn list(call: &AccountRequest<'_>) -> Reply {
    let page_request = PageRequest::read(&call.page_query()?, MAX_PAGE)?;
    let account = call.store.account(call.account).ok_or(Error::NoService)?;
    let page = account.read(|account| {
        let slice = page_request.page(&account.services)?;
        let url = format!("{}/Services", call.base);
        let meta = page_request.meta(&slice, "services", &url, &[], |it| it.sid.to_string());
        let services = slice.items.iter().map(|it| render(it, call)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, services })
    })?;
    Ok(ok(&page))
}

fn render(service: &Service, call: &AccountRequest<'_>) -> wire::Service {
    let url = format!("{}/Services/{}", call.base, service.sid);
    wire::Service {
        sid: service.sid,
        account_sid: service.account,
        friendly_name: service.friendly_name.as_ref().to_owned(),
        date_created: Seconds(service.created),
        date_updated: Seconds(service.updated),
        links: wire::Links {
            conversations: format!("{url}/Conversations"),
            users: format!("{url}/Users"),
            roles: format!("{url}/Roles"),
            bindings: format!("{url}/Bindings"),
            configuration: format!("{url}/Configuration"),
            participant_conversations: format!("{url}/ParticipantConversations"),
            conversation_with_participants: format!("{url}/ConversationWithParticipants"),
        },
        url,
    }
}
