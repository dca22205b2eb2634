//! Routes beside the login, headers on every answer, and the end.

use http::{Method, StatusCode};
use login_server::{Backend, Config, LoginServer};
use serde_json::json;

use crate::browser::{Browser, config, credentials};

const EMULATOR: &str = "http://127.0.0.1:4010";

#[tokio::test]
async fn the_page_learns_where_the_emulator_is() {
    let browser = Browser::open(config(EMULATOR)).await;
    let answer = browser.get("/config.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    let expected = json!({
        "backend": "emulator",
        "conversations": { "Twilsock": { "uri": "ws://127.0.0.1:4010/v3/wsconnect" } },
        "video": { "wsServer": "ws://127.0.0.1:4010/signaling", "insights": false },
    });
    assert_eq!(answer.json(), expected);
    let secure = Browser::open(config("https://emulator.example")).await;
    let config = secure.get("/config.json").await.json();
    assert_eq!(config["conversations"]["Twilsock"]["uri"], "wss://emulator.example/v3/wsconnect");
    assert_eq!(config["video"]["wsServer"], "wss://emulator.example/signaling");
}

#[tokio::test]
async fn with_live_twilio_the_sdks_get_no_options() {
    let browser = Browser::open(Config::new(Backend::Live, credentials())).await;
    let answer = browser.get("/config.json").await;
    assert_eq!(answer.json(), json!({ "backend": "live", "conversations": {}, "video": {} }));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("connect-src 'self' https://*.twilio.com wss://*.twilio.com;"));
}

#[tokio::test]
async fn health_is_reported() {
    let answer = Browser::open(config(EMULATOR)).await.get("/healthz").await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({ "status": "ok" })));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let browser = Browser::open(config(EMULATOR)).await;
    for path in ["/", "/config.json", "/healthz", "/login", "/nowhere"] {
        let answer = browser.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self' 'unsafe-eval';"),
            "{path}: {policy}"
        );
        let connect = "connect-src 'self' http://127.0.0.1:4010 ws://127.0.0.1:4010;";
        assert!(policy.contains(connect), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(answer.header("permissions-policy").contains("camera=(self)"));
    }
}

#[tokio::test]
async fn other_paths_and_methods_are_refused_in_json() {
    let browser = Browser::open(config(EMULATOR)).await;
    let answer = browser.get("/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.json()["error"].is_string());
    for (method, path, allowed) in [
        (Method::GET, "/login", "POST"),
        (Method::PUT, "/login", "POST"),
        (Method::POST, "/config.json", "GET, HEAD"),
        (Method::DELETE, "/", "GET, HEAD"),
        (Method::POST, "/src/main.js", "GET, HEAD"),
    ] {
        let answer = browser.send(method, path, &[], "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header("allow"), allowed);
        assert!(answer.json()["error"].is_string());
    }
}

#[tokio::test]
async fn a_taken_address_is_a_start_up_error() {
    let first = Browser::open(config(EMULATOR)).await;
    let mut second = config(EMULATOR);
    second.listen = first.server.url().trim_start_matches("http://").parse().unwrap();
    let error = LoginServer::start(second).await.unwrap_err();
    assert!(error.to_string().starts_with("failed to listen on 127.0.0.1:"), "{error}");
    assert!(error.to_string().contains("--listen 127.0.0.1:0"), "{error}");
}

#[tokio::test]
async fn a_shutdown_frees_the_address() {
    let browser = Browser::open(config(EMULATOR)).await;
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
    let address = browser.server.url().trim_start_matches("http://").parse().unwrap();
    browser.server.shutdown().await;
    let mut again = config(EMULATOR);
    again.listen = address;
    assert!(LoginServer::start(again).await.is_ok());
}
