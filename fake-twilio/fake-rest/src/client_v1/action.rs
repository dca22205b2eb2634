//! Commands of `@twilio/conversations` 1.x as requests of the client API.

use fake_core::{Refusal, access::readable};
use twilio_wire::{
    client_api as api,
    client_api::Change,
    session as wire,
    session::{Action, Channel, Response},
};

use crate::{
    client_v1::{
        done,
        tunnel::{Refused, Tunnel},
    },
    error_codes::{Audience, explain},
    http::{error::Failure, path::encode, reply::Step},
};

type Done = Result<Step<Response>, Refused>;

pub(super) fn carry_out(to: &Tunnel<'_>, action: Action) -> Done {
    match action {
        Action::CreateConversation(it) => create(to, it),
        Action::DestroyChannel(it) => delete(to, &conversation(&it.channel_sid)),
        Action::JoinChannelV2(it) => join(to, &it),
        Action::LeaveChannel(it) => delete(to, &member(&it.channel_sid, &to.caller.identity)),
        Action::EditAttributes(it) => edit(
            to,
            &it.channel_sid,
            &api::ConversationForm { attributes: it.attributes, ..none() },
        ),
        Action::EditFriendlyName(it) => {
            let friendly_name = Some(it.friendly_name.unwrap_or_default());
            edit(to, &it.channel_sid, &api::ConversationForm { friendly_name, ..none() })
        }
        Action::EditUniqueName(it) => {
            let unique_name = Some(it.unique_name.unwrap_or_default());
            edit(to, &it.channel_sid, &api::ConversationForm { unique_name, ..none() })
        }
        Action::EditNotificationLevel(it) => mute(to, it),
        Action::AddMemberV2(it) => add(to, it),
        Action::AddNonChatParticipant(it) => add_non_chat(to, it),
        Action::RemoveMember(it) => remove(to, &it),
        Action::EditMemberAttributes(it) => edit_member(to, it),
        Action::SendMessage(it) | Action::SendMediaMessage(it) => send(to, it),
        Action::EditMessage(it) | Action::EditMessageAttributes(it) => edit_message(to, it),
        Action::DeleteMessage(it) => delete(to, &message(to, &it)?),
        Action::EditUserAttributes(it) => {
            edit_user(to, &it.username, &api::UserForm { attributes: it.attributes, ..none() })
        }
        Action::EditUserFriendlyName(it) => {
            let friendly_name = Some(it.friendly_name.unwrap_or_default());
            edit_user(to, &it.username, &api::UserForm { friendly_name, ..none() })
        }
        Action::ConsumptionReportV2(it) => report(to, it),
    }
}

fn none<T: Default>() -> T {
    T::default()
}

fn conversation(sid: &str) -> String {
    format!("Conversations/{}", encode(sid))
}

fn members(conversation_sid: &str) -> String {
    format!("{}/Participants", conversation(conversation_sid))
}

fn member(conversation_sid: &str, key: &str) -> String {
    format!("{}/{}", members(conversation_sid), encode(key))
}

/// Where the message with an index stands; clients of today name it by its SID.
fn message(to: &Tunnel<'_>, it: &wire::MessageEdit) -> Result<String, Refused> {
    let store = &to.context.store;
    let service = store.service(to.caller.service).ok_or(Refusal::NoService)?;
    let sid = service.read(|world| {
        let conversation = readable(world, &it.channel_sid, &to.caller.identity)?;
        let found = conversation.messages.at(u64::from(it.message_idx.0));
        let found = found.ok_or(Refusal::NoMessage)?;
        Ok::<_, Refusal>(found.sid)
    })?;
    Ok(format!("{}/Messages/{sid}", conversation(&it.channel_sid)))
}

fn delete(to: &Tunnel<'_>, path: &str) -> Done {
    Ok(to.delete(path)?.map(|_| done()))
}

fn create(to: &Tunnel<'_>, it: wire::NewConversation) -> Done {
    let wire::NewConversation { friendly_name, unique_name, attributes } = it;
    let form = api::ConversationForm { friendly_name, unique_name, attributes };
    let step = to.post("Conversations", &form)?;
    Ok(step.map(|made: api::Conversation| {
        let conversation = Some(made.sync_objects.conversation);
        Response { conversation_sid: Some(made.sid), conversation, ..done() }
    }))
}

