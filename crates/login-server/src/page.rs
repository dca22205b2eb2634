//! The files of the page, and nothing else of its folder.

use std::{io, path::PathBuf};

use bytes::Bytes;
use http::{
    HeaderValue, Request, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use http_body_util::{BodyExt, Empty};
use percent_encoding::percent_decode_str;
use tower_http::services::{ServeDir, ServeFile};

use crate::reply::{self, Body};

/// Stable paths of the official SDK builds, and where npm puts them below the page's folder.
pub const SDK_BUILDS: [(&str, &str); 2] = [
    (
        "/sdk/twilio-conversations.min.js",
        "node_modules/@twilio/conversations/builds/twilio-conversations.min.js",
    ),
    ("/sdk/twilio-video.min.js", "node_modules/twilio-video/dist/twilio-video.min.js"),
];

/// What to do when an SDK build is missing.
const INSTALL: &str =
    "The SDK build is not installed: run `cargo xtask setup`, or `npm ci` in web/.";

const NOTHING: &str = "There is nothing at this address.";

/// Files at the top of the page's folder, by path.
const TOP: [(&str, &str); 2] = [("/", "index.html"), ("/index.html", "index.html")];

const SOURCES: &str = "/src/";

/// The app may change with every reload; builds of an SDK with a new version only. Both come with
/// an `ETag`, so asking again is cheap.
const APP_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
const SDK_CACHE: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// Serves the page's folder.
pub(crate) struct Page {
    folder: PathBuf,
}

impl Page {
    /// Warns of SDK builds that are missing; the rest of the page is served all the same.
    pub(crate) fn new(folder: PathBuf) -> Self {
        for (_, build) in SDK_BUILDS {
            let file = folder.join(build);
            if !file.is_file() {
                tracing::warn!(file = %file.display(), "{INSTALL}");
            }
        }
        Self { folder }
    }

    /// Returns whether the path belongs to the page; the file may be missing all the same.
    pub(crate) fn owns(path: &str) -> bool {
        top(path).is_some() || sdk(path).is_some() || is_source(path)
    }

    /// The file at a path that the page owns, for `GET` and `HEAD`.
    pub(crate) async fn answer<B>(&self, request: Request<B>) -> Response<Body> {
        let path = request.uri().path().to_owned();
        let request = request.map(|_| Empty::<Bytes>::new());
        let result = if let Some(file) = top(&path).or(sdk(&path)) {
            ServeFile::new(self.folder.join(file)).try_call(request).await
        } else {
            // From the folder on, because `/src` is in the request's path already.
            ServeDir::new(&self.folder)
                .append_index_html_on_directories(false)
                .redirect_to_trailing_slash(false)
                .try_call(request)
                .await
        };
        let (cache, absence) = match sdk(&path) {
            Some(_) => (SDK_CACHE, INSTALL),
            None => (APP_CACHE, NOTHING),
        };
        finish(result.map(|response| response.map(BodyExt::boxed_unsync)), cache, absence)
    }
}

fn finish(
    result: io::Result<Response<Body>>,
    cache: HeaderValue,
    absence: &'static str,
) -> Response<Body> {
    let mut response = match result {
        Ok(response) => response,
        Err(error) if is_absence(&error) => return absent(absence),
        Err(error) => {
            tracing::error!(%error, "failed to read a file of the page");
            let text = "The file cannot be read.";
            return reply::error(StatusCode::INTERNAL_SERVER_ERROR, text);
        }
    };
    if response.status() == StatusCode::NOT_FOUND {
        return absent(absence);
    }
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, cache);
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let text = text.filter(|kind| kind.starts_with("text/") && !kind.contains("charset"));
    if let Some(Ok(kind)) = text.map(|kind| HeaderValue::try_from(format!("{kind}; charset=utf-8")))
    {
        headers.insert(CONTENT_TYPE, kind);
    }
    response
}

fn is_absence(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    matches!(error.kind(), NotFound | NotADirectory | PermissionDenied)
}

pub(crate) fn not_found() -> Response<Body> {
    absent(NOTHING)
}

fn absent(text: &str) -> Response<Body> {
    reply::error(StatusCode::NOT_FOUND, text)
}

fn top(path: &str) -> Option<&'static str> {
    TOP.iter().find(|(stable, _)| *stable == path).map(|(_, file)| *file)
}

fn sdk(path: &str) -> Option<&'static str> {
    SDK_BUILDS.iter().find(|(stable, _)| *stable == path).map(|(_, file)| *file)
}

/// Files below `src`. No part of the path may begin with a dot, escaped or not: neither hidden
/// files nor ways up.
fn is_source(path: &str) -> bool {
    let decoded = percent_decode_str(path).collect::<Vec<_>>();
    path.starts_with(SOURCES)
        && decoded
            .split(|byte| matches!(byte, b'/' | b'\\'))
            .all(|part| part.first() != Some(&b'.'))
}
