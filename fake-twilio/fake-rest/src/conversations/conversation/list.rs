//! The list of conversations: by recent activity, or by date when filtered by date.

use std::{cmp::Reverse, fmt, str::FromStr};

use fake_core::{
    Recent, Slice, World,
    conversation::{Conversation, State},
};
use jiff::Timestamp;
use twilio_sid::ConversationSid;
use twilio_wire::rest::conversation as wire;

use crate::{
    conversations::conversation::render,
    http::{
        error::ApiError,
        page::{PageRequest, bad_token},
        parse::{self, Bound},
        reply::{Reply, ok},
    },
    scope::ServiceRequest,
};

const MAX_PAGE: usize = 100;

/// The member of a page with the conversations.
const KEY: &str = "conversations";

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

pub(crate) fn list(request: &ServiceRequest<'_>) -> Reply {
    let form: wire::Filter = parse::form(request.call.query)?;
    let filter = Filter::read(&form)?;
    let filters = [
        ("StartDate", form.start_date.as_deref()),
        ("EndDate", form.end_date.as_deref()),
        ("State", form.state.as_deref()),
    ];
    let filters: Vec<_> =
        filters.iter().filter_map(|(name, value)| value.map(|value| (*name, value))).collect();
    let url = request.at.url("Conversations");
    let query = request.call.page_query()?;
    let page = request.transaction.read(|world| {
        let (slice, meta) = if filter.has_dates() {
            let page_request = PageRequest::read(&query, MAX_PAGE)?;
            let slice = newest_first(world, &filter, &page_request)?;
            let meta =
                page_request.meta(&slice, KEY, &url, &filters, |it| DateKey::of(it).to_string());
            (slice, meta)
        } else {
            let page_request = PageRequest::<RecentKey>::read(&query, MAX_PAGE)?;
            let slice = world.recent_conversations(
                page_request.start.map(|RecentKey(it)| it),
                page_request.size,
                |it| filter.accepts(it),
            );
            let slice = slice.ok_or_else(bad_token)?;
            let meta = page_request
                .meta(&slice, KEY, &url, &filters, |(it, _)| RecentKey(*it).to_string());
            (slice.map(|(_, it)| it), meta)
        };
        let conversations = slice.items.iter().map(|it| render(it, &request.at)).collect();
        Ok::<_, ApiError>(wire::Page { meta, conversations })
    })?;
    Ok(ok(&page))
}

/// A place in a list by recent activity, as tokens have it.
#[derive(Clone, Copy)]
struct RecentKey(Recent);

impl fmt::Display for RecentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0.place, self.0.begun)
    }
}

impl FromStr for RecentKey {
    type Err = PageTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (place, begun) = text.split_once('.').ok_or(PageTokenError)?;
        let number = |text: &str| text.parse().map_err(|_| PageTokenError);
        Ok(Self(Recent { place: number(place)?, begun: number(begun)? }))
    }
}

/// Where a conversation stood in a list by date; the token holds all of it, since the conversation
/// may be gone or have another date when the next page is requested.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct DateKey {
    created: Timestamp,
    sid: ConversationSid,
}

impl DateKey {
    fn of(conversation: &Conversation) -> Self {
        Self { created: conversation.profile.created, sid: conversation.sid() }
    }
}

impl fmt::Display for DateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.sid, self.created.as_nanosecond())
    }
}

/// Nothing that a place in a list looks like.
struct PageTokenError;

impl FromStr for DateKey {
    type Err = PageTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (sid, created) = text.split_once('.').ok_or(PageTokenError)?;
        let created = created.parse().map_err(|_| PageTokenError)?;
        let created = Timestamp::from_nanosecond(created).map_err(|_| PageTokenError)?;
        Ok(Self { created, sid: sid.parse().map_err(|_| PageTokenError)? })
    }
}

/// A page of a list by date: newest first (OpenAPI text).
fn newest_first<'w>(
    world: &'w World,
    filter: &Filter,
    page_request: &PageRequest<DateKey>,
) -> Result<Slice<&'w Conversation>, ApiError> {
    let mut all: Vec<_> =
        world.conversations.iter().map(AsRef::as_ref).filter(|it| filter.accepts(it)).collect();
    all.sort_by_key(|it| Reverse(DateKey::of(it)));
    let was_there = |place: &DateKey| world.conversations.place(place.sid).is_some();
    page_request.page_by(all, |it| DateKey::of(it), |it| Some(it).filter(was_there).map(Reverse))
}
