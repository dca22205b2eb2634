use std::time::Duration;

use e2e::{ReceivedRequest, Receiver, Stack};
use fake_core::webhook::Event;
use http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{conversation, tell, with_post_webhooks};

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

#[tokio::test]
async fn every_change_by_rest_has_a_webhook() {
    let (stack, rest, mut receiver) = with_post_webhooks().await;
    let form = [("FriendlyName", "lobby"), ("UniqueName", "lobby"), ("Attributes", r#"{"a":1}"#)];
    rest.post("/v1/Conversations", &form).await;
    let room = "/v1/Conversations/lobby";
    let ada = format!("{room}/Participants/ada");
    rest.post(&format!("{room}/Participants"), &[("Identity", "ada")]).await;
    let sms = [
        ("MessagingBinding.Address", "+15005550006"),
        ("MessagingBinding.ProxyAddress", "+15005550007"),
    ];
    rest.post(&format!("{room}/Participants"), &sms).await;
    let said = [("Author", "ada"), ("Body", "héllo & more")];
    let message = rest.post(&format!("{room}/Messages"), &said).await.text("sid");
    let message = format!("{room}/Messages/{message}");
    stack.advance(Duration::from_millis(1500));
    rest.post(&message, &[("Body", "changed")]).await;
    rest.post(&ada, &[("LastReadMessageIndex", "0")]).await;
    rest.post("/v1/Users/ada", &[("FriendlyName", "Ada")]).await;
    rest.post(room, &[("FriendlyName", "hall")]).await;
    rest.post(room, &[("State", "inactive")]).await;
    // A message wakes the conversation.
    rest.post(&format!("{room}/Messages"), &[("Body", "wake up")]).await;
    rest.delete(&message).await;
    rest.delete(&ada).await;
    rest.delete(room).await;
    assert_snapshot!(until(&mut receiver, Event::ConversationRemoved).await);
}

#[tokio::test]
async fn timer_events_do_not_depend_on_the_creator() {
    let (stack, _, mut receiver) = with_post_webhooks().await;
    let form = [("State", "active"), ("Timers.Inactive", "PT1M"), ("Timers.Closed", "PT1H")];
    stack.rest().post("/v1/Conversations", &form).await;
    stack.advance(Duration::from_secs(60));
    let inactive = until(&mut receiver, Event::ConversationStateUpdated).await;
    stack.advance(Duration::from_secs(60 * 60));
    let closed = until(&mut receiver, Event::ConversationStateUpdated).await;
    assert_snapshot!(inactive + &closed);
}

#[tokio::test]
async fn only_configured_events_are_sent_and_only_with_the_header() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let (quiet, loud) = (stack.rest(), stack.rest().loud());
    tell(&quiet, &receiver, [Event::MessageAdded]).await;
    let room = conversation(&loud).await;
    quiet.post(&format!("{room}/Messages"), &[("Body", "quiet")]).await;
    let message = loud.post(&format!("{room}/Messages"), &[("Body", "loud")]).await.text("sid");
    loud.post(&format!("{room}/Messages/{message}"), &[("Body", "changed")]).await;
    loud.post(&format!("{room}/Messages"), &[("Body", "louder")]).await;
    let request = [receiver.next_request().await, receiver.next_request().await];
    let bodies = request.map(|it| it.param("Body").expect("a body"));
    assert_eq!(bodies, ["loud", "louder"]);
}

#[tokio::test]
async fn the_webhooks_of_a_service_override_those_of_its_account() {
    let (stack, rest, mut receiver) = with_post_webhooks().await;
    let own = format!("/v1/Services/{}/Configuration/Webhooks", stack.service());
    let (url, event) = (receiver.url("/own"), Event::ConversationAdded.name());
    rest.post(&own, &[("PostWebhookUrl", url.as_str()), ("Filters", event)]).await;
    conversation(&rest).await;
    // A service that is made afterwards inherits.
    let other = rest.post("/v1/Services", &[("FriendlyName", "other")]).await.text("sid");
    rest.post(&format!("/v1/Services/{other}/Conversations"), &[]).await;
    let mut paths = [receiver.next_request().await.path, receiver.next_request().await.path];
    paths.sort();
    assert_eq!(paths, ["/own", "/post"]);
    rest.post(&own, &[("PostWebhookUrl", "")]).await;
    conversation(&rest).await;
    assert_eq!(receiver.next_request().await.path, "/post");
}

#[tokio::test]
async fn a_conversation_calls_its_own_webhooks() {
    let (stack, mut receiver) = (Stack::frozen().await, Receiver::start().await);
    let rest = stack.rest().loud();
    let room = conversation(&rest).await;
    let (messages, webhooks) = (format!("{room}/Messages"), format!("{room}/Webhooks"));
    for body in ["first", "second"] {
        rest.post(&messages, &[("Body", body)]).await;
    }
    let url = receiver.url("/replayed");
    let form = [
        ("Target", "webhook"),
        ("Configuration.Url", url.as_str()),
        ("Configuration.Method", "GET"),
        ("Configuration.Filters", "onMessageAdded"),
        ("Configuration.ReplayAfter", "1"),
    ];
    let webhook = rest.post(&webhooks, &form).await.text("sid");
    let mut request = vec![receiver.next_request().await.to_string()];
    rest.post(&messages, &[("Body", "third")]).await;
    request.push(receiver.next_request().await.to_string());
    rest.delete(&format!("{webhooks}/{webhook}")).await;
    let url = receiver.url("/triggered");
    let form = [
        ("Target", "trigger"),
        ("Configuration.Url", url.as_str()),
        ("Configuration.Triggers", "help"),
    ];
    rest.post(&webhooks, &form).await;
    for body in ["nobody hears this", "Help!"] {
        rest.post(&messages, &[("Body", body)]).await;
    }
    request.push(receiver.next_request().await.to_string());
    assert_snapshot!(request.join("\n"));
}

#[tokio::test]
async fn webhooks_of_delivery_receipts() {
    let (stack, rest, mut receiver) = with_post_webhooks().await;
    let room = conversation(&rest).await;
    let sms = [
        ("MessagingBinding.Address", "+15005550006"),
        ("MessagingBinding.ProxyAddress", "+15005550007"),
    ];
    let phone = rest.post(&format!("{room}/Participants"), &sms).await.text("sid");
    // Anyone who sends it wants nothing to be told; how it comes on its way is no doing of theirs.
    let message = stack.rest().post(&format!("{room}/Messages"), &[("Body", "hello")]).await;
    stack.advance(Duration::from_secs(2));
    for (status, error_code) in [("delivered", 0), ("undelivered", 30003)] {
        let report = json!({
            "conversation_sid": &room["/v1/Conversations/".len()..],
            "message_sid": message.text("sid"),
            "participant_sid": phone,
            "status": status,
            "error_code": error_code,
        });
        let seed = "/_emulator/v1/seed/conversations/receipts";
        let moved = rest.send(Method::POST, seed, report.to_string()).await;
        assert_eq!(moved.status, StatusCode::CREATED, "{moved}");
    }
    let joined = Event::ParticipantAdded.name();
    receiver.next_request_with("EventType", joined).await;
    let [delivered, lost] = [receiver.next_request().await, receiver.next_request().await];
    assert_eq!(lost.param("DeliveryReceiptSid"), delivered.param("DeliveryReceiptSid"));
    assert_snapshot!(format!("{delivered}\n{lost}"));
}

#[tokio::test]
async fn webhooks_name_the_media_of_a_message() {
    let (stack, rest, mut receiver) = with_post_webhooks().await;
    let room = conversation(&rest).await;
    let path = format!("/v1/Services/{}/Media?Filename=a%20b.txt", stack.service());
    let text = [("content-type", "text/plain")];
    let medium = rest.send_with(Method::POST, &path, &text, "the bytes").await.text("sid");
    let sent = rest.post(&format!("{room}/Messages"), &[("MediaSid", medium.as_str())]).await;
    let added = receiver.next_request_with("EventType", Event::MessageAdded.name()).await;
    let media: Value = serde_json::from_str(&added.param("Media").expect("media")).expect("JSON");
    let shown = json!([
        { "Sid": medium, "Size": 9, "ContentType": "text/plain", "Filename": "a b.txt" },
    ]);
    assert_eq!((media, added.param("Body")), (shown, None));
    rest.delete(&format!("{room}/Messages/{}", sent.text("sid"))).await;
    let removed = receiver.next_request_with("EventType", Event::MessageRemoved.name()).await;
    assert_eq!(removed.param("Media"), added.param("Media"));
}

#[tokio::test]
async fn reachability_is_sent_while_the_service_has_it_on() {
    let (stack, rest, mut receiver) = with_post_webhooks().await;
    rest.post("/v1/Users", &[("Identity", "ada")]).await;
    let rename = [("FriendlyName", "Ada")];
    let reachability =
        |request: ReceivedRequest| ["isOnline", "isNotifiable"].map(|name| request.param(name));
    rest.post("/v1/Users/ada", &rename).await;
    let updated = Event::UserUpdated.name();
    assert_eq!(reachability(receiver.next_request_with("EventType", updated).await), [None, None]);
    let path = format!("/v1/Services/{}/Configuration", stack.service());
    rest.post(&path, &[("ReachabilityEnabled", "true")]).await;
    rest.post("/v1/Users/ada", &rename).await;
    let flags = |online: &str| [online, "false"].map(|flag| Some(flag.to_owned()));
    assert_eq!(
        reachability(receiver.next_request_with("EventType", updated).await),
        flags("false")
    );
    let _ada = stack.caller("ada").await;
    rest.post("/v1/Users/ada", &rename).await;
    assert_eq!(reachability(receiver.next_request_with("EventType", updated).await), flags("true"));
}
