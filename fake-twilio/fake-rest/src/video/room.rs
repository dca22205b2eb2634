//! `/Rooms`.

use fake_core::room::{self, Create, RoomProfile, RoomSettings, RoomStatus, RoomType, VideoCodec};
use twilio_wire::{time::Seconds, video::room as wire};

use crate::{
    http::{
        error::ApiError,
        page::PageRequest,
        parse,
        reply::{Reply, accepted, created, ok},
    },
    scope::video::{VideoScope, find, seconds_between},
    video::{
        params::{self, DateRange, given},
        rules, transcription,
    },
};

const MAX_PAGE: usize = 1000;

pub(super) fn create(scope: &VideoScope<'_>) -> Reply {
    let form: wire::Create = parse::form(scope.call.body)?;
    let unique_name = form.unique_name.as_deref().filter(|name| !name.is_empty());
    let command = Create { unique_name: unique_name.map(Into::into), settings: settings(&form)? };
    let transcribe = parse::boolean(
        form.transcribe_participants_on_connect.as_deref(),
        "TranscribeParticipantsOnConnect",
    )?;
    let configuration = params::object(
        form.transcriptions_configuration.as_deref(),
        "TranscriptionsConfiguration",
    )?;
    let (sid, body) = scope.rooms.record(
        |rooms, env| room::create(rooms, command, env),
        |_, profile| (profile.sid, render(&profile, scope)),
    )?;
    if transcribe == Some(true) {
        // assumed: with the room, not with its first participant; settled by the contract test
        // `transcription_begins_with_the_room`.
        transcription::start(scope, sid, configuration)?;
    }
    Ok(created(&body))
}

/// What a room is to be made with; ranges are those of the OpenAPI document.
fn settings(form: &wire::Create) -> Result<RoomSettings, ApiError> {
    let defaults = RoomSettings::default();
    let kind = room_type(form.kind.as_deref())?;
    let minutes = 1..=60;
    let empty = form.empty_room_timeout.as_deref();
    let unused = form.unused_room_timeout.as_deref();
    let empty = params::number(empty, "EmptyRoomTimeout", &minutes, 53109)?;
    let unused = params::number(unused, "UnusedRoomTimeout", &minutes, 53109)?;
    let stay = form.max_participant_duration.as_deref();
    let stay = params::number(stay, "MaxParticipantDuration", &(600..=86_400), 53123)?;
    let max_participants = form.max_participants.as_deref();
    let capacity = 1..=kind.capacity();
    let max_participants = params::number(max_participants, "MaxParticipants", &capacity, 53107)?;
    let large = parse::boolean(form.large_room.as_deref(), "LargeRoom")?;
    let region = form.media_region.as_deref().filter(|region| !region.is_empty());
    parse::boolean(form.enable_turn.as_deref(), "EnableTurn")?;
    Ok(RoomSettings {
        kind,
        max_participants: max_participants.unwrap_or(kind.capacity()),
        max_participant_duration: stay.unwrap_or(defaults.max_participant_duration),
        empty_room_timeout: empty.unwrap_or(defaults.empty_room_timeout),
        unused_room_timeout: unused.unwrap_or(defaults.unused_room_timeout),
        media_region: region.map(Into::into).or(defaults.media_region),
        record_participants_on_connect: recorded(form, kind)?,
        video_codecs: codecs(&form.video_codecs)?.unwrap_or(defaults.video_codecs),
        audio_only: audio_only(form, kind)?,
        large_room: large.unwrap_or(defaults.large_room),
        status_callback: params::callback(
            form.status_callback.as_deref(),
            form.status_callback_method.as_deref(),
        )?,
        recording_rules: recording_rules(form, kind)?,
    })
}

fn room_type(text: Option<&str>) -> Result<RoomType, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(RoomType::Group) };
    text.parse().map_err(|_| ApiError::bad(53108, "Room type is invalid"))
}

fn codecs(names: &[String]) -> Result<Option<Vec<VideoCodec>>, ApiError> {
    let known = |name: &String| params::value(Some(name), "VideoCodecs");
    let codecs = names.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    let codecs: Vec<VideoCodec> = codecs.into_iter().flatten().collect();
    Ok(Some(codecs).filter(|codecs| !codecs.is_empty()))
}

fn recorded(form: &wire::Create, kind: RoomType) -> Result<bool, ApiError> {
    let page_request = form.record_participants_on_connect.as_deref();
    let page_request =
        parse::boolean(page_request, "RecordParticipantsOnConnect")?.unwrap_or(false);
    if page_request && !kind.has_media_server() {
        return Err(ApiError::bad(53122, "Rooms of this type cannot be recorded"));
    }
    Ok(page_request)
}

fn recording_rules(
    form: &wire::Create,
    kind: RoomType,
) -> Result<Vec<room::SubscribeRule>, ApiError> {
    match form.recording_rules.as_deref().filter(|rules| !rules.is_empty()) {
        None => Ok(Vec::new()),
        Some(_) if !kind.has_media_server() => {
            Err(ApiError::bad(53122, "Rooms of this type cannot be recorded"))
        }
        Some(rules) => rules::read(rules, rules::Purpose::Recording),
    }
}

