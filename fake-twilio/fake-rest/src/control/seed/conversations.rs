//! What conversations hold that REST cannot make.

use std::sync::Arc;

use fake_core::{
    Refusal, Source,
    binding::{self, Register},
    envelope::{self, ChannelMetadata, Recipient},
    receipt::{self, Report, Status},
    text::identity,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use twilio_sid::{
    BindingSid, ConversationSid, CredentialSid, MessageSid, ParticipantSid, ReceiptSid, ServiceSid,
};

use crate::{
    answer::{Reply, created},
    api::Api,
    desk::Desk,
    parse,
    public::binding_type,
};

/// A device that no application stands behind.
#[derive(Debug, Deserialize)]
struct NewBinding {
    chat_service_sid: ServiceSid,
    identity: String,
    binding_type: String,
    /// The device's address within the push service.
    address: Option<String>,
    credential_sid: Option<CredentialSid>,
    #[serde(default)]
    message_types: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Seeded<S> {
    pub(super) sid: S,
}

/// The service, with the emulator itself at the desk.
fn desk(api: &Api, service: ServiceSid) -> Result<Desk, Refusal> {
    let tenant = api.store.service(service).ok_or(Refusal::NoService)?;
    Ok(Desk::new(tenant, Source::System, None))
}

pub(super) fn binding(api: &Api, body: &[u8]) -> Reply {
    let new: NewBinding = parse::json(body)?;
    let command = Register {
        identity: identity(&new.identity)?,
        kind: binding_type(&new.binding_type)?,
        address: new.address.unwrap_or_default().into(),
        credential: new.credential_sid,
        message_types: new.message_types.iter().map(|it| it.as_str().into()).collect::<Arc<_>>(),
    };
    let sid: BindingSid = desk(api, new.chat_service_sid)?.record(
        |world, env| Ok::<_, Refusal>(binding::register(world, command, env)),
        |_, sid| sid,
    )?;
    Ok(created(&Seeded { sid }))
}

/// What became of a message on its way to a participant.
#[derive(Debug, Deserialize)]
struct NewReceipt {
    /// The service; else the one of the first account that holds the conversation.
    chat_service_sid: Option<ServiceSid>,
    conversation_sid: ConversationSid,
    message_sid: MessageSid,
    participant_sid: ParticipantSid,
    status: NewStatus,
    #[serde(default)]
    error_code: u32,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum NewStatus {
    Sent,
    Delivered,
    Read,
    Failed,
    Undelivered,
}

impl From<NewStatus> for Status {
    fn from(status: NewStatus) -> Self {
        match status {
            NewStatus::Sent => Self::Sent,
            NewStatus::Delivered => Self::Delivered,
            NewStatus::Read => Self::Read,
            NewStatus::Failed => Self::Failed,
            NewStatus::Undelivered => Self::Undelivered,
        }
    }
}

/// The service that holds a conversation.
fn desk_of(
    api: &Api,
    service: Option<ServiceSid>,
    conversation: ConversationSid,
) -> Result<Desk, Refusal> {
    let looked_for = || api.store.service_of(api.keyring.first_account()?, conversation);
    let tenant = service.map_or_else(looked_for, |service| api.store.service(service));
    Ok(Desk::new(tenant.ok_or(Refusal::NoConversation)?, Source::System, None))
}

pub(super) fn receipt(api: &Api, body: &[u8]) -> Reply {
    let new: NewReceipt = parse::json(body)?;
    let command = Report {
        message: new.message_sid,
        participant: new.participant_sid,
        status: new.status.into(),
        error_code: new.error_code,
    };
    let conversation = new.conversation_sid;
    let sid: ReceiptSid = desk_of(api, new.chat_service_sid, conversation)?
        .record(|world, env| receipt::report(world, conversation, command, env), |_, sid| sid)?;
    Ok(created(&Seeded { sid }))
}

/// What a channel tells of a message.
#[derive(Debug, Deserialize)]
struct NewMetadata {
    chat_service_sid: Option<ServiceSid>,
    conversation_sid: ConversationSid,
    message_sid: MessageSid,
    #[serde(rename = "type")]
    kind: String,
    data: Box<RawValue>,
}

pub(super) fn metadata(api: &Api, body: &[u8]) -> Reply {
    let new: NewMetadata = parse::json(body)?;
    let (conversation, message) = (new.conversation_sid, new.message_sid);
    let metadata = ChannelMetadata { kind: new.kind.into(), data: new.data.get().into() };
    desk_of(api, new.chat_service_sid, conversation)?.record(
        |world, _| envelope::set_metadata(world, conversation, message, metadata),
        |_, ()| (),
    )?;
    Ok(created(&Seeded { sid: message }))
}

/// Whom a message went to.
#[derive(Debug, Deserialize)]
struct NewRecipients {
    chat_service_sid: Option<ServiceSid>,
    conversation_sid: ConversationSid,
    message_sid: MessageSid,
    recipients: Vec<NewRecipient>,
}

#[derive(Debug, Deserialize)]
struct NewRecipient {
    #[serde(rename = "type", default = "email")]
    kind: String,
    level: String,
    name: String,
    address: String,
}

fn email() -> String {
    "email".to_owned()
}

pub(super) fn recipients(api: &Api, body: &[u8]) -> Reply {
    let new: NewRecipients = parse::json(body)?;
    let (conversation, message) = (new.conversation_sid, new.message_sid);
    let recipient = |it: NewRecipient| Recipient {
        kind: it.kind.into(),
        level: it.level.into(),
        name: it.name.into(),
        address: it.address.into(),
    };
    let recipients = new.recipients.into_iter().map(recipient).collect();
    desk_of(api, new.chat_service_sid, conversation)?.record(
        |world, _| envelope::set_recipients(world, conversation, message, recipients),
        |_, ()| (),
    )?;
    Ok(created(&Seeded { sid: message }))
}
