//! Users as others see them: names, attributes, and whether they can be reached.

use e2e::{Recorder, Stack, tools_missing};
use serde_json::json;

use super::person::Person;

struct Scene {
    stack: Stack,
    recorder: Recorder,
    sdk: &'static str,
}

impl Scene {
    async fn set(sdk: &'static str) -> Option<Self> {
        if tools_missing(&[sdk, "ws"]) {
            return None;
        }
        let stack = Stack::live().await;
        let recorder = stack.recorder().await;
        let scene = Self { stack, recorder, sdk };
        scene.show_reachability(true).await;
        Some(scene)
    }

    async fn show_reachability(&self, shown: bool) {
        let configuration = self.stack.client().service(self.stack.service()).configuration();
        configuration.update().reachability_enabled(shown).await.unwrap();
    }

    async fn enter(&self, name: &str) -> Person {
        let mut person = Person::start(self.sdk, &self.recorder, name);
        person.connect(&self.stack.token(name)).await;
        person
    }

    /// Whether REST shows somebody as online and notifiable.
    async fn reachability(&self, name: &str) -> (Option<bool>, Option<bool>) {
        let user = self.stack.client().users().fetch(name).await.unwrap();
        (user.is_online, user.is_notifiable)
    }
}

async fn people_see_who_is_there(sdk: &'static str) {
    let Some(scene) = Scene::set(sdk).await else { return };
    let mut ada = scene.enter("ada").await;
    scene.stack.client().users().create().identity("bob").await.unwrap();
    let met = ada.act("meet", json!({ "identity": "bob" })).await;
    assert_eq!((&met["reachability"], &met["isOnline"]), (&json!(true), &json!(false)));
    assert_eq!(scene.reachability("bob").await, (Some(false), Some(false)));

    let bob = scene.enter("bob").await;
    let came = ada.event("userUpdated").await;
    assert_eq!(came["isOnline"], true);
    assert_eq!(came["updateReasons"], json!(["reachabilityOnline"]));
    assert_eq!(scene.reachability("bob").await, (Some(true), Some(false)));

    let device = json!({
        "chat_service_sid": scene.stack.service().to_string(),
        "identity": "bob",
        "binding_type": "fcm",
    });
    scene.stack.seed("conversations/bindings", &device).await;
    let registered = ada.event("userUpdated").await;
    assert_eq!(registered["isNotifiable"], true);
    assert_eq!(registered["updateReasons"], json!(["reachabilityNotifiable"]));
    assert_eq!(scene.reachability("bob").await, (Some(true), Some(true)));

    // Not the first of two connections that ends, but the last.
    let mut phone = Person::start(sdk, &scene.recorder, "phone");
    phone.connect(&scene.stack.token("bob")).await;
    bob.leave().await;
    assert_eq!(scene.reachability("bob").await.0, Some(true));
    scene.recorder.block("phone");
    let gone = ada.event("userUpdated").await;
    assert_eq!(gone["isOnline"], false);
    assert_eq!(gone["updateReasons"], json!(["reachabilityOnline"]));
    assert_eq!(scene.reachability("bob").await.0, Some(false));
    scene.recorder.unblock("phone");
    assert_eq!(ada.event("userUpdated").await["isOnline"], true);
    let all = scene.stack.client().users().list().all().await.unwrap();
    assert!(all.len() >= 2 && all.iter().all(|user| user.is_online.is_none()));
    phone.leave().await;
    ada.leave().await;
}

#[tokio::test]
async fn people_see_who_is_there_with_3_0_1() {
    people_see_who_is_there("@twilio/conversations").await;
}

#[tokio::test]
async fn people_see_who_is_there_with_2_7_0() {
    people_see_who_is_there("conversations-2-7-0").await;
}

#[tokio::test]
async fn people_see_who_is_there_with_2_6_5() {
    people_see_who_is_there("conversations-2-6-5").await;
}

#[tokio::test]
async fn reachability_can_be_turned_off_and_on_while_people_are_there() {
    let Some(scene) = Scene::set("@twilio/conversations").await else { return };
    let mut ada = scene.enter("ada").await;
    let _bob = scene.enter("bob").await;
    assert_eq!(ada.act("meet", json!({ "identity": "bob" })).await["isOnline"], true);
    scene.show_reachability(false).await;
    assert_eq!(scene.reachability("bob").await, (None, None));
    scene.show_reachability(true).await;
    assert_eq!(scene.reachability("bob").await, (Some(true), Some(false)));
    ada.leave().await;
}

#[tokio::test]
async fn names_can_be_edited_by_their_user_or_with_a_permission() {
    let Some(scene) = Scene::set("@twilio/conversations").await else { return };
    let mut ada = scene.enter("ada").await;
    let mut bob = scene.enter("bob").await;
    bob.act("meet", json!({ "identity": "ada" })).await;
    let own = json!({ "identity": "ada", "name": "Ada L.", "attributes": { "shoe": 38 } });
    ada.act("introduce", own).await;
    let renamed = bob.event("userUpdated").await;
    assert_eq!(renamed["friendlyName"], "Ada L.");
    assert_eq!(renamed["updateReasons"], json!(["friendlyName"]));
    assert_eq!(bob.event("userUpdated").await["attributes"], json!({ "shoe": 38 }));

    let other = json!({ "identity": "ada", "name": "Mine" });
    assert_eq!(bob.fails("introduce", other.clone()).await["status"], 403);
    let admin = scene.stack.role("service admin").await;
    scene.stack.client().users().update("bob").role_sid(admin).await.unwrap();
    bob.act("introduce", other).await;
    assert_eq!(bob.event("userUpdated").await["friendlyName"], "Mine");
    assert_eq!(bob.fails("meet", json!({ "identity": "nobody" })).await["status"], 404);
    ada.leave().await;
    bob.leave().await;
}
