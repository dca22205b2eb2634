//! `/Client/v2/Conversations`.

use fake_core::{
    Error, authorize,
    conversation::{self, Conversation},
    text::{LONG_ATTRIBUTES, friendly_name, unique_name},
    visibility::visible,
};
use twilio_wire::{client_api as wire, time::Millis};

use crate::{
    client::{ClientRequest, conversation_links, sync_objects},
    http::{parse, reply::Outcome},
    render::render_state,
};

pub(crate) fn create(
    call: &ClientRequest<'_>,
    form: &wire::ConversationForm,
) -> Outcome<wire::Conversation> {
    let command = conversation::Create {
        sid: None,
        friendly_name: parse::optional(form.friendly_name.as_deref(), friendly_name)?,
        unique_name: parse::optional(form.unique_name.as_deref(), unique_name)?,
        attributes: parse::attributes(form.attributes.as_deref(), LONG_ATTRIBUTES)?,
        ..conversation::Create::default()
    };
    let creator = call.caller.identity.as_str().into();
    call.transaction.record(
        |world, env| authorize::create_conversation(world, creator, command, env),
        |world, sid| world.conversation(sid).map(|it| render(it, call)),
    )
}

pub(crate) fn fetch(call: &ClientRequest<'_>, key: &str) -> Result<wire::Conversation, Error> {
    call.transaction
        .read(|world| visible(world, key, &call.caller.identity).map(|it| render(it, call)))
}

pub(crate) fn update(
    call: &ClientRequest<'_>,
    key: &str,
    form: &wire::ConversationForm,
) -> Outcome<wire::Conversation> {
    let command = conversation::Update {
        friendly_name: parse::edit(form.friendly_name.as_deref(), friendly_name)?,
        unique_name: parse::edit(form.unique_name.as_deref(), unique_name)?,
        attributes: parse::attributes(form.attributes.as_deref(), LONG_ATTRIBUTES)?,
        ..conversation::Update::default()
    };
    call.transaction.record(
        |world, env| {
            authorize::update_conversation(world, &call.caller.identity, key, command, env)
        },
        |world, sid| world.conversation(sid).map(|it| render(it, call)),
    )
}

pub(crate) fn delete(call: &ClientRequest<'_>, key: &str) -> Outcome<()> {
    call.transaction.record(
        |world, _| authorize::delete_conversation(world, &call.caller.identity, key),
        |_, ()| Ok(()),
    )
}

fn render(conversation: &Conversation, call: &ClientRequest<'_>) -> wire::Conversation {
    let profile = &conversation.profile;
    wire::Conversation {
        account_sid: call.caller.account,
        chat_service_sid: call.caller.service,
        sid: profile.sid,
        friendly_name: profile.friendly_name.as_deref().map(str::to_owned),
        unique_name: profile.unique_name.as_deref().map(str::to_owned),
        attributes: profile.attributes.as_ref().to_owned(),
        created_by: profile.created_by.as_ref().to_owned(),
        date_created: Millis(profile.created),
        date_updated: Millis(conversation.updated),
        state: render_state(profile.state),
        messages_count: conversation.messages.len() as u64,
        participants_count: conversation.participants.len() as u64,
        sync_objects: sync_objects(conversation),
        url: call.url(format_args!("Conversations/{}", profile.sid)),
        links: conversation_links(call, conversation),
    }
}
