//! `/Conversations/{CH}/Participants`.

use fake_core::{
    Edit, Error, World,
    participant::{self, Add, Addresses, NewParticipant, Participant},
    text::{SHORT_ATTRIBUTES, Text, identity},
};
use twilio_sid::{ConversationSid, ParticipantSid};
use twilio_wire::{rest::participant as wire, time::Seconds};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    render::render_binding,
    scope::{ResourceScope, ServiceRequest, find},
};

const MAX_PAGE: usize = 100;

fn who(form: &wire::Form) -> Result<NewParticipant, Error> {
    let addresses = Addresses {
        address: form.address.as_deref(),
        proxy_address: form.proxy_address.as_deref(),
        projected_address: form.projected_address.as_deref(),
    };
    NewParticipant::new(form.identity.as_deref(), addresses)
}

/// Reads an address that the text `null` removes (OpenAPI document); an empty one does, too.
fn address(text: Option<&str>) -> Edit<Text> {
    match text {
        None => Edit::Keep,
        Some("" | "null") => Edit::Clear,
        Some(text) => Edit::Set(text.into()),
    }
}

pub(super) fn create(request: &ServiceRequest<'_>, conversation: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let (made, updated) = parse::dates(form.date_created.as_deref(), form.date_updated.as_deref())?;
    let command = Add {
        who: who(&form)?,
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        role: parse::sid(form.role_sid.as_deref(), "RoleSid", 50109)?,
        created: made,
        updated,
    };
    request.transaction.answer(
        |world, env| {
            let sid = world.conversation_sid(conversation)?;
            let decided = participant::add(world, sid, command, env)?;
            let participant = decided.outcome;
            Ok::<_, HandlerError>(decided.answering((sid, participant)))
        },
        |world, (sid, participant)| rendered(world, sid, participant, &request.at),
        created,
    )
}

fn parse_update(form: &wire::Form) -> Result<participant::Update, HandlerError> {
    let (created, updated) =
        parse::dates(form.date_created.as_deref(), form.date_updated.as_deref())?;
    let horizon_at = parse::date(form.last_read_timestamp.as_deref(), "LastReadTimestamp", 50405)?;
    Ok(participant::Update {
        identity: parse::optional(form.identity.as_deref(), identity)?,
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        role: parse::sid(form.role_sid.as_deref(), "RoleSid", 50109)?,
        horizon: horizon(form.last_read_message_index.as_deref())?,
        horizon_at,
        proxy_address: address(form.proxy_address.as_deref()),
        projected_address: address(form.projected_address.as_deref()),
        muted: None,
        created,
        updated,
    })
}

/// Reads a read horizon; an empty text clears it (`assumed`, as Node sends null that way; settled by the
/// contract test `an_empty_read_horizon_clears_it`).
pub(super) fn horizon(text: Option<&str>) -> Result<Edit<u32>, ApiError> {
    match text {
        None => Ok(Edit::Keep),
        Some("" | "null") => Ok(Edit::Clear),
        Some(text) => text
            .parse()
            .map(Edit::Set)
            .map_err(|_| ApiError::bad(50421, "LastReadMessageIndex is invalid")),
    }
}

pub(super) fn update(request: &ServiceRequest<'_>, conversation: &str, key: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let command = parse_update(&form)?;
    request.transaction.answer(
        |world, env| {
            let (sid, conversation) = find(world, conversation)?;
            let participant = conversation.participant_by_sid_or_identity(key)?.sid;
            let decided = participant::update(world, sid, participant, command, env)?;
            Ok::<_, HandlerError>(decided.answering((sid, participant)))
        },
        |world, (sid, participant)| rendered(world, sid, participant, &request.at),
        ok,
    )
}

pub(super) fn fetch(request: &ServiceRequest<'_>, conversation: &str, key: &str) -> Reply {
    let body = request.transaction.read(|world| {
        let (sid, conversation) = find(world, conversation)?;
        let participant = conversation.participant_by_sid_or_identity(key)?;
        Ok::<_, Error>(render(sid, participant, &request.at))
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(request: &ServiceRequest<'_>, conversation: &str, key: &str) -> Reply {
    request.transaction.answer(
        |world, _| {
            let (sid, conversation) = find(world, conversation)?;
            let participant = conversation.participant_by_sid_or_identity(key)?.sid;
            participant::remove(world, sid, participant)
        },
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

pub(super) fn list(request: &ServiceRequest<'_>, conversation: &str) -> Reply {
    let page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    let page = request.transaction.read(|world| {
        let (sid, conversation) = find(world, conversation)?;
        let slice = page_request.page(&conversation.participants)?;
        let url = request.at.url(format_args!("Conversations/{sid}/Participants"));
        let meta = page_request.meta(&slice, "participants", &url, &[], |it| it.sid.to_string());
        let participants = slice.items.iter().map(|it| render(sid, it, &request.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, participants })
    })?;
    Ok(ok(&page))
}

fn rendered(
    world: &World,
    sid: ConversationSid,
    participant: ParticipantSid,
    at: &ResourceScope,
) -> Result<wire::Participant, Error> {
    let conversation = world.conversation(sid)?;
    let participant = conversation.participants.get(participant).ok_or(Error::NoParticipant)?;
    Ok(render(sid, participant, at))
}

fn render(
    conversation: ConversationSid,
    participant: &Participant,
    at: &ResourceScope,
) -> wire::Participant {
    let sid = participant.sid;
    wire::Participant {
        account_sid: at.account,
        chat_service_sid: at.shown_service(),
        conversation_sid: conversation,
        sid,
        identity: participant.identity.as_deref().map(str::to_owned),
        attributes: participant.attributes.as_ref().to_owned(),
        messaging_binding: participant.binding.as_ref().map(render_binding),
        role_sid: participant.role,
        date_created: Seconds(participant.created),
        date_updated: Seconds(participant.updated),
        url: at.url(format_args!("Conversations/{conversation}/Participants/{sid}")),
        last_read_message_index: participant.horizon.map(|horizon| horizon.index),
        last_read_timestamp: participant.horizon.map(|horizon| Seconds(horizon.at)),
    }
}
