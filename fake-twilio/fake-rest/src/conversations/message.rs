//! `/Conversations/{CH}/Messages`.

use fake_core::{
    Error, Order, World,
    conversation::Conversation,
    delivery::MessageDelivery,
    message::{self, Message, Send},
    text::{SHORT_ATTRIBUTES, SYSTEM, Text, author, body, subject},
};
use twilio_sid::{ConversationSid, MediaSid, MessageSid, kind};
use twilio_wire::{rest::message as wire, time::Seconds};

use crate::{
    content_template::{self, RenderedTemplate},
    conversations::receipt::render_delivery,
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    render::render_media,
    scope::{ResourceScope, ServiceRequest, below, find},
};

const MAX_PAGE: usize = 100;

fn message_sid(text: &str) -> Result<MessageSid, Error> {
    text.parse().map_err(|_| Error::NoMessage)
}

/// A text that may be empty but not absent from the record once it was given.
fn given(text: Option<&str>) -> Result<Option<Text>, Error> {
    text.map(body).transpose()
}

/// Body and media of a new message.
#[derive(Default)]
struct NewContent<'s> {
    body: Option<Text>,
    media: Vec<MediaSid>,
    template: Option<RenderedTemplate<'s>>,
}

/// Text and media are read past where a template is named (OpenAPI document).
fn new_content<'s>(
    request: &ServiceRequest<'s>,
    form: &wire::Form,
) -> Result<NewContent<'s>, HandlerError> {
    let (sid, values) = (form.content_sid.as_deref(), form.content_variables.as_deref());
    if let Some(template) = content_template::TemplateForm::read(sid, values)? {
        let rendered = template.render(request.call.store, request.at.account)?;
        let body = rendered.body.clone();
        return Ok(NewContent { body, template: Some(rendered), ..NewContent::default() });
    }
    let medium = parse::sid::<kind::Media>(form.media_sid.as_deref(), "MediaSid", 50510)?;
    if form.body.is_none() && medium.is_none() {
        return Err(ApiError::bad(50503, "Message body was not provided").into());
    }
    let media = medium.into_iter().collect();
    Ok(NewContent { body: given(form.body.as_deref())?, media, template: None })
}

pub(super) fn create(request: &ServiceRequest<'_>, conversation: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let shown = new_content(request, &form)?;
    let (made, updated) = parse::dates(form.date_created.as_deref(), form.date_updated.as_deref())?;
    let command = Send {
        author: parse::optional(form.author.as_deref(), author)?,
        body: shown.body,
        subject: parse::optional(form.subject.as_deref(), subject)?,
        media: shown.media,
        content: shown.template.as_ref().map(|it| it.content.clone()),
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        created: made,
        updated,
    };
    request.transaction.answer(
        |world, env| {
            let sid = world.conversation_sid(conversation)?;
            let decided = message::send(world, sid, command, env)?;
            let message = decided.outcome;
            Ok::<_, HandlerError>(decided.answering((sid, message)))
        },
        |world, (sid, message)| rendered(world, sid, message, &request.at),
        created,
    )
}

pub(super) fn update(request: &ServiceRequest<'_>, conversation: &str, message: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let (made, updated) = parse::dates(form.date_created.as_deref(), form.date_updated.as_deref())?;
    let command = message::Update {
        author: parse::optional(form.author.as_deref(), author)?,
        body: given(form.body.as_deref())?,
        subject: parse::edit(form.subject.as_deref(), subject)?,
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        created: made,
        updated,
    };
    request.transaction.answer(
        |world, env| {
            let sid = world.conversation_sid(conversation)?;
            let message = message_sid(message)?;
            let decided = message::update(world, sid, message, command, SYSTEM.into(), env)?;
            Ok::<_, HandlerError>(decided.answering((sid, message)))
        },
        |world, (sid, message)| rendered(world, sid, message, &request.at),
        ok,
    )
}

pub(super) fn fetch(request: &ServiceRequest<'_>, conversation: &str, message: &str) -> Reply {
    let body = request.transaction.read(|world| {
        let sid = world.conversation_sid(conversation)?;
        rendered(world, sid, message_sid(message)?, &request.at)
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(request: &ServiceRequest<'_>, conversation: &str, message: &str) -> Reply {
    request.transaction.answer(
        |world, _| {
            message::remove(world, world.conversation_sid(conversation)?, message_sid(message)?)
        },
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

fn order(form: &wire::Filter) -> Result<Order, ApiError> {
    match form.order.as_deref().map(str::to_ascii_lowercase).as_deref() {
        None | Some("" | "asc") => Ok(Order::Ascending),
        Some("desc") => Ok(Order::Descending),
        Some(_) => Err(ApiError::bad(20001, "Order is invalid")),
    }
}

pub(super) fn list(request: &ServiceRequest<'_>, conversation: &str) -> Reply {
    let form: wire::Filter = parse::form(request.call.query)?;
    let mut page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    page_request.order = order(&form)?;
    let page = request.transaction.read(|world| {
        let (sid, conversation) = find(world, conversation)?;
        let slice = page_request.page(&conversation.messages)?;
        let url = request.at.url(format_args!("Conversations/{sid}/Messages"));
        let filters: Vec<_> =
            form.order.as_deref().map(|order| ("Order", order)).into_iter().collect();
        let meta = page_request.meta(&slice, "messages", &url, &filters, |it| it.sid.to_string());
        let messages = slice.items.iter().map(|it| render(conversation, it, &request.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, messages })
    })?;
    Ok(ok(&page))
}

fn rendered(
    world: &World,
    sid: ConversationSid,
    message: MessageSid,
    at: &ResourceScope,
) -> Result<wire::Message, Error> {
    let message = world.conversation(sid)?.messages.get(message).ok_or(Error::NoMessage)?;
    Ok(render(world.conversation(sid)?, message, at))
}

fn render(conversation: &Conversation, message: &Message, at: &ResourceScope) -> wire::Message {
    let delivery = conversation.delivery(message.sid);
    let conversation = conversation.sid();
    let url = at.url(format_args!("Conversations/{conversation}/Messages/{}", message.sid));
    wire::Message {
        sid: message.sid,
        account_sid: at.account,
        chat_service_sid: at.shown_service(),
        conversation_sid: conversation,
        index: message.index,
        author: message.author.as_ref().to_owned(),
        body: message.body.as_deref().map(str::to_owned),
        media: render_media(message),
        attributes: message.attributes.as_ref().to_owned(),
        participant_sid: message.participant,
        date_created: Seconds(message.created),
        date_updated: Seconds(message.updated),
        delivery: delivery.and_then(MessageDelivery::delivery).map(render_delivery),
        links: wire::Links {
            delivery_receipts: below(&url, "Receipts"),
            channel_metadata: below(&url, "ChannelMetadata"),
        },
        url,
        content_sid: message.content(),
    }
}
