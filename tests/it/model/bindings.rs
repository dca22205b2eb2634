//! Participants outside the chat: an address pair has one open conversation, as has a group.

use std::collections::BTreeSet;

use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};

use super::{
    harness::{Found, Response, delete, get, nowhere, post, sid_of},
    system::System,
};

const ALL: &str = "/v1/Conversations";

/// Addresses of people, and those of the account.
const OWN: [&str; 4] = ["+15005550001", "+15005550002", "whatsapp:+15005550003", "+15005550009"];
const PROXY: [&str; 3] = ["+15005550008", "+15005550009", "whatsapp:+15005550007"];

/// The binding of a participant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Pair(&'static str, &'static str),
    /// In a group message, by an address of its own.
    Phone(&'static str),
    /// In a group message: a chat user, under an address of the account.
    Shown(usize, &'static str),
}

#[derive(Clone, Debug)]
enum Step {
    Create,
    Close(usize),
    Delete(usize),
    Add(usize, Binding),
    /// Adds a chat user, who prevents only group messages.
    Chat(usize),
    /// Another proxy address, or none.
    Move(usize, usize, Option<&'static str>),
    Fetch(usize, usize),
    Remove(usize, usize),
    List(usize),
    Find(&'static str),
}

fn binding() -> impl Strategy<Value = Binding> {
    let (own, proxy) = (prop::sample::select(&OWN[..]), prop::sample::select(&PROXY[..]));
    prop_oneof![
        // Mostly one and the same, so that conversations get into each other's way.
        4 => Just(Binding::Pair(OWN[0], PROXY[0])),
        3 => (own.clone(), proxy.clone()).prop_map(|(own, proxy)| Binding::Pair(own, proxy)),
        3 => own.prop_map(Binding::Phone),
        2 => (0_usize..2, proxy).prop_map(|(who, proxy)| Binding::Shown(who, proxy)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let (at, nth) = (0_usize..4, 0_usize..3);
    let proxy = option::of(prop::sample::select(&PROXY[..]));
    let own = prop::sample::select(&OWN[..]);
    prop_oneof![
        4 => Just(Step::Create),
        3 => at.clone().prop_map(Step::Close),
        2 => at.clone().prop_map(Step::Delete),
        15 => (at.clone(), binding()).prop_map(|(at, binding)| Step::Add(at, binding)),
        1 => at.clone().prop_map(Step::Chat),
        5 => (at.clone(), nth.clone(), proxy).prop_map(|(at, nth, it)| Step::Move(at, nth, it)),
        2 => (at.clone(), nth.clone()).prop_map(|(at, nth)| Step::Fetch(at, nth)),
        3 => (at.clone(), nth).prop_map(|(at, nth)| Step::Remove(at, nth)),
        1 => at.prop_map(Step::List),
        2 => own.prop_map(Step::Find),
    ]
}

#[derive(Default)]
struct Room {
    sid: String,
    is_closed: bool,
    has_chat: bool,
    members: Vec<(String, Binding)>,
}

struct Walk {
    system: System,
    /// Those that are there, oldest first.
    rooms: Vec<Room>,
    /// The SID of one that was deleted.
    gone: String,
}

impl Binding {
    /// Participants of a group message are distinguished by address alone.
    fn address(&self) -> (u8, &'static str, &'static str) {
        match self {
            Self::Pair(own, proxy) => (0, own, proxy),
            Self::Phone(own) => (1, own, ""),
            Self::Shown(_, projected) => (2, "", projected),
        }
    }

    fn is_pair(&self) -> bool {
        matches!(self, Self::Pair(..))
    }

    fn identity(&self) -> Option<String> {
        match self {
            Self::Shown(who, _) => Some(format!("user {who}")),
            Self::Pair(..) | Self::Phone(_) => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Pair(own, _) | Self::Phone(own) if own.starts_with("whatsapp:") => "whatsapp",
            Self::Pair(..) | Self::Phone(_) | Self::Shown(..) => "sms",
        }
    }

    /// The code that refuses the two addresses as such.
    fn error_code(&self) -> Option<u32> {
        match self {
            Self::Pair(own, proxy) if own == proxy => Some(50409),
            Self::Pair(own, proxy) if own.contains(':') != proxy.contains(':') => Some(50414),
            Self::Pair(..) | Self::Phone(_) | Self::Shown(..) => None,
        }
    }

    fn shown(&self, sid: &str) -> Value {
        let binding = match self {
            Self::Pair(own, proxy) => {
                json!({ "type": self.kind(), "address": own, "proxy_address": proxy })
            }
            Self::Phone(own) => json!({ "type": self.kind(), "address": own }),
            Self::Shown(_, projected) => {
                json!({ "type": self.kind(), "projected_address": projected })
            }
        };
        json!({ "sid": sid, "identity": self.identity(), "messaging_binding": binding })
    }
}

/// Three or more make a group message, if somebody sees all others and an address is the account's.
fn is_group(all: &[&Binding]) -> bool {
    all.len() >= 3
        && all.iter().any(|it| matches!(it, Binding::Phone(_)))
        && all.iter().any(|it| !matches!(it, Binding::Phone(_)))
}

impl Walk {
    fn new() -> Self {
        Self { system: System::new(), rooms: Vec::new(), gone: nowhere("CH") }
    }

    fn take(&mut self, step: &Step) -> Found {
        match step {
            Step::Create => {
                let response = post(&self.system, ALL, &[]);
                self.rooms.push(Room { sid: response.sid(), ..Room::default() });
                response.shows(201, &json!({ "state": "active" }))
            }
            Step::Close(at) => {
                let response = post(&self.system, &self.path(*at), &[("State", "closed")]);
                let Some(room) = self.room(*at) else { return response.is_missing() };
                if room.is_closed {
                    return response.is_refused(400, 50377);
                }
                room.is_closed = true;
                response.shows(200, &json!({ "state": "closed" }))
            }
            Step::Delete(at) => {
                let response = delete(&self.system, &self.path(*at));
                if self.room(*at).is_none() {
                    return response.is_missing();
                }
                self.gone = self.rooms.remove(*at).sid;
                response.is_done()
            }
            Step::Add(at, binding) => self.add(*at, binding),
            Step::Chat(at) => self.chat(*at),
            Step::Move(at, nth, proxy) => self.move_to(*at, *nth, *proxy),
            Step::Fetch(at, nth) => {
                let response = get(&self.system, &self.member_path(*at, *nth));
                let member = self.room(*at).and_then(|it| it.members.get(*nth));
                member.map_or_else(
                    || response.is_missing(),
                    |(sid, binding)| response.shows(200, &binding.shown(sid)),
                )
            }
            Step::Remove(at, nth) => {
                let response = delete(&self.system, &self.member_path(*at, *nth));
                let room = self.room(*at).filter(|it| it.members.len() > *nth);
                let Some(room) = room else { return response.is_missing() };
                if room.is_closed {
                    return response.is_refused(400, 50377);
                }
                room.members.remove(*nth);
                response.is_done()
            }
            Step::List(at) => self.list(*at),
            Step::Find(own) => self.find(own),
        }
    }

    fn room(&mut self, at: usize) -> Option<&mut Room> {
        self.rooms.get_mut(at)
    }

    fn path(&self, at: usize) -> String {
        format!("{ALL}/{}", self.rooms.get(at).map_or(&self.gone, |it| &it.sid))
    }

    fn member_path(&self, at: usize, nth: usize) -> String {
        let member = self.rooms.get(at).and_then(|it| it.members.get(nth));
        format!("{}/Participants/{}", self.path(at), sid_of(member.map(|(sid, _)| sid), "MB"))
    }

    /// Returns why a conversation cannot have somebody; `but` is the one in it who is to change.
    fn check(
        &self,
        response: &Response,
        at: usize,
        but: Option<usize>,
        binding: &Binding,
    ) -> Option<Found> {
        let members = self.rooms[at].members.iter().enumerate();
        let others = members.filter(|(nth, _)| Some(*nth) != but).map(|(_, (_, it))| it);
        let others: Vec<&Binding> = others.collect();
        let is_here = others.iter().any(|it| it.address() == binding.address());
        let elsewhere =
            self.rooms.iter().filter(|it| it.sid != self.rooms[at].sid && !it.is_closed);
        if is_here && binding.is_pair() {
            return Some(response.is_refused_naming(409, 50416, &self.rooms[at].sid));
        }
        if is_here {
            return Some(response.is_refused(409, 50437));
        }
        let is_taken =
            |it: &&Room| binding.is_pair() && it.members.iter().any(|(_, it)| it == binding);
        if let Some(taken) = elsewhere.clone().find(is_taken) {
            return Some(response.is_refused_naming(409, 50416, &taken.sid));
        }
        let all: Vec<&Binding> = others.into_iter().chain([binding]).collect();
        if all.iter().any(|it| !it.is_pair()) && all.len() > 10 {
            return Some(response.is_refused(400, 50436));
        }
        if is_group(&all) && self.rooms[at].has_chat {
            return Some(response.is_refused(400, 50435));
        }
        if binding.is_pair() {
            return None;
        }
        let group: BTreeSet<_> = all.into_iter().map(Binding::address).collect();
        let addresses = |it: &Room| it.members.iter().map(|(_, it)| it.address()).collect();
        let same: Vec<_> = elsewhere.filter(|it| group == addresses(it)).collect();
        // One alone is no group.
        let first = same.first().filter(|_| group.len() > 1)?;
        // It may be any of them.
        let named = same.iter().find(|it| response.names(&it.sid)).unwrap_or(first);
        Some(response.is_refused_naming(409, 50438, &named.sid))
    }

    fn add(&mut self, at: usize, binding: &Binding) -> Found {
        let identity = binding.identity().unwrap_or_default();
        let form = match binding {
            Binding::Pair(own, proxy) => {
                vec![("MessagingBinding.Address", *own), ("MessagingBinding.ProxyAddress", *proxy)]
            }
            Binding::Phone(own) => vec![("MessagingBinding.Address", *own)],
            Binding::Shown(_, projected) => {
                vec![("Identity", &*identity), ("MessagingBinding.ProjectedAddress", *projected)]
            }
        };
        let response = post(&self.system, &format!("{}/Participants", self.path(at)), &form);
        if let Some(code) = binding.error_code() {
            return response.is_refused(400, code);
        }
        let Some(room) = self.room(at) else { return response.is_missing() };
        if room.is_closed {
            return response.is_refused(400, 50377);
        }
        let is_same = |it: &Binding| it.identity().is_some() && it.identity() == binding.identity();
        if room.members.iter().any(|(_, it)| is_same(it)) {
            return response.is_refused(409, 50433);
        }
        if let Some(found) = self.check(&response, at, None, binding) {
            return found;
        }
        let sid = response.sid();
        let shown = binding.shown(&sid);
        self.rooms[at].members.push((sid, binding.clone()));
        response.shows(201, &shown)
    }

    fn chat(&mut self, at: usize) -> Found {
        let path = format!("{}/Participants", self.path(at));
        let response = post(&self.system, &path, &[("Identity", "chatter")]);
        let Some(room) = self.room(at) else { return response.is_missing() };
        if room.is_closed {
            return response.is_refused(400, 50377);
        }
        if room.has_chat {
            return response.is_refused(409, 50433);
        }
        let all: Vec<&Binding> = room.members.iter().map(|(_, it)| it).collect();
        if is_group(&all) {
            return response.is_refused(400, 50434);
        }
        room.has_chat = true;
        response.shows(201, &json!({ "identity": "chatter", "messaging_binding": null }))
    }

    fn move_to(&mut self, at: usize, nth: usize, proxy: Option<&'static str>) -> Found {
        let form = [("MessagingBinding.ProxyAddress", proxy.unwrap_or("null"))];
        let response = post(&self.system, &self.member_path(at, nth), &form);
        let Some(room) = self.room(at).filter(|it| it.members.len() > nth) else {
            return response.is_missing();
        };
        if room.is_closed {
            return response.is_refused(400, 50377);
        }
        let before = &room.members[nth].1;
        let after = match (before, proxy) {
            (Binding::Shown(..), Some(_)) => return response.is_refused(400, 50441),
            (Binding::Shown(..) | Binding::Phone(_), None) => {
                return response.is_refused(400, 50440);
            }
            (Binding::Pair(own, _) | Binding::Phone(own), Some(proxy)) => Binding::Pair(own, proxy),
            (Binding::Pair(own, _), None) => Binding::Phone(own),
        };
        if let Some(code) = after.error_code() {
            return response.is_refused(400, code);
        }
        if *before != after
            && let Some(found) = self.check(&response, at, Some(nth), &after)
        {
            return found;
        }
        let member = &mut self.rooms[at].members[nth];
        member.1 = after;
        response.shows(200, &member.1.shown(&member.0))
    }

    fn list(&mut self, at: usize) -> Found {
        let response = get(&self.system, &format!("{}/Participants?PageSize=100", self.path(at)));
        let Some(room) = self.room(at) else { return response.is_missing() };
        let count = room.members.len() + usize::from(room.has_chat);
        let listed = response.body["participants"].as_array().cloned().unwrap_or_default();
        let all: Vec<_> = room.members.iter().map(|(sid, binding)| binding.shown(sid)).collect();
        response.lists("participants", &vec![json!({}); count])?;
        let outside = listed.into_iter().filter(|it| it["identity"] != "chatter");
        response.with("outside", outside.collect()).lists("outside", &all)
    }

    fn find(&mut self, own: &str) -> Found {
        let query = form_urlencoded::byte_serialize(own.as_bytes()).collect::<String>();
        let response = get(&self.system, &format!("/v1/ParticipantConversations?Address={query}"));
        let members =
            self.rooms.iter().flat_map(|room| room.members.iter().map(move |it| (room, it)));
        let meant = members.filter(|(_, (_, binding))| binding.address().1 == own);
        let mut found: Vec<_> = meant.map(|(room, (sid, _))| (sid, &room.sid)).collect();
        found.sort_by_key(|(participant, conversation)| (*conversation, *participant));
        let shown = found.iter().map(|(participant, conversation)| {
            json!({ "participant_sid": participant, "conversation_sid": conversation })
        });
        let found: Vec<_> = shown.collect();
        response.lists("conversations", &found)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn addresses_lead_where_the_model_says(steps in vec(step(), 1..100)) {
        let mut walk = Walk::new();
        for step in &steps {
            walk.take(step).map_err(TestCaseError::fail)?;
        }
    }
}
