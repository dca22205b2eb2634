//! Builds of SDKs for pages, as `media.twiliocdn.com` and `sdk.twilio.com` have them, out of npm packages.

mod address;
mod package;
mod wanted;

use std::{
    fs::File,
    io::{self, Read},
    sync::Arc,
};

use bytes::Bytes;
use fake_rest::ApiError;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};

pub use package::{Package, SdkFiles};
pub use wanted::{BadRequest, Sdk, Wanted};

use address::{Address, BadAddress};

/// Longest file that is served, in bytes; the longest one of these packages has some 3 MiB.
const MAX_FILE: u64 = 32 * 1024 * 1024;

/// Which package a file comes from, such as `@twilio/conversations@1.1.0`.
const SDK: HeaderName = HeaderName::from_static("x-emulator-sdk");

const SCRIPT: HeaderValue = HeaderValue::from_static("application/javascript; charset=utf-8");
const SOURCE_MAP: HeaderValue = HeaderValue::from_static("application/json");

/// Answers a page that loads an SDK.
pub(crate) async fn answer(
    packages: Arc<SdkFiles>,
    method: &Method,
    path: String,
) -> Response<Bytes> {
    if ![Method::GET, Method::HEAD].contains(method) {
        let text = format!("{method} is not possible here");
        return ApiError::new(StatusCode::METHOD_NOT_ALLOWED, 20004, text).into_response();
    }
    // Files are read on a thread that may wait.
    let read = tokio::task::spawn_blocking(move || served(&packages, &path)).await;
    match read {
        Ok(Ok(response)) => response,
        Ok(Err(absent)) => {
            tracing::warn!("no file of an SDK: {}", absent.message);
            absent.into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a file of an SDK was not read");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, 20500, "An error occurred")
                .into_response()
        }
    }
}

fn served(packages: &SdkFiles, path: &str) -> Result<Response<Bytes>, ApiError> {
    let not_found = |text: String| ApiError::new(StatusCode::NOT_FOUND, 20404, text);
    let address: Address = path
        .parse()
        .map_err(|error: BadAddress| not_found(format!("{path} was not found: {error}")))?;
    let Address { sdk, wanted, .. } = &address;
    let absent =
        || not_found(format!("{path} was not found; run: fake-twilio sdk add {sdk}@{wanted}"));
    let package = packages.choose(*sdk, wanted).ok_or_else(absent)?;
    let file = package.file(&address.file).ok_or_else(absent)?;
    if !wanted.is_met_by(&package.version) {
        tracing::warn!(
            "{} is served in place of {}@{wanted}, the version that the page loads",
            package.name(),
            sdk.package(),
        );
    }
    let body = read(&file).map_err(|error| {
        not_found(format!("{path} was not found: failed to read {} ({error})", file.display()))
    })?;
    Ok(file_response(&package, &address, body))
}

fn read(file: &std::path::Path) -> io::Result<Bytes> {
    let mut text = Vec::new();
    let length = File::open(file)?.take(MAX_FILE + 1).read_to_end(&mut text)?;
    if length as u64 > MAX_FILE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(text.into())
}

fn file_response(package: &Package, address: &Address, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let kind = if address.is_source_map() { SOURCE_MAP } else { SCRIPT };
    headers.insert(header::CONTENT_TYPE, kind);
    // Another version may be there when the page is loaded again.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if let Ok(name) = HeaderValue::try_from(package.name()) {
        headers.insert(SDK, name);
    }
    response
}
