//! The examples of the client, on the emulator.

#[path = "../../../crates/twilio-conversations/examples/bot/answers.rs"]
mod bot;
#[path = "../../../crates/twilio-conversations/examples/chat/app.rs"]
mod chat;
#[expect(dead_code, reason = "the example's own main reads the environment")]
#[path = "../../../crates/twilio-conversations/examples/import.rs"]
mod import;
#[expect(dead_code, reason = "the example's own main reads the environment")]
#[path = "../../../crates/twilio-conversations/examples/login.rs"]
mod login;
#[expect(dead_code, reason = "the example's own main reads the environment")]
#[path = "../../../crates/twilio-conversations/examples/rooms.rs"]
mod rooms;

use std::sync::Arc;

use e2e::Stack;
use ratatui::{Terminal, backend::TestBackend, crossterm::event::KeyCode};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use twilio_conversations::{
    Attributes, Order, realtime::Event, wire::client_api::ConversationForm,
};

use crate::realtime;

#[tokio::test]
async fn login_mints_a_token_that_opens_twilsock() {
    let stack = Stack::live().await;
    let known = stack.emulator().credentials().clone();
    let url = stack.url();
    let variable = |name: &str| match name {
        "TWILIO_EMULATOR_URL" => Some(url.clone()),
        "TWILIO_ACCOUNT_SID" => Some(known.account_sid.to_string()),
        "TWILIO_API_KEY_SID" => Some(known.api_key_sid.to_string()),
        "TWILIO_API_KEY_SECRET" => Some(known.api_key_secret.clone()),
        _ => None,
    };
    for identity in ["alice", "bob", "alice"] {
        let token = login::log_in(variable, identity).await.unwrap();
        stack.connect(&token).await.unwrap();
    }
    let participants = stack.client().conversation("lobby").participants().list().all().await;
    let identities: Vec<_> = participants.unwrap().into_iter().map(|it| it.identity).collect();
    assert_eq!(identities, [Some("alice".to_owned()), Some("bob".to_owned())]);
}

#[tokio::test]
async fn import_keeps_the_dates() {
    let stack = Stack::live().await;
    let client = stack.client();
    let history = include_str!("../../../crates/twilio-conversations/examples/history.json");
    let sid = import::import(&client, history).await.unwrap();

    let conversation = client.conversations().fetch("tea").await.unwrap();
    assert_eq!(conversation.sid, sid);
    assert_eq!(conversation.date_created.0.to_string(), "2020-02-02T14:58:00Z");
    let participants = client.conversation(sid).participants().list().all().await.unwrap();
    assert_eq!(participants[1].date_created.0.to_string(), "2020-02-02T14:59:00Z");
    let messages = client.conversation(sid).messages().list().order(Order::Descending);
    let messages = messages.all().await.unwrap();
    let dates: Vec<_> = messages.iter().map(|it| it.date_created.0.to_string()).collect();
    assert_eq!(dates, ["2020-02-02T15:03:20Z", "2020-02-02T15:00:00Z"]);
    assert_eq!(messages[0].attributes_as::<Value>().unwrap(), json!({ "mood": "thirsty" }));
    assert!(import::import(&client, history).await.is_err(), "the unique name is taken");
    assert!(import::import(&client, "{}").await.is_err());
}

#[tokio::test]
async fn rooms_lists_and_ends_rooms() {
    let stack = Stack::live().await;
    let client = stack.client();
    let room = client.video().rooms().create().unique_name("call").await.unwrap();
    let tracks = json!([{ "kind": "audio", "name": "audio" }]);
    let seed = json!({ "room": room.sid, "identity": "alice", "tracks": tracks });
    stack.seed("video/participants", &seed).await;
    assert_eq!(rooms::list(&client).await.unwrap(), [format!("call {} alice", room.sid)]);
    rooms::end(&client, "call").await.unwrap();
    assert!(rooms::list(&client).await.unwrap().is_empty());
    assert!(rooms::end(&client, "call").await.is_err());
}

#[tokio::test]
async fn bot_answers_whoever_speaks_to_it() {
    let stack = Arc::new(Stack::live().await);
    let (robot, mut robots_events) = realtime::connect(&stack, "robot").await;
    let (ada, mut events) = realtime::connect(&stack, "ada").await;
    let lobby = ada.create_conversation(&ConversationForm::default()).await.unwrap();
    lobby.join().await.unwrap();
    let mut joined = robot.events().await.unwrap();
    lobby.add("robot").await.unwrap();
    // What is said before it has opened the conversation is history to it.
    let is_in = |event: &Event| matches!(event, Event::ConversationAdded(..)).then_some(());
    realtime::heard(&mut joined, is_in).await;
    let answering = bot::answer(&robot, &mut robots_events);
    let asking = async {
        for (question, answer) in [
            ("robot, how many?", "1 messages so far"),
            ("robot: who?", "ada, robot"),
            ("robot!", "ada, I know: how many, who"),
        ] {
            lobby.send(question).await.unwrap();
            while realtime::heard(&mut events, realtime::added).await != answer {}
        }
    };
    tokio::select! {
        ended = answering => panic!("the bot does not end by itself: {ended:?}"),
        () = e2e::soon("the answers", asking) => {}
    }
}

#[tokio::test]
async fn chat_shows_what_is_sent_and_typed() {
    let stack = Arc::new(Stack::live().await);
    let (bob, mut bobs) = realtime::connect(&stack, "bob").await;
    let (ada, adas) = realtime::connect(&stack, "ada").await;
    let lobby = bob.create_conversation(&ConversationForm::default()).await.unwrap();
    lobby.join().await.unwrap();
    let mut added = ada.events().await.unwrap();
    lobby.add("ada").await.unwrap();
    let is_in = |event: &Event| matches!(event, Event::ConversationAdded(..)).then_some(());
    realtime::heard(&mut added, is_in).await;

    let mut terminal = Terminal::new(TestBackend::new(60, 10)).unwrap();
    let (press, keys) = mpsc::unbounded_channel();
    let chat = chat::Chat::open(ada.conversation(lobby.sid()), adas).await.unwrap();
    let talking = async {
        for key in "hi, bob".chars().map(KeyCode::Char).chain([KeyCode::Enter]) {
            press.send(key).unwrap();
        }
        assert_eq!(realtime::heard(&mut bobs, realtime::added).await, "hi, bob");
        let answer = lobby.send("hi, ada").await.unwrap();
        // The chat has drawn a message before it moves its read horizon there.
        let has_read = |event: &Event| {
            let Event::ParticipantUpdated(_, it) = event else { return None };
            let is_ada = it.identity.as_deref() == Some("ada");
            (is_ada && it.last_read_message_index == Some(answer.index)).then_some(())
        };
        realtime::heard(&mut bobs, has_read).await;
        press.send(KeyCode::Char('x')).unwrap();
        let types = |event: &Event| matches!(event, Event::Typing { .. }).then_some(());
        realtime::heard(&mut bobs, types).await;
        press.send(KeyCode::Esc).unwrap();
    };
    let (ended, ()) = tokio::join!(chat.run(&mut terminal, keys), talking);
    ended.unwrap();
    let screen = terminal.backend().to_string();
    for text in ["0 ada: hi, bob", "1 bob: hi, ada", "│x "] {
        assert!(screen.contains(text), "{text} is not on\n{screen}");
    }
}
