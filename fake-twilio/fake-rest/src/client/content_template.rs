//! `ContentTemplates`: those of the account.

use std::collections::BTreeMap;

use fake_core::content_template::Template;
use serde_json::value::RawValue;
use twilio_wire::{client_api as wire, paging::Query, time::Millis};

use crate::{
    client::ClientRequest,
    http::{
        error::HandlerError,
        page::{PageRequest, tokens},
        reply::{Reply, ok},
    },
};

const MAX_PAGE: usize = 100;

pub(super) fn list(call: &ClientRequest<'_>, query: &Query) -> Reply {
    let page_request = PageRequest::read(query, MAX_PAGE)?;
    let Some(account) = call.store.account(call.caller.account) else {
        return Err(fake_core::Error::NoService.into());
    };
    let page = account.read(|account| {
        let slice = page_request.page(&account.templates)?;
        let templates = slice.items.iter().map(|it| render(it, call)).collect();
        let meta = tokens(&slice, |it| it.sid.to_string());
        Ok::<_, HandlerError>(wire::ContentTemplates { templates, meta })
    })?;
    Ok(ok(&page))
}

fn render(template: &Template, call: &ClientRequest<'_>) -> wire::ContentTemplate {
    let variables: BTreeMap<&str, &str> =
        template.variables.iter().map(|(name, value)| (&**name, &**value)).collect();
    // Only JSON is let in when a template is made.
    let json = |text: &str| RawValue::from_string(text.to_owned()).ok();
    let variants = template.types.iter();
    wire::ContentTemplate {
        sid: template.sid,
        account_sid: call.caller.account,
        friendly_name: template.friendly_name.to_string(),
        variables: serde_json::json!(variables).to_string(),
        variants: variants.filter_map(|(kind, it)| Some((kind.to_string(), json(it)?))).collect(),
        date_created: Millis(template.created),
        date_updated: Millis(template.updated),
    }
}
