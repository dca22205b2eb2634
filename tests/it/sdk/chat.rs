use e2e::{RecordedFrame, Recorder, Side, Stack, tools_missing};
use serde_json::json;
use twilio_conversations::{resource::Conversation, wire::rest::conversation::State};

use super::person::Person;

/// The room of the login server, with people in it.
pub(super) struct Scene {
    pub(super) stack: Stack,
    pub(super) recorder: Recorder,
    pub(super) room: String,
    sdk: &'static str,
}

impl Scene {
    pub(super) async fn set(sdk: &'static str) -> Option<Self> {
        if tools_missing(&[sdk, "ws"]) {
            return None;
        }
        Some(Self::on(Stack::live().await, sdk).await)
    }

    pub(super) async fn on(stack: Stack, sdk: &'static str) -> Self {
        let recorder = stack.recorder().await;
        let room = stack.log_in("host").await.text("conversation_sid");
        Self { stack, recorder, room, sdk }
    }

    async fn enter(&self, name: &str) -> Person {
        self.enter_by(name, name).await
    }

    async fn enter_by(&self, channel: &str, name: &str) -> Person {
        let token = self.stack.log_in(name).await.text("token");
        let mut person = Person::start(self.sdk, &self.recorder, channel);
        person.join(&token, &self.room).await;
        person
    }

    /// Enters and waits until the SDK knows everything: what happens before it has read a list is
    /// history, of which it raises nothing.
    pub(super) async fn enter_and_settle(&self, name: &str) -> Person {
        self.settle_by(name, name).await
    }

    /// Does so by a line of its own, for somebody who is there more than once.
    pub(super) async fn settle_by(&self, channel: &str, name: &str) -> Person {
        let mut person = self.enter_by(channel, name).await;
        person.act("history", json!({ "size": 30 })).await;
        self.settled(channel).await;
        person
    }

    /// Waits until the SDK behind a channel, which has read a page of messages, has received
    /// everything.
    async fn settled(&self, channel: &str) {
        let settled = |frames: &Vec<RecordedFrame>| {
            let of =
                |side| frames.iter().filter(move |one| one.channel == channel && one.side == side);
            let is_reply = |one: &&RecordedFrame| one.frame.text("method") == "reply";
            let requests = of(Side::Client).filter(|one| !is_reply(one));
            let paths = requests.clone().filter_map(|one| one.frame.text_at("/http_request/path"));
            let pushes = of(Side::Server).map(|one| &one.frame.payload);
            let established = pushes
                .filter(|push| push["event_type"] == "subscription_established")
                .filter_map(|push| push["events"].as_array().map(Vec::len));
            // Both maps of the user and the three objects of the room; all maps and the list are read.
            established.sum::<usize>() >= 5
                && paths.filter(|path| path.ends_with("/Items")).count() >= 3
                && requests.count() == of(Side::Server).filter(is_reply).count()
        };
        self.recorder.until("the SDK to know everything", settled).await;
    }

    /// Says something by REST.
    pub(super) async fn say(&self, body: &str) {
        self.by_rest().messages().create().body(body).await.unwrap();
    }

    /// What belongs to the room, by REST.
    pub(super) fn by_rest(&self) -> Conversation {
        self.stack.client().conversation(&self.room)
    }
}

async fn people_chat(sdk: &'static str) {
    let Some(scene) = Scene::set(sdk).await else { return };
    for number in 0..40 {
        scene.say(&number.to_string()).await;
    }
    // Both take part before either connects, so that neither sees the other one join.
    for identity in ["ada", "bob"] {
        scene.stack.log_in(identity).await;
    }
    let (mut ada, mut bob) = tokio::join!(scene.enter("ada"), scene.enter_and_settle("bob"));
    read_history(&mut ada).await;
    scene.settled("ada").await;

    assert_eq!(ada.act("send", json!({ "body": "hello" })).await, 40);
    assert_eq!(ada.messages(1).await, ["hello"]);
    assert_eq!(bob.messages(1).await, ["hello"]);
    type_and_send(&mut ada, &mut bob).await;
    read_and_count(&mut ada, &mut bob).await;
    come_and_go(&scene, &mut ada).await;
    edit_and_remove(&mut ada, &mut bob).await;

    // Whatever is left over was raised twice or for no reason.
    let left: Vec<_> = ada.leave().await.into_iter().filter(is_about_messages).collect();
    assert!(left.is_empty(), "{left:?}");
    bob.leave().await;
}

fn is_about_messages(event: &serde_json::Value) -> bool {
    event["event"].as_str().is_some_and(|name| name.starts_with("message"))
}

async fn read_history(ada: &mut Person) {
    let newest = ada.act("history", json!({ "size": 30 })).await;
    let texts = |page: &serde_json::Value| -> Vec<u64> {
        let messages = page["messages"].as_array().into_iter().flatten();
        messages.filter_map(|message| message["body"].as_str()?.parse().ok()).collect()
    };
    assert_eq!(texts(&newest), (10..40).collect::<Vec<_>>());
    assert_eq!((&newest["older"], &newest["newer"]), (&json!(true), &json!(false)));
    let oldest = ada.act("older", json!({})).await;
    assert_eq!(texts(&oldest), (0..10).collect::<Vec<_>>());
    assert_eq!((&oldest["older"], &oldest["newer"]), (&json!(false), &json!(true)));
}

