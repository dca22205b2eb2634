//! Values as REST, the client API and webhooks show them alike.

use fake_core::{conversation::State, message::Message, participant::Binding, receipt::Status};
use twilio_wire::rest::{conversation, message, participant, receipt};

pub(crate) fn render_state(state: State) -> conversation::State {
    match state {
        State::Active => conversation::State::Active,
        State::Inactive => conversation::State::Inactive,
        State::Closed => conversation::State::Closed,
    }
}

/// What a message shows; null when it shows nothing, or a template (OpenAPI example).
pub(crate) fn render_media(message: &Message) -> Option<Vec<message::Medium>> {
    if message.content().is_some() {
        return None;
    }
    let media = message.media().iter().map(|it| message::Medium {
        sid: it.sid.to_string(),
        size: it.size,
        content_type: it.content_type.to_string(),
        filename: it.filename.as_deref().map(str::to_owned),
    });
    (!message.media().is_empty()).then(|| media.collect())
}

pub(crate) fn render_binding(binding: &Binding) -> participant::MessagingBinding {
    participant::MessagingBinding {
        kind: binding.channel().to_owned(),
        address: binding.address().map(ToString::to_string),
        proxy_address: binding.proxy_address().map(ToString::to_string),
        projected_address: binding.projected_address().map(ToString::to_string),
    }
}

pub(crate) fn render_status(status: Status) -> receipt::Status {
    match status {
        Status::Sent => receipt::Status::Sent,
        Status::Delivered => receipt::Status::Delivered,
        Status::Read => receipt::Status::Read,
        Status::Failed => receipt::Status::Failed,
        Status::Undelivered => receipt::Status::Undelivered,
    }
}
