//! Tunnels by ngrok, against a small one in the same process.

use std::{error::Error, fmt::Write};

use login_server::{Config, LoginServer, Ngrok, NgrokError, Tunnel};
use serde_json::{Value, json};
use tokio::{join, net::TcpListener, select};

use crate::{
    browser::{Browser, config},
    twilio::Twilio,
};
use log::Log;
use server::{AUTH, BIND, Connection, HOST, ORIGIN, Server, TOKEN};

mod log;
mod server;

/// Opens a server behind a tunnel, and ngrok's end of it.
async fn open(config: Config, ngrok: &Server) -> (Browser, Connection) {
    let client = ngrok.client();
    let (tunnel, (connection, ..)) = join!(client.open(), ngrok.serve());
    let server = LoginServer::start_with_tunnel(config, tunnel.unwrap()).await.unwrap();
    (Browser::of(server), connection)
}

async fn get(connection: &mut Connection, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\n\r\n");
    connection.request(&request).await
}

fn json(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// Opens a tunnel that ngrok refuses in answer to this call, by a message that quotes the token.
async fn refused(kind: u32) -> NgrokError {
    let ngrok = Server::start().await;
    let mut client = ngrok.client();
    client.domain = Some(HOST.to_owned());
    let refuse = async { refuse(&ngrok, kind).await.ended().await };
    let (tunnel, ()) = join!(client.open(), refuse);
    tunnel.unwrap_err()
}

/// Lets a client connect, and answers this call by an error.
async fn refuse(ngrok: &Server, kind: u32) -> Connection {
    let mut connection = ngrok.accept().await;
    let mut call = connection.call(AUTH).await;
    if kind == BIND {
        let welcome = json!({ "Version": "3", "ClientId": "client-1", "Extra": {} });
        connection.answer(&call, &welcome).await;
        call = connection.call(BIND).await;
    }
    let error = format!("This is not for you.\nYour authtoken: {TOKEN}\n\nERR_NGROK_107\n");
    connection.answer(&call, &json!({ "Error": error })).await;
    connection
}

/// All that an error can tell, without the token.
fn told(error: &NgrokError) -> String {
    let mut text = format!("{error}\n{error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, "\n{cause}\n{cause:?}").unwrap();
        source = cause.source();
    }
    assert!(!text.contains(TOKEN), "{text}");
    text
}

#[tokio::test]
async fn the_tunnel_is_the_one_of_the_account_and_the_domain() {
    let ngrok = Server::start().await;
    let mut client = ngrok.client();
    client.domain = Some(HOST.to_owned());
    assert!(!format!("{client:?}").contains(TOKEN));
    let (tunnel, (_connection, login, bind)) = join!(client.open(), ngrok.serve());
    let tunnel: Tunnel = tunnel.unwrap();
    assert_eq!(tunnel.url(), ORIGIN);
    assert!(!format!("{tunnel:?}").contains(TOKEN));
    assert_eq!(login["Extra"]["AuthToken"], TOKEN);
    assert_eq!(login["Extra"]["ClientType"], "login-server");
    assert_eq!((&bind["Proto"], &bind["Opts"]["Domain"]), (&json!("https"), &json!(HOST)));
    // By default, ngrok would be told the name of the machine and the path of the program.
    assert_eq!(bind["ForwardsTo"], "login-server");
}

#[tokio::test]
async fn the_app_is_at_the_public_origin() {
    let (twilio, ngrok) = (Twilio::start().await, Server::start().await);
    let (browser, mut connection) = open(config(&twilio.url), &ngrok).await;
    assert_eq!(browser.server.tunnel_url(), Some(ORIGIN));
    let told = json(&get(&mut connection, "/config.json").await);
    assert_eq!(told["video"]["wsServer"], "wss://app.example/signaling");
    let body = r#"{"username":"alice"}"#;
    let login = format!(
        "POST /login HTTP/1.1\r\nhost: {HOST}\r\norigin: {ORIGIN}\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(json(&connection.request(&login).await)["token"].is_string());
    browser.server.shutdown().await;
    connection.ended().await;
}

#[tokio::test]
async fn a_tunnel_that_is_cut_is_opened_again() {
    let ngrok = Server::start().await;
    let (_browser, mut connection) = open(config("http://127.0.0.1:9"), &ngrok).await;
    for _ in 0..2 {
        drop(connection);
        let (login, bind);
        (connection, login, bind) = ngrok.serve().await;
        assert_eq!((&login["ClientId"], &bind["Id"]), (&json!("client-1"), &json!("tunnel-1")));
        let answer = get(&mut connection, "/healthz").await;
        assert_eq!(json(&answer), json!({ "status": "ok" }));
    }
}

#[tokio::test]
async fn the_server_goes_on_when_ngrok_ends_the_tunnel() {
    let ngrok = Server::start().await;
    let (browser, mut connection) = open(config("http://127.0.0.1:9"), &ngrok).await;
    connection.stop_tunnel("stopped on the dashboard").await;
    // The server drops the tunnel, and with it the session.
    connection.ended().await;
    assert_eq!(browser.get("/healthz").await.json(), json!({ "status": "ok" }));
}

#[tokio::test]
async fn the_server_goes_on_when_ngrok_refuses_to_open_the_tunnel_again() {
    let mut log = Log::of_this_thread();
    for kind in [AUTH, BIND] {
        let ngrok = Server::start().await;
        let (browser, connection) = open(config("http://127.0.0.1:9"), &ngrok).await;
        drop(connection);
        let mut connection = refuse(&ngrok, kind).await;
        let told = select! {
            told = log.until("the tunnel ended") => told,
            _ = ngrok.accept() => panic!("the client tries again"),
        };
        assert!(told.contains("not for you") && told.contains("err_ngrok_107"), "{told}");
        assert!(!told.contains(TOKEN), "{told}");
        connection.ended().await;
        assert_eq!(browser.get("/healthz").await.json(), json!({ "status": "ok" }));
    }
}

#[tokio::test]
async fn refusals_say_why_and_what_to_do_without_the_token() {
    let error = refused(AUTH).await;
    assert!(matches!(error, NgrokError::Login(_)), "{error:?}");
    let text = told(&error);
    for part in ["NGROK_AUTHTOKEN", "not for you", "ERR_NGROK_107", "dashboard.ngrok.com"] {
        assert!(text.contains(part), "{text}");
    }
    let error = refused(BIND).await;
    assert!(matches!(error, NgrokError::Refused(_)), "{error:?}");
    let text = told(&error);
    for part in ["--tunnel-domain", "not for you", "err_ngrok_107"] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let mut client = Ngrok::new(TOKEN.parse().unwrap());
    client.server = Some(address.clone());
    let error = client.open().await.unwrap_err();
    assert!(matches!(error, NgrokError::Unreachable { .. }), "{error:?}");
    let text = told(&error);
    for part in [&*address, "check the network", "refused"] {
        assert!(text.contains(part), "{text}");
    }
}
