//! Roles.

use std::collections::{BTreeMap, BTreeSet};

use twilio_conversations::{sid::RoleSid, wire::rest::role::Role};

use super::{contract, not_found, refused};

#[tokio::test]
async fn a_role_is_made_read_changed_and_deleted() {
    contract(async |it| {
        let roles = it.service().roles();
        let create = |permission: &str| {
            roles.create().friendly_name("guest").kind("conversation").permission([permission])
        };
        let made = create("sendMessage").await.unwrap();
        assert_eq!(
            (made.kind.as_str(), &*made.permissions),
            ("conversation", &["sendMessage".to_owned()][..])
        );
        assert_eq!(roles.fetch(made.sid).await.unwrap(), made);
        let changed = roles.update(made.sid).permission(["leaveConversation"]).await.unwrap();
        assert_eq!(changed.permissions, ["leaveConversation"]);
        refused(create("fly").await, 400, 50104);
        roles.delete(made.sid).await.unwrap();
        not_found(roles.fetch(made.sid).await);
    })
    .await;
}

#[tokio::test]
async fn a_service_starts_with_four_roles() {
    contract(async |it| {
        let roles = it.service().roles().list().all().await.unwrap();
        let role = |it: &Role| {
            let permissions: BTreeSet<_> = it.permissions.iter().cloned().collect();
            (format!("{}: {}", it.kind, it.friendly_name), permissions)
        };
        insta::assert_json_snapshot!(roles.iter().map(role).collect::<BTreeMap<_, _>>());
    })
    .await;
}

#[tokio::test]
async fn a_default_role_is_not_deleted() {
    contract(async |it| {
        let roles = it.service().roles();
        let made = roles.create().friendly_name("guest").kind("conversation");
        let made = made.permission(["sendMessage"]).await.unwrap();
        let configuration = it.service().configuration();
        let update = configuration.update().default_conversation_role_sid(made.sid).await.unwrap();
        assert_eq!(update.default_conversation_role_sid, made.sid);
        refused(roles.delete(made.sid).await, 400, 20001);
        assert_eq!(roles.fetch(made.sid).await.unwrap(), made);
    })
    .await;
}

#[tokio::test]
async fn roles_fit_where_they_are_given() {
    contract(async |it| {
        let (_, below) = it.conversation().await;
        let configuration = it.service().configuration().fetch().await.unwrap();
        let of_service = configuration.default_chat_service_role_sid;
        let of_conversation = configuration.default_conversation_role_sid;
        let create = || below.participants().create().identity("alice");
        refused(create().role_sid(of_service).await, 400, 50109);
        refused(create().role_sid(RoleSid::from_bytes([7; 16])).await, 400, 50109);
        let user = it.service().users().create().identity("bob");
        refused(user.role_sid(of_conversation).await, 400, 50102);
        let alice = create().role_sid(of_conversation).await.unwrap();
        assert_eq!(alice.role_sid, Some(of_conversation));
    })
    .await;
}
