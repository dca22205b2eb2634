//! Anyone who walks over a list page by page while it changes loses nothing and sees nothing twice.

use http::{Method, StatusCode};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::Value;

use super::system::System;

const ALL: &str = "/v1/Conversations";
const BINDINGS: &str = "/_emulator/v1/seed/conversations/bindings";
const GUESTS: &str = "/_emulator/v1/seed/video/participants";

/// A member that names the system's account.
const ACCOUNT: &str = r#""account_sid":"AC00000000000000000000000000000000""#;

/// Requests in a row, each with its form or JSON; of the answers, the last SID counts.
type Requests = Vec<(Method, String, String)>;

/// A list, and how things come into it and leave it again.
struct List {
    /// Path and filters.
    path: &'static str,
    /// The member of an item that names it.
    id: &'static str,
    /// What puts the thing with this number into the list; `{}` is the SID of the answer before.
    add: fn(usize) -> Requests,
    /// The SID of what was added, as the list shows it.
    added: fn(&[Value]) -> Value,
    /// What takes it out; `{}` is the SID, and one of the ways is taken by chance.
    take: &'static [(Method, &'static str, &'static str)],
}

fn post(path: &str, form: impl Into<String>) -> (Method, String, String) {
    (Method::POST, path.to_owned(), form.into())
}

fn sid(answers: &[Value]) -> Value {
    answers.last().map_or(Value::Null, |it| it["sid"].clone())
}

fn conversation_sid(answers: &[Value]) -> Value {
    answers.first().map_or(Value::Null, |it| it["sid"].clone())
}

fn guest_sid(answers: &[Value]) -> Value {
    answers.last().map_or(Value::Null, |it| it["participant_sid"].clone())
}

fn participant(form: &str) -> Requests {
    vec![post(ALL, ""), post("/v1/Conversations/{}/Participants", form)]
}

fn guest(number: usize) -> Requests {
    let body = format!(
        r#"{{{ACCOUNT},"room":"room","identity":"guest-{number}","tracks":[{{"kind":"audio","name":"mic"}}]}}"#
    );
    vec![post(GUESTS, body)]
}

const CLOSE_OR_DELETE: &[(Method, &str, &str)] = &[
    (Method::POST, "/v1/Conversations/{}", "State=inactive"),
    (Method::DELETE, "/v1/Conversations/{}", ""),
];
const DELETE_CONVERSATION: &[(Method, &str, &str)] =
    &[(Method::DELETE, "/v1/Conversations/{}", "")];
const LEAVE: &[(Method, &str, &str)] = &[
    (Method::DELETE, "/v1/Conversations/{}/Participants/ada", ""),
    (Method::DELETE, "/v1/Conversations/{}", ""),
];

