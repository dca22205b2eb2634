//! The emulator's HTTP answers as values: a request goes in, a response comes out.
//!
//! The same [`Api`] answers plain HTTP, what clients tunnel through Twilsock, and the commands that
//! older clients write into their session lists.

mod admit;
mod answer;
mod api;
mod auth;
mod callbacks;
mod callout;
mod client;
mod control;
mod desk;
mod elapse;
mod hooks;
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
pub use answer::{Answer, ApiError, ErrorCode, Signal};
pub use api::{Api, ClientCaller, Rules};
pub use callbacks::Reporter;
pub use callout::{
    BadRedirect, Callout, Deliveries, Delivery, Outcome, Overrides, REDIRECTS, Redirect, Trouble,
};
pub use control::{Advance, ClockError, Control, Disconnect};
pub use elapse::{elapse, elapse_rooms};
pub use hooks::{Projector, Question, Step, Verdict};
pub use host::{Product, SIGNALING_PATH, check_host, media_origin};
pub use keyring::Keyring;
pub use operations::operations;
pub use router::Route;
pub use unknown_parameters::{NoForm, UnknownParameters};
