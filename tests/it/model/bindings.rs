//! Participants outside the chat: an address pair has one open conversation, as has a group.

use std::collections::BTreeSet;

use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};

use super::{
    system::System,
    walk::{Found, Heard, delete, get, nowhere, post, sid_of},
};

const ALL: &str = "/v1/Conversations";

/// Addresses of people, and those of the account.
const OWN: [&str; 4] = ["+15005550001", "+15005550002", "whatsapp:+15005550003", "+15005550009"];
const PROXY: [&str; 3] = ["+15005550008", "+15005550009", "whatsapp:+15005550007"];

/// How somebody is reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
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
    Add(usize, Reach),
    /// Adds a chat user, who is in the way of group messages alone.
    Chat(usize),
    /// Another proxy address, or none.
    Move(usize, usize, Option<&'static str>),
    Fetch(usize, usize),
    Remove(usize, usize),
    List(usize),
    Find(&'static str),
}

fn reach() -> impl Strategy<Value = Reach> {
    let (own, proxy) = (prop::sample::select(&OWN[..]), prop::sample::select(&PROXY[..]));
    prop_oneof![
        // Mostly one and the same, so that conversations get into each other's way.
        4 => Just(Reach::Pair(OWN[0], PROXY[0])),
        3 => (own.clone(), proxy.clone()).prop_map(|(own, proxy)| Reach::Pair(own, proxy)),
        3 => own.prop_map(Reach::Phone),
        2 => (0_usize..2, proxy).prop_map(|(who, proxy)| Reach::Shown(who, proxy)),
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
        15 => (at.clone(), reach()).prop_map(|(at, reach)| Step::Add(at, reach)),
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
    members: Vec<(String, Reach)>,
}

struct Walk {
    system: System,
    /// Those that are there, oldest first.
    rooms: Vec<Room>,
    /// The SID of one that was deleted.
    gone: String,
}

impl Reach {
    /// Anyone who is in a group is told from others by address alone.
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
    fn refusal(&self) -> Option<u32> {
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
fn is_group(all: &[&Reach]) -> bool {
    all.len() >= 3
        && all.iter().any(|it| matches!(it, Reach::Phone(_)))
        && all.iter().any(|it| !matches!(it, Reach::Phone(_)))
}

impl Walk {
    fn new() -> Self {
        Self { system: System::new(), rooms: Vec::new(), gone: nowhere("CH") }
    }

    fn take(&mut self, step: &Step) -> Found {
        match step {
            Step::Create => {
                let heard = post(&self.system, ALL, &[]);
                self.rooms.push(Room { sid: heard.sid(), ..Room::default() });
                heard.shows(201, &json!({ "state": "active" }))
            }
            Step::Close(at) => {
                let heard = post(&self.system, &self.path(*at), &[("State", "closed")]);
                let Some(room) = self.room(*at) else { return heard.is_missing() };
                if room.is_closed {
                    return heard.is_refused(400, 50377);
                }
                room.is_closed = true;
                heard.shows(200, &json!({ "state": "closed" }))
            }
            Step::Delete(at) => {
                let heard = delete(&self.system, &self.path(*at));
                if self.room(*at).is_none() {
                    return heard.is_missing();
                }
                self.gone = self.rooms.remove(*at).sid;
                heard.is_done()
            }
            Step::Add(at, reach) => self.add(*at, reach),
            Step::Chat(at) => self.chat(*at),
            Step::Move(at, nth, proxy) => self.move_to(*at, *nth, *proxy),
            Step::Fetch(at, nth) => {
                let heard = get(&self.system, &self.member_path(*at, *nth));
                let member = self.room(*at).and_then(|it| it.members.get(*nth));
                member.map_or_else(
                    || heard.is_missing(),
                    |(sid, reach)| heard.shows(200, &reach.shown(sid)),
                )
            }
            Step::Remove(at, nth) => {
                let heard = delete(&self.system, &self.member_path(*at, *nth));
                let room = self.room(*at).filter(|it| it.members.len() > *nth);
                let Some(room) = room else { return heard.is_missing() };
                if room.is_closed {
                    return heard.is_refused(400, 50377);
                }
                room.members.remove(*nth);
                heard.is_done()
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
    fn judge(&self, heard: &Heard, at: usize, but: Option<usize>, reach: &Reach) -> Option<Found> {
        let members = self.rooms[at].members.iter().enumerate();
        let others = members.filter(|(nth, _)| Some(*nth) != but).map(|(_, (_, it))| it);
        let others: Vec<&Reach> = others.collect();
        let is_here = others.iter().any(|it| it.address() == reach.address());
        let elsewhere =
            self.rooms.iter().filter(|it| it.sid != self.rooms[at].sid && !it.is_closed);
        if is_here && reach.is_pair() {
            return Some(heard.is_refused_naming(409, 50416, &self.rooms[at].sid));
        }
        if is_here {
            return Some(heard.is_refused(409, 50437));
        }
        let is_taken = |it: &&Room| reach.is_pair() && it.members.iter().any(|(_, it)| it == reach);
        if let Some(taken) = elsewhere.clone().find(is_taken) {
            return Some(heard.is_refused_naming(409, 50416, &taken.sid));
        }
        let all: Vec<&Reach> = others.into_iter().chain([reach]).collect();
        if all.iter().any(|it| !it.is_pair()) && all.len() > 10 {
            return Some(heard.is_refused(400, 50436));
        }
        if is_group(&all) && self.rooms[at].has_chat {
            return Some(heard.is_refused(400, 50435));
        }
        if reach.is_pair() {
            return None;
        }
        let group: BTreeSet<_> = all.into_iter().map(Reach::address).collect();
        let addresses = |it: &Room| it.members.iter().map(|(_, it)| it.address()).collect();
        let same: Vec<_> = elsewhere.filter(|it| group == addresses(it)).collect();
        // One alone is no group.
        let first = same.first().filter(|_| group.len() > 1)?;
        // It may be any of them.
        let named = same.iter().find(|it| heard.names(&it.sid)).unwrap_or(first);
        Some(heard.is_refused_naming(409, 50438, &named.sid))
    }

    fn add(&mut self, at: usize, reach: &Reach) -> Found {
        let identity = reach.identity().unwrap_or_default();
        let form = match reach {
            Reach::Pair(own, proxy) => {
                vec![("MessagingBinding.Address", *own), ("MessagingBinding.ProxyAddress", *proxy)]
            }
            Reach::Phone(own) => vec![("MessagingBinding.Address", *own)],
            Reach::Shown(_, projected) => {
                vec![("Identity", &*identity), ("MessagingBinding.ProjectedAddress", *projected)]
            }
        };
        let heard = post(&self.system, &format!("{}/Participants", self.path(at)), &form);
        if let Some(code) = reach.refusal() {
            return heard.is_refused(400, code);
        }
        let Some(room) = self.room(at) else { return heard.is_missing() };
        if room.is_closed {
            return heard.is_refused(400, 50377);
        }
        let is_same = |it: &Reach| it.identity().is_some() && it.identity() == reach.identity();
        if room.members.iter().any(|(_, it)| is_same(it)) {
            return heard.is_refused(409, 50433);
        }
        if let Some(found) = self.judge(&heard, at, None, reach) {
            return found;
        }
        let sid = heard.sid();
        let shown = reach.shown(&sid);
        self.rooms[at].members.push((sid, reach.clone()));
        heard.shows(201, &shown)
    }

    fn chat(&mut self, at: usize) -> Found {
        let path = format!("{}/Participants", self.path(at));
        let heard = post(&self.system, &path, &[("Identity", "chatter")]);
        let Some(room) = self.room(at) else { return heard.is_missing() };
        if room.is_closed {
            return heard.is_refused(400, 50377);
        }
        if room.has_chat {
            return heard.is_refused(409, 50433);
        }
        let all: Vec<&Reach> = room.members.iter().map(|(_, it)| it).collect();
        if is_group(&all) {
            return heard.is_refused(400, 50434);
        }
        room.has_chat = true;
        heard.shows(201, &json!({ "identity": "chatter", "messaging_binding": null }))
    }

    fn move_to(&mut self, at: usize, nth: usize, proxy: Option<&'static str>) -> Found {
        let form = [("MessagingBinding.ProxyAddress", proxy.unwrap_or("null"))];
        let heard = post(&self.system, &self.member_path(at, nth), &form);
        let Some(room) = self.room(at).filter(|it| it.members.len() > nth) else {
            return heard.is_missing();
        };
        if room.is_closed {
            return heard.is_refused(400, 50377);
        }
        let before = &room.members[nth].1;
        let after = match (before, proxy) {
            (Reach::Shown(..), Some(_)) => return heard.is_refused(400, 50441),
            (Reach::Shown(..) | Reach::Phone(_), None) => return heard.is_refused(400, 50440),
            (Reach::Pair(own, _) | Reach::Phone(own), Some(proxy)) => Reach::Pair(own, proxy),
            (Reach::Pair(own, _), None) => Reach::Phone(own),
        };
        if let Some(code) = after.refusal() {
            return heard.is_refused(400, code);
        }
        if *before != after
            && let Some(found) = self.judge(&heard, at, Some(nth), &after)
        {
            return found;
        }
        let member = &mut self.rooms[at].members[nth];
        member.1 = after;
        heard.shows(200, &member.1.shown(&member.0))
    }

    fn list(&mut self, at: usize) -> Found {
        let heard = get(&self.system, &format!("{}/Participants?PageSize=100", self.path(at)));
        let Some(room) = self.room(at) else { return heard.is_missing() };
        let count = room.members.len() + usize::from(room.has_chat);
        let listed = heard.body["participants"].as_array().cloned().unwrap_or_default();
        let all: Vec<_> = room.members.iter().map(|(sid, reach)| reach.shown(sid)).collect();
        heard.lists("participants", &vec![json!({}); count])?;
        let outside = listed.into_iter().filter(|it| it["identity"] != "chatter");
        heard.with("outside", outside.collect()).lists("outside", &all)
    }

    fn find(&mut self, own: &str) -> Found {
        let query = form_urlencoded::byte_serialize(own.as_bytes()).collect::<String>();
        let heard = get(&self.system, &format!("/v1/ParticipantConversations?Address={query}"));
        let members =
            self.rooms.iter().flat_map(|room| room.members.iter().map(move |it| (room, it)));
        let meant = members.filter(|(_, (_, reach))| reach.address().1 == own);
        let mut found: Vec<_> = meant.map(|(room, (sid, _))| (sid, &room.sid)).collect();
        found.sort_by_key(|(participant, conversation)| (*conversation, *participant));
        let shown = found.iter().map(|(participant, conversation)| {
            json!({ "participant_sid": participant, "conversation_sid": conversation })
        });
        let found: Vec<_> = shown.collect();
        heard.lists("conversations", &found)
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
