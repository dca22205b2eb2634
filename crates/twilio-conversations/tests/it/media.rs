//! Media: what goes over the wire, and where the credentials do not go.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use twilio_conversations::Error;

use crate::{
    sample,
    server::{Reply, Server},
};

fn record(temporary: &str) -> Value {
    json!({
        "sid": format!("ME{:032x}", 1),
        "service_sid": format!("IS{:032x}", 1),
        "channel_sid": null,
        "message_sid": null,
        "date_created": "2026-11-22T09:22:14.356Z",
        "date_upload_updated": "2026-11-22T09:22:14.356Z",
        "date_updated": "2026-11-22T09:22:14.356Z",
        "size": 9,
        "content_type": "text/plain",
        "filename": null,
        "category": "media",
        "author": "system",
        "is_multipart_upstream": false,
        "url": "u",
        "links": { "content": "c", "content_direct_temporary": temporary },
    })
}

#[tokio::test]
async fn an_upload_carries_type_name_and_bytes() {
    let server = Server::start(|_| vec![Reply::Json(201, record("t"))]).await;
    let media = server.client().media(format!("IS{:032x}", 1).parse().unwrap());
    let made = media.upload("text/plain", "the bytes").filename("a&b.txt").await.unwrap();
    assert_eq!(made.size, 9);

    let asked = server.asked();
    let path = format!("/v1/Services/IS{:032x}/Media?Filename=a%26b.txt", 1);
    assert_eq!((&asked[0].method, asked[0].uri.to_string()), (&Method::POST, path));
    assert_eq!(asked[0].headers["content-type"], "text/plain");
    assert!(asked[0].headers.contains_key("authorization"));
    assert_eq!(asked[0].body, "the bytes");
}

#[tokio::test]
async fn an_upload_that_fails_is_sent_once() {
    let busy = sample::error(503, 20503, "Service is unavailable");
    let server = Server::start(|_| vec![Reply::Json(503, busy), Reply::Silence]).await;
    let media = server.client().media(format!("IS{:032x}", 1).parse().unwrap());
    let error = media.upload("text/plain", "x").await.unwrap_err();
    assert_eq!(
        (error.status(), error.code()),
        (Some(StatusCode::SERVICE_UNAVAILABLE), Some(20503))
    );
    let limit = Duration::from_millis(300);
    let error = media.upload("text/plain", "x").time_limit(limit).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    let error = media.upload("text/\nplain", "x").await.unwrap_err();
    assert!(matches!(error, Error::ContentType(_)), "{error:?}");
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn bytes_are_read_at_any_origin_without_the_credentials() {
    let elsewhere = Server::start(|_| vec![Reply::Text(200, "the bytes")]).await;
    let temporary = format!("{}/bytes?Signature=x", elsewhere.url);
    let server = Server::start(|_| vec![Reply::Json(200, record(&temporary))]).await;
    let media = server.client().media(format!("IS{:032x}", 1).parse().unwrap());
    let mut download = media.download(format!("ME{:032x}", 1).parse().unwrap()).await.unwrap();
    assert_eq!(download.chunk().await.unwrap().as_deref(), Some(&b"the bytes"[..]));
    assert_eq!(download.chunk().await.unwrap(), None);

    assert!(server.asked()[0].headers.contains_key("authorization"));
    let asked = elsewhere.asked();
    assert_eq!(asked[0].uri, "/bytes?Signature=x");
    assert!(!asked[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn an_address_that_has_expired_is_an_error() {
    let elsewhere = Server::start(|_| vec![Reply::Text(403, "expired")]).await;
    let temporary = format!("{}/bytes", elsewhere.url);
    let server = Server::start(|_| vec![Reply::Json(200, record(&temporary))]).await;
    let media = server.client().media(format!("IS{:032x}", 1).parse().unwrap());
    let error = media.download(format!("ME{:032x}", 1).parse().unwrap()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
}
