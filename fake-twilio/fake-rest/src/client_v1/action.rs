//! Commands of `@twilio/conversations` 1.x, carried out by the handlers of the client API.

use fake_core::{Error, visibility::readable};
use twilio_sid::MessageSid;
use twilio_wire::{
    client_api::{self as api, Change},
    client_v1::{self as wire, Action, Response},
};

use crate::{
    client::{ClientRequest, conversation, message, my_conversation, participant, user},
    client_v1::done,
    http::reply::{Outcome, Step},
};

pub(super) fn carry_out(call: &ClientRequest<'_>, action: Action) -> Outcome<Response> {
    match action {
        Action::CreateConversation(it) => create(call, it),
        Action::DestroyChannel(it) => finish(conversation::delete(call, &it.channel_sid)),
        Action::JoinChannelV2(it) => {
            let identity = Some(call.caller.identity.clone());
            add(call, &it.channel_sid, &api::ParticipantForm { identity, ..none() })
        }
        Action::LeaveChannel(it) => {
            finish(participant::remove(call, &it.channel_sid, &call.caller.identity))
        }
        Action::EditAttributes(it) => {
            let form = api::ConversationForm { attributes: it.attributes, ..none() };
            finish(conversation::update(call, &it.channel_sid, &form))
        }
        Action::EditFriendlyName(it) => {
            let friendly_name = Some(it.friendly_name.unwrap_or_default());
            let form = api::ConversationForm { friendly_name, ..none() };
            finish(conversation::update(call, &it.channel_sid, &form))
        }
        Action::EditUniqueName(it) => {
            let unique_name = Some(it.unique_name.unwrap_or_default());
            let form = api::ConversationForm { unique_name, ..none() };
            finish(conversation::update(call, &it.channel_sid, &form))
        }
        Action::EditNotificationLevel(it) => {
            let notification_level = it.notification_level;
            let form = api::MyConversationForm { notification_level, ..none() };
            finish(my_conversation::update(call, &it.channel_sid, &form))
        }
        Action::AddMemberV2(it) => {
            let (identity, attributes) = (Some(it.username), it.attributes);
            let form = api::ParticipantForm { identity, attributes, ..none() };
            add(call, &it.channel_sid, &form)
        }
        Action::AddNonChatParticipant(it) => add_non_chat(call, it),
        Action::RemoveMember(it) => remove(call, &it),
        Action::EditMemberAttributes(it) => edit_member(call, it),
        Action::SendMessage(it) | Action::SendMediaMessage(it) => send(call, it),
        Action::EditMessage(it) | Action::EditMessageAttributes(it) => edit_message(call, it),
        Action::DeleteMessage(it) => {
            finish(message::remove(call, (&it.channel_sid, message_sid(call, &it)?)))
        }
        Action::EditUserAttributes(it) => {
            let form = api::UserForm { attributes: it.attributes, ..none() };
            finish(user::update(call, &it.username, &form))
        }
        Action::EditUserFriendlyName(it) => {
            let friendly_name = Some(it.friendly_name.unwrap_or_default());
            let form = api::UserForm { friendly_name, ..none() };
            finish(user::update(call, &it.username, &form))
        }
        Action::ConsumptionReportV2(it) => report(call, it),
    }
}

fn none<T: Default>() -> T {
    T::default()
}

/// A command without a result.
fn finish<T>(outcome: Outcome<T>) -> Outcome<Response> {
    Ok(outcome?.map(|_| done()))
}

/// The message with an index; clients of today name it by its SID.
fn message_sid(call: &ClientRequest<'_>, it: &wire::MessageEdit) -> Result<MessageSid, Error> {
    call.transaction.read(|world| {
        let conversation = readable(world, &it.channel_sid, &call.caller.identity)?;
        let found = conversation.messages.at(u64::from(it.message_idx.0));
        Ok(found.ok_or(Error::NoMessage)?.sid)
    })
}

fn create(call: &ClientRequest<'_>, it: wire::NewConversation) -> Outcome<Response> {
    let wire::NewConversation { friendly_name, unique_name, attributes } = it;
    let form = api::ConversationForm { friendly_name, unique_name, attributes };
    Ok(conversation::create(call, &form)?.map(|made| {
        let conversation = Some(made.sync_objects.conversation);
        Response { conversation_sid: Some(made.sid), conversation, ..done() }
    }))
}

fn add(
    call: &ClientRequest<'_>,
    conversation: &str,
    form: &api::ParticipantForm,
) -> Outcome<Response> {
    finish(participant::add(call, conversation, form))
}

fn add_non_chat(call: &ClientRequest<'_>, it: wire::NewNonChatMember) -> Outcome<Response> {
    let (address, proxy_address) = (Some(it.address), Some(it.proxy_address));
    let binding = api::BindingForm { address, proxy_address, ..none() };
    let (messaging_binding, attributes) = (Some(binding), it.attributes);
    let form = api::ParticipantForm { attributes, messaging_binding, ..none() };
    add(call, &it.conversation_sid, &form)
}

fn remove(call: &ClientRequest<'_>, it: &wire::Member) -> Outcome<Response> {
    let key = it.member_sid.as_deref().or(it.username.as_deref()).ok_or(Error::NoParticipant)?;
    finish(participant::remove(call, &it.channel_sid, key))
}

fn edit_member(call: &ClientRequest<'_>, it: wire::Member) -> Outcome<Response> {
    let key = it.member_sid.ok_or(Error::NoParticipant)?;
    let form = api::ParticipantForm { attributes: it.attributes, ..none() };
    finish(participant::update(call, (&it.channel_sid, &key), &form))
}

fn edit_message(call: &ClientRequest<'_>, it: wire::MessageEdit) -> Outcome<Response> {
    let message = message_sid(call, &it)?;
    let form = api::MessageForm { body: it.text, attributes: it.attributes, ..none() };
    finish(message::update(call, (&it.channel_sid, message), &form))
}

fn send(call: &ClientRequest<'_>, it: wire::NewMessage) -> Outcome<Response> {
    let media_sids = it.media_sid.map(|sid| vec![sid]);
    let body = it.text.or_else(|| media_sids.is_none().then(String::new));
    let (subject, attributes) = (it.subject, it.attributes);
    let form = api::MessageForm { body, subject, attributes, media_sids, ..none() };
    let step = message::send(call, &it.channel_sid, &form)?;
    Ok(step.map(|sent| Response { message_id: Some(sent.index), ..done() }))
}

fn report(call: &ClientRequest<'_>, it: wire::Report) -> Outcome<Response> {
    let mut unread = Vec::with_capacity(it.report.len());
    for horizon in it.report {
        let last_read_message_index = horizon.message_idx.map_or(Change::Clear, Change::Set);
        let form = api::MyConversationForm { last_read_message_index, ..none() };
        let now = match my_conversation::update(call, &horizon.channel_sid, &form)? {
            Step::Done(now) => now,
            Step::CallWebhook(webhook) => return Ok(Step::CallWebhook(webhook)),
        };
        let unread_messages_count = now.unread_messages_count;
        unread.push(wire::Unread { channel_sid: now.conversation_sid, unread_messages_count });
    }
    Ok(Step::Done(Response { report: Some(unread), ..done() }))
}
