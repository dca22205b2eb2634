//! Random walks over REST say what the reference model says, step by step.

use form_urlencoded::Serializer;
use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{collection::vec, option, prelude::*};
use serde_json::Value;

use super::{
    reference::{Act, Expected, Model, PEOPLE, Step, ToMessage, ToParticipant, name},
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

fn step() -> impl Strategy<Value = Step> {
    let title = "[a-z]{0,5}";
    prop_oneof![
        4 => (option::of(few()), text())
            .prop_map(|(name, title)| Step::CreateConversation { name, title }),
        1 => Just(Step::ListConversations),
        1 => (who(), title).prop_map(|(who, title)| Step::CreateUser { who, title }),
        1 => who().prop_map(|who| Step::FetchUser { who }),
        1 => Just(Step::ListUsers),
        15 => (few(), act()).prop_map(|(at, act)| Step::At(at, act)),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => (option::of(few()), text()).prop_map(|(name, title)| Act::Rename { name, title }),
        1 => Just(Act::Close),
        1 => Just(Act::Delete),
        2 => any::<bool>().prop_map(|by_name| Act::Fetch { by_name }),
        5 => who().prop_map(|who| Act::Add { who }),
        1 => Just(Act::ListParticipants),
        5 => (who(), text()).prop_map(|(who, text)| Act::Send { who, text }),
        1 => any::<bool>().prop_map(|newest_first| Act::ListMessages { newest_first }),
        4 => (who(), to_participant()).prop_map(|(who, act)| Act::ToParticipant(who, act)),
        4 => (few(), to_message()).prop_map(|(nth, act)| Act::ToMessage(nth, act)),
    ]
}

fn to_participant() -> impl Strategy<Value = ToParticipant> {
    prop_oneof![
        2 => option::of(0_u32..9).prop_map(ToParticipant::MoveHorizon),
        1 => Just(ToParticipant::Fetch),
        1 => Just(ToParticipant::Remove),
    ]
}

fn to_message() -> impl Strategy<Value = ToMessage> {
    prop_oneof![
        2 => text().prop_map(ToMessage::Edit),
        1 => Just(ToMessage::Fetch),
        1 => Just(ToMessage::Delete),
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

fn titled(number: Option<usize>, title: &str) -> Vec<(&'static str, String)> {
    let named = number.map(|number| ("UniqueName", name(number)));
    [("FriendlyName", title.to_owned())].into_iter().chain(named).collect()
}

fn encode(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}

fn get(path: String) -> Asked {
    (Method::GET, path, Vec::new())
}

fn delete(path: String) -> Asked {
    (Method::DELETE, path, Vec::new())
}

fn ask(model: &Model, step: &Step) -> Asked {
    match step {
        Step::CreateConversation { name, title } => {
            (Method::POST, ALL.to_owned(), titled(*name, title))
        }
        Step::ListConversations => get(ALL.to_owned()),
        Step::CreateUser { who, title } => {
            let form = vec![("Identity", PEOPLE[*who].to_owned()), ("FriendlyName", title.clone())];
            (Method::POST, "/v1/Users".to_owned(), form)
        }
        Step::FetchUser { who } => get(format!("/v1/Users/{}", encode(PEOPLE[*who]))),
        Step::ListUsers => get("/v1/Users".to_owned()),
        Step::At(at, Act::ToMessage(nth, act)) => ask_message(message(model, *at, *nth), act),
        Step::At(at, act) => ask_at(conversation(model, *at), act),
    }
}

fn ask_at(room: String, act: &Act) -> Asked {
    match act {
        Act::Rename { name, title } => (Method::POST, room, titled(*name, title)),
        Act::Close => (Method::POST, room, vec![("State", "closed".to_owned())]),
        Act::Delete => delete(room),
        Act::Fetch { .. } => get(room),
        Act::Add { who } => {
            let form = vec![("Identity", PEOPLE[*who].to_owned())];
            (Method::POST, format!("{room}/Participants"), form)
        }
        Act::ListParticipants => get(format!("{room}/Participants")),
        Act::Send { who, text } => {
            let form = vec![("Author", PEOPLE[*who].to_owned()), ("Body", text.clone())];
            (Method::POST, format!("{room}/Messages"), form)
        }
        Act::ListMessages { newest_first } => {
            let order = if *newest_first { "desc" } else { "asc" };
            get(format!("{room}/Messages?Order={order}"))
        }
        Act::ToParticipant(who, act) => {
            ask_participant(format!("{room}/Participants/{}", encode(PEOPLE[*who])), act)
        }
        Act::ToMessage(nth, act) => ask_message(format!("{room}/Messages/{nth}"), act),
    }
}

fn ask_participant(path: String, act: &ToParticipant) -> Asked {
    match act {
        ToParticipant::MoveHorizon(index) => {
            let index = index.map(|index| index.to_string()).unwrap_or_default();
            (Method::POST, path, vec![("LastReadMessageIndex", index)])
        }
        ToParticipant::Fetch => get(path),
        ToParticipant::Remove => delete(path),
    }
}

fn ask_message(path: String, act: &ToMessage) -> Asked {
    match act {
        ToMessage::Edit(text) => (Method::POST, path, vec![("Body", text.clone())]),
        ToMessage::Fetch => get(path),
        ToMessage::Delete => delete(path),
    }
}

/// Says what of the expected members an answer does not have; empty texts may be anything.
pub(super) fn lacks(answer: &Value, expected: &Value) -> Vec<String> {
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
    let Step::At(_, Act::Fetch { by_name: true }) = step else { return path };
    let (_, body) = system.rest(Method::GET, &path, "");
    let name = body["unique_name"].as_str();
    name.map_or(path, |name| format!("{ALL}/{}", encode(name)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_answer_is_that_of_the_model(
        steps in vec(step(), 1..80),
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
}
