//! `/Rooms/{RM}/Participants`.

use fake_core::{
    Decided,
    room::{self, Departure, Member, MemberStatus, Room, RoomError, RoomParticipant, Rooms},
};
use twilio_sid::{RoomParticipantSid, RoomSid};
use twilio_wire::{time::Seconds, video::participant as wire};

use crate::{
    http::{
        error::ApiError,
        page::PageRequest,
        parse,
        reply::{Reply, accepted, ok},
    },
    scope::video::{VideoScope, find, seconds_between},
    video::params::{DateRange, given, value},
};

const MAX_PAGE: usize = 1000;

/// The participant of a SID, or the latest one of an identity.
pub(super) fn member<'r>(room: &'r Room, key: &str) -> Result<&'r Member, RoomError> {
    let by_sid = key.parse().ok().and_then(|sid| room.members.get(sid));
    let present = by_sid.or_else(|| room.of_identity(key));
    let mut gone = room.members.iter().rev();
    let found = present.or_else(|| gone.find(|it| *it.participant.identity == *key));
    found.ok_or(RoomError::NoParticipant)
}

/// What [`member`] found, without a hold on the rooms.
pub(super) fn member_sids(
    rooms: &Rooms,
    room: &str,
    key: &str,
) -> Result<(RoomSid, RoomParticipantSid), RoomError> {
    let room = find(rooms, room)?;
    Ok((room.profile.sid, member(room, key)?.participant.sid))
}

pub(super) fn fetch(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let body = scope.in_room(room, |room| Ok(render(&member(room, key)?.participant, scope)))?;
    Ok(ok(&body))
}

pub(super) fn update(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let form: wire::Update = parse::form(scope.call.body)?;
    let leaves = match form.status.as_deref() {
        // assumed: an update without parameters changes nothing.
        None | Some("") => false,
        Some(status) if status.parse() == Ok(MemberStatus::Disconnected) => true,
        Some(_) => return Err(ApiError::bad(53209, "Participant status is invalid").into()),
    };
    let body = scope.rooms.record(
        |rooms, env| {
            let (room, sid) = member_sids(rooms, room, key)?;
            if leaves {
                let decided = room::leave(rooms, room, sid, Departure::Removed, env)?;
                return Ok(decided.answering((room, sid)));
            }
            Ok::<_, RoomError>(Decided { facts: Vec::new(), outcome: (room, sid) })
        },
        |rooms, (room, sid)| {
            let member = rooms.rooms.get(room).and_then(|room| room.members.get(sid));
            let member = member.ok_or(RoomError::NoParticipant)?;
            Ok::<_, RoomError>(render(&member.participant, scope))
        },
    )??;
    Ok(accepted(&body))
}

pub(super) fn anonymize(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let body = scope.rooms.record(
        |rooms, env| {
            let (room, participant) = member_sids(rooms, room, key)?;
            room::anonymize(rooms, room, participant, env)
        },
        |_, participant| render_anonymized(&participant, scope),
    )?;
    Ok(ok(&body))
}

pub(super) fn list(scope: &VideoScope<'_>, room: &str) -> Reply {
    let form: wire::Filter = parse::form(scope.call.query)?;
    let status = value(form.status.as_deref(), "Status")?;
    let range =
        DateRange::read(form.date_created_after.as_deref(), form.date_created_before.as_deref())?;
    let identity = form.identity.as_deref();
    let page_request = PageRequest::read(&scope.call.page_query()?, MAX_PAGE)?;
    let page = scope.in_room(room, |room| {
        let slice = page_request.page_where(&room.members, |member| {
            let participant = &member.participant;
            is_wanted(participant.status, status, room)
                && identity.is_none_or(|identity| *participant.identity == *identity)
                && range.holds(participant.created)
        })?;
        let slice = slice.map(|member| &member.participant);
        let filters = given(&[
            ("Status", form.status.as_deref()),
            ("Identity", identity),
            ("DateCreatedAfter", form.date_created_after.as_deref()),
            ("DateCreatedBefore", form.date_created_before.as_deref()),
        ]);
        let url = scope.url(format_args!("Rooms/{}/Participants", room.profile.sid));
        let meta =
            page_request.meta(&slice, "participants", &url, &filters, |it| it.sid.to_string());
        let participants = slice.items.iter().map(|it| render(it, scope)).collect();
        Ok(wire::Page { meta, participants })
    })?;
    Ok(ok(&page))
}

/// Returns whether a list includes a participant: by default the connected ones, and of a completed
/// room those who were (OpenAPI document).
fn is_wanted(status: MemberStatus, page_request: Option<MemberStatus>, room: &Room) -> bool {
    match (page_request, status) {
        (Some(page_request), status) => page_request == status,
        // assumed: lost ones count as connected until they are given up.
        (None, MemberStatus::Connected | MemberStatus::Reconnecting) => true,
        (None, MemberStatus::Disconnected) => !room.profile.is_in_progress(),
    }
}

fn status(participant: &RoomParticipant) -> wire::Status {
    match participant.status {
        MemberStatus::Connected => wire::Status::Connected,
        MemberStatus::Reconnecting => wire::Status::Reconnecting,
        MemberStatus::Disconnected => wire::Status::Disconnected,
    }
}

fn duration(participant: &RoomParticipant) -> Option<u64> {
    participant.ended.map(|ended| seconds_between(participant.created, ended))
}

fn render(participant: &RoomParticipant, scope: &VideoScope<'_>) -> wire::Participant {
    let path = format_args!("Rooms/{}/Participants/{}", participant.room, participant.sid);
    let url = scope.url(path);
    wire::Participant {
        sid: participant.sid,
        room_sid: participant.room,
        account_sid: scope.call.account,
        status: status(participant),
        identity: participant.identity.as_ref().to_owned(),
        date_created: Seconds(participant.created),
        date_updated: Seconds(participant.updated),
        start_time: Seconds(participant.created),
        end_time: participant.ended.map(Seconds),
        duration: duration(participant),
        links: wire::Links {
            published_tracks: format!("{url}/PublishedTracks"),
            subscribed_tracks: format!("{url}/SubscribedTracks"),
            subscribe_rules: format!("{url}/SubscribeRules"),
            anonymize: format!("{url}/Anonymize"),
        },
        url,
    }
}

fn render_anonymized(participant: &RoomParticipant, scope: &VideoScope<'_>) -> wire::Anonymized {
    let path =
        format_args!("Rooms/{}/Participants/{}/Anonymize", participant.room, participant.sid);
    wire::Anonymized {
        sid: participant.sid,
        room_sid: participant.room,
        account_sid: scope.call.account,
        status: status(participant),
        identity: participant.identity.as_ref().to_owned(),
        date_created: Seconds(participant.created),
        date_updated: Seconds(participant.updated),
        start_time: Seconds(participant.created),
        end_time: participant.ended.map(Seconds),
        duration: duration(participant),
        url: scope.url(path),
    }
}
