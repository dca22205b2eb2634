//! An emulator of Twilio Conversations and Video on one port: no account, no network.
//!
//! A test starts one, or shares one and opens an [`Account`] of its own. It ends when it is dropped.
//!
//! ```
//! use fake_twilio::{FakeTwilio, Match, SeedConversation, SeedDocument, Side};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let fake = FakeTwilio::builder().start().await?;
//! let account = fake.account().await?;
//! let lobby = SeedConversation::new("lobby").participants(["ada", "bob"]);
//! account.load_seed(&SeedDocument::default().conversation(lobby)).await?;
//!
//! // The application goes here: it has `fake.url()` and `account.credentials()`, or with an SDK
//! // `fake.twilsock_url()` and `account.token("ada")`.
//! # let _application = (fake.url(), account.token("ada")?);
//!
//! let sent = account.act("bob").send("lobby", "hello").await?;
//! assert_eq!(sent.index, 0);
//! # if false {
//! account.wait_for(Match::default().side(Side::Sync).identity("ada").contains("hello")).await?;
//! # }
//! account.reset().await?;
//! # Ok(())
//! # }
//! ```

mod account;
mod answer_body;
mod authentication;
mod background_tasks;
mod blocking;
mod browser_proxy;
mod builder;
mod caller;
mod clock;
mod connection;
mod connection_limit;
mod connections;
mod continuation_token;
mod control;
mod control_access;
mod credentials;
mod deferred_drop;
mod emulator;
mod entrance;
mod error;
mod faults;
mod handshake;
mod headers;
mod in_process;
mod journal_wait;
mod line;
mod mapped_origin;
mod media_upload;
mod pending_requests;
mod proxy;
mod proxy_rules;
mod ready;
mod recording;
mod resets;
mod response_limits;
mod response_log;
mod rest;
mod router;
mod sdk_files;
mod serve;
mod shared;
mod status_callbacks;
mod sync_hubs;
mod tls;
mod twilsock_connection;
mod upload_limit;
mod video;
mod webhook_sender;
mod webhooks;
mod websocket;

pub use account::{Account, Act, Faults, SentMessage};
pub use browser_proxy::BrowserProxy;
pub use builder::Builder;
pub use credentials::Credentials;
pub use emulator::FakeTwilio;
pub use error::{ControlError, StartError, WaitError};
pub use fake_control::{
    Delay, Direction, Effect as FaultEffect, Fault, Hold, Side, Stage,
    faults::{NewRule as NewFaultRule, Rule as FaultRule, RuleMatch as FaultMatch},
    journal::{Entry, Match, Missed, NearMiss, Part, Wait},
};
pub use fake_rest::seed::{
    SeedAccount, SeedAddress, SeedAutoCreation, SeedConversation, SeedConversationWebhook,
    SeedDocument, SeedMedium, SeedMessage, SeedParticipant, SeedParticipantDetails, SeedRole,
    SeedRoom, SeedService, SeedUser, SeedWebhooks,
};
pub use local_server::{AuthorityError, CallerRule, CertificateAuthority};
pub use mapped_origin::{BadMapping, MappedOrigin};
pub use ready::ReadyFile;
pub use sdk_files::{BadRequest, Package, Sdk, SdkFiles, Wanted};
pub use tls::open_authority;
pub use twilio_wire::signaling::{IceServer, IceServerError};
