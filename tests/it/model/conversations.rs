//! Conversations live: their names, states and messages, and what each of their users has read.

mod step;

use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use step::{Key, Step, step};

use super::{
    harness::{Found, delete, encode, get, nowhere, post},
    reference::PEOPLE,
    system::System,
};

const ALL: &str = "/v1/Conversations";

/// The moment at which all of a walk happens.
const NOW: &str = "2026-11-22T09:00:00Z";

struct Room {
    sid: String,
    name: Option<String>,
    state: String,
    members: Vec<Member>,
    /// Number of the step in which it was made or last written to.
    active: usize,
    /// By message index; none where one was deleted.
    messages: Vec<Option<String>>,
}

struct Member {
    sid: String,
    who: usize,
    read: Option<u32>,
    level: &'static str,
}

struct Walk {
    system: System,
    /// Those that are there, oldest first.
    rooms: Vec<Room>,
    /// The SID of one that was deleted.
    gone: String,
    /// In the order in which they became known.
    users: Vec<usize>,
    /// Memberships in the order in which they began: person and conversation.
    joined: Vec<(usize, String)>,
    steps: usize,
}

impl Room {
    fn shown(&self) -> Value {
        json!({ "sid": self.sid, "unique_name": self.name, "state": self.state })
    }

    fn mine(&self, member: &Member) -> Value {
        let unread =
            |read| (0_u32..).zip(&self.messages).filter(move |(at, it)| *at > read && it.is_some());
        json!({
            "conversation_sid": self.sid, "unique_name": self.name,
            "conversation_state": self.state, "participant_sid": member.sid,
            "last_read_message_index": member.read, "notification_level": member.level,
            "unread_messages_count": member.read.map(|read| unread(read).count()),
        })
    }

    fn member(&mut self, who: usize) -> Option<&mut Member> {
        self.members.iter_mut().find(|it| it.who == who)
    }
}

fn participant(member: &Member) -> Value {
    json!({
        "sid": member.sid, "identity": PEOPLE[member.who], "last_read_message_index": member.read,
        "last_read_timestamp": member.read.map(|_| NOW),
    })
}

/// The name with this number, of which one is no easy word of a path.
fn name(number: usize) -> String {
    format!("name/{number} ü+")
}

/// The code that refuses a state as such.
fn error_code(state: &str) -> Option<u32> {
    match state {
        "" => Some(50374),
        "asleep" => Some(50378),
        _ => None,
    }
}

impl Walk {
    fn new() -> Self {
        let (rooms, users, joined) = (Vec::new(), Vec::new(), Vec::new());
        Self { system: System::new(), rooms, gone: nowhere("CH"), users, joined, steps: 0 }
    }

    fn place(&self, key: Key) -> Option<usize> {
        match key {
            Key::Nth(nth) => Some(nth).filter(|nth| *nth < self.rooms.len()),
            Key::Named(number) => self.rooms.iter().position(|it| it.name == Some(name(number))),
        }
    }

    fn room(&mut self, key: Key) -> Option<&mut Room> {
        let place = self.place(key)?;
        Some(&mut self.rooms[place])
    }

    fn word(&self, key: Key) -> String {
        match (key, self.place(key)) {
            (Key::Named(number), _) => encode(&name(number)),
            (Key::Nth(_), Some(place)) => self.rooms[place].sid.clone(),
            (Key::Nth(_), None) => self.gone.clone(),
        }
    }

    fn is_taken(&self, name: Option<&String>, but: Option<usize>) -> bool {
        let mut others = self.rooms.iter().enumerate().filter(|(place, _)| Some(*place) != but);
        name.is_some() && others.any(|(_, it)| it.name.as_ref() == name)
    }

    fn take(&mut self, step: &Step) -> Found {
        self.steps += 1;
        match *step {
            Step::Create(number, state) => self.create(number.map(name), state),
            Step::Rename(key, number) => self.rename(key, number.map(name)),
            Step::SetState(key, state) => self.set_state(key, state),
            Step::Fetch(key) => {
                let response = get(&self.system, &format!("{ALL}/{}", self.word(key)));
                self.room(key)
                    .map_or_else(|| response.is_missing(), |it| response.shows(200, &it.shown()))
            }
            Step::Delete(key) => {
                let response = delete(&self.system, &format!("{ALL}/{}", self.word(key)));
                let Some(place) = self.place(key) else { return response.is_missing() };
                self.gone = self.rooms.remove(place).sid;
                self.joined.retain(|(_, sid)| *sid != self.gone);
                response.is_done()
            }
            Step::List(state) => self.list(state),
            Step::Add(key, who) => self.add(key, who),
            Step::Send(key) => self.send(key),
            Step::Unsend(key, nth) => self.unsend(key, nth),
            Step::DeleteUser(who) => self.delete_user(who),
            Step::ListMine(who) => self.list_mine(who),
            Step::Read(key, who, index, mine) => self.read(key, who, index, mine),
            Step::SetLevel(key, who, level) => self.set_level(key, who, level),
            Step::FetchMine(key, who) => self.fetch_mine(key, who),
            Step::Leave(key, who) => self.leave(key, who),
        }
    }

