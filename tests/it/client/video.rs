//! Video.

use e2e::Stack;
use serde_json::json;
use twilio_conversations::{
    resource::Video,
    sid::{RecordingSid, RoomSid},
    wire::video::{participant, room, rules::Rule, transcription},
};

use super::{Tried, call, is_gone};

pub(super) async fn walk(tried: &mut Tried, stack: &Stack, api: &Video) {
    tried.begin_at("client.video()");
    let made = call!(tried, api.rooms().create().unique_name("call").kind("group"));
    let sid = made.unwrap().sid;
    let fetched = call!(tried, api.rooms().fetch("call")).unwrap();
    assert_eq!((fetched.sid, fetched.status), (sid, room::Status::InProgress));
    let page = call!(tried, api.rooms().list().unique_name("call")).unwrap();
    assert_eq!(page.rooms.len(), 1);

    for (identity, kind) in [("alice", "audio"), ("bob", "video")] {
        let tracks = json!([{ "kind": kind, "name": kind }]);
        let seed = json!({ "room": sid, "identity": identity, "tracks": tracks });
        stack.seed("video/participants", &seed).await;
    }
    tracks(tried, api).await;
    rules(tried, api).await;
    transcriptions(tried, api).await;
    recordings(tried, api).await;
    compositions(tried, api, sid).await;
    composition_hooks(tried, api).await;
    settings(tried, api).await;
    participants(tried, api).await;
    let ended = call!(tried, api.rooms().update(sid).status(room::Status::Completed)).unwrap();
    assert_eq!(ended.status, room::Status::Completed);
}

async fn tracks(tried: &mut Tried, api: &Video) {
    let page = call!(tried, api.room("call").participant("alice").published_tracks().list());
    let [audio] = page.unwrap().published_tracks.try_into().unwrap();
    let fetch =
        call!(tried, api.room("call").participant("alice").published_tracks().fetch(audio.sid));
    assert_eq!(fetch.unwrap(), audio);
    let page = call!(tried, api.room("call").participant("alice").subscribed_tracks().list());
    let [video] = page.unwrap().subscribed_tracks.try_into().unwrap();
    assert_eq!((audio.name.as_str(), video.name.as_str()), ("audio", "video"));
    let fetch =
        call!(tried, api.room("call").participant("alice").subscribed_tracks().fetch(video.sid));
    assert_eq!(fetch.unwrap(), video);
}

async fn rules(tried: &mut Tried, api: &Video) {
    let all = |effect: &str| Rule { effect: effect.to_owned(), all: Some(true), ..Rule::default() };
    let none = [all("exclude")];
    let update = call!(tried, api.room("call").recording_rules().update().rules(&none)).unwrap();
    assert_eq!(update.rules, none);
    assert_eq!(call!(tried, api.room("call").recording_rules().fetch()).unwrap(), update);

    let update =
        call!(tried, api.room("call").participant("alice").subscribe_rules().update().rules(&none));
    let update = update.unwrap();
    assert_eq!(update.rules[0].effect, "exclude");
    let fetch = call!(tried, api.room("call").participant("alice").subscribe_rules().fetch());
    assert_eq!(fetch.unwrap(), update);
}

async fn transcriptions(tried: &mut Tried, api: &Video) {
    let made = call!(tried, api.room("call").transcriptions().create()).unwrap();
    assert_eq!(made.status, transcription::Status::Started);
    let fetched = call!(tried, api.room("call").transcriptions().fetch(&made.ttid)).unwrap();
    assert_eq!(fetched, made);
    let stop = transcription::Status::Stopped;
    let stopped =
        call!(tried, api.room("call").transcriptions().update(&made.ttid).status(stop.clone()));
    assert_eq!(stopped.unwrap().status, stop);
    let page = call!(tried, api.room("call").transcriptions().list()).unwrap();
    assert_eq!(page.transcriptions.len(), 1);
}

/// The emulator records nothing, so there is nothing to be found.
async fn recordings(tried: &mut Tried, api: &Video) {
    let sid = RecordingSid::from_bytes([7; 16]);
    assert_eq!(call!(tried, api.recordings().list()).unwrap().recordings, []);
    assert!(is_gone(&call!(tried, api.recordings().fetch(sid))));
    assert!(is_gone(&call!(tried, api.recordings().delete(sid))));
    assert_eq!(call!(tried, api.room("call").recordings().list()).unwrap().recordings, []);
    assert!(is_gone(&call!(tried, api.room("call").recordings().fetch(sid))));
    assert!(is_gone(&call!(tried, api.room("call").recordings().delete(sid))));
}

async fn compositions(tried: &mut Tried, api: &Video, room: RoomSid) {
    let made = call!(tried, api.compositions().create().room_sid(room).audio_sources(["*"]));
    let made = made.unwrap();
    assert_eq!((made.room_sid, &*made.audio_sources), (room, &["*".to_owned()][..]));
    assert_eq!(call!(tried, api.compositions().fetch(made.sid)).unwrap(), made);
    let page = call!(tried, api.compositions().list().room_sid(room)).unwrap();
    assert_eq!(page.compositions.len(), 1);
    call!(tried, api.compositions().delete(made.sid)).unwrap();
}

async fn composition_hooks(tried: &mut Tried, api: &Video) {
    let create =
        call!(tried, api.composition_hooks().create().friendly_name("all").audio_sources(["*"]));
    let hook = create.unwrap();
    assert_eq!(call!(tried, api.composition_hooks().fetch(hook.sid)).unwrap(), hook);
    let update =
        call!(tried, api.composition_hooks().update(hook.sid).friendly_name("none").enabled(false));
    assert!(!update.unwrap().enabled);
    let page = call!(tried, api.composition_hooks().list().enabled(false)).unwrap();
    assert_eq!(page.composition_hooks.len(), 1);
    call!(tried, api.composition_hooks().delete(hook.sid)).unwrap();
    assert!(is_gone(&api.composition_hooks().fetch(hook.sid).await));
}

async fn settings(tried: &mut Tried, api: &Video) {
    let made = call!(tried, api.composition_settings().create().friendly_name("films")).unwrap();
    assert_eq!(call!(tried, api.composition_settings().fetch()).unwrap(), made);
    let made = call!(tried, api.recording_settings().create().friendly_name("tracks")).unwrap();
    assert_eq!(call!(tried, api.recording_settings().fetch()).unwrap(), made);
    assert_eq!(made.friendly_name, "tracks");
}

async fn participants(tried: &mut Tried, api: &Video) {
    let page = call!(tried, api.room("call").participants().list().identity("alice")).unwrap();
    let [alice] = page.participants.try_into().unwrap();
    assert_eq!(call!(tried, api.room("call").participants().fetch("alice")).unwrap(), alice);
    let left = participant::Status::Disconnected;
    let update =
        call!(tried, api.room("call").participants().update(alice.sid).status(left.clone()));
    assert_eq!(update.unwrap().status, left);
    let anonymous = call!(tried, api.room("call").participants().anonymize(alice.sid)).unwrap();
    assert_ne!(anonymous.identity, "alice");
}
