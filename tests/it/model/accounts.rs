//! What an account has: services with all that is in them, configured addresses, credentials.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::{
    harness::{Found, delete, encode, get, post, sid_of},
    system::System,
};

const ADDRESSES: [(&str, &str); 4] = [
    ("sms", "+15005550006"),
    ("whatsapp", "whatsapp:+15005550007"),
    ("sms", "+15005550008"),
    ("email", "help@example.com"),
];

#[derive(Clone, Debug)]
enum Step {
    /// Things are numbered in the order in which they were made, there or not.
    Service(usize, Act),
    ListServices,
    /// Makes, finds and lists the one conversation of a service.
    MakeRoom(usize),
    FindRoom(usize),
    ListRooms(usize),
    Credential(usize, Act),
    ListCredentials,
    Address(usize, Act),
    FindAddress(usize),
    ListAddresses(Option<&'static str>),
}

#[derive(Clone, Debug)]
enum Act {
    Create(String),
    Rename(String),
    Fetch,
    Delete,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => "[a-z ]{0,5}".prop_map(Act::Create),
        2 => "[a-z ]{0,5}".prop_map(Act::Rename),
        2 => Just(Act::Fetch),
        1 => Just(Act::Delete),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let nth = 0_usize..4;
    let kind = prop_oneof![Just(None), Just(Some("sms")), Just(Some("email")), Just(Some("fax"))];
    prop_oneof![
        5 => (nth.clone(), act()).prop_map(|(nth, act)| Step::Service(nth, act)),
        1 => Just(Step::ListServices),
        3 => nth.clone().prop_map(Step::MakeRoom),
        2 => nth.clone().prop_map(Step::FindRoom),
        2 => nth.clone().prop_map(Step::ListRooms),
        5 => (nth.clone(), act()).prop_map(|(nth, act)| Step::Credential(nth, act)),
        1 => Just(Step::ListCredentials),
        8 => (nth.clone(), act()).prop_map(|(nth, act)| Step::Address(nth, act)),
        3 => nth.prop_map(Step::FindAddress),
        2 => kind.prop_map(Step::ListAddresses),
    ]
}

/// A service, a credential or an address.
#[derive(Default)]
struct Thing {
    sid: String,
    name: Option<String>,
    kind: &'static str,
    address: &'static str,
    /// The SID of a service's conversation.
    room: Option<String>,
    is_gone: bool,
}

struct Walk {
    system: System,
    services: Vec<Thing>,
    credentials: Vec<Thing>,
    addresses: Vec<Thing>,
}

fn some(name: &str) -> Option<String> {
    Some(name.to_owned()).filter(|it| !it.is_empty())
}

fn here(things: &mut [Thing], nth: usize) -> Option<&mut Thing> {
    things.get_mut(nth).filter(|it| !it.is_gone)
}

fn path(all: &str, things: &[Thing], nth: usize, prefix: &str) -> String {
    format!("{all}/{}", sid_of(things.get(nth).map(|it| &it.sid), prefix))
}

fn all(things: &[Thing], shown: impl Fn(&Thing) -> Value) -> Vec<Value> {
    things.iter().filter(|it| !it.is_gone).map(shown).collect()
}

impl Thing {
    fn named(&self) -> Value {
        json!({ "sid": self.sid, "friendly_name": self.name })
    }

    fn credential(&self) -> Value {
        let sandbox = if self.kind == "apn" { "True" } else { "False" };
        json!({
            "sid": self.sid, "friendly_name": self.name, "type": self.kind, "sandbox": sandbox,
        })
    }

    fn address(&self) -> Value {
        json!({
            "sid": self.sid, "friendly_name": self.name, "type": self.kind, "address": self.address,
        })
    }
}

impl Walk {
    /// The account's own service comes first.
    fn new() -> Self {
        let system = System::new();
        let listed = get(&system, "/v1/Services").body;
        let own = &listed["services"][0];
        let (sid, name) = (own["sid"].as_str().unwrap(), own["friendly_name"].as_str().unwrap());
        let own = Thing { sid: sid.to_owned(), name: some(name), ..Thing::default() };
        Self { system, services: vec![own], credentials: Vec::new(), addresses: Vec::new() }
    }