const LISTS: &[List] = &[
    List {
        path: "/v1/Conversations/room/Messages?",
        id: "sid",
        add: |_| vec![post("/v1/Conversations/room/Messages", "Body=hello")],
        added: sid,
        take: &[(Method::DELETE, "/v1/Conversations/room/Messages/{}", "")],
    },
    List {
        path: "/v1/Conversations/room/Messages?Order=desc&",
        id: "sid",
        add: |_| vec![post("/v1/Conversations/room/Messages", "Body=hello")],
        added: sid,
        take: &[(Method::DELETE, "/v1/Conversations/room/Messages/{}", "")],
    },
    List {
        path: "/v1/Conversations/room/Participants?",
        id: "sid",
        add: |number| {
            vec![post("/v1/Conversations/room/Participants", format!("Identity=user-{number}"))]
        },
        added: sid,
        take: &[(Method::DELETE, "/v1/Conversations/room/Participants/{}", "")],
    },
    List {
        path: "/v1/Conversations?State=active&",
        id: "sid",
        add: |_| vec![post(ALL, "State=active")],
        added: sid,
        take: CLOSE_OR_DELETE,
    },
    List {
        path: "/v1/Conversations?StartDate=2020-01-01&",
        id: "sid",
        // Several of the same date, and not in the order in which they were made.
        add: |number| vec![post(ALL, format!("DateCreated=202{}-05-01T00:00:00Z", number * 7 % 5))],
        added: sid,
        take: DELETE_CONVERSATION,
    },
    List {
        path: "/v1/ParticipantConversations?Identity=ada&",
        id: "conversation_sid",
        add: |_| participant("Identity=ada"),
        added: conversation_sid,
        take: LEAVE,
    },
    List {
        path: "/v1/ParticipantConversations?Address=%2B15005550006&",
        id: "conversation_sid",
        add: |number| {
            participant(&format!(
                "MessagingBinding.Address=%2B15005550006&MessagingBinding.ProxyAddress=%2B1500555{:04}",
                1000 + number
            ))
        },
        added: conversation_sid,
        take: DELETE_CONVERSATION,
    },
    List {
        path: "/v1/Users/ada/Conversations?",
        id: "conversation_sid",
        add: |_| participant("Identity=ada"),
        added: conversation_sid,
        take: LEAVE,
    },
    List {
        path: "/v1/Services/{service}/Bindings?Identity=ada&",
        id: "sid",
        add: |number| {
            let body = format!(
                r#"{{"chat_service_sid":"{{service}}","identity":"ada","binding_type":"fcm","address":"device-{number}"}}"#
            );
            vec![post(BINDINGS, body)]
        },
        added: sid,
        take: &[(Method::DELETE, "/v1/Services/{service}/Bindings/{}", "")],
    },
    List {
        path: "/v1/Configuration/Addresses?Type=sms&",
        id: "sid",
        add: |number| {
            let form = format!("Type=sms&Address=%2B1500555{:04}", 1000 + number);
            vec![post("/v1/Configuration/Addresses", form)]
        },
        added: sid,
        take: &[(Method::DELETE, "/v1/Configuration/Addresses/{}", "")],
    },
    List {
        path: "/v1/Rooms/room/Participants?Status=connected&",
        id: "sid",
        add: guest,
        added: guest_sid,
        take: &[(Method::POST, "/v1/Rooms/room/Participants/{}", "Status=disconnected")],
    },
    List {
        path: "/v1/Rooms/room/Participants/watcher/SubscribedTracks?",
        id: "publisher_sid",
        add: guest,
        added: guest_sid,
        take: &[(Method::POST, "/v1/Rooms/room/Participants/{}", "Status=disconnected")],
    },
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pages_lose_and_repeat_nothing_while_the_list_changes(
        size in 1_usize..8,
        present in 0_usize..25,
        changes in vec((any::<Index>(), any::<bool>()), 0..40),
    ) {
        for list in LISTS {
            Walk::begin(list).page_while_it_changes(size, present, &changes)?;
        }
    }

    #[test]
    fn every_page_leads_on_when_all_that_it_showed_is_taken_away(
        size in 1_usize..6,
        present in 0_usize..25,
    ) {
        for list in LISTS {
            Walk::begin(list).empty(size, present)?;
        }
    }
}

/// A list on its way through changes.
struct Walk {
    list: &'static List,
    system: System,
    service: String,
    made: usize,
}

