use std::time::Duration;

use e2e::{ReceivedRequest, Receiver, Stack};
use fake_core::webhook::Event;
use insta::assert_snapshot;
use serde_json::{Value, json};
use twilio_conversations::{
    Client, jiff::SignedDuration, sid::ParticipantSid, wire::rest::conversation::State,
};

use super::{Room, tell, with_post_webhooks};

/// The next things that a receiver hears, up to an event of this type.
async fn until(receiver: &mut Receiver, event: Event) -> String {
    let mut all = String::new();
    loop {
        let request = receiver.next_request().await;
        assert_eq!(request.signature.len(), 28);
        all = format!("{all}{request}\n");
        if request.param("EventType").as_deref() == Some(event.name()) {
            return all;
        }
    }
}

async fn phone(room: &Room) -> ParticipantSid {
    let create = room.below().participants().create().address("+15005550006");
    create.proxy_address("+15005550007").webhook_enabled().await.unwrap().sid
}

async fn rename_user(client: &Client) {
    client.users().update("ada").friendly_name("Ada").webhook_enabled().await.unwrap();
}

#[tokio::test]
async fn every_change_by_rest_has_a_webhook() {
    let (stack, client, mut receiver) = with_post_webhooks().await;
    let conversations = client.conversations();
    let create = conversations.create().friendly_name("lobby").unique_name("lobby");
    let create = create.attributes(&json!({ "a": 1 })).webhook_enabled();
    let room = Room { client: client.clone(), sid: create.await.unwrap().sid };
    let (participants, messages) = (room.below().participants(), room.below().messages());
    room.add("ada").await;
    phone(&room).await;
    let message = room.message("héllo & more").author("ada").await.unwrap().sid;
    stack.advance(Duration::from_millis(1500));
    messages.update(message).body("changed").webhook_enabled().await.unwrap();
    let read = participants.update("ada").last_read_message_index(0);
    read.webhook_enabled().await.unwrap();
    rename_user(&client).await;
    let update = || conversations.update(room.sid).webhook_enabled();
    update().friendly_name("hall").await.unwrap();
    update().state(State::Inactive).await.unwrap();
    // A message wakes the conversation.
    room.message("wake up").await.unwrap();
    messages.delete(message).webhook_enabled().await.unwrap();
    participants.delete("ada").webhook_enabled().await.unwrap();
    conversations.delete(room.sid).webhook_enabled().await.unwrap();
    assert_snapshot!(until(&mut receiver, Event::ConversationRemoved).await);
}

#[tokio::test]
async fn timer_events_do_not_depend_on_the_creator() {
    let (stack, _, mut receiver) = with_post_webhooks().await;
    let (inactive, closed) = (SignedDuration::from_mins(1), SignedDuration::from_hours(1));
    let create = stack.client().conversations().create().state(State::Active);
    create.timers_inactive(inactive).timers_closed(closed).await.unwrap();
    stack.advance(Duration::from_secs(60));
    let inactive = until(&mut receiver, Event::ConversationStateUpdated).await;
    stack.advance(Duration::from_secs(60 * 60));
    let closed = until(&mut receiver, Event::ConversationStateUpdated).await;
    assert_snapshot!(inactive + &closed);
}

#[tokio::test]
async fn only_configured_events_are_sent_and_only_with_the_header() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let client = stack.client();
    tell(&client, &receiver, [Event::MessageAdded]).await;
    let room = Room::create(&client).await;
    let messages = room.below().messages();
    messages.create().body("quiet").await.unwrap();
    let message = room.message("loud").await.unwrap().sid;
    messages.update(message).body("changed").webhook_enabled().await.unwrap();
    room.message("louder").await.unwrap();
    let request = [receiver.next_request().await, receiver.next_request().await];
    let bodies = request.map(|it| it.param("Body").expect("a body"));
    assert_eq!(bodies, ["loud", "louder"]);
}

#[tokio::test]
async fn the_webhooks_of_a_service_override_those_of_its_account() {
    let (stack, client, mut receiver) = with_post_webhooks().await;
    let own = client.service(stack.service()).webhooks();
    let update = own.update().post_webhook_url(receiver.url("/own"));
    update.filters([Event::ConversationAdded.name()]).await.unwrap();
    Room::create(&client).await;
    // A service that is made afterwards inherits.
    let other = client.services().create().friendly_name("other").await.unwrap();
    let conversations = client.service(other.sid).conversations();
    conversations.create().webhook_enabled().await.unwrap();
    let mut paths = [receiver.next_request().await.path, receiver.next_request().await.path];
    paths.sort();
    assert_eq!(paths, ["/own", "/post"]);
    own.update().post_webhook_url("").await.unwrap();
    Room::create(&client).await;
    assert_eq!(receiver.next_request().await.path, "/post");
}

