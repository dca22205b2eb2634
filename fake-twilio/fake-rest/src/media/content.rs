//! The bytes of media.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use twilio_sid::{MediaSid, ServiceSid};
use twilio_wire::client_api as wire;

use crate::{
    context::Context,
    http::{
        error::{ApiError, HandlerError, method_not_allowed},
        parse,
        response::empty,
    },
    media::{
        MediaReply, MediaRequest,
        record::{find, missing, render},
    },
};

/// An uploaded page must not run in the emulator's origin.
const SANDBOX: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// Leads a caller with a token to the temporary address (`assumed`, as for media of messages over
/// REST; a live request would settle it).
pub(super) fn redirect(call: &MediaRequest<'_>, sid: &str) -> MediaReply {
    let found = call.tenant.read(|world| find(world, call, sid).map(|it| render(it, call)));
    let url = found.map_err(|_| missing(call))?.links.content_direct_temporary;
    let mut response = empty(StatusCode::TEMPORARY_REDIRECT);
    if let Ok(url) = HeaderValue::from_str(&url) {
        response.headers_mut().insert(header::LOCATION, url);
    }
    Ok(response)
}

/// Sends the bytes to callers with a valid signed URL, while the medium exists.
pub(super) fn temporary(
    context: &Context,
    service: ServiceSid,
    medium: &str,
    request: &Request<Bytes>,
) -> MediaReply {
    if request.method() != Method::GET {
        return Err(method_not_allowed());
    }
    let not_found = || HandlerError::from(ApiError::not_found(request.uri().path()));
    let medium: MediaSid = medium.parse().map_err(|_| not_found())?;
    let query: wire::TemporaryQuery =
        parse::form(request.uri().query().unwrap_or_default().as_bytes())?;
    let (expires, signature) = (query.expires.unwrap_or(0), query.signature.unwrap_or_default());
    let now = context.store.now();
    if !context.signing_key.is_good((service, medium), expires, &signature, now) {
        // `assumed`: that of the file store behind live addresses; an expired one would settle it.
        let why = "The address has expired or was not made here";
        return Err(ApiError::new(StatusCode::FORBIDDEN, 20403, why).into());
    }
    let tenant = context.store.service(service).ok_or_else(not_found)?;
    let known = tenant.read(|world| world.media.get(medium).map(|it| it.medium.clone()));
    let record = known.ok_or_else(not_found)?;
    let bytes = context.store.blob(record.digest).ok_or_else(not_found)?;
    let mut response = Response::new(bytes);
    let headers = response.headers_mut();
    if let Ok(content_type) = HeaderValue::from_str(&record.content_type) {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    let left = expires.saturating_sub(now.as_second());
    if let Ok(cached) = HeaderValue::from_str(&format!("private, max-age={left}")) {
        headers.insert(header::CACHE_CONTROL, cached);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
