//! What conversations hold that REST cannot make.

use std::sync::Arc;

use fake_core::{
    Error,
    binding::{self, Register},
    delivery::{self, ChannelMetadata, Recipient},
    receipt::{self, Report, Status},
    text::identity,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use twilio_sid::{
    AccountSid, ConversationSid, CredentialSid, MessageSid, ParticipantSid, ServiceSid,
};

use crate::{
    context::Context,
    control::account::{self, InAccount},
    http::{
        parse::{self, binding_type},
        reply::{Reply, created},
    },
};

/// A device without an application.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBinding {
    account_sid: Option<AccountSid>,
    /// The service; the account's default one unless named.
    chat_service_sid: Option<ServiceSid>,
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

pub(in crate::control) fn binding(context: &Context, body: &[u8]) -> Reply {
    let new: NewBinding = parse::json(body)?;
    let command = Register {
        identity: identity(&new.identity)?,
        kind: binding_type(&new.binding_type)?,
        address: new.address.unwrap_or_default().into(),
        credential: new.credential_sid,
        message_types: new.message_types.iter().map(|it| it.as_str().into()).collect::<Arc<_>>(),
    };
    let account_sid = account::named(context, new.account_sid)?;
    let transaction = account::service(context, account_sid, new.chat_service_sid)?;
    transaction.answer(
        |world, env| Ok::<_, Error>(binding::register(world, command, env)),
        |_, sid| Ok(Seeded { sid }),
        |answer| created(&InAccount { account_sid, answer }),
    )
}

/// Outcome of a message on its way to a participant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewReceipt {
    account_sid: Option<AccountSid>,
    /// The service; the one of the account that holds the conversation unless named.
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

pub(in crate::control) fn receipt(context: &Context, body: &[u8]) -> Reply {
    let new: NewReceipt = parse::json(body)?;
    let command = Report {
        message: new.message_sid,
        participant: new.participant_sid,
        status: new.status.into(),
        error_code: new.error_code,
    };
    let conversation = new.conversation_sid;
    let account_sid = account::named(context, new.account_sid)?;
    let transaction =
        account::service_of(context, account_sid, new.chat_service_sid, conversation)?;
    transaction.answer(
        |world, env| receipt::report(world, conversation, command, env),
        |_, sid| Ok(Seeded { sid }),
        |answer| created(&InAccount { account_sid, answer }),
    )
}

/// Channel metadata of a message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMetadata {
    account_sid: Option<AccountSid>,
    chat_service_sid: Option<ServiceSid>,
    conversation_sid: ConversationSid,
    message_sid: MessageSid,
    #[serde(rename = "type")]
    kind: String,
    data: Box<RawValue>,
}

pub(in crate::control) fn metadata(context: &Context, body: &[u8]) -> Reply {
    let new: NewMetadata = parse::json(body)?;
    let (conversation, message) = (new.conversation_sid, new.message_sid);
    let metadata = ChannelMetadata { kind: new.kind.into(), data: new.data.get().into() };
    let account_sid = account::named(context, new.account_sid)?;
    let transaction =
        account::service_of(context, account_sid, new.chat_service_sid, conversation)?;
    transaction.answer(
        |world, _| delivery::set_metadata(world, conversation, message, metadata),
        |_, ()| Ok(Seeded { sid: message }),
        |answer| created(&InAccount { account_sid, answer }),
    )
}

/// Whom a message went to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRecipients {
    account_sid: Option<AccountSid>,
    chat_service_sid: Option<ServiceSid>,
    conversation_sid: ConversationSid,
    message_sid: MessageSid,
    recipients: Vec<NewRecipient>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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

pub(in crate::control) fn recipients(context: &Context, body: &[u8]) -> Reply {
    let new: NewRecipients = parse::json(body)?;
    let (conversation, message) = (new.conversation_sid, new.message_sid);
    let recipient = |it: NewRecipient| Recipient {
        kind: it.kind.into(),
        level: it.level.into(),
        name: it.name.into(),
        address: it.address.into(),
    };
    let recipients = new.recipients.into_iter().map(recipient).collect();
    let account_sid = account::named(context, new.account_sid)?;
    let transaction =
        account::service_of(context, account_sid, new.chat_service_sid, conversation)?;
    transaction.answer(
        |world, _| delivery::set_recipients(world, conversation, message, recipients),
        |_, ()| Ok(Seeded { sid: message }),
        |answer| created(&InAccount { account_sid, answer }),
    )
}
