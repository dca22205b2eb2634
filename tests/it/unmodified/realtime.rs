//! The connected Rust client on the addresses of live Twilio, by `fake-twilio run`: `wss` with the emulator's
//! certificates, through its proxy.

use std::{convert::Infallible, env};

use e2e::soon;
use jiff::Timestamp;
use twilio_conversations::{
    Client as RestClient, Config, Credentials,
    realtime::{Client, Events},
};
use twilio_token::{AccessToken, ChatGrant, Secret, Signer};
use twilio_wire::rest::conversation::Conversation;

use super::run::{output, run};
use crate::realtime::{added, heard};

/// Set in the process that the test starts, because the environment belongs to a process.
const CHILD: &str = "UNMODIFIED_REALTIME";

const TEST: &str = "unmodified::realtime::rust_clients_talk_over_tls_through_the_proxy";

#[tokio::test]
async fn rust_clients_talk_over_tls_through_the_proxy() {
    if env::var_os(CHILD).is_some() {
        return talk().await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let this = env::current_exe().expect("this program");
    let program = [&*this.to_string_lossy(), "--exact", TEST];
    let mut command = run(folder.path(), &["--offline"], &program);
    let (output, log) = output(command.env(CHILD, "1")).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{log}");
}

async fn talk() {
    // Neither client reads the variables of the emulator: both go to Twilio's own names.
    let key = Credentials::new(variable("TWILIO_API_KEY_SID"), variable("TWILIO_API_KEY_SECRET"));
    let rest = RestClient::new(&Config::new(key)).expect("certificates");
    let room = rest.conversations().create().friendly_name("Lobby").await.expect("a room");
    for identity in ["ada", "bob"] {
        let participants = rest.conversation(room.sid).participants();
        participants.create().identity(identity).await.expect("a participant");
    }
    let ((ada, mut adas), (bob, mut bobs)) =
        tokio::join!(connect(&room, "ada"), connect(&room, "bob"));
    let media = ada.media().expect("certificates");
    let cat = media.upload("text/plain", "meow", Some("cat.txt")).await.expect("an upload");
    ada.conversation(room.sid).send("hi").media_sid(cat.sid).await.expect("an answer");
    assert_eq!(heard(&mut bobs, added).await, "hi");
    let seen = bob.media().expect("certificates").download(cat.sid).await.expect("a download");
    assert_eq!(seen, "meow");
    assert_eq!(heard(&mut adas, added).await, "hi");
    bob.conversation(room.sid).send("hi, ada").await.expect("an answer");
    assert_eq!(heard(&mut adas, added).await, "hi, ada");
}

fn variable(name: &str) -> String {
    env::var(name).expect(name)
}

/// A client on Twilio's own address.
async fn connect(room: &Conversation, identity: &str) -> (Client, Events) {
    let key = variable("TWILIO_API_KEY_SID").parse().expect("a key");
    let secret: Secret = variable("TWILIO_API_KEY_SECRET").parse().expect("a secret");
    let now = Timestamp::now().as_second().try_into().expect("a moment");
    let chat = ChatGrant::service(room.chat_service_sid);
    let token = AccessToken::new().identity(identity).chat(chat);
    let token = Signer::new(room.account_sid, key, &secret).sign(&token, now).expect("a token");
    let provide = move || {
        let token = token.clone();
        async { Ok::<_, Infallible>(token) }
    };
    soon("a client", Client::builder(provide).connect()).await.expect("a connection")
}
