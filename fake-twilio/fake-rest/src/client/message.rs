//! `/Client/v2/Conversations/{CH}/Messages`.

use fake_core::{
    Error, World, authorize,
    message::{self, Message, Send},
    text::{SHORT_ATTRIBUTES, body, subject},
};
use twilio_sid::{ConversationSid, MediaSid, MessageSid};
use twilio_wire::{client_api as wire, time::Millis};

use crate::{
    client::ClientRequest,
    content_template,
    http::{error::ApiError, parse, reply::Outcome},
    render::render_media,
};

/// Reads the SID of a message.
pub(super) fn message_sid(text: &str) -> Result<MessageSid, Error> {
    text.parse().map_err(|_| Error::NoMessage)
}

fn media(sids: &[String]) -> Result<Vec<MediaSid>, ApiError> {
    let malformed = |_| ApiError::bad(50510, "MediaSid is invalid");
    sids.iter().map(|sid| sid.parse().map_err(malformed)).collect()
}

pub(crate) fn send(
    call: &ClientRequest<'_>,
    conversation: &str,
    form: &wire::MessageForm,
) -> Outcome<wire::Message> {
    let (sid, values) = (form.content_sid.as_deref(), form.content_variables.as_deref());
    let template = content_template::TemplateForm::read(sid, values)?;
    let template = template.map(|it| it.render(call.store, call.caller.account)).transpose()?;
    let body = match &template {
        // As over REST (OpenAPI document).
        Some(rendered) => rendered.body.clone(),
        None => form.body.as_deref().map(body).transpose()?,
    };
    let command = Send {
        body,
        subject: parse::optional(form.subject.as_deref(), subject)?,
        media: media(form.media_sids.as_deref().unwrap_or_default())?,
        content: template.as_ref().map(|it| it.content.clone()),
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        ..Send::default()
    };
    call.transaction.record(
        |world, env| authorize::send(world, &call.caller.identity, conversation, command, env),
        |world, (sid, message)| rendered(world, sid, message, call),
    )
}

pub(crate) fn update(
    call: &ClientRequest<'_>,
    (conversation, message): (&str, MessageSid),
    form: &wire::MessageForm,
) -> Outcome<wire::Message> {
    let command = message::Update {
        body: form.body.as_deref().map(body).transpose()?,
        subject: parse::edit(form.subject.as_deref(), subject)?,
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        ..message::Update::default()
    };
    call.transaction.record(
        |world, env| {
            let place = (conversation, message);
            authorize::update_message(world, &call.caller.identity, place, command, env)
        },
        |world, sid| rendered(world, sid, message, call),
    )
}

pub(crate) fn remove(
    call: &ClientRequest<'_>,
    (conversation, message): (&str, MessageSid),
) -> Outcome<()> {
    call.transaction.record(
        |world, _| authorize::remove_message(world, &call.caller.identity, (conversation, message)),
        |_, ()| Ok(()),
    )
}

fn rendered(
    world: &World,
    sid: ConversationSid,
    message: MessageSid,
    call: &ClientRequest<'_>,
) -> Result<wire::Message, Error> {
    let message = world.conversation(sid)?.messages.get(message).ok_or(Error::NoMessage)?;
    Ok(render(sid, message, call))
}

fn render(
    conversation: ConversationSid,
    message: &Message,
    call: &ClientRequest<'_>,
) -> wire::Message {
    let parent = call.url(format_args!("Conversations/{conversation}"));
    let url = format!("{parent}/Messages/{}", message.sid);
    wire::Message {
        account_sid: call.caller.account,
        chat_service_sid: call.caller.service,
        conversation_sid: conversation,
        sid: message.sid,
        index: message.index,
        attributes: message.attributes.as_ref().to_owned(),
        author: message.author.as_ref().to_owned(),
        participant_sid: message.participant,
        body: message.body.as_deref().map(str::to_owned),
        subject: message.subject().map(AsRef::as_ref).map(str::to_owned),
        date_created: Millis(message.created),
        date_updated: Millis(message.updated),
        media: render_media(message),
        links: wire::MessageLinks {
            conversation: parent,
            messages_receipts: format!("{url}/Receipts"),
        },
        url,
    }
}
