//! `/Compositions`: requests are kept and stay in their queue, for there is nothing to compose.

use fake_core::media_processing::{self, Composition, CompositionParams, MediaProcessingError};
use twilio_sid::{CompositionSid, RoomSid};
use twilio_wire::{
    time::Seconds,
    video::{composition as wire, recording::Links},
};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    scope::video::VideoScope,
    video::{
        composition_params::{self, CompositionForm},
        params::{DateRange, given, one_of},
    },
};

const MAX_PAGE: usize = 100;

/// The state of a filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Enqueued,
    Deleted,
    /// One that is never reached.
    Unreached,
}

const STATES: [(&str, State); 5] = [
    ("enqueued", State::Enqueued),
    ("processing", State::Unreached),
    ("completed", State::Unreached),
    ("deleted", State::Deleted),
    ("failed", State::Unreached),
];

fn sid(text: &str) -> Result<CompositionSid, MediaProcessingError> {
    text.parse().map_err(|_| MediaProcessingError::NoComposition)
}

pub(super) fn create(scope: &VideoScope<'_>) -> Reply {
    let form: wire::Create = parse::form(scope.call.body)?;
    let room = room(scope, form.room_sid.as_deref())?;
    let params = composition_params::read(&CompositionForm {
        video_layout: form.video_layout.as_deref(),
        audio_sources: &form.audio_sources,
        audio_sources_excluded: &form.audio_sources_excluded,
        resolution: form.resolution.as_deref(),
        format: form.format.as_deref(),
        status_callback: form.status_callback.as_deref(),
        status_callback_method: form.status_callback_method.as_deref(),
        trim: form.trim.as_deref(),
    })?;
    let params = params.over(CompositionParams::default());
    let body = scope.media_processing.record(
        |_, env| media_processing::compose(room, params, env),
        |_, made| render(&made, scope),
    )?;
    Ok(created(&body))
}

/// The room of the form, by its SID only.
fn room(scope: &VideoScope<'_>, text: Option<&str>) -> Result<RoomSid, HandlerError> {
    let text = text.filter(|text| !text.is_empty()).ok_or_else(|| ApiError::missing("RoomSid"))?;
    let sid = text.parse().ok();
    let known = sid.filter(|sid| scope.rooms.read(|rooms| rooms.rooms.get(*sid).is_some()));
    // assumed: the dictionary has no code for it; settled by the contract test
    // `compositions_need_a_room`.
    Ok(known.ok_or_else(|| ApiError::bad(20001, "RoomSid is invalid"))?)
}

pub(super) fn fetch(scope: &VideoScope<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let body = scope.media_processing.read(|media_processing| {
        let found =
            media_processing.compositions.get(sid).ok_or(MediaProcessingError::NoComposition)?;
        Ok::<_, MediaProcessingError>(render(found, scope))
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(scope: &VideoScope<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let deleted = scope.media_processing.record(
        |media_processing, env| media_processing::delete_composition(media_processing, sid, env),
        |_, ()| no_content(),
    );
    Ok(deleted?)
}

pub(super) fn list(scope: &VideoScope<'_>) -> Reply {
    let form: wire::Filter = parse::form(scope.call.query)?;
    let state = one_of(form.status.as_deref(), "Status", &STATES)?;
    let room = parse::sid(form.room_sid.as_deref(), "RoomSid", 20001)?;
    let range =
        DateRange::read(form.date_created_after.as_deref(), form.date_created_before.as_deref())?;
    let page_request = PageRequest::read(&scope.call.page_query()?, MAX_PAGE)?;
    let page = scope.media_processing.read(|media_processing| {
        let slice = page_request.page_where(&media_processing.compositions, |it| {
            state.is_none_or(|state| state == self::state(it))
                && room.is_none_or(|room| room == it.room)
                && range.holds(it.created)
        })?;
        let filters = given(&[
            ("Status", form.status.as_deref()),
            ("DateCreatedAfter", form.date_created_after.as_deref()),
            ("DateCreatedBefore", form.date_created_before.as_deref()),
            ("RoomSid", form.room_sid.as_deref()),
        ]);
        let url = scope.url("Compositions");
        let meta =
            page_request.meta(&slice, "compositions", &url, &filters, |it| it.sid.to_string());
        let compositions = slice.items.iter().map(|it| render(it, scope)).collect();
        Ok::<_, ApiError>(wire::Page { meta, compositions })
    })?;
    Ok(ok(&page))
}

fn state(composition: &Composition) -> State {
    if composition.deleted.is_some() { State::Deleted } else { State::Enqueued }
}

fn render(composition: &Composition, scope: &VideoScope<'_>) -> wire::Composition {
    let shown = composition_params::show(&composition.params);
    let url = scope.url(format_args!("Compositions/{}", composition.sid));
    let status = match composition.deleted {
        None => wire::Status::Enqueued,
        Some(_) => wire::Status::Deleted,
    };
    wire::Composition {
        account_sid: scope.call.account,
        status,
        date_created: Seconds(composition.created),
        date_completed: None,
        date_deleted: composition.deleted.map(Seconds),
        sid: composition.sid,
        room_sid: composition.room,
        audio_sources: shown.audio_sources,
        audio_sources_excluded: shown.audio_sources_excluded,
        video_layout: shown.video_layout,
        resolution: composition.params.resolution.to_string(),
        trim: composition.params.trim,
        format: shown.format,
        status_callback: shown.status_callback,
        status_callback_method: shown.status_callback_method,
        bitrate: 0,
        size: 0,
        duration: 0,
        media_external_location: None,
        links: Links { media: format!("{url}/Media") },
        url,
    }
}
