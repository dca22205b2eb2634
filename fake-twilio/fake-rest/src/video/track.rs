//! `/Rooms/{RM}/Participants/{PA}/PublishedTracks` and `…/SubscribedTracks`.

use fake_core::room::{
    Member, MemberStatus, Room, RoomError, RoomParticipant, Track, TrackKind, subscribes,
};
use twilio_sid::TrackSid;
use twilio_wire::{time::Seconds, video::track as wire};

use crate::{
    http::{
        page::PageRequest,
        reply::{Reply, ok},
    },
    scope::video::VideoScope,
    video::participant::member,
};

const MAX_PAGE: usize = 1000;

/// Returns whether a participant is connected and so publishes tracks.
fn publishes(member: &Member) -> bool {
    match member.participant.status {
        MemberStatus::Connected | MemberStatus::Reconnecting => true,
        MemberStatus::Disconnected => false,
    }
}

fn published(member: &Member) -> impl Iterator<Item = &Track> {
    let is_there = publishes(member);
    member.tracks.iter().map(AsRef::as_ref).filter(move |_| is_there)
}

/// What a participant gets of the others, by their age: the same decision as in signaling.
fn subscribed<'r>(room: &'r Room, member: &'r Member) -> Vec<&'r Track> {
    let own = &member.participant;
    if own.ended.is_some() {
        return Vec::new();
    }
    let others = room.members.iter().filter(|other| other.participant.sid != own.sid);
    let offered = others.flat_map(|other| {
        let identity = &other.participant.identity;
        published(other).filter(|track| subscribes(&own.rules, track, identity))
    });
    offered.collect()
}

/// Finds a track by its SID, or by its name where the path may hold one.
fn pick<'t>(
    tracks: impl IntoIterator<Item = &'t Track>,
    key: &str,
    by_name: bool,
) -> Result<&'t Track, RoomError> {
    let sid: Option<TrackSid> = key.parse().ok();
    let mut tracks = tracks.into_iter();
    let found = tracks.find(|it| Some(it.sid) == sid || (by_name && *it.name == *key));
    found.ok_or(RoomError::NoTrack)
}

pub(super) fn list_published(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let page_request = PageRequest::read(&scope.call.page_query()?, MAX_PAGE)?;
    let page = scope.in_room(room, |room| {
        let member = member(room, key)?;
        let slice = page_request.page_where(&member.tracks, |_| publishes(member))?;
        let url = address(scope, &member.participant, "PublishedTracks");
        let meta =
            page_request.meta(&slice, "published_tracks", &url, &[], |it| it.sid.to_string());
        let rendered = slice.items.iter().map(|it| render_published(it, member, &url));
        Ok(wire::PublishedPage { meta, published_tracks: rendered.collect() })
    })?;
    Ok(ok(&page))
}

pub(super) fn fetch_published(scope: &VideoScope<'_>, room: &str, key: &str, track: &str) -> Reply {
    let body = scope.in_room(room, |room| {
        let member = member(room, key)?;
        let url = address(scope, &member.participant, "PublishedTracks");
        Ok(render_published(pick(published(member), track, true)?, member, &url))
    })?;
    Ok(ok(&body))
}

pub(super) fn list_subscribed(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let page_request = PageRequest::read(&scope.call.page_query()?, MAX_PAGE)?;
    let page = scope.in_room(room, |room| {
        let member = member(room, key)?;
        let all = subscribed(room, member);
        let slice = page_request.page_by(all, |track| track.sid, |sid| room.place_of_track(sid))?;
        let url = address(scope, &member.participant, "SubscribedTracks");
        let meta =
            page_request.meta(&slice, "subscribed_tracks", &url, &[], |it| it.sid.to_string());
        let rendered = slice.items.iter().map(|it| render_subscribed(it, member, &url));
        Ok(wire::SubscribedPage { meta, subscribed_tracks: rendered.collect() })
    })?;
    Ok(ok(&page))
}

pub(super) fn fetch_subscribed(
    scope: &VideoScope<'_>,
    room: &str,
    key: &str,
    track: &str,
) -> Reply {
    let body = scope.in_room(room, |room| {
        let member = member(room, key)?;
        let url = address(scope, &member.participant, "SubscribedTracks");
        Ok(render_subscribed(pick(subscribed(room, member), track, false)?, member, &url))
    })?;
    Ok(ok(&body))
}

fn address(scope: &VideoScope<'_>, participant: &RoomParticipant, list: &str) -> String {
    let (room, sid) = (participant.room, participant.sid);
    scope.url(format_args!("Rooms/{room}/Participants/{sid}/{list}"))
}

fn kind(track: &Track) -> wire::Kind {
    match track.kind {
        TrackKind::Audio => wire::Kind::Audio,
        TrackKind::Video => wire::Kind::Video,
        TrackKind::Data => wire::Kind::Data,
    }
}

fn render_published(track: &Track, member: &Member, list: &str) -> wire::PublishedTrack {
    wire::PublishedTrack {
        sid: track.sid,
        participant_sid: member.participant.sid,
        room_sid: member.participant.room,
        name: track.name.as_ref().to_owned(),
        date_created: Seconds(track.created),
        date_updated: Seconds(track.updated),
        enabled: track.enabled,
        kind: kind(track),
        url: format!("{list}/{}", track.sid),
    }
}

fn render_subscribed(track: &Track, member: &Member, list: &str) -> wire::SubscribedTrack {
    wire::SubscribedTrack {
        sid: track.sid,
        participant_sid: member.participant.sid,
        publisher_sid: track.publisher,
        room_sid: member.participant.room,
        name: track.name.as_ref().to_owned(),
        date_created: Seconds(track.created),
        date_updated: Seconds(track.updated),
        enabled: track.enabled,
        kind: kind(track),
        url: format!("{list}/{}", track.sid),
    }
}
