//! `/Conversations`.

use std::{cmp::Reverse, fmt, str::FromStr};

use fake_core::{
    Slice, World,
    conversation::{self, Conversation, Email, Profile, State},
    text::{LONG_ATTRIBUTES, SYSTEM, friendly_name, identity, unique_name},
    timers,
};
use jiff::Timestamp;
use twilio_sid::{ConversationSid, MessagingServiceSid};
use twilio_wire::{rest::conversation as wire, time::Seconds};

use super::{At, Scoped};
use crate::{
    answer::{ApiError, Failure, Reply, created, no_content, ok},
    page::Wanted,
    parse::{self, Bound},
};

const MAX_PAGE: usize = 100;

/// The member of a page with the conversations.
const KEY: &str = "conversations";

pub(super) fn create(scoped: &Scoped<'_>) -> Reply {
    let form: wire::Form = parse::form(scoped.call.body)?;
    let command = parse_create(&form, scoped)?;
    let body = scoped.desk.record(
        |world, env| conversation::create(world, command, SYSTEM.into(), env),
        |world, sid| world.conversation(sid).map(|it| render(it, &scoped.at)),
    )??;
    Ok(created(&body))
}

pub(super) fn parse_create(
    form: &wire::Form,
    scoped: &Scoped<'_>,
) -> Result<conversation::Create, Failure> {
    let (created, updated) =
        parse::dates(form.date_created.as_deref(), form.date_updated.as_deref())?;
    let account = scoped.call.store.account(scoped.at.account);
    let defaults = account.and_then(|account| account.read(|account| account.defaults));
    let default_service = defaults.map(|defaults| defaults.messaging_service);
    let messaging_service = messaging_service(form)?.or(default_service);
    let state = parse::state(form.state.as_deref())?;
    let timers = parse_timers(form)?;
    // The dictionary refuses this (50382), but Twilio's own React video app makes every conversation so.
    if scoped.call.is_strict && state.is_none() && !timers.is_none() {
        return Err(ApiError::bad(50382, "Timers cannot be set without a state").into());
    }
    Ok(conversation::Create {
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

fn email(form: &wire::Form) -> Result<Option<Email>, Failure> {
    let address = parse::optional(form.email_address.as_deref(), identity)?;
    let name = parse::optional(form.email_name.as_deref(), friendly_name)?;
    Ok(address.map(|address| Email { address, name }))
}

pub(super) fn update(scoped: &Scoped<'_>, key: &str) -> Reply {
    let form: wire::Form = parse::form(scoped.call.body)?;
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
    let body = scoped.desk.record(
        |world, env| {
            let sid = world.conversation_sid(key)?;
            let decided = conversation::update(world, sid, command, env)?;
            Ok::<_, Failure>(decided.answering(sid))
        },
        |world, sid| world.conversation(sid).map(|it| render(it, &scoped.at)),
    )??;
    Ok(ok(&body))
}

pub(super) fn fetch(scoped: &Scoped<'_>, key: &str) -> Reply {
    let body = scoped.desk.read(|world| {
        let sid = world.conversation_sid(key)?;
        world.conversation(sid).map(|it| render(it, &scoped.at))
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(scoped: &Scoped<'_>, key: &str) -> Reply {
    scoped.desk.record(
        |world, _| conversation::delete(world, world.conversation_sid(key)?),
        |_, ()| no_content(),
    )
}

/// The filters of a list, understood.
struct Filter {
    state: Option<State>,
    /// Whole seconds, as answers show them.
    start: Option<i64>,
    end: Option<i64>,
}

impl Filter {
    fn read(form: &wire::Filter) -> Result<Self, ApiError> {
        let filter = Self {
            state: parse::state(form.state.as_deref())?,
            start: parse::bound(form.start_date.as_deref(), "StartDate", Bound::First)?,
            end: parse::bound(form.end_date.as_deref(), "EndDate", Bound::Last)?,
        };
        match (filter.start, filter.end) {
            (Some(start), Some(end)) if end < start => {
                Err(ApiError::bad(50396, "EndDate must not be before StartDate"))
            }
            _ => Ok(filter),
        }
    }

    fn has_dates(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }

    fn accepts(&self, conversation: &Conversation) -> bool {
        let profile = &conversation.profile;
        let created = profile.created.as_second();
        self.state.is_none_or(|state| state == profile.state)
            && self.start.is_none_or(|start| start <= created)
            && self.end.is_none_or(|end| created <= end)
    }
}

pub(super) fn list(scoped: &Scoped<'_>) -> Reply {
    let form: wire::Filter = parse::form(scoped.call.query)?;
    let filter = Filter::read(&form)?;
    let filters = [
        ("StartDate", form.start_date.as_deref()),
        ("EndDate", form.end_date.as_deref()),
        ("State", form.state.as_deref()),
    ];
    let filters: Vec<_> =
        filters.iter().filter_map(|(name, value)| value.map(|value| (*name, value))).collect();
    let url = scoped.at.url("Conversations");
    let query = scoped.call.page_query()?;
    let page = scoped.desk.read(|world| {
        let (slice, meta) = if filter.has_dates() {
            let wanted = Wanted::read(&query, MAX_PAGE)?;
            let slice = newest_first(world, &filter, &wanted)?;
            let meta = wanted.meta(&slice, KEY, &url, &filters, |it| Dated::of(it).to_string());
            (slice, meta)
        } else {
            let wanted = Wanted::read(&query, MAX_PAGE)?;
            let slice = wanted.page_where(&world.conversations, |it| filter.accepts(it))?;
            let meta = wanted.meta(&slice, KEY, &url, &filters, |it| it.sid().to_string());
            (slice, meta)
        };
        let conversations = slice.items.iter().map(|it| render(it, &scoped.at)).collect();
        Ok::<_, ApiError>(wire::Page { meta, conversations })
    })?;
    Ok(ok(&page))
}

/// Where a conversation stood in a list by date; the token holds all of it, since the conversation
/// may be gone or have another date when the next page is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Dated {
    created: Timestamp,
    sid: ConversationSid,
}

impl Dated {
    fn of(conversation: &Conversation) -> Self {
        Self { created: conversation.profile.created, sid: conversation.sid() }
    }
}

impl fmt::Display for Dated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.sid, self.created.as_nanosecond())
    }
}

/// Nothing that a place in a list by date looks like.
struct NoPlace;

impl FromStr for Dated {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (sid, created) = text.split_once('.').ok_or(NoPlace)?;
        let created = created.parse().map_err(|_| NoPlace)?;
        let created = Timestamp::from_nanosecond(created).map_err(|_| NoPlace)?;
        Ok(Self { created, sid: sid.parse().map_err(|_| NoPlace)? })
    }
}

/// A page of a list by date: newest first (OpenAPI text).
fn newest_first<'w>(
    world: &'w World,
    filter: &Filter,
    wanted: &Wanted<Dated>,
) -> Result<Slice<&'w Conversation>, ApiError> {
    let mut all: Vec<_> = world.conversations.iter().filter(|it| filter.accepts(it)).collect();
    all.sort_by_key(|it| Reverse(Dated::of(it)));
    let was_there = |place: &Dated| world.conversations.place(place.sid).is_some();
    wanted.page_by(all, |it| Dated::of(it), |it| Some(it).filter(was_there).map(Reverse))
}

pub(crate) fn render_state(state: State) -> wire::State {
    match state {
        State::Active => wire::State::Active,
        State::Inactive => wire::State::Inactive,
        State::Closed => wire::State::Closed,
    }
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

pub(super) fn render(conversation: &Conversation, at: &At) -> wire::Conversation {
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
            participants: format!("{url}/Participants"),
            messages: format!("{url}/Messages"),
            webhooks: format!("{url}/Webhooks"),
            export: Some(format!("{url}/Export")),
        },
        url,
    }
}