    fn take(&mut self, step: &Step) -> Found {
        match step {
            Step::Service(nth, act) => self.service(*nth, act),
            Step::ListServices => get(&self.system, "/v1/Services?PageSize=100")
                .lists("services", &all(&self.services, Thing::named)),
            Step::MakeRoom(nth) => self.make_room(*nth),
            Step::FindRoom(nth) => {
                let response = get(&self.system, &format!("{}/room", self.rooms(*nth)));
                let room = here(&mut self.services, *nth).and_then(|it| it.room.as_ref());
                room.map_or_else(
                    || response.is_missing(),
                    |sid| response.shows(200, &json!({"sid": sid})),
                )
            }
            Step::ListRooms(nth) => {
                let response = get(&self.system, &self.rooms(*nth));
                let Some(service) = here(&mut self.services, *nth) else {
                    return response.is_missing();
                };
                let room = service.room.iter().map(|sid| json!({ "sid": sid }));
                response.lists("conversations", &room.collect::<Vec<_>>())
            }
            Step::Credential(nth, act) => self.credential(*nth, act),
            Step::ListCredentials => get(&self.system, "/v1/Credentials?PageSize=100")
                .lists("credentials", &all(&self.credentials, Thing::credential)),
            Step::Address(nth, act) => self.address(*nth, act),
            Step::FindAddress(nth) => {
                let address = ADDRESSES[*nth].1;
                let path = format!("/v1/Configuration/Addresses/{}", encode(address));
                let response = get(&self.system, &path);
                let mut known = self.addresses.iter().filter(|it| !it.is_gone);
                let known = known.find(|it| it.address == address);
                known.map_or_else(|| response.is_missing(), |it| response.shows(200, &it.address()))
            }
            Step::ListAddresses(kind) => self.list_addresses(*kind),
        }
    }

    fn service(&mut self, nth: usize, act: &Act) -> Found {
        let path = path("/v1/Services", &self.services, nth, "IS");
        match act {
            Act::Create(name) => {
                let response = post(&self.system, "/v1/Services", &[("FriendlyName", name)]);
                let (sid, name) = (response.sid(), Some(name.clone()));
                self.services.push(Thing { sid, name, ..Thing::default() });
                response.shows(201, &self.services.last().unwrap().named())
            }
            // Services stay what they are.
            Act::Rename(name) => {
                let response = post(&self.system, &path, &[("FriendlyName", name)]);
                response.is_refused(405, 20004)
            }
            Act::Fetch => {
                let response = get(&self.system, &path);
                let service = here(&mut self.services, nth);
                service.map_or_else(|| response.is_missing(), |it| response.shows(200, &it.named()))
            }
            Act::Delete => {
                let response = delete(&self.system, &path);
                match here(&mut self.services, nth) {
                    None => response.is_missing(),
                    Some(_) if nth == 0 => response.is_refused(400, 20001),
                    Some(service) => {
                        service.is_gone = true;
                        response.is_done()
                    }
                }
            }
        }
    }

    /// Where the conversations of a service are; those of the first have a short path, too.
    fn rooms(&self, nth: usize) -> String {
        match nth {
            0 => "/v1/Conversations".to_owned(),
            _ => format!("{}/Conversations", path("/v1/Services", &self.services, nth, "IS")),
        }
    }

    fn make_room(&mut self, nth: usize) -> Found {
        let response = post(&self.system, &self.rooms(nth), &[("UniqueName", "room")]);
        let Some(service) = here(&mut self.services, nth) else { return response.is_missing() };
        if service.room.is_some() {
            return response.is_refused(409, 50353);
        }
        service.room = Some(response.sid());
        response.shows(201, &json!({ "chat_service_sid": service.sid, "unique_name": "room" }))
    }

