//! The media service, word by word: who may upload and read what, for how long, and how much.

use std::time::Duration;

use e2e::{Answer, Rest, Stack, soon};
use http::{Method, StatusCode, header};
use insta::assert_snapshot;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const ROOM: &str = "/v1/Conversations/room";

/// A stack with a conversation of this name, and the addresses of its service's media.
struct Scene {
    stack: Stack,
    media: String,
}

impl Scene {
    async fn set() -> Self {
        Self::with_limit(512 * 1024 * 1024).await
    }

    async fn with_limit(bytes: u64) -> Self {
        let stack = Stack::frozen_with(|emulator| emulator.media_limit(bytes)).await;
        stack.rest().post("/v1/Conversations", &[("UniqueName", "room")]).await;
        let media = format!("/v1/Services/{}/Media", stack.service());
        Self { stack, media }
    }

    /// Uploads as an application's server.
    async fn upload(&self, name: &str, bytes: &'static str) -> Answer {
        let path = format!("{}?Filename={name}", self.media);
        let headers = [("content-type", "text/plain")];
        self.stack.rest().send_with(Method::POST, &path, &headers, bytes).await
    }

    /// Calls as a page of another origin, with somebody's token.
    async fn page(&self, name: &str, method: Method, path: &str, body: &str) -> Answer {
        let token = self.stack.token(name);
        let headers = [
            ("x-twilio-token", token.as_str()),
            ("content-type", "text/plain"),
            ("origin", "http://page.example"),
        ];
        let page = Rest::at(self.stack.emulator().address()).host("mcs.us1.twilio.com");
        page.send_with(method, path, &headers, body.to_owned()).await
    }

    /// Follows a temporary address, as anybody may.
    async fn follow(&self, url: &str) -> Answer {
        let path = url.split_once(".twilio.com").expect("one of Twilio's addresses").1;
        let anybody = Rest::at(self.stack.emulator().address());
        anybody.send_with(Method::GET, path, &[], "").await
    }

    async fn show(&self, sid: &str) -> Answer {
        self.stack.rest().post(&format!("{ROOM}/Messages"), &[("MediaSid", sid)]).await
    }
}

fn temporary(record: &Answer) -> String {
    let url = record.json()["links"]["content_direct_temporary"].as_str().map(str::to_owned);
    url.expect("a temporary address")
}

fn said(answer: &Answer) -> (StatusCode, u64) {
    (answer.status, answer.code())
}

#[tokio::test]
async fn a_server_uploads_and_a_message_shows_it() {
    let scene = Scene::set().await;
    let record = scene.upload("a+b.txt", "the bytes").await;
    let sid = record.text("sid");
    let message = scene.show(&sid).await;
    let again = scene.show(&sid).await;
    let shown = scene.stack.rest().get(&format!("{}/{sid}", scene.media)).await;
    assert_snapshot!([&record, &message, &again, &shown].map(ToString::to_string).join("\n\n"));

    let bytes = scene.follow(&temporary(&record)).await;
    assert_eq!((bytes.status, bytes.body.as_ref()), (StatusCode::OK, b"the bytes".as_slice()));
    assert_eq!(bytes.headers[header::CONTENT_TYPE], "text/plain");
    let direct = scene.stack.rest().get(&format!("{}/{sid}/Content", scene.media)).await;
    assert_eq!(direct.status, StatusCode::TEMPORARY_REDIRECT);
    let target = direct.headers[header::LOCATION].to_str().expect("an address");
    assert_eq!(scene.follow(target).await.body, "the bytes");
}

#[tokio::test]
async fn messages_show_only_what_there_is_to_show() {
    let scene = Scene::set().await;
    let nothing = format!("ME{}", "0".repeat(32));
    assert_eq!(said(&scene.show(&nothing).await), (StatusCode::BAD_REQUEST, 50507));
    assert_eq!(said(&scene.show("ME1").await), (StatusCode::BAD_REQUEST, 50510));
    let sid = scene.upload("a.txt", "a").await.text("sid");
    assert_eq!(scene.show(&sid).await.status, StatusCode::CREATED);
    assert_eq!(said(&scene.show(&sid).await), (StatusCode::BAD_REQUEST, 50508));
}

