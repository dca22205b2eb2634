//! Reads what is uploaded: large bodies, few at a time, and only from those who may.

use std::time::Duration;

use bytes::Bytes;
use fake_rest::{Api, ApiError};
use http::{Method, Request, Response, StatusCode, request::Parts};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

use crate::{
    recording::Recording,
    response_limits::Client,
    rest::{Place, answered, read},
    shared::Shared,
};

/// Longest body that is read, in bytes: somewhat above the largest medium, so that one that is a
/// little too large gets the error code of media.
pub(crate) const MAX_BODY: usize = 64 * 1024 * 1024;

/// Longest body that needs no permit.
const SMALL: u64 = 1024 * 1024;

/// Real time that a body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(120);

/// Answers a request to the media service. A client that goes away before the end of its upload
/// leaves nothing behind.
pub(crate) async fn answer(
    shared: &Shared,
    client: &Client,
    parts: Parts,
    body: Incoming,
    recording: &mut Recording,
) -> Response<Bytes> {
    recording.head(&parts);
    if parts.method != Method::POST {
        return answered(shared, client, &Request::from_parts(parts, Bytes::new()), Place::Here)
            .await;
    }
    if let Some(refused) = shared.api.reject_upload(parts.uri.path(), &parts.headers) {
        return refused;
    }
    match upload(shared, client, body, MAX_BODY).await {
        Ok(body) => {
            let request = Request::from_parts(parts, body);
            recording.request(&request);
            answered(shared, client, &request, Place::Here).await
        }
        Err(refused) => Api::with_cors(refused),
    }
}

/// Reads a body of at most `longest` bytes; few large ones are read at a time.
pub(crate) async fn upload(
    shared: &Shared,
    client: &Client,
    body: Incoming,
    longest: usize,
) -> Result<Bytes, Response<Bytes>> {
    if body.size_hint().upper().is_some_and(|length| length <= SMALL) {
        let _leave = client.body().await;
        return read(body, longest, BODY_TIMEOUT).await;
    }
    let permit = shared.bodies.uploads.acquire().await;
    let counted = body.map_frame(|frame| {
        permit.count(frame.data_ref().map_or(0, Bytes::len));
        frame
    });
    tokio::select! {
        read = read(counted, longest, BODY_TIMEOUT) => read,
        () = permit.ended() => {
            let why = "The upload was too slow while others waited";
            Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, 20001, why).into_response())
        }
    }
}
