//! What services have: roles and users, settings of a named one.

use e2e::Stack;
use serde_json::json;
use twilio_conversations::{Attributes, resource::Service};

use super::{Api, Tried, call, is_gone};

pub(super) async fn walk_any(tried: &mut Tried, api: &Api<'_>) {
    tried.begin_at(api.name());
    roles(tried, api).await;
    users(tried, api).await;
}

async fn roles(tried: &mut Tried, api: &Api<'_>) {
    let create = call!(
        tried,
        api.roles()
            .create()
            .friendly_name("guest")
            .kind("conversation")
            .permission(["sendMessage"])
    );
    let role = create.unwrap();
    assert_eq!((role.kind.as_str(), role.permissions.len()), ("conversation", 1));
    assert_eq!(call!(tried, api.roles().fetch(role.sid)).unwrap(), role);
    let permissions = ["sendMessage", "leaveConversation"];
    let changed = call!(tried, api.roles().update(role.sid).permission(permissions)).unwrap();
    assert_eq!(changed.permissions.len(), 2);
    let page = call!(tried, api.roles().list().page_size(100)).unwrap();
    assert!(page.roles.contains(&changed));
    call!(tried, api.roles().delete(role.sid)).unwrap();
    assert!(is_gone(&api.roles().fetch(role.sid).await));
}

async fn users(tried: &mut Tried, api: &Api<'_>) {
    let dora = call!(tried, api.users().create().identity("dora").attributes(&7)).unwrap();
    assert_eq!((dora.identity.as_str(), dora.attributes_as::<u32>().unwrap()), ("dora", 7));
    let fetched = call!(tried, api.users().fetch("dora")).unwrap();
    assert_eq!(fetched, dora);
    let changed = call!(tried, api.users().update(dora.sid).friendly_name("Dora")).unwrap();
    assert_eq!(changed.friendly_name.as_deref(), Some("Dora"));
    let page = call!(tried, api.users().list()).unwrap();
    assert!(page.users.iter().any(|user| user.sid == dora.sid));
    call!(tried, api.users().delete("dora")).unwrap();
    assert!(is_gone(&api.users().fetch(dora.sid).await));
}

pub(super) async fn walk_named(tried: &mut Tried, stack: &Stack, api: &Service) {
    tried.begin_at("service");
    bindings(tried, stack, api).await;
    settings(tried, api).await;
}

async fn bindings(tried: &mut Tried, stack: &Stack, api: &Service) {
    let service = api.configuration().fetch().await.unwrap().chat_service_sid;
    let device = json!({ "chat_service_sid": service, "identity": "alice", "binding_type": "fcm" });
    stack.seed("conversations/bindings", &device).await;
    let page = call!(tried, api.bindings().list().identity(["alice", "bob"])).unwrap();
    let [binding] = page.bindings.try_into().unwrap();
    assert_eq!(binding.binding_type, "fcm");
    assert_eq!(call!(tried, api.bindings().fetch(binding.sid)).unwrap(), binding);
    call!(tried, api.bindings().delete(binding.sid)).unwrap();
    assert!(is_gone(&api.bindings().fetch(binding.sid).await));
}

async fn settings(tried: &mut Tried, api: &Service) {
    let before = call!(tried, api.configuration().fetch()).unwrap();
    assert!(!before.reachability_enabled);
    let after = call!(tried, api.configuration().update().reachability_enabled(true)).unwrap();
    assert!(after.reachability_enabled);

    let update = call!(tried, api.notifications().update().new_enabled(true).new_sound("ding"));
    let update = update.unwrap();
    assert_eq!(update.new_message.sound.as_deref(), Some("ding"));
    assert_eq!(call!(tried, api.notifications().fetch()).unwrap(), update);

    let update = call!(tried, api.webhooks().update().filters(["onUserAdded"]).method("POST"));
    let update = update.unwrap();
    assert_eq!(update.filters.as_deref(), Some(&["onUserAdded".to_owned()][..]));
    assert_eq!(call!(tried, api.webhooks().fetch()).unwrap(), update);
}
