//! What there is to shoot at: addresses and SIDs that answers contained.

use http::{Method, StatusCode};
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::model::system::System;

const ORIGIN: &str = "http://emulator.test";

/// Addresses and SIDs that answers contained.
#[derive(Default)]
pub(super) struct Known {
    pub(super) sids: Vec<String>,
    /// Paths of things, by the members `url`.
    paths: Vec<Vec<String>>,
    plantings: usize,
}

impl Known {
    /// A path of this form that leads to something: no longer than its last variable has to be known.
    pub(super) fn path(&self, template: &str, which: Index) -> Option<String> {
        let words: Vec<&str> = template.split('/').skip(1).collect();
        let known = words.iter().rposition(|word| word.starts_with('{'))? + 1;
        let fits = |path: &&Vec<String>| {
            let mut pairs = path.iter().zip(&words[..known]);
            path.len() >= known && pairs.all(|(it, word)| word.starts_with('{') || it == word)
        };
        let fitting: Vec<_> = self.paths.iter().filter(fits).collect();
        let path = (!fitting.is_empty()).then(|| which.get(&fitting))?;
        let words = path[..known].iter().map(String::as_str).chain(words[known..].iter().copied());
        Some(format!("/{}", words.collect::<Vec<_>>().join("/")))
    }

    pub(super) fn learn(&mut self, answer: &Value) {
        if let Some(path) = answer["url"].as_str().and_then(|url| url.strip_prefix(ORIGIN)) {
            self.learn_path(path);
        }
        match answer {
            Value::Object(members) => members.values().for_each(|it| self.learn(it)),
            Value::Array(items) => items.iter().for_each(|it| self.learn(it)),
            Value::String(text) if text.len() == 34 && !self.sids.contains(text) => {
                self.sids.push(text.clone());
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn learn_path(&mut self, path: &str) {
        let path: Vec<_> = path.split('/').skip(1).map(str::to_owned).collect();
        if !path.concat().contains('?') && !self.paths.contains(&path) {
            self.paths.push(path);
        }
    }

    /// Nothing is there any more.
    pub(super) fn forget(&mut self, path: &str) {
        let path: Vec<_> = path.split('/').skip(1).collect();
        self.paths
            .retain(|it| !(it.len() >= path.len() && it.iter().zip(&path).all(|(a, b)| a == b)));
    }

    /// Asks for something that has to work, and learns from the answer.
    fn ask(&mut self, system: &System, method: Method, path: &str, form: &str) -> Value {
        let (status, answer) = system.rest(method, path, form);
        assert!(status.is_success(), "{path} {form}: {status} {answer}");
        self.learn(&answer);
        answer
    }

    fn post(&mut self, system: &System, path: &str, form: &str) -> Value {
        self.ask(system, Method::POST, path, form)
    }

    fn seed(&mut self, system: &System, what: &str, value: &Value) -> Value {
        let (status, answer) =
            system.rest(Method::POST, &format!("/_emulator/v1/seed/{what}"), &value.to_string());
        assert_eq!(status, StatusCode::CREATED, "{what}: {answer}");
        self.learn(&answer);
        answer
    }

    /// Makes one of everything, also of what only clients and channels can make.
    pub(super) fn plant(&mut self, system: &System) {
        self.plantings += 1;
        let name = format!("planted-{}", self.plantings);
        self.post(system, "/v1/Credentials", "Type=fcm&FriendlyName=keys");
        let number = self.plantings;
        let address = format!("Type=sms&Address=%2B1500555{number:04}");
        self.post(system, "/v1/Configuration/Addresses", &address);
        self.seed(
            system,
            "conversations/content-templates",
            &json!({ "account_sid": system.account, "friendly_name": "hi", "types": { "twilio/text": { "body": "Hi {{1}}" } } }),
        );
        let configuration = self.ask(system, Method::GET, "/v1/Configuration", "");
        let own = configuration["default_chat_service_sid"].as_str().unwrap().to_owned();
        let other = self.post(system, "/v1/Services", "FriendlyName=other");
        let other = other["sid"].as_str().unwrap().to_owned();
        self.plant_service(system, "/v1", &own, &name);
        self.plant_service(system, &format!("/v1/Services/{own}"), &own, &format!("{name}-own"));
        self.plant_service(system, &format!("/v1/Services/{other}"), &other, &name);
        self.plant_room(system, &name);
    }

    fn plant_service(&mut self, system: &System, base: &str, service: &str, name: &str) {
        let role = "FriendlyName=guest&Type=conversation&Permission=sendMessage";
        self.post(system, &format!("{base}/Roles"), role);
        let made =
            self.post(system, &format!("{base}/Conversations"), &format!("UniqueName={name}"));
        let room = format!("{base}/Conversations/{}", made["sid"].as_str().unwrap());
        let outside = format!(
            "MessagingBinding.Address=%2B1{}&MessagingBinding.ProxyAddress=%2B2",
            number(service, name)
        );
        self.post(system, &format!("{room}/Participants"), "Identity=alice");
        let participant = self.post(system, &format!("{room}/Participants"), &outside);
        let message = self.post(system, &format!("{room}/Messages"), "Body=hello&Author=alice");
        let webhook = "Target=studio&Configuration.FlowSid=FW00000000000000000000000000000001";
        self.post(system, &format!("{room}/Webhooks"), webhook);
        self.seed(
            system,
            "conversations/bindings",
            &json!({ "chat_service_sid": service, "identity": "alice", "binding_type": "fcm" }),
        );
        self.seed(
            system,
            "conversations/receipts",
            &json!({
                "chat_service_sid": service, "conversation_sid": made["sid"],
                "message_sid": message["sid"], "participant_sid": participant["sid"],
                "status": "delivered",
            }),
        );
        let message = message["sid"].as_str().unwrap();
        for list in [
            format!("{room}/Messages/{message}/Receipts"),
            format!("{base}/Users"),
            format!("{base}/Users/alice/Conversations"),
            format!("/v1/Services/{service}/Bindings"),
        ] {
            self.ask(system, Method::GET, &list, "");
        }
    }

    fn plant_room(&mut self, system: &System, name: &str) {
        let form = format!("UniqueName={name}&RecordParticipantsOnConnect=true");
        let room = self.post(system, "/v1/Rooms", &form);
        let sid = room["sid"].as_str().unwrap();
        let path = format!("/v1/Rooms/{sid}");
        for identity in ["alice", "bob"] {
            let tracks =
                json!([{ "kind": "audio", "name": "voice" }, { "kind": "video", "name": "face" }]);
            let participant = json!({ "account_sid": system.account, "room": name, "identity": identity, "tracks": tracks });
            self.seed(system, "video/participants", &participant);
        }
        self.post(system, &format!("{path}/Transcriptions"), "");
        self.post(system, "/v1/CompositionHooks", &format!("FriendlyName={name}&AudioSources=*"));
        self.ask(system, Method::GET, &format!("{path}/Participants"), "");
        for list in [
            "Participants/alice/PublishedTracks",
            "Participants/alice/SubscribedTracks",
            "Recordings",
        ] {
            self.ask(system, Method::GET, &format!("{path}/{list}"), "");
        }
        self.ask(system, Method::GET, "/v1/Recordings", "");
        // A composition wants a room that is over, whose tracks are gone.
        let over = self.post(system, "/v1/Rooms", "");
        let sid = over["sid"].as_str().unwrap();
        self.post(system, &format!("/v1/Rooms/{sid}"), "Status=completed");
        self.post(system, "/v1/Compositions", &format!("RoomSid={sid}&AudioSources=*"));
        for settings in ["CompositionSettings", "RecordingSettings"] {
            self.post(system, &format!("/v1/{settings}/Default"), "FriendlyName=settings");
        }
    }
}

/// A telephone number of which there is only one.
fn number(service: &str, name: &str) -> u64 {
    let letters = service.bytes().chain(name.bytes());
    letters.fold(7, |sum: u64, byte| (sum * 31 + u64::from(byte)) % 10_000_000_000)
}
