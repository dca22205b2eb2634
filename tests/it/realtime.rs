//! The connected Rust client against the emulator.

mod connection;
mod events;
mod surface;
mod tokens;

use std::{convert::Infallible, sync::Arc};

use e2e::{Stack, soon};
use twilio_conversations::realtime::{
    Builder, Client, Conversation, Event, Events, ReconnectPolicy,
};
use twilio_conversations::sid::ConversationSid;

pub(crate) use surface::walk;

/// Waits that are short enough for tests.
const SOON: ReconnectPolicy = ReconnectPolicy {
    min: jiff::SignedDuration::from_millis(10),
    max: jiff::SignedDuration::from_millis(50),
    randomness: 0.0,
};

/// A client of somebody, whose tokens come from the stack.
pub(crate) fn builder(stack: &Arc<Stack>, identity: &str) -> Builder {
    let (minting, identity) = (stack.clone(), identity.to_owned());
    let token = move || {
        let token = minting.token(&identity);
        async move { Ok::<_, Infallible>(token) }
    };
    let url = stack.twilsock_url().parse().expect("an address");
    Client::builder(token).url(url).reconnect(SOON)
}

/// A connected client.
pub(crate) async fn connect(stack: &Arc<Stack>, identity: &str) -> (Client, Events) {
    let connected = soon("a client", builder(stack, identity).connect()).await;
    connected.expect("the token is good")
}

/// A conversation with these people in it.
async fn room(stack: &Stack, people: &[&str]) -> ConversationSid {
    let rest = stack.client();
    let room = rest.conversations().create().friendly_name("Lobby").await.expect("a room");
    for identity in people {
        let participants = rest.conversation(room.sid).participants();
        participants.create().identity(*identity).await.expect("a participant");
    }
    room.sid
}

/// Sends by REST, as somebody.
async fn say(stack: &Stack, room: ConversationSid, author: &str, body: &str) {
    let messages = stack.client().conversation(room).messages();
    messages.create().author(author).body(body).await.expect("a message");
}

/// The next event that fits; others are forgotten.
pub(crate) async fn heard<T>(events: &mut Events, fits: impl Fn(&Event) -> Option<T>) -> T {
    let wait = async {
        loop {
            let event = events.next().await.expect("the client goes on");
            if let Some(found) = fits(&event.expect("the reader is fast enough")) {
                return found;
            }
        }
    };
    soon("an event", wait).await
}

/// Text of the message that an event says was sent.
pub(crate) fn added(event: &Event) -> Option<String> {
    if let Event::MessageAdded(_, message) = event { message.body.clone() } else { None }
}

/// Texts of the next messages.
async fn texts(events: &mut Events, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        texts.push(heard(events, added).await);
    }
    texts
}

/// Two people in one conversation.
struct Pair {
    stack: Arc<Stack>,
    ada: Client,
    ada_events: Events,
    bob: Client,
    bob_events: Events,
    sid: ConversationSid,
}

impl Pair {
    async fn meet(stack: Stack) -> Self {
        let stack = Arc::new(stack);
        let sid = room(&stack, &["ada", "bob"]).await;
        let ((ada, ada_events), (bob, bob_events)) =
            tokio::join!(connect(&stack, "ada"), connect(&stack, "bob"));
        Self { stack, ada, ada_events, bob, bob_events, sid }
    }

    fn adas(&self) -> Conversation {
        self.ada.conversation(self.sid)
    }

    fn bobs(&self) -> Conversation {
        self.bob.conversation(self.sid)
    }
}
