//! Hooks of Conversations: what happens in a service, told to whoever wants to know.

mod ask;
mod payload;
mod project;
mod values;

pub(crate) use ask::consult;
pub use ask::{Question, Step, Verdict};
pub use project::Projector;

use std::time::Duration;

use fake_core::{CallbackMethod, Service, hook::Event, text::Text};
use payload::Params;

use crate::callout::Callout;

/// Real time that hooks of Conversations get to answer (Twilio's documentation).
const LIMIT: Duration = Duration::from_secs(5);

fn say(
    service: &Service,
    (url, method): (&Text, CallbackMethod),
    event: Event,
    params: Params,
) -> Callout {
    Callout {
        account: service.account,
        event: event.name(),
        url: url.clone(),
        method,
        params,
        limit: LIMIT,
        tells_attempt: true,
    }
}
