//! The context of a session list.

use twilio_wire::{client_api as api, client_v1 as wire};

use crate::client_v1::ROOT;

/// `assumed`: the paths; clients only follow them.
pub(super) fn render(configuration: api::Configuration) -> wire::Context {
    let api::Configuration { options, sync_objects, links, identity, .. } = configuration;
    wire::Context {
        kind: "IpMsgSession".to_owned(),
        identity,
        user_info: sync_objects.my_user_info,
        my_channels: sync_objects.my_conversations.clone(),
        channels: sync_objects.my_conversations,
        links: wire::Links {
            public_channels_url: format!("{ROOT}/Channels"),
            my_channels_url: format!("{ROOT}/MyChannels"),
            typing_url: "/v1/typing".to_owned(),
            sync_list_url: format!("{ROOT}/SyncList"),
            users_url: format!("{ROOT}/Users"),
            media_service_url: path_of(&links.media_service),
            messages_receipts_url: "/Client/v2/Conversations/%s/Messages/%s/Receipts".to_owned(),
        },
        reachability_enabled: options.reachability_enabled,
        user_infos_to_subscribe: options.user_infos_to_subscribe,
        http_cache_interval: options.http_cache_interval,
        consumption_report_interval: options.consumption_report_interval,
    }
}

/// What follows scheme and host; clients put `https://mcs.us1.twilio.com` in front of it.
fn path_of(address: &str) -> String {
    let behind_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    behind_scheme.find('/').map_or("/", |at| &behind_scheme[at..]).to_owned()
}
