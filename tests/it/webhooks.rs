//! Webhooks of Conversations, with a webhook receiver.

mod delivery;
mod events;
mod official;
mod pre_event;
mod redirects;

use e2e::{Receiver, Stack};
use fake_core::webhook::Event;
use twilio_conversations::{
    Call, Client,
    resource::{Conversation, Conversations},
    sid::ConversationSid,
    wire::rest::message::CreateConversationMessage,
};

/// Configures pre- and post-event webhooks of the account, at `/pre` and `/post`.
async fn webhook(client: &Client, receiver: &Receiver, events: impl IntoIterator<Item = Event>) {
    let update = client.configuration().webhooks().update();
    let update = update.pre_webhook_url(receiver.url("/pre"));
    let update = update.post_webhook_url(receiver.url("/post"));
    update.filters(events.into_iter().map(Event::name)).await.unwrap();
}

/// Configures the account's post-event webhooks for these events, at `/post`.
async fn tell(client: &Client, receiver: &Receiver, events: impl IntoIterator<Item = Event>) {
    webhook(client, receiver, events).await;
    client.configuration().webhooks().update().pre_webhook_url("").await.unwrap();
}

/// A conversation whose changes raise webhooks.
struct Room {
    client: Client,
    sid: ConversationSid,
}

impl Room {
    async fn create(client: &Client) -> Self {
        let create = client.conversations().create().friendly_name("lobby").webhook_enabled();
        Self { client: client.clone(), sid: create.await.unwrap().sid }
    }

    fn conversations(&self) -> Conversations {
        self.client.conversations()
    }

    /// What belongs to it.
    fn below(&self) -> Conversation {
        self.client.conversation(self.sid)
    }

    /// A new message.
    fn message(&self, body: &str) -> Call<CreateConversationMessage> {
        self.below().messages().create().body(body).webhook_enabled()
    }

    async fn add(&self, identity: &str) {
        let create = self.below().participants().create().identity(identity);
        create.webhook_enabled().await.unwrap();
    }
}

/// A stack with a receiver that is told of everything.
async fn with_post_webhooks() -> (Stack, Client, Receiver) {
    let (stack, receiver) = (Stack::frozen().await, Receiver::start().await);
    let client = stack.client();
    tell(&client, &receiver, Event::all()).await;
    (stack, client, receiver)
}
