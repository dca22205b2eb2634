//! Reads what is uploaded: large bodies, few at a time, and only from those who may.

use std::time::Duration;

use bytes::Bytes;
use fake_rest::Api;
use http::{Method, Request, Response, request::Parts};
use hyper::body::Incoming;

use crate::{
    serve::{answered, read},
    shared::Shared,
};

/// Longest body that is read, in bytes: somewhat above the largest medium, so that one that is a
/// little too large hears so with the code for media.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// Bodies that are read at a time; others wait, so that memory is bounded.
pub(crate) const UPLOADS: usize = 4;

/// Real time that a body may take, so that nobody keeps others waiting for ever.
const PATIENCE: Duration = Duration::from_secs(120);

/// Answers a request to the media service. A client that goes away before the end of its upload
/// leaves nothing behind.
pub(crate) async fn answer(shared: &Shared, parts: Parts, body: Incoming) -> Response<Bytes> {
    if parts.method != Method::POST {
        return answered(shared, &Request::from_parts(parts, Bytes::new())).await;
    }
    if let Some(refused) = shared.api.refuse_media(parts.uri.path(), &parts.headers) {
        return refused;
    }
    // Never closed; should it be, uploads are bounded in size still.
    let _turn = shared.uploads.acquire().await;
    match read(body, MAX_BODY, PATIENCE).await {
        Ok(body) => answered(shared, &Request::from_parts(parts, body)).await,
        Err(refused) => Api::share_media(refused),
    }
}
