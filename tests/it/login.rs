//! The login server in front of the emulator.

use e2e::{NOW, Stack};
use http::StatusCode;
use insta::assert_snapshot;

#[tokio::test]
async fn two_people_log_in_to_one_room_and_may_come_back() {
    let stack = Stack::frozen().await;
    let mut said = Vec::new();
    // The third time the emulator says 409 to the login server, which is fine.
    for name in ["ada", "bob", "ada"] {
        let answer = stack.log_in(name).await;
        assert_eq!(answer.status, StatusCode::OK);
        said.push(format!("POST /login {name}\n{answer}\n\n"));
    }
    let rest = stack.rest();
    let rooms = rest.get("/v1/Conversations").await.json();
    let room = rooms["conversations"][0]["sid"].as_str().expect("a room").to_owned();
    rest.get(&format!("/v1/Conversations/{room}/Participants")).await;
    assert_snapshot!(said.concat() + &rest.transcript());
}

#[tokio::test]
async fn the_token_opens_twilsock_for_an_hour() {
    let stack = Stack::frozen().await;
    let login = stack.log_in("ada").await;
    let token = login.text("token");
    let mut ada = stack.connect(&token).await.expect("the token is good");
    let configuration = ada.get("/Client/v2/Configuration").await;
    assert_eq!(configuration.text("identity"), "ada");
    let room = login.text("conversation_sid");
    let mine = ada.get(&format!("/Client/v2/MyConversations/{room}")).await;
    assert_eq!(mine.text("status"), "joined");
    stack.advance(std::time::Duration::from_secs(3600));
    let refused = stack.connect(&token).await.err().expect("a refusal");
    assert_eq!(refused.status.error_code, Some(20104));
    assert_eq!(stack.emulator().now().as_second(), NOW + 3600);
}

#[tokio::test]
async fn logins_that_race_end_in_one_room() {
    let stack = Stack::frozen().await;
    let people: Vec<String> = (0..8).map(|number| format!("person {number}")).collect();
    let logins = people.iter().map(|name| stack.log_in(name));
    let answers = futures_util::future::join_all(logins).await;
    let room = answers[0].text("conversation_sid");
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.text("conversation_sid"), room);
    }
    let client = stack.client();
    assert_eq!(client.conversations().list().all().await.unwrap().len(), 1);
    let inside = client.conversation(room).participants().list().all().await.unwrap();
    let mut inside: Vec<_> = inside.into_iter().filter_map(|it| it.identity).collect();
    inside.sort_unstable();
    assert_eq!(inside, people);
}

#[tokio::test]
async fn names_that_are_none_do_not_get_in() {
    let stack = Stack::frozen().await;
    let cases = [
        (r#"{"username":""}"#, StatusCode::UNAUTHORIZED),
        (r#"{"username":"  "}"#, StatusCode::UNAUTHORIZED),
        (r#"{"username":7}"#, StatusCode::UNAUTHORIZED),
        ("{}", StatusCode::UNAUTHORIZED),
        ("not json", StatusCode::BAD_REQUEST),
    ];
    for (body, status) in cases {
        let answer = stack.post_login(body).await;
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.json()["error"].is_string(), "{body}");
    }
    assert_eq!(stack.client().conversations().list().all().await.unwrap(), []);
}
