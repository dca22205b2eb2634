//! `/Conversations/{CH}/Webhooks`.

use fake_core::{
    Error, World,
    text::Text,
    webhook::{self, Add, Configure, ScopedWebhook, Target, WebhookKind},
};
use fake_webhooks::is_http;
use twilio_sid::{ConversationSid, WebhookSid};
use twilio_wire::{rest::webhook as wire, time::Seconds};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse::{self, callback_method, events},
        reply::{Reply, created, no_content, ok},
    },
    scope::{ResourceScope, ServiceRequest, find},
};

const MAX_PAGE: usize = 5;

fn webhook_sid(text: &str) -> Result<WebhookSid, Error> {
    text.parse().map_err(|_| Error::NoWebhook)
}

fn kind(form: &wire::Form) -> Result<WebhookKind, ApiError> {
    let target = form.target.as_deref().filter(|target| !target.is_empty());
    let target = target.ok_or_else(|| ApiError::bad(50368, "Webhook target was not provided"))?;
    target.parse().map_err(|_| ApiError::bad(50364, "Webhook target is invalid"))
}

fn values(form: &wire::Form) -> Result<Configure, HandlerError> {
    let url = form.url.as_deref().filter(|url| !url.is_empty());
    // assumed: the code of malformed webhook settings; settled by the contract test
    // `malformed_webhook_urls_are_refused`.
    if url.is_some_and(|url| !is_http(url)) {
        return Err(ApiError::bad(50054, "Webhook URL is invalid").into());
    }
    Ok(Configure {
        url: url.map(Text::from),
        method: callback_method(form.method.as_deref(), "Configuration.Method")?,
        filters: events(&form.filters, 50365)?,
        words: words(&form.triggers)?,
        flow: parse::sid(form.flow_sid.as_deref(), "Configuration.FlowSid", 50367)?,
    })
}

/// Words of a trigger; none of them may be empty (`assumed`, as 50366 has no other use; settled by the
/// contract test `triggers_have_words`).
fn words(texts: &[String]) -> Result<Option<Vec<Text>>, ApiError> {
    if texts.iter().any(|text| text.trim().is_empty()) {
        return Err(ApiError::bad(50366, "Webhook trigger is invalid"));
    }
    let words = || texts.iter().map(|text| Text::from(text.as_str())).collect();
    Ok((!texts.is_empty()).then(words))
}

fn replay_after(form: &wire::Form) -> Result<Option<u32>, ApiError> {
    let Some(text) = form.replay_after.as_deref().filter(|it| !it.is_empty()) else {
        return Ok(None);
    };
    let invalid = |_| ApiError::bad(20001, "Configuration.ReplayAfter must be a message index");
    text.parse().map(Some).map_err(invalid)
}

pub(super) fn create(request: &ServiceRequest<'_>, conversation: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let command =
        Add { kind: kind(&form)?, values: values(&form)?, replay_after: replay_after(&form)? };
    request.transaction.answer(
        |world, env| {
            let sid = world.conversation_sid(conversation)?;
            let decided = webhook::add(world, sid, command, env)?;
            let webhook = decided.outcome;
            Ok::<_, HandlerError>(decided.answering((sid, webhook)))
        },
        |world, (sid, webhook)| rendered(world, sid, webhook, &request.at),
        created,
    )
}

pub(super) fn update(request: &ServiceRequest<'_>, conversation: &str, key: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let command = values(&form)?;
    let webhook = webhook_sid(key)?;
    request.transaction.answer(
        |world, env| {
            let sid = world.conversation_sid(conversation)?;
            Ok::<_, HandlerError>(
                webhook::configure(world, sid, webhook, command, env)?.answering(sid),
            )
        },
        |world, sid| rendered(world, sid, webhook, &request.at),
        ok,
    )
}

pub(super) fn fetch(request: &ServiceRequest<'_>, conversation: &str, key: &str) -> Reply {
    let body = request.transaction.read(|world| {
        let sid = world.conversation_sid(conversation)?;
        rendered(world, sid, webhook_sid(key)?, &request.at)
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(request: &ServiceRequest<'_>, conversation: &str, key: &str) -> Reply {
    request.transaction.answer(
        |world, _| webhook::remove(world, world.conversation_sid(conversation)?, webhook_sid(key)?),
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

pub(super) fn list(request: &ServiceRequest<'_>, conversation: &str) -> Reply {
    let page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    let page = request.transaction.read(|world| {
        let (sid, conversation) = find(world, conversation)?;
        let slice = page_request.page(&conversation.webhooks)?;
        let url = request.at.url(format_args!("Conversations/{sid}/Webhooks"));
        let meta = page_request.meta(&slice, "webhooks", &url, &[], |it| it.sid.to_string());
        let webhooks = slice.items.iter().map(|it| render(sid, it, &request.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, webhooks })
    })?;
    Ok(ok(&page))
}

fn rendered(
    world: &World,
    sid: ConversationSid,
    webhook: WebhookSid,
    at: &ResourceScope,
) -> Result<wire::Webhook, Error> {
    let webhook = world.conversation(sid)?.webhooks.get(webhook).ok_or(Error::NoWebhook)?;
    Ok(render(sid, webhook, at))
}

fn render(
    conversation: ConversationSid,
    webhook: &ScopedWebhook,
    at: &ResourceScope,
) -> wire::Webhook {
    wire::Webhook {
        sid: webhook.sid,
        account_sid: at.account,
        chat_service_sid: at.shown_service(),
        conversation_sid: conversation,
        target: <&str>::from(webhook.target.kind()).to_owned(),
        url: at.url(format_args!("Conversations/{conversation}/Webhooks/{}", webhook.sid)),
        configuration: configuration(&webhook.target),
        date_created: Seconds(webhook.created),
        date_updated: Seconds(webhook.updated),
    }
}

/// Here the method is written in lower case (examples of the OpenAPI document).
fn configuration(target: &Target) -> wire::Configuration {
    let address = target.address();
    let base = wire::Configuration {
        url: address.map(|(url, _)| url.as_ref().to_owned()),
        method: address.map(|(_, method)| method.name().to_ascii_lowercase()),
        ..wire::Configuration::default()
    };
    match target {
        Target::Webhook { filters, .. } => {
            let names = filters.iter().map(|event| event.name().to_owned()).collect();
            wire::Configuration { filters: Some(names), ..base }
        }
        Target::Trigger { words, .. } => {
            let words: Vec<String> = words.iter().map(|word| word.as_ref().to_owned()).collect();
            wire::Configuration { filters: Some(words.clone()), triggers: Some(words), ..base }
        }
        Target::Studio { flow } => wire::Configuration { flow_sid: Some(*flow), ..base },
    }
}
