//! HTTP inside frames: tunnelled requests and responses as values of the `http` crate.
//!
//! Percent-encoding is carried through untouched in both directions.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri,
    header::CONTENT_TYPE,
    uri::{Authority, Parts, PathAndQuery, Scheme},
};
use twilio_wire::twilsock::{Header, HttpRequest, HttpStatus, Method, Pairs, Status};

use crate::Frame;

/// Grant on which requests of Conversations rely.
const GRANT: &str = "ip_messaging";

/// Why a `message` frame is not an HTTP request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TunnelError {
    #[error("the frame has no http_request")]
    Missing,
    #[error("host, path and parameters do not make a URL")]
    Address,
    #[error("the method is not an HTTP method")]
    Method,
    #[error("a header is not an HTTP header")]
    Headers,
    #[error("the status is not an HTTP status")]
    Status,
}

/// Reads a tunnelled request.
pub(crate) fn read_request(frame: Frame) -> Result<Request<Bytes>, TunnelError> {
    let Frame { header, payload } = frame;
    let wanted = header.http_request.ok_or(TunnelError::Missing)?;
    let mut request = Request::new(payload);
    *request.uri_mut() = uri(&wanted)?;
    *request.method_mut() = wanted.method.parse().map_err(|_| TunnelError::Method)?;
    *request.headers_mut() = headers(&wanted.headers)?;
    if !request.body().is_empty() && !request.headers().contains_key(CONTENT_TYPE) {
        let media_type = header.payload_type.as_deref().unwrap_or("application/json");
        let media_type = media_type.parse().map_err(|_| TunnelError::Headers)?;
        request.headers_mut().insert(CONTENT_TYPE, media_type);
    }
    Ok(request)
}

/// Writes a tunnelled request; `None` when the URL has no host.
pub(crate) fn write_request(id: &str, request: Request<Bytes>) -> Option<Bytes> {
    let (parts, body) = request.into_parts();
    let host = parts.uri.authority()?.as_str().to_owned();
    let mut params = Pairs::default();
    for pair in parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
        params.push(name, text);
    }
    let headers = pairs(&parts.headers);
    let header = Header {
        active_grant: Some(GRANT.to_owned()),
        payload_type: Some(media_type(&parts.headers)),
        payload_size: body.len(),
        http_request: Some(HttpRequest {
            host,
            path: parts.uri.path().to_owned(),
            method: parts.method.as_str().to_owned(),
            params,
            headers,
        }),
        ..Header::new(Method::Message, id)
    };
    Some(Frame { header, payload: body }.encode())
}

/// Writes a tunnelled response. The transport's status is success for every HTTP status, because
/// the SDK cannot read a reply without it.
pub(crate) fn write_response(id: &str, response: Response<Bytes>) -> Bytes {
    let (parts, body) = response.into_parts();
    let phrase = parts.status.canonical_reason().unwrap_or("Unknown Status");
    let header = Header {
        status: Some(Status::ok()),
        http_status: Some(HttpStatus { code: parts.status.as_u16(), status: phrase.to_owned() }),
        http_headers: Some(pairs(&parts.headers)),
        payload_type: (!body.is_empty()).then(|| media_type(&parts.headers)),
        payload_size: body.len(),
        ..Header::new(Method::Reply, id)
    };
    Frame { header, payload: body }.encode()
}

/// Reads a tunnelled response.
pub(crate) fn read_response(frame: Frame) -> Result<Response<Bytes>, TunnelError> {
    let status = frame.header.http_status.ok_or(TunnelError::Status)?;
    let mut response = Response::new(frame.payload);
    *response.status_mut() = StatusCode::from_u16(status.code).map_err(|_| TunnelError::Status)?;
    *response.headers_mut() = headers(&frame.header.http_headers.unwrap_or_default())?;
    Ok(response)
}

/// Host, path and parameters as one URL.
fn uri(wanted: &HttpRequest) -> Result<Uri, TunnelError> {
    let mut target = wanted.path.clone();
    let mut joint = '?';
    for (name, text) in wanted.params.iter() {
        target.push(joint);
        target.push_str(name);
        target.push('=');
        target.push_str(text);
        joint = '&';
    }
    // A URL parser would take what follows as a fragment and forget it.
    if !target.starts_with('/') || wanted.path.contains('?') || target.contains('#') {
        return Err(TunnelError::Address);
    }
    let mut parts = Parts::default();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority =
        Some(Authority::try_from(wanted.host.as_str()).map_err(|_| TunnelError::Address)?);
    parts.path_and_query = Some(PathAndQuery::try_from(target).map_err(|_| TunnelError::Address)?);
    Uri::from_parts(parts).map_err(|_| TunnelError::Address)
}

fn headers(pairs: &Pairs) -> Result<HeaderMap, TunnelError> {
    let mut headers = HeaderMap::new();
    for (name, text) in pairs.iter() {
        let name: HeaderName = name.parse().map_err(|_| TunnelError::Headers)?;
        let text = HeaderValue::from_str(text).map_err(|_| TunnelError::Headers)?;
        headers.try_append(name, text).map_err(|_| TunnelError::Headers)?;
    }
    Ok(headers)
}

/// Headers as texts; one that is not text is left out, JSON could not carry it.
fn pairs(headers: &HeaderMap) -> Pairs {
    let mut pairs = Pairs(Vec::with_capacity(headers.len()));
    for (name, text) in headers {
        if let Ok(text) = text.to_str() {
            pairs.push(name.as_str(), text);
        }
    }
    pairs
}

fn media_type(headers: &HeaderMap) -> String {
    let text = headers.get(CONTENT_TYPE).and_then(|text| text.to_str().ok());
    text.unwrap_or("application/json").to_owned()
}
