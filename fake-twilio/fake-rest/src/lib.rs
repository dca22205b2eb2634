//! The emulator's HTTP answers as values: a request goes in, a response comes out.
//!
//! The same [`Api`] answers plain HTTP, what clients tunnel through Twilsock, and the commands that
//! older clients write into their session lists.

mod admit;
mod answer;
mod api;
mod auth;
mod client;
mod control;
mod desk;
mod elapse;
mod host;
mod keyring;
mod media;
mod operations;
mod page;
mod parse;
mod public;
mod rate;
mod refusal;
mod route;
mod router;
mod session;
mod template;
mod unknown_parameters;
mod video;

pub use admit::{Admitted, Denied};
pub use answer::{Answer, ApiError, ErrorCode, Signal, Step};
pub use api::{Api, ClientCaller, Rules};
pub use control::{Advance, ClockError, Control, Disconnect};
pub use elapse::{elapse, elapse_rooms};
pub use host::{Product, SIGNALING_PATH, check_host, media_origin};
pub use keyring::Keyring;
pub use operations::operations;
pub use router::Route;
pub use unknown_parameters::{NoForm, UnknownParameters};
