//! `/Conversations/{CH}/Participants`.

use fake_core::{
    Edit, Error, World,
    participant::{self, Add, Addresses, Participant, Who},
    text::{SHORT_ATTRIBUTES, Text, identity},
};
use twilio_sid::{ConversationSid, ParticipantSid};
use twilio_wire::{rest::participant as wire, time::Seconds};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        page::Wanted,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    render::render_binding,
    scope::{At, Scoped, find},
};

const MAX_PAGE: usize = 100;

fn who(form: &wire::Form) -> Result<Who, Error> {
    let addresses = Addresses {
        address: form.address.as_deref(),
        proxy_address: form.proxy_address.as_deref(),
        projected_address: form.projected_address.as_deref(),
    };
    Who::new(form.identity.as_deref(), addresses)
}

/// Reads an address that the text `null` removes (OpenAPI document); an empty one does, too.
fn address(text: Option<&str>) -> Edit<Text> {
    match text {
        None => Edit::Keep,
        Some("" | "null") => Edit::Clear,
        Some(text) => Edit::Set(text.into()),
    }
}

pub(super) fn create(scoped: &Scoped<'_>, conversation: &str) -> Reply {
    let form: wire::Form = parse::form(scoped.call.body)?;
    let (made, updated) = parse::dates(form.date_created.as_deref(), form.date_updated.as_deref())?;
    let command = Add {
        who: who(&form)?,
        attributes: parse::attributes(form.attributes.as_deref(), SHORT_ATTRIBUTES)?,
        role: parse::sid(form.role_sid.as_deref(), "RoleSid", 50109)?,
        created: made,
        updated,
    };
    scoped.transaction.answer(
        |world, env| {
            let sid = world.conversation_sid(conversation)?;
            let decided = participant::add(world, sid, command, env)?;
            let participant = decided.outcome;
            Ok::<_, HandlerError>(decided.answering((sid, participant)))
        },
        |world, (sid, participant)| rendered(world, sid, participant, &scoped.at),
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

/// Reads a read horizon; an empty text clears it (`assumed`: Node sends null that way).
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

pub(super) fn update(scoped: &Scoped<'_>, conversation: &str, key: &str) -> Reply {
    let form: wire::Form = parse::form(scoped.call.body)?;
    let command = parse_update(&form)?;
    scoped.transaction.answer(
        |world, env| {
            let (sid, conversation) = find(world, conversation)?;
            let participant = conversation.participant_by_sid_or_identity(key)?.sid;
            let decided = participant::update(world, sid, participant, command, env)?;
            Ok::<_, HandlerError>(decided.answering((sid, participant)))
        },
        |world, (sid, participant)| rendered(world, sid, participant, &scoped.at),
        ok,
    )
}

pub(super) fn fetch(scoped: &Scoped<'_>, conversation: &str, key: &str) -> Reply {
    let body = scoped.transaction.read(|world| {
        let (sid, conversation) = find(world, conversation)?;
        let participant = conversation.participant_by_sid_or_identity(key)?;
        Ok::<_, Error>(render(sid, participant, &scoped.at))
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(scoped: &Scoped<'_>, conversation: &str, key: &str) -> Reply {
    scoped.transaction.answer(
        |world, _| {
            let (sid, conversation) = find(world, conversation)?;
            let participant = conversation.participant_by_sid_or_identity(key)?.sid;
            participant::remove(world, sid, participant)
        },
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

pub(super) fn list(scoped: &Scoped<'_>, conversation: &str) -> Reply {
    let wanted = Wanted::read(&scoped.call.page_query()?, MAX_PAGE)?;
    let page = scoped.transaction.read(|world| {
        let (sid, conversation) = find(world, conversation)?;
        let slice = wanted.page(&conversation.participants)?;
        let url = scoped.at.url(format_args!("Conversations/{sid}/Participants"));
        let meta = wanted.meta(&slice, "participants", &url, &[], |it| it.sid.to_string());
        let participants = slice.items.iter().map(|it| render(sid, it, &scoped.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, participants })
    })?;
    Ok(ok(&page))
}

fn rendered(
    world: &World,
    sid: ConversationSid,
    participant: ParticipantSid,
    at: &At,
) -> Result<wire::Participant, Error> {
    let conversation = world.conversation(sid)?;
    let participant = conversation.participants.get(participant).ok_or(Error::NoParticipant)?;
    Ok(render(sid, participant, at))
}

fn render(conversation: ConversationSid, participant: &Participant, at: &At) -> wire::Participant {
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