fn edit(to: &Tunnel<'_>, sid: &str, form: &api::ConversationForm) -> Done {
    Ok(to.change(&conversation(sid), form)?.map(|_| done()))
}

fn mute(to: &Tunnel<'_>, it: wire::ChannelEdit) -> Done {
    let notification_level = it.notification_level;
    let form = api::MyConversationForm { notification_level, ..none() };
    Ok(to.change(&format!("MyConversations/{}", encode(&it.channel_sid)), &form)?.map(|_| done()))
}

fn join(to: &Tunnel<'_>, it: &Channel) -> Done {
    let form = api::ParticipantForm { identity: Some(to.caller.identity.clone()), ..none() };
    Ok(to.change(&members(&it.channel_sid), &form)?.map(|_| done()))
}

fn add(to: &Tunnel<'_>, it: wire::NewMember) -> Done {
    let (identity, attributes) = (Some(it.username), it.attributes);
    let form = api::ParticipantForm { identity, attributes, ..none() };
    Ok(to.change(&members(&it.channel_sid), &form)?.map(|_| done()))
}

fn add_non_chat(to: &Tunnel<'_>, it: wire::NewNonChatMember) -> Done {
    let (address, proxy_address) = (Some(it.address), Some(it.proxy_address));
    let messaging_binding =
        Some(api::BindingForm { address, proxy_address, ..api::BindingForm::default() });
    let attributes = it.attributes;
    let form = api::ParticipantForm { attributes, messaging_binding, ..none() };
    Ok(to.change(&members(&it.conversation_sid), &form)?.map(|_| done()))
}

fn remove(to: &Tunnel<'_>, it: &wire::Member) -> Done {
    let key = it.member_sid.as_deref().or(it.username.as_deref()).ok_or(Refusal::NoParticipant)?;
    delete(to, &member(&it.channel_sid, key))
}

fn edit_member(to: &Tunnel<'_>, it: wire::Member) -> Done {
    let key = it.member_sid.ok_or(Refusal::NoParticipant)?;
    let form = api::ParticipantForm { attributes: it.attributes, ..none() };
    Ok(to.change(&member(&it.channel_sid, &key), &form)?.map(|_| done()))
}

fn send(to: &Tunnel<'_>, it: wire::NewMessage) -> Done {
    let media_sids = it.media_sid.map(|sid| vec![sid]);
    let body = it.text.or_else(|| media_sids.is_none().then(String::new));
    let (subject, attributes) = (it.subject, it.attributes);
    let form = api::MessageForm { body, subject, attributes, media_sids, ..none() };
    let path = format!("{}/Messages", conversation(&it.channel_sid));
    let step = to.post(&path, &form)?;
    Ok(step.map(|sent: api::Message| Response { message_id: Some(sent.index), ..done() }))
}

fn edit_message(to: &Tunnel<'_>, it: wire::MessageEdit) -> Done {
    let path = message(to, &it)?;
    let form = api::MessageForm { body: it.text, attributes: it.attributes, ..none() };
    Ok(to.change(&path, &form)?.map(|_| done()))
}

fn edit_user(to: &Tunnel<'_>, identity: &str, form: &api::UserForm) -> Done {
    Ok(to.change(&format!("Users/{}", encode(identity)), form)?.map(|_| done()))
}

fn report(to: &Tunnel<'_>, it: wire::Report) -> Done {
    let mut unread = Vec::with_capacity(it.report.len());
    for horizon in it.report {
        let last_read_message_index = horizon.message_idx.map_or(Change::Clear, Change::Set);
        let form = api::MyConversationForm { last_read_message_index, ..none() };
        let path = format!("MyConversations/{}", encode(&horizon.channel_sid));
        let now: api::MyConversation = match to.post(&path, &form)? {
            Step::Done(now) => now,
            Step::Ask(webhook) => return Ok(Step::Ask(webhook)),
        };
        let unread_messages_count = now.unread_messages_count;
        unread.push(wire::Unread { channel_sid: now.conversation_sid, unread_messages_count });
    }
    Ok(Step::Done(Response { report: Some(unread), ..done() }))
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(explain(Failure::Refused(refusal), Audience::Client))
    }
}