#[tokio::test]
async fn media_go_with_their_message_conversation_and_service() {
    let scene = Scene::set().await;
    let rest = scene.stack.rest();
    let (first, second) = (scene.upload("a", "a").await, scene.upload("b", "b").await);
    let message = scene.show(&first.text("sid")).await.text("sid");
    scene.show(&second.text("sid")).await;
    rest.delete(&format!("{ROOM}/Messages/{message}")).await;
    assert_eq!(scene.follow(&temporary(&first)).await.status, StatusCode::NOT_FOUND);
    let gone = format!("{}/{}", scene.media, first.text("sid"));
    assert_eq!(said(&rest.get(&gone).await), (StatusCode::NOT_FOUND, 20404));
    assert_eq!(scene.follow(&temporary(&second)).await.status, StatusCode::OK);
    rest.delete(ROOM).await;
    assert_eq!(scene.follow(&temporary(&second)).await.status, StatusCode::NOT_FOUND);

    let service = rest.post("/v1/Services", &[("FriendlyName", "other")]).await.text("sid");
    let path = format!("/v1/Services/{service}/Media");
    let headers = [("content-type", "text/plain")];
    let third = rest.send_with(Method::POST, &path, &headers, "c").await;
    assert_eq!(scene.follow(&temporary(&third)).await.status, StatusCode::OK);
    rest.delete(&format!("/v1/Services/{service}")).await;
    assert_eq!(scene.follow(&temporary(&third)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn temporary_addresses_expire_and_cannot_be_made_up() {
    let scene = Scene::set().await;
    let record = scene.upload("a.txt", "a").await;
    let url = temporary(&record);
    scene.stack.advance(Duration::from_secs(299));
    assert_eq!(scene.follow(&url).await.status, StatusCode::OK);
    scene.stack.advance(Duration::from_secs(1));
    assert_eq!(scene.follow(&url).await.status, StatusCode::FORBIDDEN);
    let made_up = url.replace("Expires=", "Expires=9");
    assert_eq!(scene.follow(&made_up).await.status, StatusCode::FORBIDDEN);
    let fresh = scene.stack.rest().get(&format!("{}/{}", scene.media, record.text("sid"))).await;
    assert_eq!(scene.follow(&temporary(&fresh)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn clients_read_what_is_theirs_or_what_they_were_shown() {
    let scene = Scene::set().await;
    let rest = scene.stack.rest();
    for name in ["ada", "bob"] {
        rest.post(&format!("{ROOM}/Participants"), &[("Identity", name)]).await;
    }
    let mine = scene.page("ada", Method::POST, &scene.media, "mine").await;
    assert_eq!((mine.status, mine.text("author")), (StatusCode::CREATED, "ada".to_owned()));
    let record = format!("{}/{}", scene.media, mine.text("sid"));
    assert_eq!(scene.page("ada", Method::GET, &record, "").await.status, StatusCode::OK);
    assert_eq!(scene.page("bob", Method::GET, &record, "").await.status, StatusCode::NOT_FOUND);

    let set = json!({ "command": "get", "list": [
        { "media_sid": mine.text("sid") }, { "media_sid": "ME1" },
    ] });
    let sets = format!("{}Set", scene.media);
    let codes = |answer: &Answer| {
        let json = answer.json();
        json.as_array().expect("a list").iter().map(|it| it["code"].clone()).collect::<Vec<_>>()
    };
    let before = scene.page("bob", Method::POST, &sets, &set.to_string()).await;
    assert_eq!(codes(&before), [404, 404]);
    scene.show(&mine.text("sid")).await;
    let after = scene.page("bob", Method::POST, &sets, &set.to_string()).await;
    assert_eq!(codes(&after), [200, 404]);
    assert_eq!(scene.page("bob", Method::GET, &record, "").await.status, StatusCode::OK);
    assert_eq!(scene.page("eve", Method::GET, &record, "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn requests_without_a_valid_token_get_an_error_that_pages_can_read() {
    let scene = Scene::set().await;
    let page = Rest::at(scene.stack.emulator().address());
    let other = format!("/v1/Services/IS{}/Media", "0".repeat(32));
    let (good, bad) = (scene.stack.token("ada"), "nonsense".to_owned());
    for (path, token, expected) in [
        (&scene.media, None, (StatusCode::UNAUTHORIZED, 20003)),
        (&scene.media, Some(&bad), (StatusCode::UNAUTHORIZED, 20101)),
        (&other, Some(&good), (StatusCode::FORBIDDEN, 20403)),
    ] {
        let headers: Vec<_> = token.map(|it| ("x-twilio-token", it.as_str())).into_iter().collect();
        let answer = page.send_with(Method::POST, path, &headers, "bytes").await;
        assert_eq!(said(&answer), expected);
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    }
    scene.stack.advance(Duration::from_secs(3600));
    let late = page.send_with(Method::POST, &scene.media, &[("x-twilio-token", &good)], "b").await;
    assert_eq!(said(&late), (StatusCode::UNAUTHORIZED, 20104));
    let server = scene.stack.rest().send_with(Method::POST, &other, &[], "bytes").await;
    assert_eq!(said(&server), (StatusCode::NOT_FOUND, 20404));
}

#[tokio::test]
async fn browsers_may_ask_first() {
    let scene = Scene::set().await;
    let page = Rest::at(scene.stack.emulator().address());
    for path in [scene.media.clone(), format!("{}Set", scene.media)] {
        let answer = page.send_with(Method::OPTIONS, &path, &[], "").await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let allowed = answer.headers[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str();
        let allowed = allowed.expect("a text").to_ascii_lowercase();
        assert!(
            allowed.contains("x-twilio-token") && allowed.contains("content-type"),
            "{allowed}"
        );
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_METHODS], "GET,POST,OPTIONS");
        assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    }
}

#[tokio::test]
async fn forms_say_name_and_type_in_the_part() {
    let scene = Scene::set().await;
    let form = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"p c.png\"\r\n\
        Content-Type: image/png\r\n\r\npixels\r\n--B--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=B")];
    let path = format!("{}?Category=body", scene.media);
    let rest = scene.stack.rest();
    let record = rest.send_with(Method::POST, &path, &headers, form).await;
    assert_eq!(record.status, StatusCode::CREATED);
    assert_eq!(
        ["filename", "content_type", "category"].map(|field| record.text(field)),
        ["p c.png", "image/png", "body"]
    );
    assert_eq!(scene.follow(&temporary(&record)).await.body, "pixels");
    let broken = rest.send_with(Method::POST, &path, &headers, &form[..80]).await;
    assert_eq!(said(&broken), (StatusCode::BAD_REQUEST, 20001));
}

#[tokio::test]
async fn what_is_too_large_or_of_no_type_is_refused() {
    let scene = Scene::with_limit(10).await;
    let rest = scene.stack.rest();
    let nonsense = [("content-type", "nonsense")];
    let answer = rest.send_with(Method::POST, &scene.media, &nonsense, "a").await;
    assert_eq!(said(&answer), (StatusCode::BAD_REQUEST, 50511));
    let answer = rest.send(Method::POST, &format!("{}?Category=x", scene.media), "a").await;
    assert_eq!(said(&answer), (StatusCode::BAD_REQUEST, 20001));
    let large = vec![0; 50 * 1024 * 1024 + 1];
    let answer = rest.send(Method::POST, &scene.media, large).await;
    assert_eq!(said(&answer), (StatusCode::BAD_REQUEST, 50512));
    assert_eq!(
        said(&scene.upload("a", "eleven byte").await),
        (StatusCode::PAYLOAD_TOO_LARGE, 20413)
    );
}

#[tokio::test]
async fn room_that_media_have_left_is_used_again() {
    let scene = Scene::with_limit(10).await;
    let first = scene.upload("a", "0123456789").await;
    let message = scene.show(&first.text("sid")).await.text("sid");
    assert_eq!(scene.upload("b", "other").await.status, StatusCode::PAYLOAD_TOO_LARGE);
    scene.stack.rest().delete(&format!("{ROOM}/Messages/{message}")).await;
    let second = scene.upload("b", "9876543210").await;
    assert_eq!(second.status, StatusCode::CREATED);
    assert_eq!(scene.follow(&temporary(&second)).await.body, "9876543210");
}

#[tokio::test]
async fn an_upload_that_is_cut_off_leaves_nothing_behind() {
    let scene = Scene::with_limit(10).await;
    let token = scene.stack.token("ada");
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nX-Twilio-Token: {token}\r\nContent-Length: 10\r\n\r\nhalf",
        scene.media
    );
    for _ in 0..9 {
        let mut socket =
            TcpStream::connect(scene.stack.emulator().address()).await.expect("a port");
        socket.write_all(head.as_bytes()).await.expect("room in the socket");
        socket.shutdown().await.expect("an open socket");
        let mut rest = Vec::new();
        // Read to its end, so that the emulator has seen the cut.
        soon("the end", socket.read_to_end(&mut rest)).await.ok();
        assert!(!String::from_utf8_lossy(&rest).contains("201 "), "half a body was accepted");
    }
    assert_eq!(scene.upload("a", "0123456789").await.status, StatusCode::CREATED);
}
