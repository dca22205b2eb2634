//! Bodies as Twilio writes them.

use serde_json::{Value, json};

pub(crate) fn conversation(number: u32) -> Value {
    let sid = format!("CH{number:032x}");
    json!({
        "sid": sid,
        "account_sid": format!("AC{:032x}", 0),
        "chat_service_sid": format!("IS{:032x}", 1),
        "messaging_service_sid": null,
        "friendly_name": format!("Room {number}"),
        "unique_name": null,
        "attributes": "{}",
        "state": "active",
        "date_created": "2026-11-22T09:22:14Z",
        "date_updated": "2026-11-22T09:22:14Z",
        "timers": {},
        "bindings": {},
        "url": format!("https://conversations.twilio.com/v1/Conversations/{sid}"),
        "links": {"participants": "p", "messages": "m", "webhooks": "w"},
        "a_member_of_the_future": true,
    })
}

pub(crate) fn participant(identity: &str) -> Value {
    json!({
        "sid": format!("MB{:032x}", 1),
        "account_sid": format!("AC{:032x}", 0),
        "conversation_sid": format!("CH{:032x}", 1),
        "identity": identity,
        "attributes": "{}",
        "messaging_binding": null,
        "role_sid": null,
        "date_created": "2026-11-22T09:22:14Z",
        "date_updated": "2026-11-22T09:22:14Z",
        "url": "u",
        "last_read_message_index": null,
        "last_read_timestamp": null,
    })
}

pub(crate) fn message(index: u32, body: &str) -> Value {
    json!({
        "sid": format!("IM{index:032x}"),
        "account_sid": format!("AC{:032x}", 0),
        "conversation_sid": format!("CH{:032x}", 1),
        "index": index,
        "author": "system",
        "body": body,
        "media": null,
        "attributes": "{}",
        "participant_sid": null,
        "date_created": "2026-11-22T09:22:14Z",
        "date_updated": "2026-11-22T09:22:14Z",
        "url": "u",
        "delivery": null,
        "links": {"delivery_receipts": "d", "channel_metadata": "c"},
        "content_sid": null,
    })
}

pub(crate) fn page(key: &str, records: &[Value], next: Option<&str>) -> Value {
    json!({
        "meta": {
            "page": 0,
            "page_size": 2,
            "first_page_url": "f",
            "previous_page_url": null,
            "url": "u",
            "next_page_url": next,
            "key": key,
        },
        key: records,
    })
}

pub(crate) fn error(status: u16, code: u32, message: &str) -> Value {
    json!({
        "code": code,
        "message": message,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        "status": status,
    })
}
