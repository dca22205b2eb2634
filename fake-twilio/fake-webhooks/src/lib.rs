//! The emulator's webhooks as values: which request goes to which address of an application, and what
//! its answer means.
//!
//! Webhooks of Conversations are called before ([`pre_event()`]) and after ([`PostEvents`]) what happens
//! in a service, and status callbacks ([`StatusCallbacks`]) after what happens in a room. All are
//! [`WebhookRequest`]s; to send them is the program's part.

mod deliveries;
mod overrides;
mod parameters;
mod payload;
mod post_event;
mod pre_event;
mod redirect;
mod signature;
mod status_callbacks;
mod webhook_request;

pub use deliveries::{Deliveries, Delivery, Outcome};
pub use overrides::{AttemptError, Overrides};
pub use post_event::PostEvents;
pub use pre_event::{PreEventDecision, PreEventError, pre_event};
pub use redirect::{BadRedirect, REDIRECTS, Redirect, is_http};
pub use status_callbacks::StatusCallbacks;
pub use webhook_request::WebhookRequest;
