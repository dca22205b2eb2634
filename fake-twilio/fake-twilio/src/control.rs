//! Requests to the control API, after the check of `Host` and `Origin`.

use bytes::Bytes;
use fake_rest::{ActSignal, Api, ApiError, JournalWait, MAX_WORLD, Signal};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;

use crate::{
    headers, journal_wait, media_upload,
    recording::Recording,
    response_limits::Client,
    rest::{Place, answer_rest, answered},
    shared::Shared,
};

/// Answers a request to the control API.
pub(crate) async fn answer(
    shared: &Shared,
    client: &Client,
    request: Request<Incoming>,
) -> Response<Bytes> {
    let is_open = Api::is_health(request.uri().path())
        && matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_open && let Err(foreign) = shared.control.callers.check(request.headers(), request.uri())
    {
        return ApiError::new(StatusCode::FORBIDDEN, 20403, foreign.to_string()).into_response();
    }
    let is_preflight = *request.method() == Method::OPTIONS;
    if !is_open
        && !is_preflight
        && let Err(closed) = shared.control.access.check(request.uri().path(), request.headers())
    {
        return closed.into_response();
    }
    let origin = shared.control.callers.allowed_origin(request.headers()).cloned();
    let mut response = if origin.is_some() && is_preflight {
        headers::preflight()
    } else {
        // The journal shows what applications do, not who reads it.
        let mut recording = Recording::none();
        if Api::takes_worlds(request.method(), request.uri().path()) {
            answer_world(shared, client, request).await
        } else {
            answer_rest(shared, client, request, &mut recording).await
        }
    };
    response = complete(shared, response).await;
    if let Some(origin) = origin {
        share(response.headers_mut(), origin);
    }
    response
}

/// Answers a request of the program that the emulator runs in.
pub(crate) async fn perform(shared: &Shared, request: &Request<Bytes>) -> Response<Bytes> {
    // Its answers wait in nobody's memory but the program's.
    let response = answered(shared, &Client::default(), request, Place::Here).await;
    complete(shared, response).await
}

/// Does what a response asks for: delivers a signal, waits for the journal.
async fn complete(shared: &Shared, mut response: Response<Bytes>) -> Response<Bytes> {
    deliver(shared, &mut response);
    match response.extensions_mut().remove() {
        Some(JournalWait(wait)) => Api::waited(journal_wait::wait(shared, wait).await),
        None => response,
    }
}

/// Answers a request that brings a world with it.
async fn answer_world(
    shared: &Shared,
    client: &Client,
    request: Request<Incoming>,
) -> Response<Bytes> {
    let (parts, body) = request.into_parts();
    match media_upload::upload(shared, client, body, MAX_WORLD).await {
        Ok(body) => {
            let request = Request::from_parts(parts, body);
            answered(shared, client, &request, Place::of(&request)).await
        }
        Err(refused) => refused,
    }
}

/// Delivers the signal of `act/type` or `act/reachability`.
fn deliver(shared: &Shared, response: &mut Response<Bytes>) {
    let Some(ActSignal { service, signal }) = response.extensions_mut().remove() else { return };
    // Without a hub no client is connected.
    let Some(hub) = shared.chat.sync_hubs.get(&service).map(|hub| hub.clone()) else { return };
    match signal {
        Signal::Typing { conversation, identity } => hub.typing(conversation, &identity),
        Signal::Reachability { identity } => hub.show_reachability(&identity),
    }
}

/// Lets pages of an allowed origin read an answer.
fn share(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let fixed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type"),
        (header::VARY, "Origin"),
    ];
    headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
}
