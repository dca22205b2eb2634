//! Every permission of roles: without it an SDK user is refused, with it nothing is in the way.

use e2e::{Answer, Caller, Stack};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use twilio_conversations::sid::{MessageSid, RoleSid};

use super::Room;

/// A conversation of `ada` and `bob`, each with a message, where `ada` uses the SDK.
struct Scene {
    stack: Stack,
    room: Room,
    ada: Caller,
    /// The roles of users and of participants.
    roles: [(RoleSid, &'static [&'static str]); 2],
    messages: [MessageSid; 2],
}

/// Everything that roles can allow, each where it counts.
const OF_USERS: [&str; 4] =
    ["createConversation", "joinConversation", "editOwnUserInfo", "editAnyUserInfo"];
const OF_PARTICIPANTS: [&str; 18] = [
    "sendMessage",
    "sendMediaMessage",
    "leaveConversation",
    "editNotificationLevel",
    "addParticipant",
    "removeParticipant",
    "addNonChatParticipant",
    "deleteConversation",
    "editConversationName",
    "editConversationAttributes",
    "editOwnMessage",
    "editOwnMessageAttributes",
    "editAnyMessage",
    "editAnyMessageAttributes",
    "deleteOwnMessage",
    "deleteAnyMessage",
    "editOwnParticipantAttributes",
    "editAnyParticipantAttributes",
];

impl Scene {
    async fn set() -> Self {
        let stack = Stack::frozen().await;
        let room = Room::with(&stack, &["ada", "bob"]).await;
        let messages = [room.say_as("ada", "x").await, room.say_as("bob", "x").await];
        let roles = [
            (stack.role("service user").await, OF_USERS.as_slice()),
            (stack.role("channel user").await, OF_PARTICIPANTS.as_slice()),
        ];
        let ada = stack.caller("ada").await;
        Self { stack, room, ada, roles, messages }
    }

    /// Gives both roles all that they can hold but these.
    async fn allow_all_but(&self, but: &[&str]) {
        for (sid, all) in &self.roles {
            let mut names: Vec<_> = all.iter().filter(|name| !but.contains(name)).collect();
            // A role has to allow something, and this counts for nothing in conversations.
            if names.is_empty() {
                names.push(&"editAnyUserInfo");
            }
            let update =
                self.room.client.roles().update(*sid).permission(names.into_iter().copied());
            update.await.unwrap();
        }
    }

    async fn act(&mut self, method: Method, path: &str, body: &Value) -> Answer {
        let path = path
            .replace("{room}", &format!("Conversations/{}", self.room.sid))
            .replace("{sid}", &self.room.sid)
            .replace("{own}", &self.messages[0].to_string())
            .replace("{other}", &self.messages[1].to_string());
        self.ada.call(method, &format!("/Client/v2/{path}"), body.to_string()).await
    }
}

/// What is tried: without which permissions it is refused, then method, path and body.
type Trial = (&'static [&'static str], Method, &'static str, Value);

/// With conversations and messages.
fn with_messages() -> Vec<Trial> {
    let text = || json!({ "body": "y" });
    let attributes = || json!({ "attributes": "{}" });
    let post = || Method::POST;
    vec![
        (&["createConversation"], post(), "Conversations", json!({ "friendly_name": "n" })),
        (
            &["joinConversation"],
            post(),
            "Conversations/open/Participants",
            json!({ "identity": "ada" }),
        ),
        (&["sendMessage"], post(), "{room}/Messages", text()),
        (&["sendMediaMessage"], post(), "{room}/Messages", json!({ "media_sids": ["{medium}"] })),
        (&["editOwnMessage", "editAnyMessage"], post(), "{room}/Messages/{own}", text()),
        (&["editAnyMessage"], post(), "{room}/Messages/{other}", text()),
        (
            &["editOwnMessageAttributes", "editAnyMessageAttributes"],
            post(),
            "{room}/Messages/{own}",
            attributes(),
        ),
        (&["editAnyMessageAttributes"], post(), "{room}/Messages/{other}", attributes()),
        (
            &["deleteOwnMessage", "deleteAnyMessage"],
            Method::DELETE,
            "{room}/Messages/{own}",
            json!({}),
        ),
        (&["deleteAnyMessage"], Method::DELETE, "{room}/Messages/{other}", json!({})),
    ]
}

