use bytes::Bytes;
use fake_core::{
    CallbackMethod,
    room::{RoomParticipant, RoomProfile, RoomType, StatusCallback, Track, TrackKind},
};
use form_urlencoded::Serializer;
use http::{HeaderValue, Method, Request, header};
use jiff::Timestamp;
use twilio_token::Secret;
use twilio_wire::{form, time::Millis};

use super::signature::sign;

/// One event, to be told to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    callback: StatusCallback,
    params: Vec<(&'static str, String)>,
}

/// What an event is about.
pub(super) enum Subject<'a> {
    /// The room itself.
    Room,
    /// A participant.
    Participant(&'a RoomParticipant),
    /// A participant's track.
    Track(&'a RoomParticipant, &'a Track),
}

impl Report {
    /// A report, if the room has an address for it.
    pub(super) fn new(
        room: &RoomProfile,
        event: &'static str,
        sequence: u64,
        at: Timestamp,
        about: &Subject<'_>,
    ) -> Option<Self> {
        let callback = room.settings.status_callback.clone()?;
        let mut params = vec![
            ("AccountSid", room.account.to_string()),
            ("RoomName", room.unique_name.as_ref().to_owned()),
            ("RoomSid", room.sid.to_string()),
            ("RoomStatus", if room.is_in_progress() { "in-progress" } else { "completed" }.into()),
            ("RoomType", room_type(room.settings.kind).to_owned()),
            ("StatusCallbackEvent", event.to_owned()),
            ("Timestamp", moment(at)),
            // assumed: counted from 0 in every room; a live room would settle it.
            ("SequenceNumber", sequence.to_string()),
        ];
        if let Some(ended) = room.ended {
            params.push(("RoomDuration", seconds(room.created, ended)));
        }
        match about {
            Subject::Room => {}
            Subject::Participant(person) => push_person(&mut params, person),
            Subject::Track(person, track) => {
                push_person(&mut params, person);
                params.push(("TrackSid", track.sid.to_string()));
                params.push(("TrackKind", track_kind(track.kind).to_owned()));
                params.push(("TrackName", track.name.as_ref().to_owned()));
            }
        }
        Some(Self { callback, params })
    }

    /// The address as it was given.
    pub fn url(&self) -> &str {
        &self.callback.url
    }

    /// The request that tells it, signed with the account's auth token.
    ///
    /// `None` when the address is none after all.
    pub fn request(&self, auth_token: &Secret) -> Option<Request<Bytes>> {
        let query = Serializer::new(String::new()).extend_pairs(&self.params).finish();
        let url = self.url();
        let (method, url, body, signature) = match self.callback.method {
            CallbackMethod::Get => {
                let joint = if url.contains('?') { '&' } else { '?' };
                let url = format!("{url}{joint}{query}");
                // assumed, for GET: the whole address, with nothing behind it.
                let signature = sign(auth_token, &url, &[]);
                (Method::GET, url, Bytes::new(), signature)
            }
            CallbackMethod::Post => {
                let signature = sign(auth_token, url, &self.params);
                (Method::POST, url.to_owned(), Bytes::from(query), signature)
            }
        };
        let mut request = Request::builder()
            .method(method.clone())
            .uri(url)
            .header("X-Twilio-Signature", signature)
            .header(header::USER_AGENT, "TwilioProxy/1.1")
            .body(body)
            .ok()?;
        if method == Method::POST {
            let form = HeaderValue::from_static(form::CONTENT_TYPE);
            request.headers_mut().insert(header::CONTENT_TYPE, form);
        }
        Some(request)
    }
}

fn push_person(params: &mut Vec<(&'static str, String)>, person: &RoomParticipant) {
    params.push(("ParticipantSid", person.sid.to_string()));
    params.push(("ParticipantIdentity", person.identity.as_ref().to_owned()));
    let status = if person.ended.is_some() { "disconnected" } else { "connected" };
    params.push(("ParticipantStatus", status.to_owned()));
    if let Some(ended) = person.ended {
        params.push(("ParticipantDuration", seconds(person.created, ended)));
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> String {
    to.duration_since(from).as_secs().to_string()
}

/// assumed: with milliseconds, like Twilio's other events; a live callback would settle it.
fn moment(at: Timestamp) -> String {
    let json = serde_json::to_value(Millis(at)).ok();
    json.and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default()
}

fn room_type(kind: RoomType) -> &'static str {
    match kind {
        RoomType::Group => "group",
        RoomType::Go => "go",
        RoomType::PeerToPeer => "peer-to-peer",
        RoomType::GroupSmall => "group-small",
    }
}

fn track_kind(kind: TrackKind) -> &'static str {
    match kind {
        TrackKind::Audio => "audio",
        TrackKind::Video => "video",
        TrackKind::Data => "data",
    }
}