    fn create(&mut self, name: Option<String>, state: &str) -> Found {
        let form = [("UniqueName", name.as_deref().unwrap_or_default()), ("State", state)];
        let response = post(&self.system, ALL, &form);
        match error_code(state) {
            Some(code) => return response.is_refused(400, code),
            None if state == "closed" => return response.is_refused(400, 50384),
            None if self.is_taken(name.as_ref(), None) => return response.is_refused(409, 50353),
            None => {}
        }
        let (sid, state) = (response.sid(), state.to_lowercase());
        let (members, messages, active) = (Vec::new(), Vec::new(), self.steps);
        let made = Room { sid, name, state, members, active, messages };
        let shown = made.shown();
        self.rooms.push(made);
        response.shows(201, &shown)
    }

    fn rename(&mut self, key: Key, name: Option<String>) -> Found {
        let form = [("UniqueName", name.as_deref().unwrap_or_default())];
        let response = post(&self.system, &format!("{ALL}/{}", self.word(key)), &form);
        let is_taken = self.is_taken(name.as_ref(), self.place(key));
        let Some(room) = self.room(key) else { return response.is_missing() };
        if room.state == "closed" {
            return response.is_refused(400, 50377);
        }
        if is_taken {
            return response.is_refused(409, 50353);
        }
        room.name = name;
        response.shows(200, &room.shown())
    }

    fn set_state(&mut self, key: Key, state: &str) -> Found {
        let response =
            post(&self.system, &format!("{ALL}/{}", self.word(key)), &[("State", state)]);
        if let Some(code) = error_code(state) {
            return response.is_refused(400, code);
        }
        let Some(room) = self.room(key) else { return response.is_missing() };
        if room.state == "closed" {
            return response.is_refused(400, 50377);
        }
        room.state = state.to_lowercase();
        response.shows(200, &room.shown())
    }

    /// What the list shows: last written to, first shown.
    fn recent(&self, meant: impl Fn(&Room) -> bool) -> Vec<Value> {
        let mut rooms: Vec<_> = self.rooms.iter().filter(|it| meant(it)).collect();
        rooms.sort_by_key(|it| std::cmp::Reverse(it.active));
        rooms.into_iter().map(Room::shown).collect()
    }

    fn list(&mut self, state: &str) -> Found {
        let filter = format!("{ALL}?PageSize=100&State={state}");
        match error_code(state) {
            // All of them.
            Some(50374) => {
                let all = self.recent(|_| true);
                get(&self.system, &format!("{ALL}?PageSize=100")).lists("conversations", &all)?;
                get(&self.system, &filter).is_refused(400, 50374)
            }
            Some(code) => get(&self.system, &filter).is_refused(400, code),
            None => {
                let some = self.recent(|it| it.state == state.to_lowercase());
                get(&self.system, &filter).lists("conversations", &some)
            }
        }
    }

    fn add(&mut self, key: Key, who: usize) -> Found {
        let path = format!("{ALL}/{}/Participants", self.word(key));
        let response = post(&self.system, &path, &[("Identity", PEOPLE[who])]);
        let Some(room) = self.room(key) else { return response.is_missing() };
        if room.state == "closed" {
            return response.is_refused(400, 50377);
        }
        if room.member(who).is_some() {
            return response.is_refused(409, 50433);
        }
        let member = Member { sid: response.sid(), who, read: None, level: "default" };
        let shown = participant(&member);
        room.members.push(member);
        let joined = (who, room.sid.clone());
        self.joined.push(joined);
        if !self.users.contains(&who) {
            self.users.push(who);
        }
        response.shows(201, &shown)
    }

    fn send(&mut self, key: Key) -> Found {
        let path = format!("{ALL}/{}/Messages", self.word(key));
        let response = post(&self.system, &path, &[("Body", "hello")]);
        let active = self.steps;
        let Some(room) = self.room(key) else { return response.is_missing() };
        if room.state == "closed" {
            return response.is_refused(400, 50377);
        }
        // A message wakes a conversation.
        "active".clone_into(&mut room.state);
        room.active = active;
        let index = room.messages.len();
        room.messages.push(Some(response.sid()));
        response.shows(201, &json!({ "index": index, "author": "system", "body": "hello" }))
    }

