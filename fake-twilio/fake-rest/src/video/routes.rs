//! Which path and method leads to which handler.

use fake_core::{production::StoredMedia, room::RoomRefusal};
use http::Method;

use super::{
    Studio, composition, hook, participant, recording, room, rules, storage, track, transcription,
};
use crate::{
    answer::{Failure, Reply},
    api::method_not_allowed,
    public::Call,
};

pub(crate) fn handle(call: &Call<'_>, method: &Method, segments: &[&str]) -> Reply {
    let studio = &Studio::open(call)?;
    match segments {
        ["Rooms"] => match *method {
            Method::GET => room::list(studio),
            Method::POST => room::create(studio),
            _ => Err(method_not_allowed()),
        },
        ["Rooms", key] => match *method {
            Method::GET => room::fetch(studio, key),
            Method::POST => room::update(studio, key),
            _ => Err(method_not_allowed()),
        },
        ["Rooms", room, "Participants", rest @ ..] => participants(studio, method, room, rest),
        ["Rooms", room, rest @ ..] => in_room(studio, method, room, rest),
        ["Recordings"] => match *method {
            Method::GET => recording::list(studio),
            _ => Err(method_not_allowed()),
        },
        ["Recordings", _] => match *method {
            Method::GET | Method::DELETE => recording::none(),
            _ => Err(method_not_allowed()),
        },
        ["CompositionSettings", "Default"] => stored(studio, method, StoredMedia::Compositions),
        ["RecordingSettings", "Default"] => stored(studio, method, StoredMedia::Recordings),
        ["Compositions", rest @ ..] => compositions(studio, method, rest),
        ["CompositionHooks", rest @ ..] => hooks(studio, method, rest),
        _ => Err(nothing()),
    }
}

fn nothing() -> Failure {
    RoomRefusal::NoRoom.into()
}

fn stored(studio: &Studio<'_>, method: &Method, of: StoredMedia) -> Reply {
    match *method {
        Method::GET => storage::fetch(studio, of),
        Method::POST => storage::create(studio, of),
        _ => Err(method_not_allowed()),
    }
}

fn compositions(studio: &Studio<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        [] => match *method {
            Method::GET => composition::list(studio),
            Method::POST => composition::create(studio),
            _ => Err(method_not_allowed()),
        },
        [sid] => match *method {
            Method::GET => composition::fetch(studio, sid),
            Method::DELETE => composition::delete(studio, sid),
            _ => Err(method_not_allowed()),
        },
        _ => Err(nothing()),
    }
}

fn hooks(studio: &Studio<'_>, method: &Method, segments: &[&str]) -> Reply {
    match segments {
        [] => match *method {
            Method::GET => hook::list(studio),
            Method::POST => hook::create(studio),
            _ => Err(method_not_allowed()),
        },
        [sid] => match *method {
            Method::GET => hook::fetch(studio, sid),
            Method::POST => hook::update(studio, sid),
            Method::DELETE => hook::delete(studio, sid),
            _ => Err(method_not_allowed()),
        },
        _ => Err(nothing()),
    }
}

fn in_room(studio: &Studio<'_>, method: &Method, room: &str, segments: &[&str]) -> Reply {
    match segments {
        ["RecordingRules"] => match *method {
            Method::GET => rules::fetch_recording(studio, room),
            Method::POST => rules::update_recording(studio, room),
            _ => Err(method_not_allowed()),
        },
        ["Recordings"] => match *method {
            Method::GET => recording::list_of_room(studio, room),
            _ => Err(method_not_allowed()),
        },
        ["Recordings", _] => match *method {
            Method::GET | Method::DELETE => recording::none_in_room(studio, room),
            _ => Err(method_not_allowed()),
        },
        ["Transcriptions"] => match *method {
            Method::GET => transcription::list(studio, room),
            Method::POST => transcription::create(studio, room),
            _ => Err(method_not_allowed()),
        },
        ["Transcriptions", key] => match *method {
            Method::GET => transcription::fetch(studio, room, key),
            Method::POST => transcription::update(studio, room, key),
            _ => Err(method_not_allowed()),
        },
        _ => Err(nothing()),
    }
}

fn participants(studio: &Studio<'_>, method: &Method, room: &str, segments: &[&str]) -> Reply {
    let reads = *method == Method::GET;
    match segments {
        [] if reads => participant::list(studio, room),
        [key] => match *method {
            Method::GET => participant::fetch(studio, room, key),
            Method::POST => participant::update(studio, room, key),
            _ => Err(method_not_allowed()),
        },
        [key, "Anonymize"] => match *method {
            Method::POST => participant::anonymize(studio, room, key),
            _ => Err(method_not_allowed()),
        },
        [key, "SubscribeRules"] => match *method {
            Method::GET => rules::fetch_subscribe(studio, room, key),
            Method::POST => rules::update_subscribe(studio, room, key),
            _ => Err(method_not_allowed()),
        },
        [key, "PublishedTracks"] if reads => track::list_published(studio, room, key),
        [key, "PublishedTracks", sid] if reads => track::fetch_published(studio, room, key, sid),
        [key, "SubscribedTracks"] if reads => track::list_subscribed(studio, room, key),
        [key, "SubscribedTracks", sid] if reads => track::fetch_subscribed(studio, room, key, sid),
        []
        | [_, "PublishedTracks" | "SubscribedTracks"]
        | [_, "PublishedTracks" | "SubscribedTracks", _] => Err(method_not_allowed()),
        _ => Err(nothing()),
    }
}