    fn credential(&mut self, nth: usize, act: &Act) -> Found {
        let path = path("/v1/Credentials", &self.credentials, nth, "CR");
        match act {
            Act::Create(name) => {
                let kind = ["apn", "fcm", "gcm", "pigeon"][nth];
                let sandbox = if kind == "apn" { "true" } else { "false" };
                let form = [("FriendlyName", name.as_str()), ("Type", kind), ("Sandbox", sandbox)];
                let response = post(&self.system, "/v1/Credentials", &form);
                if kind == "pigeon" {
                    return response.is_refused(400, 20001);
                }
                let (sid, name) = (response.sid(), some(name));
                self.credentials.push(Thing { sid, name, kind, ..Thing::default() });
                response.shows(201, &self.credentials.last().unwrap().credential())
            }
            Act::Rename(name) => {
                let response = post(&self.system, &path, &[("FriendlyName", name)]);
                let Some(it) = here(&mut self.credentials, nth) else {
                    return response.is_missing();
                };
                it.name = some(name);
                response.shows(200, &it.credential())
            }
            Act::Fetch => {
                let response = get(&self.system, &path);
                let it = here(&mut self.credentials, nth);
                it.map_or_else(|| response.is_missing(), |it| response.shows(200, &it.credential()))
            }
            Act::Delete => {
                let response = delete(&self.system, &path);
                let Some(it) = here(&mut self.credentials, nth) else {
                    return response.is_missing();
                };
                it.is_gone = true;
                response.is_done()
            }
        }
    }

    fn address(&mut self, nth: usize, act: &Act) -> Found {
        let path = path("/v1/Configuration/Addresses", &self.addresses, nth, "IG");
        match act {
            Act::Create(name) => {
                let (kind, address) = ADDRESSES[nth];
                let form = [("FriendlyName", name.as_str()), ("Type", kind), ("Address", address)];
                let response = post(&self.system, "/v1/Configuration/Addresses", &form);
                if self.addresses.iter().any(|it| !it.is_gone && it.address == address) {
                    return response.is_refused(409, 20409);
                }
                let (sid, name) = (response.sid(), some(name));
                self.addresses.push(Thing { sid, name, kind, address, ..Thing::default() });
                response.shows(201, &self.addresses.last().unwrap().address())
            }
            Act::Rename(name) => {
                let response = post(&self.system, &path, &[("FriendlyName", name)]);
                let Some(it) = here(&mut self.addresses, nth) else { return response.is_missing() };
                it.name = some(name);
                response.shows(200, &it.address())
            }
            Act::Fetch => {
                let response = get(&self.system, &path);
                let it = here(&mut self.addresses, nth);
                it.map_or_else(|| response.is_missing(), |it| response.shows(200, &it.address()))
            }
            Act::Delete => {
                let response = delete(&self.system, &path);
                let Some(it) = here(&mut self.addresses, nth) else { return response.is_missing() };
                it.is_gone = true;
                response.is_done()
            }
        }
    }

    fn list_addresses(&mut self, kind: Option<&str>) -> Found {
        let filter = kind.map(|kind| format!("&Type={kind}")).unwrap_or_default();
        let path = format!("/v1/Configuration/Addresses?PageSize=50{filter}");
        let response = get(&self.system, &path);
        if kind == Some("fax") {
            return response.is_refused(400, 20001);
        }
        let meant = self.addresses.iter().filter(|it| kind.is_none_or(|kind| it.kind == kind));
        let shown = meant.filter(|it| !it.is_gone).map(Thing::address);
        response.lists("address_configurations", &shown.collect::<Vec<_>>())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn an_account_has_what_the_model_has(steps in vec(step(), 1..100)) {
        let mut walk = Walk::new();
        for step in &steps {
            walk.take(step).map_err(TestCaseError::fail)?;
        }
    }
}
