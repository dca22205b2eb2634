//! `/Recordings` and `/Rooms/{RM}/Recordings`: nothing is recorded here, so every list is empty.

use fake_core::{OrderedMap, media_processing::MediaProcessingError, room::TrackKind};
use twilio_sid::RecordingSid;
use twilio_wire::{
    paging::Meta,
    video::{recording as wire, room_recording},
};

use crate::{
    http::{
        error::HandlerError,
        page::PageRequest,
        parse,
        reply::{Reply, ok},
    },
    scope::video::VideoScope,
    video::params::{DateRange, given, one_of, value},
};

const MAX_PAGE: usize = 100;

const MAX_PAGE_OF_ROOM: usize = 1000;

const STATES: [(&str, ()); 4] =
    [("processing", ()), ("completed", ()), ("deleted", ()), ("failed", ())];

pub(super) fn list(scope: &VideoScope<'_>) -> Reply {
    let meta = empty(scope, &scope.url("Recordings"), MAX_PAGE)?;
    Ok(ok(&wire::Page { meta, recordings: Vec::new() }))
}

pub(super) fn list_of_room(scope: &VideoScope<'_>, room: &str) -> Reply {
    let room = scope.room_sid(room)?;
    let url = scope.url(format_args!("Rooms/{room}/Recordings"));
    let meta = empty(scope, &url, MAX_PAGE_OF_ROOM)?;
    Ok(ok(&room_recording::Page { meta, recordings: Vec::new() }))
}

/// The `meta` of an empty list, after validating the request.
fn empty(scope: &VideoScope<'_>, url: &str, max: usize) -> Result<Meta, HandlerError> {
    let form: wire::Filter = parse::form(scope.call.query)?;
    one_of(form.status.as_deref(), "Status", &STATES)?;
    value::<TrackKind>(form.media_type.as_deref(), "MediaType")?;
    DateRange::read(form.date_created_after.as_deref(), form.date_created_before.as_deref())?;
    let mut filters = given(&[
        ("Status", form.status.as_deref()),
        ("DateCreatedAfter", form.date_created_after.as_deref()),
        ("DateCreatedBefore", form.date_created_before.as_deref()),
        ("SourceSid", form.source_sid.as_deref()),
        ("MediaType", form.media_type.as_deref()),
    ]);
    filters.extend(form.grouping_sid.iter().map(|sid| ("GroupingSid", sid.as_str())));
    let page_request: PageRequest<RecordingSid> =
        PageRequest::read(&scope.call.page_query()?, max)?;
    let none = OrderedMap::<RecordingSid, RecordingSid>::default();
    let slice = page_request.page(&none)?;
    Ok(page_request.meta(&slice, "recordings", url, &filters, ToString::to_string))
}

/// A recording that cannot be there: nothing is recorded.
pub(super) fn fetch(_: &VideoScope<'_>, _: &str) -> Reply {
    Err(MediaProcessingError::NoRecording.into())
}

/// A recording that cannot be in a room.
pub(super) fn fetch_of_room(scope: &VideoScope<'_>, room: &str, sid: &str) -> Reply {
    scope.room_sid(room)?;
    fetch(scope, sid)
}
