//! Random walks over REST say what the reference model says, step by step.

use form_urlencoded::Serializer;
use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{collection::vec, option, prelude::*, sample::Index};
use serde_json::Value;

use super::{
    reference::{Expected, Model, PEOPLE, Step, name},
    system::System,
};

const ALL: &str = "/v1/Conversations";

/// One of the few conversations, names or messages that a walk is about.
fn few() -> impl Strategy<Value = usize> {
    0_usize..4
}

fn who() -> impl Strategy<Value = usize> {
    0..PEOPLE.len()
}

fn text() -> impl Strategy<Value = String> {
    // An empty text has a meaning of its own.
    "\\PC{1,12}"
}

fn about_conversations() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (option::of(few()), text()).prop_map(|(name, title)| Step::CreateConversation { name, title }),
        2 => (few(), option::of(few()), text())
            .prop_map(|(at, name, title)| Step::RenameConversation { at, name, title }),
        1 => few().prop_map(|at| Step::CloseConversation { at }),
        1 => few().prop_map(|at| Step::DeleteConversation { at }),
        2 => (few(), any::<bool>()).prop_map(|(at, by_name)| Step::FetchConversation { at, by_name }),
        1 => Just(Step::ListConversations),
        1 => (who(), "[a-z]{0,5}").prop_map(|(who, title)| Step::CreateUser { who, title }),
        1 => who().prop_map(|who| Step::FetchUser { who }),
        1 => Just(Step::ListUsers),
    ]
}

fn inside_conversations() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (few(), who()).prop_map(|(at, who)| Step::AddParticipant { at, who }),
        2 => (few(), who(), option::of(0_u32..9))
            .prop_map(|(at, who, index)| Step::MoveHorizon { at, who, index }),
        1 => (few(), who()).prop_map(|(at, who)| Step::FetchParticipant { at, who }),
        1 => (few(), who()).prop_map(|(at, who)| Step::RemoveParticipant { at, who }),
        1 => few().prop_map(|at| Step::ListParticipants { at }),
        5 => (few(), who(), text()).prop_map(|(at, who, text)| Step::SendMessage { at, who, text }),
        2 => (few(), few(), text()).prop_map(|(at, nth, text)| Step::EditMessage { at, nth, text }),
        1 => (few(), few()).prop_map(|(at, nth)| Step::FetchMessage { at, nth }),
        1 => (few(), few()).prop_map(|(at, nth)| Step::DeleteMessage { at, nth }),
        1 => (few(), any::<bool>())
            .prop_map(|(at, newest_first)| Step::ListMessages { at, newest_first }),
    ]
}

