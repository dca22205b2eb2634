//! The emulator's HTTP answers as values: a request goes in, a response comes out.
//!
//! The same [`Api`] answers plain HTTP, what clients tunnel through Twilsock, and the commands that
//! older clients write into their session lists.

mod accounts;
mod api;
mod archive;
mod authenticate;
mod caller;
mod client;
mod client_v1;
mod content_template;
mod context;
mod control;
mod conversations;
mod error_codes;
mod host;
mod http;
mod keyring;
mod media;
mod operations;
mod rate_limit;
mod render;
mod router;
mod scope;
pub mod seed;
mod seeded_world;
mod signed_url;
mod transaction;
mod unknown_parameters;
mod video;

pub use self::http::{
    error::{ApiError, ErrorCode},
    reply::{Answer, Signal, Step},
};
pub use api::{Api, Rules};
pub use authenticate::token::{AuthenticatedClient, TokenError};
pub use caller::ClientCaller;
pub use control::{
    ActSignal, ClockChange, ClockError, ClockState, Control, ControlOperation, Disconnect,
    DropClients, JournalWait, MAX_WORLD, Pace, Whom, control_operations,
};
pub use host::{
    Product, SDK_FILES, SIGNALING_PATH, TWILIO_DOMAINS, check_host, is_twilio_host, media_origin,
};
pub use keyring::Keyring;
pub use operations::operations;
pub use router::Route;
pub use unknown_parameters::{NoForm, UnknownParameters};