impl Walk {
    fn begin(list: &'static List) -> Self {
        let system = System::new();
        let (_, room) = system.rest(Method::POST, ALL, "UniqueName=room&State=inactive");
        let service = room["chat_service_sid"].as_str().expect("a service").to_owned();
        let walk = Self { list, system, service, made: 0 };
        walk.ask(&Method::POST, "/v1/Users", "Identity=ada");
        if list.path.starts_with("/v1/Rooms") {
            walk.ask(&Method::POST, "/v1/Rooms", "UniqueName=room");
        }
        if list.path.contains("watcher") {
            let body = format!(r#"{{{ACCOUNT},"room":"room","identity":"watcher","tracks":[]}}"#);
            walk.ask(&Method::POST, GUESTS, &body);
        }
        walk
    }

    fn ask(&self, method: &Method, path: &str, form: &str) -> Value {
        let own = |text: &str| text.replace("{service}", &self.service);
        let (status, body) = self.system.rest(method.clone(), &own(path), &own(form));
        assert!(status.is_success(), "{method} {path} {form}: {status} {body}");
        body
    }

    fn add(&mut self) -> String {
        self.made += 1;
        let mut answers: Vec<Value> = Vec::new();
        for (method, path, form) in (self.list.add)(self.made) {
            let last = answers.last().and_then(|it| it["sid"].as_str()).unwrap_or_default();
            answers.push(self.ask(&method, &path.replace("{}", last), &form));
        }
        (self.list.added)(&answers).as_str().expect("a SID").to_owned()
    }

    fn take(&self, sid: &str, way: usize) {
        let (method, path, form) = &self.list.take[way % self.list.take.len()];
        self.ask(method, &path.replace("{}", sid), form);
    }

    /// What a page shows, and the address of the next.
    fn page(&self, address: &str) -> (Vec<String>, Option<String>) {
        let body = self.ask(&Method::GET, address, "");
        let key = body["meta"]["key"].as_str().unwrap_or_default();
        let items = body[key].as_array().expect("a list");
        let ids = items.iter().map(|it| it[self.list.id].as_str().expect("a SID").to_owned());
        let next = body["meta"]["next_page_url"].as_str();
        let next = next.map(|url| url.strip_prefix("http://emulator.test").expect("our address"));
        (ids.collect(), next.map(str::to_owned))
    }

    fn first(&self, size: usize) -> String {
        format!("{}PageSize={size}", self.list.path)
    }

    /// Between two pages something is added or taken away.
    fn page_while_it_changes(
        mut self,
        size: usize,
        present: usize,
        changes: &[(Index, bool)],
    ) -> Result<(), TestCaseError> {
        let at_start: Vec<String> = (0..present).map(|_| self.add()).collect();
        let (mut here, mut gone) = (at_start.clone(), Vec::new());
        let (mut seen, mut changes) = (Vec::new(), changes.iter());
        let mut next = Some(self.first(size));
        while let Some(address) = next {
            let (page, following) = self.page(&address);
            prop_assert!(page.len() <= size);
            seen.extend(page);
            next = following;
            match changes.next() {
                Some((_, true)) => here.push(self.add()),
                Some((which, false)) if !here.is_empty() => {
                    let taken = here.swap_remove(which.index(here.len()));
                    self.take(&taken, which.index(7));
                    gone.push(taken);
                }
                Some((_, false)) | None => {}
            }
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        let path = self.list.path;
        prop_assert_eq!(once.len(), seen.len(), "{} showed something twice: {:?}", path, seen);
        let missed = at_start.iter().find(|sid| !gone.contains(sid) && !seen.contains(sid));
        prop_assert!(missed.is_none(), "{:?} was in {} and not seen", missed, path);
        Ok(())
    }

    /// What a program does that reads a list to take everything out of it.
    fn empty(mut self, size: usize, present: usize) -> Result<(), TestCaseError> {
        let mut here: Vec<String> = (0..present).map(|_| self.add()).collect();
        let mut next = Some(self.first(size));
        while let Some(address) = next {
            let (page, following) = self.page(&address);
            for (way, sid) in page.iter().enumerate() {
                self.take(sid, way);
                here.retain(|it| it != sid);
            }
            next = following;
        }
        prop_assert!(here.is_empty(), "{} never showed {:?}", self.list.path, here);
        Ok(())
    }
}

#[test]
fn a_token_of_what_never_was_is_refused() {
    for list in LISTS {
        let mut walk = Walk::begin(list);
        walk.add();
        for token in ["PACHffffffffffffffffffffffffffffffff", "PAnothing", "PBCH1.2"] {
            let path =
                format!("{}PageToken={token}", list.path).replace("{service}", &walk.service);
            let (status, body) = walk.system.rest(Method::GET, &path, "");
            let code = body["code"].as_u64();
            assert_eq!((status, code), (StatusCode::BAD_REQUEST, Some(20001)), "{path}: {body}");
        }
    }
}
