//! `…/Messages/{IM}/Receipts`.

use fake_core::{
    Error,
    receipt::{Delivery, DeliveryAmount, Receipt},
};
use twilio_sid::{ConversationSid, ReceiptSid};
use twilio_wire::{rest::receipt as wire, time::Seconds};

use crate::{
    http::{
        error::HandlerError,
        page::PageRequest,
        reply::{Reply, ok},
    },
    render::render_status,
    scope::{ResourceScope, ServiceRequest, message_of},
};

const MAX_PAGE: usize = 50;

pub(super) fn fetch(
    request: &ServiceRequest<'_>,
    conversation: &str,
    message_key: &str,
    key: &str,
) -> Reply {
    let receipt: ReceiptSid = key.parse().map_err(|_| Error::NoReceipt)?;
    let body = request.transaction.read(|world| {
        let (sid, message) = message_of(world, conversation, message_key)?;
        let delivery = world.conversation(sid)?.delivery(message);
        let receipt = delivery.and_then(|it| it.receipts.get(receipt));
        Ok::<_, Error>(render(sid, receipt.ok_or(Error::NoReceipt)?, &request.at))
    })?;
    Ok(ok(&body))
}

pub(super) fn list(request: &ServiceRequest<'_>, conversation: &str, message_key: &str) -> Reply {
    let page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    let page = request.transaction.read(|world| {
        let (sid, message) = message_of(world, conversation, message_key)?;
        let none = fake_core::delivery::MessageDelivery::default();
        let receipts = &world.conversation(sid)?.delivery(message).unwrap_or(&none).receipts;
        let slice = page_request.page(receipts)?;
        let url = request.at.url(format_args!("Conversations/{sid}/Messages/{message}/Receipts"));
        let meta =
            page_request.meta(&slice, "delivery_receipts", &url, &[], |it| it.sid.to_string());
        let delivery_receipts = slice.items.iter().map(|it| render(sid, it, &request.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, delivery_receipts })
    })?;
    Ok(ok(&page))
}

fn render(conversation: ConversationSid, receipt: &Receipt, at: &ResourceScope) -> wire::Receipt {
    let Receipt { sid, message, .. } = receipt;
    wire::Receipt {
        sid: *sid,
        account_sid: at.account,
        chat_service_sid: at.shown_service(),
        conversation_sid: conversation,
        message_sid: *message,
        channel_message_sid: receipt.channel_message.as_ref().to_owned(),
        participant_sid: receipt.participant,
        status: render_status(receipt.status),
        error_code: receipt.error_code,
        date_created: Seconds(receipt.created),
        date_updated: Seconds(receipt.updated),
        url: at.url(format_args!("Conversations/{conversation}/Messages/{message}/Receipts/{sid}")),
    }
}

pub(super) fn render_delivery(delivery: Delivery) -> wire::Delivery {
    let share = |share| match share {
        DeliveryAmount::None => wire::DeliveryAmount::None,
        DeliveryAmount::Some => wire::DeliveryAmount::Some,
        DeliveryAmount::All => wire::DeliveryAmount::All,
    };
    wire::Delivery {
        total: u32::try_from(delivery.total).unwrap_or(u32::MAX),
        sent: share(delivery.sent),
        delivered: share(delivery.delivered),
        read: share(delivery.read),
        failed: share(delivery.failed),
        undelivered: share(delivery.undelivered),
    }
}
