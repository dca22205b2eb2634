//! Hooks of Conversations, with an application server that listens.

mod delivery;
mod events;
mod official;
mod pre_event;
mod redirects;

use e2e::{Receiver, Rest, Stack};
use fake_core::webhook::Event;

const ACCOUNT: &str = "/v1/Configuration/Webhooks";

/// Hooks the account: these events are asked at `/pre` and told at `/post`.
async fn webhook(rest: &Rest, receiver: &Receiver, events: impl IntoIterator<Item = Event>) {
    let (pre, post) = (receiver.url("/pre"), receiver.url("/post"));
    let mut form = vec![("PreWebhookUrl", pre.as_str()), ("PostWebhookUrl", post.as_str())];
    form.extend(events.into_iter().map(|event| ("Filters", event.name())));
    assert_eq!(rest.post(ACCOUNT, &form).await.status, 200);
}

/// Hooks the account to be told of these events at `/post`.
async fn tell(rest: &Rest, receiver: &Receiver, events: impl IntoIterator<Item = Event>) {
    webhook(rest, receiver, events).await;
    assert_eq!(rest.post(ACCOUNT, &[("PreWebhookUrl", "")]).await.status, 200);
}

/// Makes a conversation and gives its path.
async fn conversation(rest: &Rest) -> String {
    let made = rest.post("/v1/Conversations", &[("FriendlyName", "lobby")]).await;
    format!("/v1/Conversations/{}", made.text("sid"))
}

/// A stack with a receiver that is told of everything, and a caller who wants that.
async fn with_post_webhooks() -> (Stack, Rest, Receiver) {
    let (stack, receiver) = (Stack::frozen().await, Receiver::start().await);
    let rest = stack.rest().loud();
    tell(&rest, &receiver, Event::all()).await;
    (stack, rest, receiver)
}