#[tokio::test]
async fn a_conversation_calls_its_own_webhooks() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let room = Room::create(&stack.client()).await;
    let webhooks = room.below().webhooks();
    for body in ["first", "second"] {
        room.message(body).await.unwrap();
    }
    let create = webhooks.create().target("webhook").url(receiver.url("/replayed")).method("GET");
    let webhook = create.filters(["onMessageAdded"]).replay_after(1).await.unwrap().sid;
    let mut request = vec![receiver.next_request().await.to_string()];
    room.message("third").await.unwrap();
    request.push(receiver.next_request().await.to_string());
    webhooks.delete(webhook).await.unwrap();
    let create = webhooks.create().target("trigger").url(receiver.url("/triggered"));
    create.triggers(["help"]).await.unwrap();
    for body in ["nobody hears this", "Help!"] {
        room.message(body).await.unwrap();
    }
    request.push(receiver.next_request().await.to_string());
    assert_snapshot!(request.join("\n"));
}

#[tokio::test]
async fn webhooks_of_delivery_receipts() {
    let (stack, client, mut receiver) = with_post_webhooks().await;
    let room = Room::create(&client).await;
    let phone = phone(&room).await;
    // The message is sent without webhooks; its receipts trigger them.
    let message = room.below().messages().create().body("hello").await.unwrap();
    stack.advance(Duration::from_secs(2));
    for (status, error_code) in [("delivered", 0), ("undelivered", 30003)] {
        let report = json!({
            "conversation_sid": room.sid,
            "message_sid": message.sid,
            "participant_sid": phone,
            "status": status,
            "error_code": error_code,
        });
        stack.seed("conversations/receipts", &report).await;
    }
    let joined = Event::ParticipantAdded.name();
    receiver.next_request_with("EventType", joined).await;
    let [delivered, lost] = [receiver.next_request().await, receiver.next_request().await];
    assert_eq!(lost.param("DeliveryReceiptSid"), delivered.param("DeliveryReceiptSid"));
    assert_snapshot!(format!("{delivered}\n{lost}"));
}

#[tokio::test]
async fn webhooks_name_the_media_of_a_message() {
    let (stack, client, mut receiver) = with_post_webhooks().await;
    let room = Room::create(&client).await;
    let media = client.media(stack.service());
    let medium = media.upload("text/plain", "the bytes").filename("a b.txt").await.unwrap().sid;
    let messages = room.below().messages();
    let sent = messages.create().media_sid(medium).webhook_enabled().await.unwrap();
    let added = receiver.next_request_with("EventType", Event::MessageAdded.name()).await;
    let media: Value = serde_json::from_str(&added.param("Media").expect("media")).expect("JSON");
    let shown = json!([
        { "Sid": medium, "Size": 9, "ContentType": "text/plain", "Filename": "a b.txt" },
    ]);
    assert_eq!((media, added.param("Body")), (shown, None));
    messages.delete(sent.sid).webhook_enabled().await.unwrap();
    let removed = receiver.next_request_with("EventType", Event::MessageRemoved.name()).await;
    assert_eq!(removed.param("Media"), added.param("Media"));
}

#[tokio::test]
async fn reachability_is_sent_while_the_service_has_it_on() {
    let (stack, client, mut receiver) = with_post_webhooks().await;
    client.users().create().identity("ada").await.unwrap();
    let reachability =
        |request: ReceivedRequest| ["isOnline", "isNotifiable"].map(|name| request.param(name));
    rename_user(&client).await;
    let updated = Event::UserUpdated.name();
    assert_eq!(reachability(receiver.next_request_with("EventType", updated).await), [None, None]);
    let configuration = client.service(stack.service()).configuration();
    configuration.update().reachability_enabled(true).await.unwrap();
    rename_user(&client).await;
    let flags = |online: &str| [online, "false"].map(|flag| Some(flag.to_owned()));
    assert_eq!(
        reachability(receiver.next_request_with("EventType", updated).await),
        flags("false")
    );
    let _ada = stack.caller("ada").await;
    rename_user(&client).await;
    assert_eq!(reachability(receiver.next_request_with("EventType", updated).await), flags("true"));
}