/// A request for a step: method, path behind `/v1/Conversations` or from the root, form.
type Asked = (Method, String, Vec<(&'static str, String)>);

/// The SID of a conversation, or one that was never given to anything.
fn conversation(model: &Model, at: usize) -> String {
    let sid = model.conversations.get(at).map(|it| it.sid.clone());
    format!("{ALL}/{}", sid.unwrap_or_else(|| format!("CH{}", "f".repeat(32))))
}

fn message(model: &Model, at: usize, nth: usize) -> String {
    let sid = model.conversations.get(at).and_then(|it| it.messages.get(nth));
    let sid = sid.map_or_else(|| format!("IM{}", "f".repeat(32)), |it| it.sid.clone());
    format!("{}/Messages/{sid}", conversation(model, at))
}

fn participant(model: &Model, at: usize, who: usize) -> String {
    let identity = utf8_percent_encode(PEOPLE[who], NON_ALPHANUMERIC);
    format!("{}/Participants/{identity}", conversation(model, at))
}

fn ask(model: &Model, step: &Step) -> Asked {
    let identity = |who: &usize| PEOPLE[*who].to_owned();
    let get = |path: String| (Method::GET, path, Vec::new());
    let delete = |path: String| (Method::DELETE, path, Vec::new());
    match step {
        Step::CreateConversation { name: number, title } => {
            let mut form = vec![("FriendlyName", title.clone())];
            form.extend(number.map(|number| ("UniqueName", name(number))));
            (Method::POST, ALL.to_owned(), form)
        }
        Step::RenameConversation { at, name: number, title } => {
            let mut form = vec![("FriendlyName", title.clone())];
            form.extend(number.map(|number| ("UniqueName", name(number))));
            (Method::POST, conversation(model, *at), form)
        }
        Step::CloseConversation { at } => {
            (Method::POST, conversation(model, *at), vec![("State", "closed".to_owned())])
        }
        Step::DeleteConversation { at } => delete(conversation(model, *at)),
        Step::FetchConversation { at, .. } => get(conversation(model, *at)),
        Step::ListConversations => get(ALL.to_owned()),
        Step::AddParticipant { at, who } => {
            let path = format!("{}/Participants", conversation(model, *at));
            (Method::POST, path, vec![("Identity", identity(who))])
        }
        Step::MoveHorizon { at, who, index } => {
            let index = index.map(|index| index.to_string()).unwrap_or_default();
            (Method::POST, participant(model, *at, *who), vec![("LastReadMessageIndex", index)])
        }
        Step::FetchParticipant { at, who } => get(participant(model, *at, *who)),
        Step::RemoveParticipant { at, who } => delete(participant(model, *at, *who)),
        Step::ListParticipants { at } => get(format!("{}/Participants", conversation(model, *at))),
        Step::SendMessage { at, who, text } => {
            let path = format!("{}/Messages", conversation(model, *at));
            (Method::POST, path, vec![("Author", identity(who)), ("Body", text.clone())])
        }
        Step::EditMessage { at, nth, text } => {
            (Method::POST, message(model, *at, *nth), vec![("Body", text.clone())])
        }
        Step::FetchMessage { at, nth } => get(message(model, *at, *nth)),
        Step::DeleteMessage { at, nth } => delete(message(model, *at, *nth)),
        Step::ListMessages { at, newest_first } => {
            let order = if *newest_first { "desc" } else { "asc" };
            get(format!("{}/Messages?Order={order}", conversation(model, *at)))
        }
        Step::CreateUser { who, title } => {
            let form = vec![("Identity", identity(who)), ("FriendlyName", title.clone())];
            (Method::POST, "/v1/Users".to_owned(), form)
        }
        Step::FetchUser { who } => {
            get(format!("/v1/Users/{}", utf8_percent_encode(PEOPLE[*who], NON_ALPHANUMERIC)))
        }
        Step::ListUsers => get("/v1/Users".to_owned()),
    }
}

/// Says what of the expected members an answer does not have; empty texts may be anything.
fn lacks(answer: &Value, expected: &Value) -> Vec<String> {
    let members = expected.as_object().into_iter().flatten();
    let wrong = members.filter(|(name, value)| **value != "" && answer[name.as_str()] != **value);
    wrong.map(|(name, value)| format!("{name}: {value}, not {}", answer[name.as_str()])).collect()
}

fn differences((status, body): &(StatusCode, Value), expected: &Expected) -> Vec<String> {
    let same = |wanted: StatusCode| {
        if *status == wanted { Vec::new() } else { vec![format!("{wanted}, not {status}")] }
    };
    match expected {
        Expected::Nothing => same(StatusCode::NO_CONTENT),
        Expected::One(wanted, shown) => [same(*wanted), lacks(body, shown)].concat(),
        Expected::Error(wanted, code) if body["code"] == *code => same(*wanted),
        Expected::Error(_, code) => vec![format!("{code}, not {}", body["code"])],
        Expected::Many(member, all) => {
            let Some(listed) = body[*member].as_array().filter(|it| it.len() == all.len()) else {
                return vec![format!("{} {member}, not {}", all.len(), body[*member])];
            };
            listed.iter().zip(all).flat_map(|(answer, shown)| lacks(answer, shown)).collect()
        }
    }
}

/// The path of a step, by the name of its conversation where the step says so and it has one.
fn address(system: &System, path: String, step: &Step) -> String {
    let Step::FetchConversation { by_name: true, .. } = step else { return path };
    let (_, body) = system.rest(Method::GET, &path, "");
    let name = body["unique_name"].as_str();
    name.map_or(path, |name| format!("{ALL}/{}", utf8_percent_encode(name, NON_ALPHANUMERIC)))
}

proptest! {
    #[test]
    fn every_answer_is_that_of_the_model(
        steps in vec(prop_oneof![2 => about_conversations(), 3 => inside_conversations()], 1..80),
    ) {
        let (system, mut model) = (System::new(), Model::default());
        for step in &steps {
            let (method, path, form) = ask(&model, step);
            let form = Serializer::new(String::new()).extend_pairs(form).finish();
            let path = address(&system, path, step);
            let answer = system.rest(method.clone(), &path, &form);
            let expected = model.take(step, answer.1["sid"].as_str().unwrap_or_default());
            let found = differences(&answer, &expected);
            prop_assert!(found.is_empty(), "{method} {path} {form}: {}", found.join("; "));
        }
    }

    #[test]
    fn pages_lose_and_repeat_nothing_while_the_list_changes(
        size in 1_usize..8,
        present in 0_usize..30,
        changes in vec((any::<Index>(), any::<bool>()), 0..40),
        newest_first in any::<bool>(),
    ) {
        for list in ["Messages", "Participants"] {
            let order = if newest_first && list == "Messages" { "&Order=desc" } else { "" };
            page_while_it_changes(list, size, present, &changes, order)?;
        }
    }
}

/// Walks over a list page by page; between two pages something is added or taken away.
fn page_while_it_changes(
    list: &str,
    size: usize,
    present: usize,
    changes: &[(Index, bool)],
    order: &str,
) -> Result<(), TestCaseError> {
    let system = System::new();
    system.rest(Method::POST, ALL, "UniqueName=room");
    let path = format!("{ALL}/room/{list}");
    let mut made = 0;
    let mut add = || {
        made += 1;
        let (status, body) =
            system.rest(Method::POST, &path, &format!("Identity=user-{made}&Body=hello"));
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["sid"].as_str().expect("a SID").to_owned()
    };
    let at_start: Vec<String> = (0..present).map(|_| add()).collect();
    let (mut here, mut gone) = (at_start.clone(), Vec::new());
    let (mut seen, mut changes) = (Vec::new(), changes.iter());
    let mut next = Some(format!("{path}?PageSize={size}{order}"));
    while let Some(address) = next {
        let (status, body) = system.rest(Method::GET, &address, "");
        prop_assert_eq!(status, StatusCode::OK, "{}", body);
        let key = body["meta"]["key"].as_str().unwrap_or_default();
        let page = body[key].as_array().cloned().unwrap_or_default();
        prop_assert!(page.len() <= size);
        seen.extend(page.iter().filter_map(|it| it["sid"].as_str().map(str::to_owned)));
        let url = body["meta"]["next_page_url"].as_str();
        next = url.and_then(|url| url.strip_prefix("http://emulator.test")).map(str::to_owned);
        prop_assert_eq!(next.is_some(), url.is_some());
        match changes.next() {
            Some((_, true)) => here.push(add()),
            Some((which, false)) if !here.is_empty() => {
                let taken = here.swap_remove(which.index(here.len()));
                let (status, _) = system.rest(Method::DELETE, &format!("{path}/{taken}"), "");
                prop_assert_eq!(status, StatusCode::NO_CONTENT);
                gone.push(taken);
            }
            Some((_, false)) | None => {}
        }
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    prop_assert_eq!(once.len(), seen.len(), "something came twice: {:?}", seen);
    let lost = at_start.iter().find(|sid| !gone.contains(sid) && !seen.contains(sid));
    prop_assert!(lost.is_none(), "{:?} was there all the time and not seen", lost);
    Ok(())
}
