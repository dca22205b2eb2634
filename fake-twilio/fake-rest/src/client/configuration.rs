//! `GET /Client/v2/Configuration`.

use fake_core::{
    Error, authorize,
    media::{MEDIA_OF_MESSAGE, MEDIUM_BYTES, MESSAGE_BYTES},
    text::Text,
};
use twilio_wire::client_api as wire;

use crate::{
    client::ClientRequest,
    http::{path, reply::Outcome},
};

const EMAIL_TYPES: [&str; 2] = ["text/plain", "text/html"];

pub(crate) fn fetch(call: &ClientRequest<'_>) -> Outcome<wire::Configuration> {
    let identity: Text = call.caller.identity.as_str().into();
    // A token is enough to become a user of the service.
    let step = call.transaction.record(
        |world, env| Ok::<_, Error>(authorize::ensure_user(world, &identity, env)),
        |world, ()| {
            let user = world.user(&identity).ok_or(Error::NoUser)?;
            Ok((user.sid, world.configuration.reachability))
        },
    )?;
    Ok(step.map(|(sid, reachability_enabled)| wire::Configuration {
        options: options(reachability_enabled),
        sync_objects: wire::ConfigurationSyncObjects {
            my_conversations: format!("{sid}.conversations"),
            my_user_info: format!("{sid}.info"),
        },
        links: links(call),
        identity: call.caller.identity.clone(),
        url: call.url("Configuration"),
    }))
}

fn megabytes(bytes: u64) -> u32 {
    u32::try_from(bytes / (1024 * 1024)).unwrap_or(u32::MAX)
}

/// Values: `@twilio/conversations` 3.0.1 works with them; the service's own are not public.
fn options(reachability_enabled: bool) -> wire::Options {
    wire::Options {
        consumption_report_interval: "PT5S".to_owned(),
        user_infos_to_subscribe: 100,
        reachability_enabled,
        http_cache_interval: "PT5S".to_owned(),
        my_conversations_page_size: 100,
        media_attachments_count_limit: u32::try_from(MEDIA_OF_MESSAGE).unwrap_or(u32::MAX),
        media_attachment_size_limit_in_mb: megabytes(MEDIUM_BYTES),
        media_attachments_total_size_limit_in_mb: megabytes(MESSAGE_BYTES),
        email_histories_allowed_mime_types: EMAIL_TYPES.map(str::to_owned).to_vec(),
        email_bodies_allowed_mime_types: EMAIL_TYPES.map(str::to_owned).to_vec(),
    }
}

fn links(call: &ClientRequest<'_>) -> wire::ConfigurationLinks {
    let media = format!("{}/v1/Services/{}", call.caller.origin, call.caller.service);
    wire::ConfigurationLinks {
        my_conversations: call.url("MyConversations"),
        conversations: call.url("Conversations"),
        users: call.url("Users"),
        current_user: call.url(format_args!("Users/{}", path::encode(&call.caller.identity))),
        typing: call.url("Typing"),
        media_service: format!("{media}/Media"),
        media_set_service: Some(format!("{media}/MediaSet")),
        messages_receipts: call.url("Conversations/%s/Messages/%s/Receipts"),
    }
}
