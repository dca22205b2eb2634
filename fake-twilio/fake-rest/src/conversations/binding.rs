//! `/Services/{IS}/Bindings`.

use fake_core::{
    Error,
    binding::{self, BindingType, PushBinding},
};
use twilio_sid::BindingSid;
use twilio_wire::{rest::binding as wire, time::Seconds};

use crate::{
    http::{
        error::HandlerError,
        page::PageRequest,
        parse::{self, binding_type},
        reply::{Reply, no_content, ok},
    },
    scope::{ResourceScope, ServiceRequest},
};

const MAX_PAGE: usize = 100;

fn sid(text: &str) -> Result<BindingSid, Error> {
    text.parse().map_err(|_| Error::NoBinding)
}

pub(super) fn fetch(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let body = request.transaction.read(|world| {
        let binding = world.bindings.get(sid).ok_or(Error::NoBinding)?;
        Ok::<_, Error>(render(binding, &request.at))
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let sid = sid(key)?;

    request.transaction.answer(
        |world, _| binding::remove(world, sid),
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

pub(super) fn list(request: &ServiceRequest<'_>) -> Reply {
    let filter: wire::Filter = parse::form(request.call.query)?;
    let kinds: Vec<BindingType> =
        filter.binding_type.iter().map(|it| binding_type(it)).collect::<Result<_, _>>()?;
    let accepts = |it: &PushBinding| {
        (kinds.is_empty() || kinds.contains(&it.kind))
            && (filter.identity.is_empty()
                || filter.identity.iter().any(|one| *one == *it.identity))
    };
    let page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    let page = request.transaction.read(|world| {
        let slice = page_request.page_where(&world.bindings, |it| accepts(it))?;
        let kinds = filter.binding_type.iter().map(|it| ("BindingType", it.as_str()));
        let people = filter.identity.iter().map(|it| ("Identity", it.as_str()));
        let filters: Vec<_> = kinds.chain(people).collect();
        let url = request.at.url("Bindings");
        let meta = page_request.meta(&slice, "bindings", &url, &filters, |it| it.sid.to_string());
        let bindings = slice.items.iter().map(|it| render(it, &request.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, bindings })
    })?;
    Ok(ok(&page))
}

fn render(binding: &PushBinding, at: &ResourceScope) -> wire::Binding {
    wire::Binding {
        sid: binding.sid,
        account_sid: at.account,
        chat_service_sid: at.service,
        credential_sid: binding.credential,
        date_created: Seconds(binding.created),
        date_updated: Seconds(binding.updated),
        endpoint: Some(binding.endpoint()),
        identity: binding.identity.as_ref().to_owned(),
        binding_type: <&str>::from(binding.kind).to_owned(),
        message_types: binding.message_types.iter().map(|it| it.as_ref().to_owned()).collect(),
        url: at.url(format_args!("Bindings/{}", binding.sid)),
    }
}
