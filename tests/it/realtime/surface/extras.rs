//! Push, receipts, templates, permissions.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};
use twilio_conversations::{
    realtime::{Event, PushNotification, PushService},
    sid::{ConversationSid, MessageSid},
};

use super::{
    Walk,
    world::{World, is_added, refused},
};
use crate::realtime::heard;

/// Kinds of the devices that somebody has registered.
async fn devices(world: &World, identity: &str) -> Vec<String> {
    let path = format!("/v1/Services/{}/Bindings?Identity={identity}", world.stack.service());
    let page = world.rest(Method::GET, &path, &[]).await;
    let bindings = page["bindings"].as_array().unwrap().iter();
    bindings.map(|it| it["binding_type"].as_str().unwrap().to_owned()).collect()
}

/// A new conversation of ada, once she knows it.
async fn opened(world: &mut World, name: &str) -> ConversationSid {
    let sid = world.conversation(&[("FriendlyName", name)], &["ada"]).await;
    let added = |event: &Event| {
        matches!(event, Event::ConversationAdded(it, _) if *it == sid).then_some(())
    };
    heard(&mut world.ada_events, added).await;
    sid
}

pub(super) async fn walk(walk: &mut Walk, world: &mut World) {
    walk.area("Push, receipts, templates, permissions");
    walk_push(walk, world).await;
    walk_receipts(walk, world).await;
    walk_channels(walk, world).await;
    walk_templates(walk, world).await;
    walk.tried("a role that allows nothing: sending is refused", async {
        let form = [
            ("FriendlyName", "onlooker"),
            ("Type", "conversation"),
            ("Permission", "leaveConversation"),
        ];
        let role = world.rest(Method::POST, "/v1/Roles", &form).await;
        let sid = world.conversation(&[("FriendlyName", "Quiet")], &[]).await;
        let path = format!("/v1/Conversations/{sid}/Participants");
        let form = [("Identity", "bob"), ("RoleSid", role["sid"].as_str().unwrap())];
        world.rest(Method::POST, &path, &form).await;
        refused(world.bob.conversation(sid).send("may I?").await, 50107);
    })
    .await;
}

async fn walk_push(walk: &mut Walk, world: &mut World) {
    let mut registration = None;
    walk.tried("setPushRegistrationId", async {
        let made = world.ada.register_device(PushService::Fcm, "token").await.unwrap();
        assert_eq!(devices(world, "ada").await, ["fcm"]);
        registration = Some(made);
    })
    .await;
    let registration = registration.unwrap();
    walk.tried("unsetPushRegistrationId", async {
        world.ada.remove_registration(registration).await.unwrap();
        assert_eq!(devices(world, "ada").await, [""; 0]);
    })
    .await;
    walk.tried("removePushRegistrations", async {
        world.ada.register_device(PushService::Apn, "tablet").await.unwrap();
        assert_eq!(devices(world, "ada").await, ["apn"]);
        world.ada.remove_device(PushService::Apn, "tablet").await.unwrap();
        assert_eq!(devices(world, "ada").await, [""; 0]);
    })
    .await;
    let payload = json!({ "data": {
        "twi_message_type": "twilio.conversations.new_message",
        "twi_title": "Lobby",
        "twi_body": "hello",
        "conversation_sid": world.sid,
        "message_index": "3",
    }});
    let push = PushNotification::parse(payload.to_string().as_bytes());
    walk.tried("parsePushNotification", async {
        let push = push.as_ref().unwrap();
        assert_eq!(push.body.as_deref(), Some("hello"));
        assert_eq!(push.message_index, Some(3));
    })
    .await;
    walk.tried("handlePushNotification, pushNotification", async {
        let push = push.unwrap();
        world.ada.handle_push_notification(push.clone()).await.unwrap();
        let told = |event: &Event| {
            if let Event::PushNotification(push) = event { Some(push.clone()) } else { None }
        };
        assert_eq!(*heard(&mut world.ada_events, told).await, push);
    })
    .await;
}

async fn walk_receipts(walk: &mut Walk, world: &mut World) {
    let sid = opened(world, "By phone").await;
    let path = format!("/v1/Conversations/{sid}/Participants");
    let form = [
        ("MessagingBinding.Address", "+15005550002"),
        ("MessagingBinding.ProxyAddress", "+15005550006"),
    ];
    world.rest(Method::POST, &path, &form).await;
    let room = world.ada.conversation(sid);
    let sms: MessageSid = room.send("by sms").await.unwrap().sid;
    walk.tried("message.aggregatedDeliveryReceipt", async {
        let delivery = |event: &Event| {
            if let Event::MessageAdded(_, it) | Event::MessageUpdated(_, it) = event
                && it.sid == sms
            {
                it.delivery.clone()
            } else {
                None
            }
        };
        assert_eq!(heard(&mut world.ada_events, delivery).await.total, 1);
    })
    .await;
    walk.tried("message.getDetailedDeliveryReceipts", async {
        let receipts = room.receipts(sms).await.unwrap();
        assert_eq!(receipts.len(), 1);
        assert_eq!(receipts[0].message_sid, sms);
    })
    .await;
}

async fn walk_channels(walk: &mut Walk, world: &mut World) {
    walk.tried("message.getMessageRecipients", async {
        let message = world.sent("to whom").await;
        let recipients = json!([{"level": "to", "name": "Eve", "address": "eve@example.com"}]);
        let body = json!({
            "conversation_sid": world.sid, "message_sid": message.sid, "recipients": recipients,
        });
        world.seed("message-recipients", &body).await;
        let found = world.room().recipients(Some(message.sid)).await.unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].address, "eve@example.com");
    })
    .await;
    walk.tried("conversation.getMessageRecipients", async {
        assert_eq!(world.room().recipients(None).await.unwrap().len(), 1);
    })
    .await;
    walk.tried("message.getChannelMetadata", async {
        let message = world.sent("from a channel").await;
        refused(world.room().channel_metadata(message.sid).await, 50530);
        let body = json!({
            "conversation_sid": world.sid, "message_sid": message.sid,
            "type": "whatsapp", "data": {"from": "Eve"},
        });
        world.seed("channel-metadata", &body).await;
        let found = world.room().channel_metadata(message.sid).await.unwrap();
        assert_eq!((found.kind.as_str(), found.data.get()), ("whatsapp", "{\"from\":\"Eve\"}"));
    })
    .await;
}

async fn walk_templates(walk: &mut Walk, world: &mut World) {
    let template = json!({
        "friendly_name": "survey",
        "variables": {"1": "guest"},
        "types": {"twilio/text": {"body": "Hi {{1}}"}},
    });
    world.seed("content-templates", &template).await;
    let templates = world.ada.content_templates().await.unwrap();
    walk.tried("getContentTemplates", async {
        assert_eq!(templates[0].friendly_name, "survey");
        let text: Value = serde_json::from_str(templates[0].variants["twilio/text"].get()).unwrap();
        assert_eq!(text["body"], "Hi {{1}}");
    })
    .await;
    walk.tried("setContentTemplate, getContentData", async {
        let values = BTreeMap::from([("1".to_owned(), "Bob".to_owned())]);
        let draft = world.room().draft().content(templates[0].sid, &values);
        let sent = draft.await.unwrap();
        let seen = heard(&mut world.bob_events, is_added(sent.sid.to_string())).await;
        assert_eq!(seen.content_sid, Some(templates[0].sid));
        let rich = seen.media.iter().find(|it| it.category == "body").unwrap();
        let bytes = world.bob.media().unwrap().download(rich.sid).await.unwrap();
        let content: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(content["data"]["body"], "Hi Bob");
    })
    .await;
}
