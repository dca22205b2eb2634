//! The media service: uploads, records and bytes, over plain HTTP from pages of any origin.

mod content;
mod record;
mod upload;

use std::sync::Arc;

use bytes::Bytes;
use fake_core::{Actor, text::SYSTEM};
use fake_store::{ServiceTenant, Store};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use twilio_sid::ServiceSid;

use crate::{
    authenticate::{basic, token::authenticate},
    context::Context,
    error_codes::{Audience, explain},
    host,
    http::{
        error::{ApiError, HandlerError, method_not_allowed},
        path,
        response::empty,
    },
    keyring::Keyring,
    signed_url::UrlSigningKey,
};

pub(crate) use upload::File;

const TOKEN: HeaderName = HeaderName::from_static("x-twilio-token");

/// What lets pages of any origin use the media service; no request carries cookies.
const SHARING: [(HeaderName, HeaderValue); 4] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET,POST,OPTIONS")),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("X-Twilio-Token,Content-Type,Authorization"),
    ),
    (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400")),
];

/// A request with whom it is for.
struct MediaRequest<'a> {
    store: &'a Store,
    signing_key: &'a UrlSigningKey,
    tenant: Arc<ServiceTenant>,
    service: ServiceSid,
    who: MediaCaller,
    request: &'a Request<Bytes>,
}

/// The caller.
enum MediaCaller {
    /// A client, by its token.
    Client(String),
    /// An application's server, by basic authentication.
    Server,
}

impl MediaCaller {
    fn name(&self) -> &str {
        match self {
            Self::Client(identity) => identity,
            Self::Server => SYSTEM,
        }
    }

    fn actor(&self) -> Actor {
        match self {
            Self::Client(identity) => Actor::Sdk(identity.as_str().into()),
            // Media trigger no webhooks until a message refers to them.
            Self::Server => Actor::Api { webhooks: false },
        }
    }
}

/// What handlers of the media service return; no webhook decides on media.
type MediaReply = Result<Response<Bytes>, HandlerError>;

impl MediaRequest<'_> {
    /// The address of the service's media, as the caller reached it.
    fn url(&self) -> String {
        let origin = host::origin(self.request.headers(), self.request.uri());
        format!("{origin}/v1/Services/{}/Media", self.service)
    }
}

/// The part of a path behind `/v1/Services/{IS}/`, if it belongs to the media service.
fn media_path<'p>(segments: &[&'p str]) -> Option<(&'p str, Vec<&'p str>)> {
    match segments {
        ["v1", "Services", service, rest @ ..] if matches!(rest, ["Media" | "MediaSet", ..]) => {
            Some((service, rest.to_vec()))
        }
        _ => None,
    }
}

/// Answers whatever belongs to the media service.
pub(crate) fn handle(context: &Context, request: &Request<Bytes>) -> Response<Bytes> {
    shared(
        answer(context, request)
            .unwrap_or_else(|error| explain(error, Audience::Client).into_response()),
    )
}

/// Adds CORS headers, also to errors.
pub(crate) fn shared(mut response: Response<Bytes>) -> Response<Bytes> {
    response.headers_mut().extend(SHARING);
    response
}

fn answer(context: &Context, request: &Request<Bytes>) -> MediaReply {
    let path = request.uri().path();
    let segments = path::segments(path);
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let not_found = || HandlerError::from(ApiError::not_found(path));
    let (service, rest) = media_path(&segments).ok_or_else(not_found)?;
    if request.method() == Method::OPTIONS {
        return Ok(empty(StatusCode::NO_CONTENT));
    }
    if let ["Media", medium, "Content", "Temporary"] = rest.as_slice() {
        let service = service.parse().map_err(|_| not_found())?;
        return content::temporary(context, service, medium, request);
    }
    let (tenant, service, who) =
        enter(&context.store, &context.keyring, service, request.headers(), path)?;
    let call = MediaRequest {
        store: &context.store,
        signing_key: &context.signing_key,
        tenant,
        service,
        who,
        request,
    };
    match rest.as_slice() {
        ["Media"] => match *request.method() {
            Method::POST => upload::upload(&call),
            _ => Err(method_not_allowed()),
        },
        ["MediaSet"] => match *request.method() {
            Method::POST => record::set(&call),
            _ => Err(method_not_allowed()),
        },
        ["Media", sid] => match *request.method() {
            Method::GET => record::fetch(&call, sid),
            _ => Err(method_not_allowed()),
        },
        ["Media", sid, "Content"] => match *request.method() {
            Method::GET => content::redirect(&call, sid),
            _ => Err(method_not_allowed()),
        },
        _ => Err(not_found()),
    }
}

/// Returns the error response if the headers already rule out the upload.
pub(crate) fn refuse(
    context: &Context,
    path: &str,
    headers: &HeaderMap,
) -> Option<Response<Bytes>> {
    let segments = path::segments(path);
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let (service, _) = media_path(&segments)?;
    let error = enter(&context.store, &context.keyring, service, headers, path).err()?;
    Some(shared(explain(error, Audience::Client).into_response()))
}

/// Checks a token, or else basic authentication, as a server's requests carry it.
fn enter(
    store: &Store,
    keyring: &Keyring,
    service: &str,
    headers: &HeaderMap,
    path: &str,
) -> Result<(Arc<ServiceTenant>, ServiceSid, MediaCaller), HandlerError> {
    let not_found = || HandlerError::from(ApiError::not_found(path));
    let page_request: Option<ServiceSid> = service.parse().ok();
    if let Some(token) = headers.get(TOKEN) {
        let token = token.to_str().unwrap_or_default();
        let client = authenticate(store, keyring, token, "")
            .map_err(|it| ApiError::new(StatusCode::UNAUTHORIZED, it.code, it.why))?;
        // `assumed`: a live request with the token of another service would settle the answer.
        if page_request != Some(client.caller.service) {
            let why = "The token is for another service";
            return Err(ApiError::new(StatusCode::FORBIDDEN, 20403, why).into());
        }
        let who = MediaCaller::Client(client.caller.identity);
        return Ok((client.tenant, client.caller.service, who));
    }
    let account = basic::account(headers, keyring)?;
    let service = page_request.ok_or_else(not_found)?;
    let tenant = store.service(service).ok_or_else(not_found)?;
    if tenant.read(|world| world.service.account) == account {
        Ok((tenant, service, MediaCaller::Server))
    } else {
        Err(not_found())
    }
}
