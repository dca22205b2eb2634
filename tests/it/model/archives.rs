//! Archives and snapshots of random worlds: what comes back is what was there.

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use jiff::SignedDuration;
use proptest::{collection::vec, prelude::*};
use serde_json::Value;

use super::{
    replay::{self, post},
    system::{System, request},
};

#[derive(Clone, Debug)]
enum Step {
    Request(replay::Request),
    /// Uploads a medium, and lets a message of a conversation show it.
    Show(usize, String),
    /// Uploads a medium that no message shows.
    Upload(String),
    /// Deletes a message of a conversation.
    Delete(usize, prop::sample::Index),
    /// A minute goes by.
    Wait,
}

fn chat() -> impl Strategy<Value = replay::Request> {
    let room = (0_usize..3).prop_map(|room| format!("/v1/Conversations/room-{room}"));
    let who = prop_oneof![Just("ann"), Just("ben"), Just("cem")];
    let to = move |below: &'static str, form: &'static str| {
        room.clone().prop_map(move |room| post(format!("{room}{below}"), form))
    };
    let hook = "Target=webhook&Configuration.Url=http://a:b@127.0.0.1:9/&Configuration.Filters=onMessageAdded";
    let word = "Target=trigger&Configuration.Url=http://127.0.0.1:9/&Configuration.Triggers=help";
    let projected = "MessagingBinding.ProjectedAddress=%2B1600";
    prop_oneof![
        to("/Webhooks", hook),
        to("/Webhooks", word),
        to("", "Timers.Inactive=PT1M&Timers.Closed=PT10M"),
        to("/Participants", "MessagingBinding.Address=%2B1601"),
        to("/Participants", projected),
        (who, to("/Participants", "")).prop_map(move |(who, request)| {
            post(request.path, format!("Identity={who}&{projected}"))
        }),
    ]
}

fn account() -> impl Strategy<Value = replay::Request> {
    let one = |path: &'static str, form: &'static str| Just(post(path, form));
    prop_oneof![
        one("/v1/Roles", "FriendlyName=guest&Type=conversation&Permission=sendMessage"),
        one("/v1/Services", "FriendlyName=other"),
        one("/v1/Configuration/Webhooks", "PostWebhookUrl=http://127.0.0.1:9/&Filters=onUserAdded"),
        one(
            "/v1/Services/{service}/Configuration/Webhooks",
            "PreWebhookUrl=http://127.0.0.1:9/&Method=GET"
        ),
        one("/v1/Configuration", "DefaultInactiveTimer=PT5M"),
        one("/v1/Services/{service}/Configuration", "ReachabilityEnabled=true"),
        one("/v1/Conversations", ""),
        one(
            "/_emulator/v1/seed/conversations/content-templates",
            r#"{"friendly_name":"t","types":{"twilio/text":{"body":"{{1}}"}},"variables":{"1":"x"}}"#
        ),
    ]
}

