//! Every failure keeps what is needed to tell what happened, and nothing secret.

use std::collections::BTreeMap;

use http::StatusCode;
use twilio_conversations::{Client, Config, ConfigError, Credentials, Error};

use crate::{
    sample,
    server::{self, Reply, Server},
};

#[tokio::test]
async fn twilios_own_words_are_kept() {
    let error_body = sample::error(409, 50433, "Participant already exists");
    let server = Server::start(|_| vec![Reply::Json(409, error_body)]).await;
    let participants = server.client().conversation("lobby").participants();
    let error = participants.create().identity("alice").await.unwrap_err();

    assert_eq!((error.status(), error.code()), (Some(StatusCode::CONFLICT), Some(50433)));
    assert_eq!(error.message(), Some("Participant already exists"));
    assert_eq!(error.request_id(), Some("RQ1"));
    let Error::Api { more_info, .. } = error else { panic!("{error:?}") };
    assert_eq!(more_info, "https://www.twilio.com/docs/errors/50433");
}

#[tokio::test]
async fn other_bodies_keep_status_and_a_cut_of_the_text() {
    let long: &'static str = "ü".repeat(5000).leak();
    let server = Server::start(|_| vec![Reply::Text(502, long), Reply::Text(404, " {} ")]).await;
    let client = server.client();

    let error = client.conversations().fetch("lobby").await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(StatusCode::BAD_GATEWAY), None));
    let Error::Status { text, .. } = error else { panic!("{error:?}") };
    assert_eq!(text, "ü".repeat(300));

    let error = client.conversations().fetch("lobby").await.unwrap_err();
    assert!(matches!(&error, Error::Status { text, .. } if text == "{}"), "{error:?}");
}

#[tokio::test]
async fn a_success_of_another_shape_is_an_error() {
    for body in ["", "<html>", "{}", "[]", "{\"sid\":\"CH\"}"] {
        let server = Server::start(|_| vec![Reply::Text(200, body)]).await;
        let error = server.client().conversations().fetch("lobby").await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{body:?}: {error:?}");
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let server = Server::start(|_| vec![Reply::Flood(17 * 1024 * 1024)]).await;
    let error = server.client().conversations().fetch("lobby").await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn names_that_cannot_be_addressed_are_refused_before_sending() {
    let server = Server::start(|_| vec![]).await;
    let client = server.client();
    for name in ["", ".", ".."] {
        let error = client.conversations().fetch(name).await.unwrap_err();
        assert!(matches!(error, Error::Path(_)), "{error:?}");
    }
    let error = client.conversations().fetch("x".repeat(70_000)).await.unwrap_err();
    assert!(matches!(error, Error::Address(_)), "{error:?}");
    let list = client.conversation("").messages().list();
    assert!(matches!(list.stream().try_next().await, Err(Error::Path(_))));
    let unreadable = BTreeMap::from([((1, 2), "keys of JSON are texts")]);
    let error = client.conversations().create().attributes(&unreadable).await.unwrap_err();
    assert!(matches!(error, Error::Json(_)), "{error:?}");
    assert!(server.asked().is_empty());
}

#[test]
fn a_bad_configuration_is_named() {
    let made = |url: &str, name: &str| {
        let config = Config::new(Credentials::new(name, "s")).base_url(url.parse().unwrap());
        Client::new(&config).map(|_| ())
    };
    assert!(matches!(made("http://127.0.0.1/v1", "SK"), Err(ConfigError::BaseUrl)));
    assert!(matches!(made("http://127.0.0.1", ""), Err(ConfigError::Username)));
    assert!(matches!(made("http://127.0.0.1", "a:b"), Err(ConfigError::Username)));
    assert!(made("http://127.0.0.1", "SK").is_ok());
}

#[test]
fn the_environment_chooses_the_backend_by_one_variable() {
    let made = |variables: &[(&str, &str)]| {
        let variables: BTreeMap<&str, &str> = variables.iter().copied().collect();
        Config::from_variables(|name| variables.get(name).map(|value| (*value).to_owned()))
            .map(|config| format!("{:?}", Client::new(&config).unwrap()))
            .map_err(|error| error.to_string())
    };
    let key = [("TWILIO_API_KEY_SID", "SK1"), ("TWILIO_API_KEY_SECRET", "s")];
    assert_eq!(made(&[]).unwrap(), "Client(\"http://127.0.0.1:4010\")");
    let elsewhere = [("TWILIO_BACKEND", "emulator"), ("TWILIO_EMULATOR_URL", "http://[::1]:1")];
    assert_eq!(made(&elsewhere).unwrap(), "Client(\"http://[::1]:1\")");
    let live = [key[0], key[1], ("TWILIO_BACKEND", "live")];
    assert_eq!(made(&live).unwrap(), "Client(\"https://conversations.twilio.com\")");

    let missing = "TWILIO_API_KEY_SECRET must be set to an API key";
    assert_eq!(made(&[live[0], live[2], ("TWILIO_API_KEY_SECRET", "")]).unwrap_err(), missing);
    assert!(made(&[("TWILIO_BACKEND", "Live")]).is_err());
    assert!(made(&[("TWILIO_EMULATOR_URL", "http://a b")]).is_err());
}

#[test]
fn clients_go_where_threads_go() {
    fn is<T: Clone + Send + Sync + 'static>() {}
    is::<Client>();
    is::<twilio_conversations::resource::Messages>();
}

#[test]
fn debug_output_hides_the_secret() {
    let config = server::config("http://127.0.0.1:1").proxy("http://u:the%20secret@127.0.0.1:2");
    let client = Client::new(&config).unwrap();
    let output = format!("{config:?} {client:?}");
    assert!(output.contains("SK-name"));
    assert!(
        !output.contains("the secret")
            && !output.contains("the%20secret")
            && !output.contains("U0st"),
        "{output}"
    );
}
