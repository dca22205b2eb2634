//! Who may steer the emulator, and with what.

use e2e::Stack;
use http::Method;
use serde_json::json;

const HEALTH: &str = "/_emulator/v1/health";

/// Ways to steer that change nothing.
const ROUTES: [(Method, &str, &str); 5] = [
    (Method::POST, "/_emulator/v1/clients/drop", r#"{"identity":"nobody"}"#),
    (Method::POST, "/_emulator/v1/clock", r#"{"millis":0}"#),
    (Method::POST, "/_emulator/v1/clients/disconnect", r#"{"identity":"nobody"}"#),
    (Method::GET, "/_emulator/v1/webhooks", ""),
    (Method::GET, "/%5Femulator/v1/webhooks", ""),
];

#[tokio::test]
async fn foreign_web_pages_and_names_are_kept_out() {
    let stack = Stack::frozen().await;
    let (rest, json) = (stack.rest(), ("content-type", "application/json"));
    let own = stack.url();
    let address = ("host", own.trim_start_matches("http://"));
    let port = stack.emulator().address().port();
    let (name, localhost) = (format!("elsewhere.example:{port}"), format!("localhost:{port}"));
    for (method, path, body) in ROUTES {
        for (headers, status) in [
            (&[json, address][..], 200),
            (&[json, address, ("origin", &*own)], 200),
            (&[json, ("host", &*localhost)], 200),
            (&[json, address, ("origin", "http://elsewhere.example")], 403),
            (&[json, address, ("origin", "null")], 403),
            (&[json, ("host", &*name)], 403),
            (&[json, ("host", &*name), ("origin", &*format!("http://{name}"))], 403),
        ] {
            let answer = rest.send_with(method.clone(), path, headers, body).await;
            assert_eq!(answer.status, status, "{method} {path} {headers:?} {answer}");
        }
    }
    // Anybody may know that the emulator runs, and the public API is as open as Twilio's.
    let foreign = [("host", &*name), ("origin", "http://elsewhere.example")];
    for path in [HEALTH, "/v1/Conversations"] {
        assert_eq!(rest.send_with(Method::GET, path, &foreign, "").await.status, 200, "{path}");
    }
    assert_eq!(rest.send_with(Method::POST, HEALTH, &foreign, "{}").await.status, 403);
}

#[tokio::test]
async fn hosts_and_origins_can_be_allowed() {
    let (host, origin) = ("emulator".to_owned(), "http://page.example".to_owned());
    let rule = fake_twilio::CallerRule::new(&[host], &[origin]);
    let stack = Stack::frozen_with(|emulator| emulator.callers(rule)).await;
    let rest = stack.rest();
    let headers = [("host", "emulator:4010"), ("origin", "http://page.example")];
    let (_, path, body) = &ROUTES[0];
    for (method, status) in [(Method::OPTIONS, 204), (Method::POST, 200)] {
        let answer = rest.send_with(method, path, &headers, *body).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.headers["access-control-allow-origin"], "http://page.example");
        assert_eq!(answer.headers["access-control-allow-headers"], "Authorization, Content-Type");
    }
}

#[tokio::test]
async fn bodies_are_json_objects_whose_members_are_known() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let clock = "/_emulator/v1/clock";
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
    {
        let headers = [("content-type", kind)];
        let answer = rest.send_with(Method::POST, clock, &headers, r#"{"millis":1}"#).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (415, 20415), "{kind}");
    }
    assert_eq!(rest.send_with(Method::POST, clock, &[], r#"{"millis":0}"#).await.status, 200);
    for body in [
        "",
        "[]",
        "[60000]",
        "60000",
        r#"{"millis":"1"}"#,
        r#"{"millis":-1}"#,
        r#"{"millis":0.5}"#,
        r#"{"millis":4294967296}"#,
        r#"{"millis":1,"seconds":1}"#,
        r#"{"millis":1,"millis":1}"#,
        "{}",
    ] {
        let answer = rest.send(Method::POST, clock, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, 20001), "{body}");
    }
    let members = json!({ "account_sid": "AC0", "api_key_sid": "SK0", "token": "x" }).to_string();
    assert_eq!(rest.send(Method::POST, "/_emulator/v1/accounts", members).await.status, 400);
}

#[tokio::test]
async fn a_clock_that_cannot_be_moved_stays() {
    let end = "9999-12-30T22:00:00Z".parse().expect("a moment");
    let stack = Stack::frozen_with(|emulator| emulator.now(end)).await;
    let rest = stack.rest();
    let far = rest.send(Method::POST, "/_emulator/v1/clock", r#"{"millis":4294967295}"#).await;
    assert_eq!((far.status.as_u16(), far.code()), (400, 20001));
    assert_eq!(stack.emulator().now(), end);
}

#[tokio::test]
async fn an_open_account_keeps_its_secrets() {
    let stack = Stack::frozen().await;
    let account = "AC11111111111111111111111111111111";
    let key = "SK11111111111111111111111111111111";
    let open = async |token: &str, secret: &str| {
        let body = json!({
            "account_sid": account, "api_key_sid": key, "auth_token": token, "api_key_secret": secret,
        });
        let answer =
            stack.rest().send(Method::POST, "/_emulator/v1/accounts", body.to_string()).await;
        answer.status.as_u16()
    };
    assert_eq!(open("mine", "word").await, 201);
    assert_eq!(open("mine", "word").await, 201);
    assert_eq!((open("theirs", "word").await, open("mine", "other").await), (409, 409));
    let status = async |token| {
        stack.rest().authorized(account, token).get("/v1/Conversations").await.status.as_u16()
    };
    assert_eq!((status("mine").await, status("theirs").await), (200, 401));
}

#[tokio::test]
async fn the_control_api_can_be_closed() {
    let stack = Stack::frozen_with(fake_twilio::Builder::no_control).await;
    let rest = stack.rest();
    let own = stack.url();
    let headers =
        [("content-type", "application/json"), ("host", own.trim_start_matches("http://"))];
    for (method, path, body) in ROUTES {
        let answer = rest.send_with(method, path, &headers, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (404, 20404), "{path} {answer}");
    }
    assert_eq!(rest.get(HEALTH).await.status, 200);
    assert_eq!(rest.get("/v1/Conversations").await.status, 200);
}

#[tokio::test]
async fn the_control_api_can_ask_for_a_token() {
    let token = "a-token".parse().expect("a secret");
    let stack = Stack::frozen_with(|builder| builder.control_token(token)).await;
    let rest = stack.rest().authorization(None);
    let own = stack.url();
    let json = ("content-type", "application/json");
    let address = ("host", own.trim_start_matches("http://"));
    for (method, path, body) in ROUTES {
        for (authorization, status) in [
            (None, 401),
            (Some("Bearer another"), 401),
            (Some("Bearer a-toke"), 401),
            (Some("Basic YTpi"), 401),
            (Some("Bearer a-token"), 200),
            (Some("bearer a-token"), 200),
        ] {
            let headers: Vec<_> = [json, address]
                .into_iter()
                .chain(authorization.map(|it| ("authorization", it)))
                .collect();
            let answer = rest.send_with(method.clone(), path, &headers, body).await;
            assert_eq!(answer.status, status, "{method} {path} {authorization:?} {answer}");
        }
    }
    assert_eq!(rest.get(HEALTH).await.status, 200);
}

#[tokio::test]
async fn health_says_what_runs() {
    let stack = Stack::frozen().await;
    let _ada = stack.caller("ada").await;
    stack.rest().send(Method::POST, "/_emulator/v1/accounts", "{}").await;
    let health = stack.rest().get(HEALTH).await.json();
    assert_eq!(
        (&health["status"], &health["now"]),
        (&json!("ok"), &json!("2024-06-01T12:00:00.000Z"))
    );
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    assert!(health["uptime_s"].is_u64() && health["journal_entries"].is_u64(), "{health}");
    assert_eq!((&health["accounts"], &health["chat_clients"]), (&json!(2), &json!(1)));
    assert_eq!(health["clock_speed"], 0);
}
