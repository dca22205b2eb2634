//! Delivery data of messages: `…/Messages/{IM}/Receipts`, `…/Messages/{IM}/ChannelMetadata` and
//! `Conversations/{CH}/MessageRecipients`.

use std::{fmt, str::FromStr};

use fake_core::{
    Error, Slice, World,
    conversation::Conversation,
    delivery::{MessageDelivery, Recipient},
    receipt::Receipt,
    visibility::readable,
};
use serde_json::value::RawValue;
use twilio_sid::{ConversationSid, MessageSid};
use twilio_wire::{client_api as wire, paging::Query, time::Millis};

use crate::{
    client::ClientRequest,
    http::{
        error::HandlerError,
        page::{PageRequest, tokens},
        reply::{Reply, ok},
    },
    render::render_status,
    scope::message_of,
};

const MAX_PAGE: usize = 50;

/// The conversation and the message, if the caller may read them.
fn seen<'w>(
    world: &'w World,
    conversation: &str,
    message: &str,
    call: &ClientRequest<'_>,
) -> Result<(&'w Conversation, MessageSid), Error> {
    let found = readable(world, conversation, &call.caller.identity)?;
    let (_, message) = message_of(world, conversation, message)?;
    Ok((found, message))
}

pub(super) fn list(
    call: &ClientRequest<'_>,
    conversation: &str,
    message: &str,
    query: &Query,
) -> Reply {
    let page_request = PageRequest::read(query, MAX_PAGE)?;
    let page = call.transaction.read(|world| {
        let (conversation, message) = seen(world, conversation, message, call)?;
        let none = MessageDelivery::default();
        let receipts = &conversation.delivery(message).unwrap_or(&none).receipts;
        let slice = page_request.page(receipts)?;
        let delivery_receipts =
            slice.items.iter().map(|it| render(conversation.sid(), it)).collect();
        let meta = tokens(&slice, |it| it.sid.to_string());
        Ok::<_, HandlerError>(wire::Receipts { delivery_receipts, meta })
    })?;
    Ok(ok(&page))
}

fn render(conversation: ConversationSid, receipt: &Receipt) -> wire::Receipt {
    let error_code = (receipt.error_code != 0).then(|| receipt.error_code.to_string());
    wire::Receipt {
        sid: receipt.sid,
        message_sid: receipt.message,
        conversation_sid: conversation,
        channel_message_sid: receipt.channel_message.as_ref().to_owned(),
        participant_sid: receipt.participant,
        status: Some(render_status(receipt.status)),
        error_code,
        date_created: Millis(receipt.created),
        date_updated: Millis(receipt.updated),
    }
}

pub(super) fn metadata(call: &ClientRequest<'_>, conversation: &str, message: &str) -> Reply {
    let body = call.transaction.read(|world| {
        let (conversation, message) = seen(world, conversation, message, call)?;
        let metadata = conversation.delivery(message).and_then(|it| it.metadata.as_ref());
        let metadata = metadata.ok_or(Error::NoChannelMetadata)?;
        // Only JSON is let in when it is set.
        let data = RawValue::from_string(metadata.data.as_ref().to_owned());
        Ok::<_, HandlerError>(wire::ChannelMetadata {
            kind: metadata.kind.as_ref().to_owned(),
            data: data.unwrap_or_else(|_| RawValue::NULL.to_owned()),
        })
    })?;
    Ok(ok(&body))
}

/// Where a recipient is in a conversation: message index, and place within the message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PageKey(u32, usize);

impl fmt::Display for PageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

impl FromStr for PageKey {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (index, place) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self(index.parse()?, place.parse()?))
    }
}

type Found<'w> = (PageKey, MessageSid, &'w Recipient);

fn all_recipients(
    conversation: &Conversation,
    only: Option<MessageSid>,
) -> impl Iterator<Item = Found<'_>> {
    let messages =
        conversation.messages.iter().filter(move |it| only.is_none_or(|only| it.sid == only));
    messages.flat_map(|message| {
        let delivery = conversation.delivery(message.sid);
        let recipients = delivery.into_iter().flat_map(|it| it.recipients.iter());
        let numbered = recipients.enumerate();
        numbered.map(|(place, it)| (PageKey(message.index, place), message.sid, it))
    })
}

pub(super) fn recipients(
    call: &ClientRequest<'_>,
    conversation: &str,
    query: &Query,
    filter: &wire::RecipientsQuery,
) -> Reply {
    let page_request = PageRequest::read(query, MAX_PAGE)?;
    let page = call.transaction.read(|world| {
        let found = readable(world, conversation, &call.caller.identity)?;
        let only = match &filter.message_sid {
            Some(message) => Some(seen(world, conversation, message, call)?.1),
            None => None,
        };
        let all = all_recipients(found, only).collect();
        let known = |place: PageKey| u64::from(place.0) < found.messages.next_place();
        let slice: Slice<Found<'_>> = page_request.page_by(
            all,
            |(place, ..)| *place,
            |place| known(place).then_some(place),
        )?;
        let meta = tokens(&slice, |(place, ..)| place.to_string());
        let message_recipients = slice.items.iter().map(|(_, sid, it)| show(*sid, it)).collect();
        Ok::<_, HandlerError>(wire::MessageRecipients { message_recipients, meta })
    })?;
    Ok(ok(&page))
}

fn show(message: MessageSid, recipient: &Recipient) -> wire::MessageRecipient {
    wire::MessageRecipient {
        message_sid: message,
        kind: recipient.kind.as_ref().to_owned(),
        level: recipient.level.as_ref().to_owned(),
        name: recipient.name.as_ref().to_owned(),
        address: recipient.address.as_ref().to_owned(),
    }
}
