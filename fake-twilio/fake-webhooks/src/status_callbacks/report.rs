use std::time::Duration;

use fake_core::room::{MemberStatus, RoomParticipant, RoomProfile, Track};
use jiff::Timestamp;

use crate::{WebhookRequest, parameters::moment};

/// Real time that an address gets to answer (Twilio's documentation of webhooks).
const LIMIT: Duration = Duration::from_secs(15);

/// What an event is about.
pub(super) enum Resource<'a> {
    /// The room itself.
    Room,
    /// A participant.
    Participant(&'a RoomParticipant),
    /// A participant's track.
    Track(&'a RoomParticipant, &'a Track),
}

/// A report, if the room has an address for it.
pub(super) fn report(
    room: &RoomProfile,
    event: &'static str,
    sequence: u64,
    at: Timestamp,
    resource: &Resource<'_>,
) -> Option<WebhookRequest> {
    let callback = room.settings.status_callback.clone()?;
    let mut params = vec![
        ("AccountSid", room.account.to_string()),
        ("RoomName", room.unique_name.as_ref().to_owned()),
        ("RoomSid", room.sid.to_string()),
        ("RoomStatus", <&str>::from(room.status()).to_owned()),
        ("RoomType", <&str>::from(room.settings.kind).to_owned()),
        ("StatusCallbackEvent", event.to_owned()),
        // assumed: with milliseconds, like Twilio's other events; a live one would settle it.
        ("Timestamp", moment(at)),
        // assumed: counted from 0 in every room; a live room would settle it.
        ("SequenceNumber", sequence.to_string()),
    ];
    if let Some(ended) = room.ended {
        params.push(("RoomDuration", seconds(room.created, ended)));
    }
    match resource {
        Resource::Room => {}
        Resource::Participant(person) => push_person(&mut params, person),
        Resource::Track(person, track) => {
            push_person(&mut params, person);
            params.push(("TrackSid", track.sid.to_string()));
            params.push(("TrackKind", <&str>::from(track.kind).to_owned()));
            params.push(("TrackName", track.name.as_ref().to_owned()));
        }
    }
    Some(WebhookRequest {
        account: room.account,
        event,
        url: callback.url,
        method: callback.method,
        params,
        limit: LIMIT,
        sends_attempt_header: false,
    })
}

fn push_person(params: &mut Vec<(&'static str, String)>, person: &RoomParticipant) {
    params.push(("ParticipantSid", person.sid.to_string()));
    params.push(("ParticipantIdentity", person.identity.as_ref().to_owned()));
    let status = match person.ended {
        Some(_) => MemberStatus::Disconnected,
        None => MemberStatus::Connected,
    };
    params.push(("ParticipantStatus", <&str>::from(status).to_owned()));
    if let Some(ended) = person.ended {
        params.push(("ParticipantDuration", seconds(person.created, ended)));
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> String {
    to.duration_since(from).as_secs().to_string()
}
