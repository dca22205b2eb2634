//! The files of the page: served as they should be, and no others.

use std::{fs, path::Path};

use http::{Method, StatusCode};
use tempfile::TempDir;

use crate::browser::Browser;

const BUILD: &str = "node_modules/@twilio/conversations/builds/twilio-conversations.min.js";
const VIDEO_BUILD: &str = "node_modules/twilio-video/dist/twilio-video.min.js";

/// A folder like that of the page, with things around it that nobody may read.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("outside.txt", "hidden"),
        ("web/index.html", "<!doctype html>"),
        ("web/styles.css", "hidden"),
        ("web/package.json", "hidden"),
        ("web/test/main.test.js", "hidden"),
        ("web/src/main.js", "export {};"),
        ("web/src/deep/part.js", "export {};"),
        ("web/src/styles/base.css", "body {}"),
        ("web/src/.hidden.js", "hidden"),
        (&format!("web/{BUILD}"), "var Twilio;"),
        (&format!("web/{VIDEO_BUILD}"), "Twilio.Video;"),
        ("web/node_modules/ws/index.js", "hidden"),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn web(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("web")
}

#[tokio::test]
async fn files_have_their_types_and_caching() {
    let folder = folder();
    let browser = Browser::reading(&web(&folder)).await;
    let (html, css) = ("text/html; charset=utf-8", "text/css; charset=utf-8");
    let script = "text/javascript; charset=utf-8";
    for (path, kind, cache, body) in [
        ("/", html, "no-cache", "<!doctype html>"),
        ("/index.html", html, "no-cache", "<!doctype html>"),
        ("/src/styles/base.css", css, "no-cache", "body {}"),
        ("/src/main.js?v=1", script, "no-cache", "export {};"),
        ("/src/deep/part.js", script, "no-cache", "export {};"),
        ("/sdk/twilio-conversations.min.js", script, "public, max-age=86400", "var Twilio;"),
        ("/sdk/twilio-video.min.js", script, "public, max-age=86400", "Twilio.Video;"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("cache-control"), cache, "{path}");
        assert_eq!(answer.body, body, "{path}");
        assert!(!answer.header("etag").is_empty() && !answer.header("last-modified").is_empty());
    }
}

#[tokio::test]
async fn a_file_that_the_browser_has_is_not_sent_again() {
    let folder = folder();
    let browser = Browser::reading(&web(&folder)).await;
    let tag = browser.get("/src/main.js").await.header("etag").to_owned();
    let known = [("if-none-match", tag.as_str())];
    let answer = browser.send(Method::GET, "/src/main.js", &known, "").await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));

    fs::write(folder.path().join("web/src/main.js"), "export const changed = 1;").unwrap();
    let answer = browser.send(Method::GET, "/src/main.js", &known, "").await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let folder = folder();
    let browser = Browser::reading(&web(&folder)).await;
    let answer = browser.send(Method::HEAD, "/", &[], "").await;
    assert_eq!((answer.status, answer.header("content-length")), (StatusCode::OK, "15"));
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn nothing_else_of_the_folder_is_served() {
    let folder = folder();
    let browser = Browser::reading(&web(&folder)).await;
    for path in [
        "/package.json",
        "/styles.css",
        "/test/main.test.js",
        "/node_modules/ws/index.js",
        &format!("/{BUILD}"),
        "/sdk/",
        "/sdk/other.js",
        "/src",
        "/src/",
        "/src/deep",
        "/src/missing.js",
        "/src/main.js/",
        "/src/.hidden.js",
        "/src/%2ehidden.js",
        "/src/../package.json",
        "/src/%2e%2e/package.json",
        "/src/..%2fpackage.json",
        "/src/..%5cpackage.json",
        "/src/../../outside.txt",
        "/src/%2e%2e/%2e%2e/outside.txt",
        "/src//etc/passwd",
        "/src/%00",
        "/src/%ff",
        "//etc/passwd",
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn a_missing_page_is_not_found() {
    let browser = Browser::reading(Path::new("no-such-folder")).await;
    for path in ["/", "/src/styles/base.css", "/src/main.js", "/sdk/twilio-conversations.min.js"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_missing_sdk_build_names_the_command_that_installs_it() {
    let folder = folder();
    fs::remove_dir_all(folder.path().join("web/node_modules")).unwrap();
    let browser = Browser::reading(&web(&folder)).await;
    for path in ["/sdk/twilio-conversations.min.js", "/sdk/twilio-video.min.js"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains("`cargo xtask setup`") && error.contains("`npm ci`"), "{error}");
        assert_ne!(answer.header("cache-control"), "public, max-age=86400", "{path}");
    }
    let answer = browser.get("/src/missing.js").await;
    assert_eq!(answer.json()["error"], "There is nothing at this address.");
}
