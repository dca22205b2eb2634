//! `/Conversations`.

mod list;

use fake_core::{
    conversation::{self, Conversation, Email, Profile},
    text::{LONG_ATTRIBUTES, SYSTEM, friendly_name, identity, unique_name},
    timers,
};
use twilio_sid::MessagingServiceSid;
use twilio_wire::{rest::conversation as wire, time::Seconds};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Reply, created, no_content, ok},
    },
    render::render_state,
    scope::{ResourceScope, ServiceRequest, below},
};

pub(super) use list::list;

pub(super) fn create(request: &ServiceRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let command = parse_create(&form, request)?;
    request.transaction.answer(
        |world, env| conversation::create(world, command, SYSTEM.into(), env),
        |world, sid| world.conversation(sid).map(|it| render(it, &request.at)),
        created,
    )
}

pub(super) fn parse_create(
    form: &wire::Form,
    request: &ServiceRequest<'_>,
) -> Result<conversation::Create, HandlerError> {
    let (created, updated) =
        parse::dates(form.date_created.as_deref(), form.date_updated.as_deref())?;
    let account = request.call.store.account(request.at.account);
    let defaults = account.and_then(|account| account.read(|account| account.defaults));
    let default_service = defaults.map(|defaults| defaults.messaging_service);
    let messaging_service = messaging_service(form)?.or(default_service);
    let state = parse::state(form.state.as_deref())?;
    let timers = parse_timers(form)?;
    // The dictionary refuses this (50382), but Twilio's own React video app makes every conversation so.
    if request.call.is_strict && state.is_none() && !timers.is_none() {
        return Err(ApiError::bad(50382, "Timers cannot be set without a state").into());
    }
    Ok(conversation::Create {
        sid: request.call.sid.and_then(|sid| sid.parse().ok()),
        friendly_name: parse::optional(form.friendly_name.as_deref(), friendly_name)?,
        unique_name: parse::optional(form.unique_name.as_deref(), unique_name)?,
        attributes: parse::attributes(form.attributes.as_deref(), LONG_ATTRIBUTES)?,
        state,
        timers,
        default_timers: defaults.map(|defaults| defaults.timers).unwrap_or_default(),
        email: email(form)?,
        messaging_service,
        created,
        updated,
    })
}

fn messaging_service(form: &wire::Form) -> Result<Option<MessagingServiceSid>, ApiError> {
    parse::sid(form.messaging_service_sid.as_deref(), "MessagingServiceSid", 50341)
}

fn parse_timers(form: &wire::Form) -> Result<timers::Update, ApiError> {
    parse::timers(form.timers_inactive.as_deref(), form.timers_closed.as_deref())
}

fn email(form: &wire::Form) -> Result<Option<Email>, HandlerError> {
    let address = parse::optional(form.email_address.as_deref(), identity)?;
    let name = parse::optional(form.email_name.as_deref(), friendly_name)?;
    Ok(address.map(|address| Email { address, name }))
}

pub(super) fn update(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let (created, updated) =
        parse::dates(form.date_created.as_deref(), form.date_updated.as_deref())?;
    let command = conversation::Update {
        friendly_name: parse::edit(form.friendly_name.as_deref(), friendly_name)?,
        unique_name: parse::edit(form.unique_name.as_deref(), unique_name)?,
        attributes: parse::attributes(form.attributes.as_deref(), LONG_ATTRIBUTES)?,
        state: parse::state(form.state.as_deref())?,
        timers: parse_timers(&form)?,
        email: email(&form)?,
        messaging_service: messaging_service(&form)?,
        created,
        updated,
    };
    request.transaction.answer(
        |world, env| {
            let sid = world.conversation_sid(key)?;
            let decided = conversation::update(world, sid, command, env)?;
            Ok::<_, HandlerError>(decided.answering(sid))
        },
        |world, sid| world.conversation(sid).map(|it| render(it, &request.at)),
        ok,
    )
}

pub(super) fn fetch(request: &ServiceRequest<'_>, key: &str) -> Reply {
    let body = request.transaction.read(|world| {
        let sid = world.conversation_sid(key)?;
        world.conversation(sid).map(|it| render(it, &request.at))
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(request: &ServiceRequest<'_>, key: &str) -> Reply {
    request.transaction.answer(
        |world, _| conversation::delete(world, world.conversation_sid(key)?),
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

pub(super) fn render_timers(conversation: &Conversation) -> wire::Timers {
    // The OpenAPI examples show both dates in every state.
    let (inactive, closed) = conversation.timer_dates();
    wire::Timers { date_inactive: inactive.map(Seconds), date_closed: closed.map(Seconds) }
}

fn render_bindings(profile: &Profile) -> wire::Bindings {
    let email = profile.email.as_ref().map(|email| wire::EmailBinding {
        name: email.name.as_deref().map(str::to_owned),
        projected_address: email.address.as_ref().to_owned(),
    });
    wire::Bindings { email }
}

pub(super) fn render(conversation: &Conversation, at: &ResourceScope) -> wire::Conversation {
    let profile = &conversation.profile;
    let url = at.url(format_args!("Conversations/{}", profile.sid));
    wire::Conversation {
        sid: profile.sid,
        account_sid: at.account,
        chat_service_sid: at.service,
        messaging_service_sid: profile.messaging_service,
        friendly_name: profile.friendly_name.as_deref().map(str::to_owned),
        unique_name: profile.unique_name.as_deref().map(str::to_owned),
        attributes: profile.attributes.as_ref().to_owned(),
        state: render_state(profile.state),
        date_created: Seconds(profile.created),
        date_updated: Seconds(conversation.updated),
        timers: render_timers(conversation),
        bindings: render_bindings(profile),
        links: wire::Links {
            participants: below(&url, "Participants"),
            messages: below(&url, "Messages"),
            webhooks: below(&url, "Webhooks"),
            export: Some(below(&url, "Export")),
        },
        url,
    }
}