    fn unsend(&mut self, key: Key, nth: usize) -> Found {
        let room = self.room(key);
        let sid = room.and_then(|it| it.messages.get(nth).cloned().flatten());
        let message = sid.clone().unwrap_or_else(|| nowhere("IM"));
        let path = format!("{ALL}/{}/Messages/{message}", self.word(key));
        let response = delete(&self.system, &path);
        let Some(room) = self.room(key).filter(|_| sid.is_some()) else {
            return response.is_missing();
        };
        if room.state == "closed" {
            return response.is_refused(400, 50377);
        }
        room.messages[nth] = None;
        response.is_done()
    }

    fn delete_user(&mut self, who: usize) -> Found {
        let response = delete(&self.system, &format!("/v1/Users/{}", encode(PEOPLE[who])));
        let Some(place) = self.users.iter().position(|it| *it == who) else {
            return response.is_missing();
        };
        self.users.remove(place);
        for room in self.rooms.iter_mut().filter(|it| it.state != "closed") {
            room.members.retain(|it| it.who != who);
            self.joined.retain(|(joined, sid)| *joined != who || *sid != room.sid);
        }
        response.is_done()
    }

    fn mine(&self, key: Key, who: usize) -> String {
        format!("/v1/Users/{}/Conversations/{}", encode(PEOPLE[who]), self.word(key))
    }

    /// A user's membership, if the user is known and there is such a thing.
    fn membership(&mut self, key: Key, who: usize) -> Option<&mut Room> {
        let is_known = self.users.contains(&who);
        self.room(key).filter(|it| is_known && it.members.iter().any(|it| it.who == who))
    }

    fn list_mine(&mut self, who: usize) -> Found {
        let path = format!("/v1/Users/{}/Conversations", encode(PEOPLE[who]));
        let response = get(&self.system, &path);
        if !self.users.contains(&who) {
            return response.is_missing();
        }
        let of_user = self.joined.iter().filter(|(joined, _)| *joined == who);
        let shown = of_user.map(|(_, sid)| {
            let room = self.rooms.iter().find(|it| it.sid == *sid).unwrap();
            room.mine(room.members.iter().find(|it| it.who == who).unwrap())
        });
        let shown: Vec<_> = shown.collect();
        response.lists("conversations", &shown)
    }

    fn fetch_mine(&mut self, key: Key, who: usize) -> Found {
        let response = get(&self.system, &self.mine(key, who));
        let Some(room) = self.membership(key, who) else { return response.is_missing() };
        let member = room.members.iter().find(|it| it.who == who).unwrap();
        response.shows(200, &room.mine(member))
    }

    fn read(&mut self, key: Key, who: usize, index: Option<u32>, mine: bool) -> Found {
        let text = index.map(|index| index.to_string()).unwrap_or_default();
        let participants = format!("{ALL}/{}/Participants", self.word(key));
        let path = if mine {
            self.mine(key, who)
        } else {
            format!("{participants}/{}", encode(PEOPLE[who]))
        };
        let response = post(&self.system, &path, &[("LastReadMessageIndex", &text)]);
        let is_known = !mine || self.users.contains(&who);
        let Some(room) = self.room(key).filter(|_| is_known) else { return response.is_missing() };
        let is_closed = room.state == "closed";
        let Some(member) = room.member(who) else { return response.is_missing() };
        if is_closed {
            return response.is_refused(400, 50377);
        }
        member.read = index;
        let member = room.members.iter().find(|it| it.who == who).unwrap();
        response.shows(200, &if mine { room.mine(member) } else { participant(member) })
    }

    fn set_level(&mut self, key: Key, who: usize, level: &'static str) -> Found {
        let response = post(&self.system, &self.mine(key, who), &[("NotificationLevel", level)]);
        if level == "loud" {
            return response.is_refused(400, 50210);
        }
        let Some(room) = self.membership(key, who) else { return response.is_missing() };
        if room.state == "closed" {
            return response.is_refused(400, 50377);
        }
        room.member(who).unwrap().level = level;
        let member = room.members.iter().find(|it| it.who == who).unwrap();
        response.shows(200, &room.mine(member))
    }

    fn leave(&mut self, key: Key, who: usize) -> Found {
        let response = delete(&self.system, &self.mine(key, who));
        let Some(room) = self.membership(key, who) else { return response.is_missing() };
        if room.state == "closed" {
            return response.is_refused(400, 50377);
        }
        room.members.retain(|it| it.who != who);
        let left = (who, room.sid.clone());
        self.joined.retain(|it| *it != left);
        response.is_done()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn conversations_live_as_in_the_model(steps in vec(step(), 1..100)) {
        let mut walk = Walk::new();
        for step in &steps {
            walk.take(step).map_err(TestCaseError::fail)?;
        }
    }
}
