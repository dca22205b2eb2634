//! Every permission of roles: without it an SDK user is refused, with it nothing is in the way.

use e2e::{Answer, Caller, Rest, Stack};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Room;

/// A conversation of `ada` and `bob`, each with a message, where `ada` uses the SDK.
struct Scene {
    stack: Stack,
    rest: Rest,
    room: Room,
    ada: Caller,
    /// The roles of users and of participants.
    roles: [(String, &'static [&'static str]); 2],
    messages: [String; 2],
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
        let rest = stack.rest();
        let mut messages = [String::new(), String::new()];
        for (author, sid) in ["ada", "bob"].into_iter().zip(&mut messages) {
            let all = format!("{}/Messages", room.path);
            *sid = rest.post(&all, &[("Author", author), ("Body", "x")]).await.text("sid");
        }
        let known = rest.get("/v1/Roles").await.json();
        let role = |name: &str| {
            let all = known["roles"].as_array().expect("a list");
            let found = all.iter().find(|role| role["friendly_name"] == name);
            found.and_then(|role| role["sid"].as_str()).expect("a default role").to_owned()
        };
        let roles = [
            (role("service user"), OF_USERS.as_slice()),
            (role("channel user"), OF_PARTICIPANTS.as_slice()),
        ];
        let ada = stack.caller("ada").await;
        Self { stack, rest, room, ada, roles, messages }
    }

    /// Gives both roles all that they can hold but these.
    async fn allow_all_but(&self, but: &[&str]) {
        for (sid, all) in &self.roles {
            let names = all.iter().filter(|name| !but.contains(name));
            let form: Vec<_> = names.map(|name| ("Permission", *name)).collect();
            // A role has to allow something, and this counts for nothing in conversations.
            let form = if form.is_empty() { vec![("Permission", "editAnyUserInfo")] } else { form };
            let set = self.rest.post(&format!("/v1/Roles/{sid}"), &form).await;
            assert_eq!(set.status, StatusCode::OK, "{set}");
        }
    }

    async fn act(&mut self, method: Method, path: &str, body: &Value) -> Answer {
        let path = path
            .replace("{room}", &format!("Conversations/{}", self.room.sid))
            .replace("{sid}", &self.room.sid)
            .replace("{own}", &self.messages[0])
            .replace("{other}", &self.messages[1]);
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
    scene.rest.post("/v1/Conversations", &[("UniqueName", "open")]).await;
    let media = format!("/v1/Services/{}/Media", scene.stack.service());
    let token = scene.stack.token("ada");
    let headers = [("x-twilio-token", token.as_str()), ("content-type", "text/plain")];
    let medium = scene.rest.send_with(Method::POST, &media, &headers, "m").await.text("sid");
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
    let admin = scene.rest.get(&format!("/v1/Roles/{}", joined.text("role_sid"))).await;
    assert_eq!(admin.text("friendly_name"), "channel admin");
    assert!(scene.act(Method::DELETE, &path, &json!({})).await.status.is_success());
}

#[tokio::test]
async fn a_user_may_by_its_service_role_what_its_conversation_role_lacks() {
    let mut scene = Scene::set().await;
    let edit = json!({ "body": "mine now" });
    let refused = scene.act(Method::POST, "{room}/Messages/{other}", &edit).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, 50107));
    let all = scene.rest.get("/v1/Roles").await.json();
    let admin = all["roles"].as_array().and_then(|roles| {
        roles.iter().find(|role| role["friendly_name"] == "service admin")?["sid"].as_str()
    });
    scene.rest.post("/v1/Users/ada", &[("RoleSid", admin.expect("a default role"))]).await;
    assert!(scene.act(Method::POST, "{room}/Messages/{other}", &edit).await.status.is_success());
    // REST is bound by no role.
    let path = format!("{}/Messages/{}", scene.room.path, scene.messages[0]);
    scene.allow_all_but(&OF_PARTICIPANTS).await;
    assert!(scene.rest.post(&path, &[("Body", "by REST")]).await.status.is_success());
}