async fn type_and_send(ada: &mut Person, bob: &mut Person) {
    bob.act("typing", json!({})).await;
    assert_eq!(ada.event("typingStarted").await["identity"], "bob");
    bob.act("send", json!({ "body": "hi <b>ada</b> 👋" })).await;
    assert_eq!(ada.event("typingEnded").await["identity"], "bob");
    assert_eq!(ada.messages(1).await, ["hi <b>ada</b> 👋"]);
    assert_eq!(bob.messages(1).await, ["hi <b>ada</b> 👋"]);
}

async fn read_and_count(ada: &mut Person, bob: &mut Person) {
    assert_eq!(bob.act("read", json!({ "index": 41 })).await, 0);
    ada.act("send", json!({ "body": "unread" })).await;
    assert_eq!(ada.messages(1).await, ["unread"]);
    assert_eq!(bob.messages(1).await, ["unread"]);
    assert_eq!(bob.act("unread", json!({})).await, 1);
}

async fn come_and_go(scene: &Scene, ada: &mut Person) {
    assert_eq!(ada.act("participants", json!({})).await, json!(["ada", "bob", "host"]));
    scene.stack.log_in("carol").await;
    assert_eq!(ada.event("participantJoined").await["identity"], "carol");
    scene.by_rest().participants().delete("carol").await.unwrap();
    assert_eq!(ada.event("participantLeft").await["identity"], "carol");
}

async fn edit_and_remove(ada: &mut Person, bob: &mut Person) {
    ada.act("edit", json!({ "index": 42, "body": "changed" })).await;
    let updated = bob.event("messageUpdated").await;
    assert_eq!((&updated["index"], &updated["body"]), (&json!(42), &json!("changed")));
    ada.event("messageUpdated").await;
    ada.act("remove", json!({ "index": 42 })).await;
    assert_eq!(bob.event("messageRemoved").await["index"], 42);
    ada.event("messageRemoved").await;
}

#[tokio::test]
async fn people_chat_with_3_0_1() {
    people_chat("@twilio/conversations").await;
}

#[tokio::test]
async fn people_chat_with_2_7_0() {
    people_chat("conversations-2-7-0").await;
}

#[tokio::test]
async fn people_chat_with_2_6_5() {
    people_chat("conversations-2-6-5").await;
}

#[tokio::test]
async fn a_client_that_reconnects_has_missed_nothing() {
    let Some(scene) = Scene::set("@twilio/conversations").await else { return };
    let mut ada = scene.enter_and_settle("ada").await;
    scene.say("before").await;
    assert_eq!(ada.messages(1).await, ["before"]);
    for round in 0..3 {
        scene.recorder.block("ada");
        ada.lost().await;
        for number in 0..5 {
            scene.say(&format!("missed {round}.{number}")).await;
        }
        scene.recorder.unblock("ada");
        ada.state("connected").await;
        let missed: Vec<_> = (0..5).map(|number| format!("missed {round}.{number}")).collect();
        assert_eq!(ada.messages(5).await, missed);
    }
    scene.say("after").await;
    assert_eq!(ada.messages(1).await, ["after"]);
    let left: Vec<_> = ada.leave().await.into_iter().filter(is_about_messages).collect();
    assert!(left.is_empty(), "doubled: {left:?}");
}

async fn a_closed_conversation_is_left(sdk: &'static str) {
    let Some(scene) = Scene::set(sdk).await else { return };
    let mut ada = scene.enter_and_settle("ada").await;
    let conversations = scene.stack.client().conversations();
    conversations.update(&scene.room).state(State::Closed).await.unwrap();
    // Of its members, the SDK tells of the new state before it tells that they have left.
    assert_eq!(ada.event("updated").await["updateReasons"], json!(["dateUpdated", "state"]));
    assert_eq!(ada.event("conversationLeft").await["sid"], scene.room.as_str());
    assert_eq!(ada.event("conversationRemoved").await["sid"], scene.room.as_str());
    ada.leave().await;
}

#[tokio::test]
async fn a_closed_conversation_is_left_by_3_0_1() {
    a_closed_conversation_is_left("@twilio/conversations").await;
}

#[tokio::test]
async fn a_closed_conversation_is_left_by_2_6_5() {
    a_closed_conversation_is_left("conversations-2-6-5").await;
}

#[tokio::test]
async fn a_removed_participant_gets_disconnected() {
    let Some(scene) = Scene::set("@twilio/conversations").await else { return };
    let mut ada = scene.enter_and_settle("ada").await;
    scene.by_rest().participants().delete("ada").await.unwrap();
    assert_eq!(ada.event("conversationRemoved").await["sid"], scene.room.as_str());
    // The SDK ends its subscriptions by itself, and is confirmed that the room's are no more.
    let let_go = |frames: &Vec<RecordedFrame>| {
        let canceled = frames.iter().map(|one| &one.frame.payload);
        let canceled = canceled.filter(|push| push["event_type"] == "subscription_canceled");
        canceled.filter_map(|push| push["events"].as_array().map(Vec::len)).sum::<usize>() >= 3
    };
    scene.recorder.until("the SDK to let the room go", let_go).await;
    scene.say("among us").await;
    // Coming back raises the conversation anew, without what was said in between.
    scene.stack.log_in("ada").await;
    assert_eq!(ada.event("conversationAdded").await["sid"], scene.room.as_str());
    ada.leave().await;
}
