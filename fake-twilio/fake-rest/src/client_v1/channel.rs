//! Conversations as `@twilio/conversations` 1.x reads them.

use twilio_wire::{client_api as api, client_v1 as wire};

/// All conversations are private; those of others are never shown.
const KIND: &str = "private";

/// A conversation that the client may see.
pub(super) fn of_anybody(it: api::Conversation) -> wire::ChannelRecord {
    wire::ChannelRecord {
        channel_sid: it.sid,
        kind: KIND.to_owned(),
        status: None,
        friendly_name: it.friendly_name,
        unique_name: it.unique_name,
        attributes: it.attributes,
        created_by: it.created_by,
        date_created: it.date_created,
        date_updated: it.date_updated,
        channel: it.sync_objects.conversation,
        messages: it.sync_objects.messages,
        roster: it.sync_objects.participants,
        last_consumed_message_index: None,
        notification_level: None,
        unread_messages_count: None,
        messages_count: it.messages_count,
        members_count: it.participants_count,
    }
}

/// A conversation that the client takes part in.
pub(super) fn own(it: api::MyConversation) -> wire::ChannelRecord {
    wire::ChannelRecord {
        channel_sid: it.conversation_sid,
        kind: KIND.to_owned(),
        status: Some(it.status),
        friendly_name: it.friendly_name,
        unique_name: it.unique_name,
        attributes: it.attributes,
        created_by: it.created_by,
        date_created: it.date_created,
        date_updated: it.date_updated,
        channel: it.sync_objects.conversation,
        messages: it.sync_objects.messages,
        roster: it.sync_objects.participants,
        last_consumed_message_index: it.last_read_message_index,
        notification_level: Some(it.notification_level),
        unread_messages_count: it.unread_messages_count,
        messages_count: it.messages_count,
        members_count: it.participants_count,
    }
}
