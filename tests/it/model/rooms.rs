//! Replaying the logs of video rooms rebuilds every view, byte for byte.

use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

use fake_core::{View, media_processing::MediaProcessing, room::Rooms};
use fake_store::Reader;
use fake_video::{Drained, Hub, Outbox, SessionHandle, VideoCaller};
use http::Method;
use jiff::SignedDuration;
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use twilio_wire::{signaling::ServerMessage, twilsock::Secret};

use super::system::System;

const PEOPLE: [&str; 4] = ["ann", "ben", "cem", "dee"];
const TRACKS: [(&str, &str); 3] = [("audio", "mic"), ("video", "camera"), ("video", "screen")];

/// Which tracks a client publishes, each with whether it is on.
type Tracks = [Option<bool>; 3];

#[derive(Clone, Debug)]
enum Step {
    Join(usize, usize, Tracks),
    Publish(usize, Tracks),
    Cut(usize),
    Return(usize),
    Leave(usize),
    /// Seconds; what is due then happens.
    Wait(i64),
    /// Path and form; `{}` stands for something that an answer named before, `{room}` for the SID
    /// of its room.
    Post(String, String, usize),
    Delete(String, usize),
}

fn changes_of_rooms() -> impl Strategy<Value = Step> {
    let room = (0_usize..3).prop_map(|room| format!("/v1/Rooms/room-{room}"));
    let post = |path: String, form: &str| Step::Post(path, form.to_owned(), 0);
    let person = (room.clone(), 0..PEOPLE.len())
        .prop_map(|(room, who)| format!("{room}/Participants/{}", PEOPLE[who]));
    let rules = prop_oneof![
        Just(r#"Rules=[{"type":"include","all":true}]"#),
        Just(r#"Rules=[{"type":"exclude","kind":"video"},{"type":"include","track":"screen"}]"#),
    ];
    prop_oneof![
        2 => (0_usize..3, "go|group|peer-to-peer").prop_map(|(room, kind)| {
            Step::Post("/v1/Rooms".into(), format!("UniqueName=room-{room}&Type={kind}"), 0)
        }),
        1 => room.clone().prop_map(move |room| post(room, "Status=completed")),
        1 => person.clone().prop_map(move |person| post(person, "Status=disconnected")),
        2 => (person, rules.clone()).prop_map(move |(person, rules)| {
            post(format!("{person}/SubscribeRules"), rules)
        }),
        1 => (room, rules)
            .prop_map(move |(room, rules)| post(format!("{room}/RecordingRules"), rules)),
        2 => any::<usize>().prop_map(|one| Step::Post("{}/Anonymize".into(), String::new(), one)),
    ]
}

fn settings() -> impl Strategy<Value = Step> {
    let room = (0_usize..3).prop_map(|room| format!("/v1/Rooms/room-{room}"));
    let name = 0_usize..4;
    let some = any::<usize>();
    let settings = "Composition|Recording";
    prop_oneof![
        2 => room.prop_map(|room| Step::Post(format!("{room}/Transcriptions"), String::new(), 0)),
        2 => some.prop_map(|one| {
            let form = "AudioSources=*&RoomSid={room}";
            Step::Post("/v1/Compositions".into(), form.into(), one)
        }),
        2 => name.clone().prop_map(|name| {
            let form = format!("FriendlyName=hook-{name}&AudioSources=*");
            Step::Post("/v1/CompositionHooks".into(), form, 0)
        }),
        1 => (settings, name.clone()).prop_map(|(of, name)| {
            let form = format!("FriendlyName=settings-{name}");
            Step::Post(format!("/v1/{of}Settings/Default"), form, 0)
        }),
        2 => (some, name).prop_map(|(one, name)| {
            let form = format!("FriendlyName=hook-{name}&AudioSources=mic&Status=stopped");
            Step::Post("{}".into(), form, one)
        }),
        2 => some.prop_map(|one| Step::Delete("{}".into(), one)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..PEOPLE.len();
    let tracks = || any::<Tracks>();
    prop_oneof![
        6 => (who.clone(), 0_usize..3, tracks())
            .prop_map(|(who, room, tracks)| Step::Join(who, room, tracks)),
        4 => (who.clone(), tracks()).prop_map(|(who, tracks)| Step::Publish(who, tracks)),
        2 => who.clone().prop_map(Step::Cut),
        2 => who.clone().prop_map(Step::Return),
        2 => who.prop_map(Step::Leave),
        3 => prop_oneof![0_i64..40, 0_i64..20_000].prop_map(Step::Wait),
        6 => changes_of_rooms(),
        4 => settings(),
    ]
}

/// Somebody with a client that speaks signaling.
#[derive(Default)]
struct Person {
    ticket: Option<SessionHandle>,
    session: Option<Secret>,
    outbox: Arc<Outbox>,
    revision: u64,
}

impl Person {
    fn participant(&mut self, tracks: Tracks) -> Value {
        self.revision += 1;
        let chosen = TRACKS.iter().zip(tracks).filter_map(|(track, on)| Some((track, on?)));
        let tracks = chosen.map(|((kind, name), enabled)| {
            json!({ "id": name, "kind": kind, "name": name, "enabled": enabled })
        });
        json!({ "revision": self.revision, "tracks": tracks.collect::<Vec<_>>() })
    }

    /// Learns its session from what it is told.
    fn listen(&mut self) {
        let mut messages = Vec::new();
        let mut cx = Context::from_waker(Waker::noop());
        let drained = self.outbox.poll_drain(&mut cx, &mut messages);
        assert_eq!(drained, Poll::Ready(Drained::Messages), "an answer was expected");
        let ServerMessage::Connected(state) = &messages[0] else { panic!("{messages:?}") };
        self.session.clone_from(&state.session);
    }
}

struct Story {
    system: System,
    signaling: Hub,
    /// Reads nothing before the end.
    late: Hub,
    rooms_log: Reader,
    media_log: Reader,
    people: [Person; PEOPLE.len()],
    /// Addresses of things that answers named, and of participants.
    known: Vec<String>,
}

impl Story {
    fn new() -> Self {
        let system = System::new();
        let rooms = system.store.rooms(system.account).unwrap();
        let (signaling, late) = (Hub::new(rooms.clone(), 7), Hub::new(rooms.clone(), 8));
        let rooms_log = rooms.reader();
        let media_log = system.store.media_processing(system.account).unwrap().reader();
        let people = Default::default();
        Self { system, signaling, late, rooms_log, media_log, people, known: Vec::new() }
    }

    fn caller(&self, who: usize) -> VideoCaller {
        VideoCaller { account: self.system.account, identity: PEOPLE[who].into(), room: None }
    }

    fn known(&self, one: usize) -> &str {
        one.checked_rem(self.known.len()).map_or("/v1/Rooms/none", |at| &self.known[at])
    }

    fn join(&mut self, who: usize, room: usize, tracks: Tracks) {
        let person = &mut self.people[who];
        person.outbox = Arc::default();
        let name = format!("room-{room}");
        let participant = person.participant(tracks);
        let connect = json!({ "name": name, "token": "token", "participant": participant });
        let connect = serde_json::from_value(connect).unwrap();
        let outbox = person.outbox.clone();
        // Full rooms and such are part of the story.
        let Ok(ticket) = self.signaling.connect(&self.caller(who), connect, outbox) else { return };
        let (room, participant) = (ticket.room, ticket.participant);
        self.known.push(format!("/v1/Rooms/{room}/Participants/{participant}"));
        self.people[who].ticket = Some(ticket);
        self.people[who].listen();
    }

    fn come_back(&mut self, who: usize) {
        let caller = self.caller(who);
        let person = &mut self.people[who];
        if person.session.is_none() {
            return;
        }
        person.outbox = Arc::default();
        let participant = person.participant([Some(true), None, None]);
        let sync =
            json!({ "session": person.session, "token": "token", "participant": participant });
        let sync = serde_json::from_value(sync).unwrap();
        if let Ok(ticket) = self.signaling.sync(&caller, sync, person.outbox.clone()) {
            person.ticket = Some(ticket);
        }
    }

    fn publish(&mut self, who: usize, tracks: Tracks) {
        let person = &mut self.people[who];
        let Some(ticket) = person.ticket else { return };
        let participant = person.participant(tracks);
        let update = json!({ "session": person.session, "participant": participant });
        let update = serde_json::from_value(update).unwrap();
        // Anyone who is gone meanwhile hears that.
        let _ = self.signaling.update(ticket, update);
    }

    /// Calls by REST; most refusals are part of the story.
    fn call(&mut self, method: Method, path: &str, form: &str, one: usize) {
        let room = self.known(one).split('/').nth(3).unwrap_or_default();
        let form = form.replace("{room}", room);
        let path = path.replace("{}", self.known(one));
        let (status, body) = self.system.rest(method, &path, &form);
        assert!(!status.is_server_error(), "{path}: {status} {body}");
        // What an answer is about can be changed and deleted later.
        let url = body["url"].as_str().and_then(|url| url.find("/v1/").map(|at| &url[at..]));
        self.known.extend(url.map(str::to_owned));
    }

    fn apply(&mut self, step: &Step) {
        match step {
            Step::Join(who, room, tracks) => self.join(*who, *room, *tracks),
            Step::Publish(who, tracks) => self.publish(*who, *tracks),
            Step::Return(who) => self.come_back(*who),
            Step::Cut(who) => {
                if let Some(ticket) = self.people[*who].ticket.take() {
                    self.signaling.lose(ticket);
                }
            }
            Step::Leave(who) => {
                if let Some(ticket) = self.people[*who].ticket.take() {
                    self.signaling.leave(ticket);
                }
            }
            Step::Wait(seconds) => {
                self.system.clock.move_by(SignedDuration::from_secs(*seconds));
                self.signaling.expire();
            }
            Step::Post(path, form, one) => self.call(Method::POST, path, form, *one),
            Step::Delete(path, one) => self.call(Method::DELETE, path, "", *one),
        }
    }
}

proptest! {
    #[test]
    fn replay_rebuilds_rooms_and_media_processing(
        steps in vec((step(), any::<bool>()), 1..80),
    ) {
        let mut story = Story::new();
        for (step, pause) in &steps {
            story.apply(step);
            if *pause {
                story.signaling.catch_up();
            }
        }
        let (store, account) = (&story.system.store, story.system.account);
        let rooms = store.rooms(account).unwrap();
        let mut replayed = Rooms::new(account);
        for record in rooms.read_on(&story.rooms_log, usize::MAX) {
            replayed.apply(record.at, &record.fact);
        }
        prop_assert_eq!(format!("{replayed:#?}"), rooms.read(|rooms| format!("{rooms:#?}")));
        // A hub that reads the log in one go holds what one holds that followed it.
        prop_assert_eq!(story.late.snapshot(), story.signaling.snapshot());

        let media_processing = store.media_processing(account).unwrap();
        let mut replayed = MediaProcessing::default();
        for record in media_processing.read_on(&story.media_log, usize::MAX) {
            replayed.apply(record.at, &record.fact);
        }
        prop_assert_eq!(format!("{replayed:#?}"), media_processing.read(|it| format!("{it:#?}")));
    }
}
