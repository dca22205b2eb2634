//! `/Rooms/{RM}/Transcriptions`: requests are stored; nothing is transcribed.

use std::sync::Arc;

use fake_core::{
    OrderedMap,
    media_processing::{
        self, MediaProcessingError, Transcription, TranscriptionId, UpdateTranscription,
    },
    room::{RoomError, RoomProfile},
    text::Text,
};
use twilio_sid::RoomSid;
use twilio_wire::{time::Seconds, video::transcription as wire};

use crate::{
    http::{
        error::HandlerError,
        page::PageRequest,
        parse,
        reply::{Reply, accepted, ok},
    },
    scope::video::{VideoScope, seconds_between},
    video::params,
};

const MAX_PAGE: usize = 1000;

/// States that a request can set.
const STATES: [(&str, bool); 2] = [("started", true), ("stopped", false)];

fn profile(scope: &VideoScope<'_>, room: &str) -> Result<Arc<RoomProfile>, HandlerError> {
    scope.in_room(room, |room| Ok(room.profile.clone()))
}

/// Keeps a transcription for a room.
pub(super) fn start(
    scope: &VideoScope<'_>,
    room: RoomSid,
    configuration: Option<Text>,
) -> Result<Arc<Transcription>, MediaProcessingError> {
    scope.media_processing.record(
        |_, env| Ok(media_processing::start_transcription(room, configuration, env)),
        |_, made| made,
    )
}

pub(super) fn create(scope: &VideoScope<'_>, room: &str) -> Reply {
    let form: wire::Form = parse::form(scope.call.body)?;
    let configuration = params::object(form.configuration.as_deref(), "Configuration")?;
    let room = profile(scope, room)?;
    if !room.is_in_progress() {
        return Err(RoomError::Completed.into());
    }
    let made = start(scope, room.sid, configuration)?;
    Ok(accepted(&render(&made, &room, scope)))
}

pub(super) fn fetch(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let room = profile(scope, room)?;
    let id = key.parse::<TranscriptionId>()?;
    let found = scope
        .media_processing
        .read(|media_processing| media_processing.transcription(room.sid, id).cloned())?;
    Ok(ok(&render(&found, &room, scope)))
}

pub(super) fn update(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let form: wire::Form = parse::form(scope.call.body)?;
    let room = profile(scope, room)?;
    let id = key.parse::<TranscriptionId>()?;
    let command = UpdateTranscription {
        running: params::one_of(form.status.as_deref(), "Status", &STATES)?,
        configuration: params::object(form.configuration.as_deref(), "Configuration")?,
    };
    let after = scope.media_processing.record(
        |media_processing, env| {
            media_processing::update_transcription(media_processing, room.sid, id, command, env)
        },
        |_, after| after,
    )?;
    Ok(accepted(&render(&after, &room, scope)))
}

pub(super) fn list(scope: &VideoScope<'_>, room: &str) -> Reply {
    let room = profile(scope, room)?;
    let page_request = PageRequest::read(&scope.call.page_query()?, MAX_PAGE)?;
    let page = scope.media_processing.read(|media_processing| {
        let none = OrderedMap::default();
        let slice =
            page_request.page(media_processing.transcriptions(room.sid).unwrap_or(&none))?;
        let url = scope.url(format_args!("Rooms/{}/Transcriptions", room.sid));
        let meta = page_request.meta(&slice, "transcriptions", &url, &[], |it| it.id.to_string());
        let transcriptions = slice.items.iter().map(|it| render(it, &room, scope)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, transcriptions })
    })?;
    Ok(ok(&page))
}

fn render(
    transcription: &Transcription,
    room: &RoomProfile,
    scope: &VideoScope<'_>,
) -> wire::Transcription {
    // It ends with its room at the latest.
    let ended = transcription.stopped.into_iter().chain(room.ended).min();
    let status = if ended.is_some() { wire::Status::Stopped } else { wire::Status::Started };
    let path = format_args!("Rooms/{}/Transcriptions/{}", room.sid, transcription.id);
    wire::Transcription {
        ttid: transcription.id.to_string(),
        account_sid: scope.call.account,
        room_sid: room.sid,
        source_sid: None,
        status,
        date_created: Seconds(transcription.created),
        date_updated: Seconds(transcription.updated),
        start_time: Seconds(transcription.created),
        end_time: ended.map(Seconds),
        duration: ended.map(|ended| seconds_between(transcription.created, ended)),
        url: scope.url(path),
        configuration: params::object_value(transcription.configuration.as_deref()),
    }
}
