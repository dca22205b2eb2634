//! `/ConversationWithParticipants`: a conversation and its participants in one step.

use fake_core::{
    Error,
    conversation::Conversation,
    participant::{self, Add, Addresses, NewParticipant},
    text::SHORT_ATTRIBUTES,
};
use http::StatusCode;
use serde::Deserialize;
use twilio_wire::rest::conversation as wire;

use crate::{
    conversations::conversation::{parse_create, render},
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Reply, Step},
        response::json,
    },
    scope::ServiceRequest,
};

/// Participants of one call (Twilio's documentation).
const PARTICIPANTS: usize = 10;

/// What the form has beyond that of a conversation.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Extra {
    participant: Vec<String>,
}

/// A participant, as JSON in a form parameter.
#[derive(Debug, Deserialize)]
struct ParticipantForm {
    identity: Option<String>,
    messaging_binding: Option<BindingForm>,
    attributes: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct BindingForm {
    address: Option<String>,
    proxy_address: Option<String>,
    projected_address: Option<String>,
}

fn parse_participant(text: &str) -> Result<Add, HandlerError> {
    let form: ParticipantForm = serde_json::from_str(text)
        .map_err(|_| ApiError::bad(50424, "Participant is not valid JSON"))?;
    let binding = form.messaging_binding.unwrap_or_default();
    let addresses = Addresses {
        address: binding.address.as_deref(),
        proxy_address: binding.proxy_address.as_deref(),
        projected_address: binding.projected_address.as_deref(),
    };
    let who = NewParticipant::new(form.identity.as_deref(), addresses)?;
    let attributes = parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?;
    Ok(Add { who, attributes, role: None, created: None, updated: None })
}

pub(super) fn create(request: &ServiceRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let extra: Extra = parse::form(request.call.body)?;
    if extra.participant.len() > PARTICIPANTS {
        return Err(ApiError::bad(50426, "Too many participants").into());
    }
    let participants: Vec<Add> =
        extra.participant.iter().map(|text| parse_participant(text)).collect::<Result<_, _>>()?;
    let status = if participants.is_empty() { StatusCode::CREATED } else { StatusCode::ACCEPTED };
    let command = parse_create(&form, request)?;
    // assumed: all are in at once, so nobody sees the state `initializing`, and 50386 (a call in the
    // meantime) has no occasion; settled by the contract test
    // `a_conversation_made_with_participants_is_active_at_once`.
    let rendered = |it: &Conversation| {
        let mut body = render(it, &request.at);
        // This resource has no such link (OpenAPI examples).
        body.links.export = None;
        body
    };
    request.transaction.answer(
        |world, env| participant::create_with(world, command, participants, env).map_err(in_use),
        |world, sid| world.conversation(sid).map(rendered),
        |body| Step::Done(json(status, body)),
    )
}

/// Here an address pair in use has a code of its own.
fn in_use(error: Error) -> HandlerError {
    if let Error::AddressTaken(_) = error {
        return ApiError::new(StatusCode::CONFLICT, 50425, error.to_string()).into();
    }
    error.into()
}