/// With participants, users and the conversation itself; the last one leaves it.
fn with_people() -> Vec<Trial> {
    let attributes = || json!({ "attributes": "{}" });
    let outside = json!({ "messaging_binding": {
        "address": "+15005550006", "proxy_address": "+15005550007",
    } });
    let post = || Method::POST;
    vec![
        (&["addParticipant"], post(), "{room}/Participants", json!({ "identity": "eve" })),
        (&["addNonChatParticipant"], post(), "{room}/Participants", outside),
        (
            &["editOwnParticipantAttributes", "editAnyParticipantAttributes"],
            post(),
            "{room}/Participants/ada",
            attributes(),
        ),
        (&["editAnyParticipantAttributes"], post(), "{room}/Participants/bob", attributes()),
        (&["removeParticipant"], Method::DELETE, "{room}/Participants/bob", json!({})),
        (
            &["editOwnUserInfo", "editAnyUserInfo"],
            post(),
            "Users/ada",
            json!({ "friendly_name": "A" }),
        ),
        (&["editAnyUserInfo"], post(), "Users/bob", json!({ "friendly_name": "B" })),
        (
            &["editNotificationLevel"],
            post(),
            "MyConversations/{sid}",
            json!({ "notification_level": "muted" }),
        ),
        (&["editConversationName"], post(), "{room}", json!({ "friendly_name": "n" })),
        (&["editConversationName"], post(), "{room}", json!({ "unique_name": "u" })),
        (&["editConversationAttributes"], post(), "{room}", attributes()),
        (
            &["leaveConversation", "removeParticipant"],
            Method::DELETE,
            "{room}/Participants/ada",
            json!({}),
        ),
    ]
}

#[tokio::test]
async fn a_missing_permission_is_an_error() {
    let mut scene = Scene::set().await;
    scene.room.client.conversations().create().unique_name("open").await.unwrap();
    let media = format!("/v1/Services/{}/Media", scene.stack.service());
    let token = scene.stack.token("ada");
    let headers = [("x-twilio-token", token.as_str()), ("content-type", "text/plain")];
    let medium =
        scene.stack.rest().send_with(Method::POST, &media, &headers, "m").await.text("sid");
    for (needed, method, path, body) in with_messages().into_iter().chain(with_people()) {
        let body = body.to_string().replace("{medium}", &medium);
        let body: Value = serde_json::from_str(&body).expect("still JSON");
        scene.allow_all_but(needed).await;
        let refused = scene.act(method.clone(), path, &body).await;
        let told = (refused.status, refused.code());
        assert_eq!(told, (StatusCode::FORBIDDEN, 50107), "{needed:?}: {refused}");
        // The first of two that are each enough.
        scene.allow_all_but(&needed[1..]).await;
        let allowed = scene.act(method, path, &body).await;
        assert!(allowed.status.is_success(), "{needed:?}: {allowed}");
    }
}

#[tokio::test]
async fn a_creator_who_is_a_participant_can_delete_a_conversation() {
    let mut scene = Scene::set().await;
    let made = scene.act(Method::POST, "Conversations", &json!({ "friendly_name": "n" })).await;
    let path = format!("Conversations/{}", made.text("sid"));
    let refused = scene.act(Method::DELETE, &path, &json!({})).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, 50107));
    let join = json!({ "identity": "ada" });
    let joined = scene.act(Method::POST, &format!("{path}/Participants"), &join).await;
    let admin = scene.stack.role("channel admin").await;
    assert_eq!(joined.text("role_sid"), admin.to_string());
    assert!(scene.act(Method::DELETE, &path, &json!({})).await.status.is_success());
}

#[tokio::test]
async fn a_user_may_by_its_service_role_what_its_conversation_role_lacks() {
    let mut scene = Scene::set().await;
    let edit = json!({ "body": "mine now" });
    let refused = scene.act(Method::POST, "{room}/Messages/{other}", &edit).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, 50107));
    let admin = scene.stack.role("service admin").await;
    scene.room.client.users().update("ada").role_sid(admin).await.unwrap();
    assert!(scene.act(Method::POST, "{room}/Messages/{other}", &edit).await.status.is_success());
    // REST is bound by no role.
    scene.allow_all_but(&OF_PARTICIPANTS).await;
    let messages = scene.room.by_rest().messages();
    messages.update(scene.messages[0]).body("by REST").await.unwrap();
}
