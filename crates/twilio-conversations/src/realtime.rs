//! The connected client: what the SDKs of browsers and apps do, for Rust programs.
//!
//! ```no_run
//! use twilio_conversations::realtime::{Client, Event};
//!
//! # /// What a login server does.
//! # async fn token() -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
//! #     use twilio_conversations::{Client, Config};
//! #     use twilio_token::{AccessToken, ChatGrant, Secret, Signer};
//! #     let rest = Client::new(&Config::from_env()?)?;
//! #     let lobby = rest.conversations().create().unique_name("lobby").await?;
//! #     rest.conversation(lobby.sid).participants().create().identity("alice").await?;
//! #     let secret: Secret = std::env::var("TWILIO_API_KEY_SECRET")?.parse()?;
//! #     let key = std::env::var("TWILIO_API_KEY_SID")?.parse()?;
//! #     let chat = ChatGrant::service(lobby.chat_service_sid);
//! #     let now = jiff::Timestamp::now().as_second().try_into()?;
//! #     let token = AccessToken::new().identity("alice").chat(chat);
//! #     Ok(Signer::new(lobby.account_sid, key, &secret).sign(&token, now)?)
//! # }
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     // `token` is an async function that asks the application's login server.
//!     let (client, mut events) = Client::builder(token).from_env()?.connect().await?;
//!     let lobby = client.conversation_by_name("lobby").await?;
//!     lobby.send("hi").await?;
//!
//!     while let Some(event) = events.next().await {
//!         match event.as_deref() {
//!             Ok(Event::MessageAdded(_, message)) => {
//!                 println!("{}: {}", message.author, message.body.as_deref().unwrap_or_default());
//!                 break;
//!             }
//!             Ok(_) => {}
//!             // This program was too slow: what it missed is in the replica.
//!             Err(_) => println!("{:?}", events.catch_up().await?.conversations),
//!         }
//!     }
//!
//!     let mut older = lobby.history().page_size(50);
//!     while let Some(message) = older.try_next().await? {
//!         println!("{}: {}", message.index, message.author);
//!     }
//!     client.shutdown().await;
//!     Ok(())
//! }
//! ```
//!
//! # How it works
//!
//! One task owns the socket and the state machine of `twilio-conversations-core`; handles send it
//! commands and get the answers back, so that nothing is locked. It dials again by itself, with the waits
//! of the official SDK, and lets the server replay what was missed: across any number of lost
//! connections each change raises one event, and changes of one conversation's messages raise theirs in order.
//!
//! Futures may be dropped at any point: a request is then carried out, or not, and the client goes on.
//! [`Client`] is `Send`, `Sync` and cheap to clone, and works on a runtime of one thread too. The client
//! ends with [`Client::shutdown`] or its last handle; [`Events`] do not keep it alive.
//!
//! # Bounds
//!
//! - Events that are not read: [`Builder::event_buffer`] for each [`Events`], 256 unless set. Past it
//!   the oldest go, and the reader gets [`Lagged`] with their number.
//! - Messages kept of a conversation: [`Builder::kept_messages`], 100 unless set. Older ones are read
//!   with [`Conversation::history`]; their changes raise events all the same.
//! - Requests: 64 wait to be sent, 1024 for their answers; past it callers wait. An answer comes within
//!   30 s, or an error.
//! - A message on the wire: 16 MiB.
//!
//! # Why it looks so
//!
//! A handle and a stream of events, as `twilight-gateway` had them at first and `async-nats` has them. Later
//! versions of twilight make the connection itself the stream, which stands still while it is not read;
//! here requests are answered and tokens renewed all the same. `serenity` calls a trait with a method for
//! each event; a loop with a `match` needs no trait, can stop where it likes, and borrows what is around
//! it. Replicas beside events are `matrix-sdk`'s idea: a reader that has missed events reads the state.
//! Names of operations are those of Twilio's SDK, less the `get`.

mod client;
mod command;
mod conversation;
mod dialler;
mod driver;
mod error;
mod events;
mod handle;
mod history;
#[cfg(feature = "media")]
mod media;
mod message;
mod push;
mod socket;
mod tokens;

pub use twilio_conversations_core::{
    Backfill, ConnectionState, Conversation as ConversationState, Event, Message, Participant,
    PushNotification, PushNotificationError, ReconnectPolicy, Replica, User,
};

pub use client::{Builder, Client, EMULATOR_TWILSOCK_URL, LIVE_TWILSOCK_URL};
pub use conversation::Conversation;
pub use error::{ConnectError, Error};
pub use events::{ConversationEvents, Events, Lagged};
pub use history::History;
#[cfg(feature = "media")]
pub use media::Media;
pub use message::Draft;
pub use push::PushService;
pub use tokens::TokenError;

/// Version of this client, as it introduces itself to the server.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