fn video() -> impl Strategy<Value = replay::Request> {
    let one = |path: &'static str, form: &'static str| Just(post(path, form));
    let person = |room: &str, who: &str| {
        let tracks = r#"[{"kind":"audio","name":"mic"},{"kind":"video","name":"camera"}]"#;
        let body = format!(r#"{{"room":"{room}","identity":"{who}","tracks":{tracks}}}"#);
        post("/_emulator/v1/seed/video/participants", body)
    };
    prop_oneof![
        one("/v1/Rooms", "UniqueName=call&Type=group&StatusCallback=http://a:b@127.0.0.1:9/"),
        one("/v1/Rooms/call", "Status=completed"),
        one("/v1/Rooms/call/Participants/ann", "Status=disconnected"),
        one("/v1/CompositionHooks", "FriendlyName=hook&AudioSources=*&Resolution=320x240"),
        one("/v1/RecordingSettings/Default", "FriendlyName=store"),
        ("call|other", "ann|ben").prop_map(move |(room, who)| person(&room, &who)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => replay::request().prop_map(Step::Request),
        4 => chat().prop_map(Step::Request),
        2 => account().prop_map(Step::Request),
        2 => video().prop_map(Step::Request),
        2 => (0_usize..3, "[a-c]{1,2}").prop_map(|(room, text)| Step::Show(room, text)),
        1 => "[a-c]{1,2}".prop_map(Step::Upload),
        2 => (0_usize..3, any::<prop::sample::Index>())
            .prop_map(|(room, which)| Step::Delete(room, which)),
        1 => Just(Step::Wait),
    ]
}

fn answer(system: &System, request: &Request<Bytes>) -> (StatusCode, Bytes) {
    let response = system.api.answer_http(request, None).done().expect("no hook is asked");
    (response.status(), response.into_body())
}

fn service(system: &System) -> String {
    system.tenant.read(|world| world.service.sid).to_string()
}

fn upload(system: &System, text: &str) -> String {
    let path = format!("/v1/Services/{}/Media?Filename=a.txt", service(system));
    let mut request = request(Method::POST, &path, Bytes::from(text.to_owned()));
    request.headers_mut().insert("content-type", "text/plain".parse().expect("a type"));
    let made: Value = serde_json::from_slice(&answer(system, &request).1).unwrap_or_default();
    made["sid"].as_str().unwrap_or_default().to_owned()
}

fn take(system: &System, step: &Step) {
    match step {
        Step::Request(replay::Request { method, path, form }) => {
            let path = path.replace("{service}", &service(system));
            let form = form.replace("{service}", &service(system));
            let request = request(method.clone(), &path, Bytes::from(form));
            // Pre-event webhooks are for clients alone.
            answer(system, &request);
        }
        Step::Show(room, text) => {
            let form = format!("Body=see&MediaSid={}", upload(system, text));
            let path = format!("/v1/Conversations/room-{room}/Messages");
            system.rest(Method::POST, &path, &form);
        }
        Step::Upload(text) => drop(upload(system, text)),
        Step::Delete(room, which) => {
            let path = format!("/v1/Conversations/room-{room}/Messages");
            let (_, list) = system.rest(Method::GET, &path, "");
            let sids = list["messages"].as_array().into_iter().flatten();
            let sids: Vec<&str> = sids.filter_map(|message| message["sid"].as_str()).collect();
            if !sids.is_empty() {
                system.rest(Method::DELETE, &format!("{path}/{}", which.get(&sids)), "");
            }
        }
        Step::Wait => system.clock.move_by(SignedDuration::from_mins(1)),
    }
}

fn take_all(system: &System, steps: &[Step]) {
    for step in steps {
        take(system, step);
    }
}

fn export(system: &System, query: &str) -> String {
    let path = format!("/_emulator/v1/export{query}");
    let (status, archive) = answer(system, &request(Method::GET, &path, Bytes::new()));
    assert_eq!(status, StatusCode::OK);
    String::from_utf8(archive.into()).expect("UTF-8")
}

fn control(system: &System, path: &str, body: impl Into<Bytes>) -> (StatusCode, Bytes) {
    answer(system, &request(Method::POST, &format!("/_emulator/v1/{path}"), body.into()))
}

/// The lines but for those of users: users of connected clients stay who they are.
fn without_users(archive: &str) -> Vec<&str> {
    archive.lines().filter(|line| !line.starts_with(r#"{"user":"#)).collect()
}

proptest! {
    /// Another emulator that imports an archive exports it again, byte for byte, whatever it held.
    #[test]
    fn an_imported_world_is_exported_as_it_was(
        steps in vec(step(), 1..60),
        others in vec(step(), 0..10),
        secrets: bool,
    ) {
        let query = if secrets { "?secrets=true" } else { "" };
        let system = System::new();
        take_all(&system, &steps);
        let archive = export(&system, query);
        prop_assert!(secrets || !archive.contains("a:b@"));
        let other = System::new();
        take_all(&other, &others);
        let (status, imported) = control(&other, "import", archive.clone());
        prop_assert_eq!(status, StatusCode::OK, "{:?}", imported);
        prop_assert_eq!(export(&other, query), &*archive);
        prop_assert_eq!(other.hub.snapshot(), other.hub.reopened());
        // What comes afterwards is new, although both draw from the same seed.
        let made = other.rest(Method::POST, "/v1/Conversations", "").1;
        let sid = made["sid"].as_str().expect("a SID").to_owned();
        prop_assert!(!archive.contains(&sid));
    }

    /// A snapshot brings back what was there, for clients, too.
    #[test]
    fn a_restored_world_is_as_it_was(
        steps in vec(step(), 1..40),
        others in vec(step(), 0..20),
    ) {
        let system = System::new();
        take_all(&system, &steps);
        replay::open_everything(&system);
        let before = export(&system, "?secrets=true");
        prop_assert_eq!(control(&system, "snapshots/one", "{}").0, StatusCode::CREATED);
        take_all(&system, &others);
        for _ in 0..2 {
            replay::open_everything(&system);
            prop_assert_eq!(control(&system, "snapshots/one/restore", "{}").0, StatusCode::OK);
            let after = export(&system, "?secrets=true");
            prop_assert_eq!(without_users(&after), without_users(&before));
            prop_assert_eq!(system.hub.snapshot(), system.hub.reopened());
        }
    }

    /// Whatever an archive is, it is taken whole or refused whole.
    #[test]
    fn a_damaged_archive_changes_nothing(
        steps in vec(step(), 1..20),
        place in any::<prop::sample::Index>(),
        byte: u8,
    ) {
        let system = System::new();
        take_all(&system, &steps);
        let mut damaged = export(&system, "").into_bytes();
        let place = place.index(damaged.len());
        damaged[place] = byte;
        let other = System::new();
        let before = export(&other, "");
        let (status, answer) = control(&other, "import", damaged);
        match status {
            StatusCode::OK => {}
            StatusCode::BAD_REQUEST | StatusCode::CONFLICT => {
                prop_assert_eq!(export(&other, ""), &*before);
            }
            status => prop_assert!(false, "{} {:?}", status, answer),
        }
    }
}