fn audio_only(form: &wire::Create, kind: RoomType) -> Result<bool, ApiError> {
    let page_request = parse::boolean(form.audio_only.as_deref(), "AudioOnly")?.unwrap_or(false);
    if page_request && !kind.has_media_server() {
        return Err(ApiError::bad(53124, "Rooms of this type cannot be for audio only"));
    }
    Ok(page_request)
}

pub(super) fn fetch(scope: &VideoScope<'_>, key: &str) -> Reply {
    let body = scope.in_room(key, |room| Ok(render(&room.profile, scope)))?;
    Ok(ok(&body))
}

pub(super) fn update(scope: &VideoScope<'_>, key: &str) -> Reply {
    let form: wire::Update = parse::form(scope.call.body)?;
    let status = form.status.as_deref().filter(|status| !status.is_empty());
    let status = status.ok_or_else(|| ApiError::missing("Status"))?;
    if status.parse() != Ok(RoomStatus::Completed) {
        return Err(ApiError::bad(53112, "Status is invalid").into());
    }
    let body = scope.rooms.record(
        |rooms, env| room::complete(rooms, find(rooms, key)?.profile.sid, env),
        |_, profile| render(&profile, scope),
    )?;
    Ok(accepted(&body))
}

pub(super) fn list(scope: &VideoScope<'_>) -> Reply {
    let form: wire::Filter = parse::form(scope.call.query)?;
    let status = params::value(form.status.as_deref(), "Status")?.unwrap_or(RoomStatus::InProgress);
    let range =
        DateRange::read(form.date_created_after.as_deref(), form.date_created_before.as_deref())?;
    let name = form.unique_name.as_deref();
    let page_request = PageRequest::read(&scope.call.page_query()?, MAX_PAGE)?;
    let page = scope.rooms.read(|rooms| {
        let slice = page_request.page_where(&rooms.rooms, |room| {
            let profile = &room.profile;
            profile.status() == status
                && name.is_none_or(|name| *profile.unique_name == *name)
                && range.holds(profile.created)
        })?;
        let slice = slice.map(|room| &room.profile);
        let filters = given(&[
            ("Status", form.status.as_deref()),
            ("UniqueName", name),
            ("DateCreatedAfter", form.date_created_after.as_deref()),
            ("DateCreatedBefore", form.date_created_before.as_deref()),
        ]);
        let url = scope.url("Rooms");
        let meta = page_request.meta(&slice, "rooms", &url, &filters, |it| it.sid.to_string());
        let rooms = slice.items.iter().map(|profile| render(profile, scope)).collect();
        Ok::<_, ApiError>(wire::Page { meta, rooms })
    })?;
    Ok(ok(&page))
}

fn status(profile: &RoomProfile) -> wire::Status {
    match profile.status() {
        RoomStatus::InProgress => wire::Status::InProgress,
        RoomStatus::Completed => wire::Status::Completed,
        RoomStatus::Failed => wire::Status::Failed,
    }
}

/// How many tracks may be published in a room at a time.
///
/// assumed: the examples of the OpenAPI document show 170 for group rooms and different numbers
/// for the others; settled by the contract test `group_rooms_have_170_tracks_at_most`.
fn track_limit(kind: RoomType) -> Option<u32> {
    match kind {
        RoomType::Group => Some(170),
        RoomType::Go | RoomType::PeerToPeer | RoomType::GroupSmall => None,
    }
}

fn render(profile: &RoomProfile, scope: &VideoScope<'_>) -> wire::Room {
    let settings = &profile.settings;
    let callback = settings.status_callback.as_ref();
    let url = scope.url(format_args!("Rooms/{}", profile.sid));
    let codec = |codec: &VideoCodec| <&str>::from(codec).to_owned();
    wire::Room {
        sid: profile.sid,
        status: status(profile),
        date_created: Seconds(profile.created),
        date_updated: Seconds(profile.updated),
        account_sid: profile.account,
        enable_turn: true,
        unique_name: profile.unique_name.as_ref().to_owned(),
        status_callback: params::callback_url(callback),
        status_callback_method: params::method_name(callback),
        end_time: profile.ended.map(Seconds),
        duration: profile.ended.map(|ended| seconds_between(profile.created, ended)),
        kind: <&str>::from(settings.kind).to_owned(),
        max_participants: settings.max_participants,
        max_participant_duration: settings.max_participant_duration,
        max_concurrent_published_tracks: track_limit(settings.kind),
        record_participants_on_connect: settings.record_participants_on_connect,
        video_codecs: settings.video_codecs.iter().map(codec).collect(),
        media_region: settings.media_region.as_deref().map(str::to_owned),
        audio_only: settings.audio_only,
        empty_room_timeout: settings.empty_room_timeout,
        unused_room_timeout: settings.unused_room_timeout,
        large_room: settings.large_room,
        links: wire::Links {
            participants: format!("{url}/Participants"),
            recordings: format!("{url}/Recordings"),
            transcriptions: format!("{url}/Transcriptions"),
            recording_rules: format!("{url}/RecordingRules"),
        },
        url,
    }
}
