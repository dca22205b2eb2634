//! Requests and answers of HTTP as they are kept: copied once, decoded when they are read.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use serde_json::Value;

use super::{
    entry::{Header, Part},
    mask,
};

/// Longest body that is kept, in bytes; of longer ones their length is.
const MAX_BODY: usize = 64 * 1024;

/// The type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// Longest body that is copied although it could be shared, in bytes: a copy costs less than the count of
/// its owners.
const MAX_COPIED: usize = 4 * 1024;

/// A request or an answer.
pub struct Message {
    /// Method and address, or the status; a line for each header; then the body if it was copied.
    text: Box<[u8]>,
    /// Length of the head in bytes.
    head: usize,
    /// The body if it was not copied.
    shared: Bytes,
    /// Length of the body in bytes, kept or not.
    length: usize,
}

/// What the first line and the headers of a message say.
#[derive(Default)]
pub(super) struct Head {
    pub(super) first: String,
    pub(super) headers: Vec<Header>,
}

impl Message {
    /// A request, sent with this method; its body is copied, because it may be part of a large buffer.
    pub fn request(method: &Method, request: &Request<Bytes>) -> Self {
        let body = kept(request.headers(), request.body());
        let it = Self::of_request(method, request.uri(), request.headers(), body);
        Self { length: request.body().len(), ..it }
    }

    /// A request to an address of an application, whose URL is kept; its body is copied as well.
    pub fn call(request: &Request<Bytes>) -> Self {
        let (uri, headers) = (request.uri(), request.headers());
        let body = kept(headers, request.body());
        let it = match (uri.scheme_str(), uri.authority()) {
            (Some(scheme), Some(authority)) => {
                let authority = authority.as_str();
                let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
                let line = [request.method().as_str(), " ", scheme, "://", host, path(uri)];
                Self::new(&line, headers, body)
            }
            _ => Self::of_request(request.method(), uri, headers, body),
        };
        Self { length: request.body().len(), ..it }
    }

    /// A request whose body is not at hand.
    pub fn request_head(method: &Method, uri: &Uri, headers: &HeaderMap) -> Self {
        Self::of_request(method, uri, headers, &[])
    }

    /// An answer; a long body is shared.
    pub fn response(response: &Response<Bytes>) -> Self {
        let body = response.body();
        if body.len() <= MAX_COPIED {
            return Self::received(response);
        }
        let is_kept = !kept(response.headers(), body).is_empty();
        let shared = if is_kept { body.clone() } else { Bytes::new() };
        let it = Self::new(&[response.status().as_str()], response.headers(), &[]);
        Self { shared, length: body.len(), ..it }
    }

    /// An answer that was received; its body is copied, as that of a request.
    pub fn received(response: &Response<Bytes>) -> Self {
        let body = kept(response.headers(), response.body());
        let it = Self::new(&[response.status().as_str()], response.headers(), body);
        Self { length: response.body().len(), ..it }
    }

    /// A request to the emulator with its path; HTTP/2 and proxies have a whole URL there.
    fn of_request(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        Self::new(&[method.as_str(), " ", path(uri)], headers, body)
    }

    /// A first line, in parts, the headers and the body, in one piece of memory.
    fn new(first: &[&str], headers: &HeaderMap, body: &[u8]) -> Self {
        let lines = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 3);
        let head = first.iter().map(|part| part.len()).sum::<usize>() + lines.sum::<usize>();
        let mut text = Vec::with_capacity(head + body.len());
        for part in first {
            text.extend_from_slice(part.as_bytes());
        }
        for (name, value) in headers {
            text.push(b'\n');
            text.extend_from_slice(name.as_str().as_bytes());
            text.extend_from_slice(b": ");
            text.extend_from_slice(value.as_bytes());
        }
        text.extend_from_slice(body);
        Self { text: text.into_boxed_slice(), head, shared: Bytes::new(), length: body.len() }
    }

    /// Bytes that it keeps in memory.
    pub(super) fn size(&self) -> usize {
        self.text.len() + self.shared.len()
    }

    /// Head and body; the body is empty when it is not kept.
    fn parts(&self) -> (&[u8], &[u8]) {
        let (head, copied) = self.text.split_at_checked(self.head).unwrap_or((&self.text, &[]));
        (head, if self.shared.is_empty() { copied } else { &self.shared })
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The head, with its secrets.
    pub(super) fn head(&self) -> Head {
        let text = String::from_utf8_lossy(self.parts().0);
        let mut lines = text.split('\n');
        let first = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Head { first, headers }
    }

    /// Headers and body without secrets.
    pub(super) fn part(&self, head: &Head) -> Part {
        Part { headers: mask::headers(&head.headers), body: self.body(head) }
    }

    fn body(&self, head: &Head) -> Option<Value> {
        let (_, body) = self.parts();
        if body.len() < self.length {
            return Some(serde_json::json!({ "bytes": self.length }));
        }
        let kind = head.header("content-type").unwrap_or_default();
        let is_request = head.first.contains(' ');
        (self.length > 0).then(|| mask::value(decode(kind, body, is_request)))
    }
}

impl Head {
    /// The value of a header; its name is in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// Path and query of an address.
fn path(uri: &Uri) -> &str {
    uri.path_and_query().map_or(uri.path(), |it| it.as_str())
}

/// What is kept of a body: nothing of pictures and sounds.
fn kept<'a>(headers: &HeaderMap, body: &'a [u8]) -> &'a [u8] {
    let kind = headers.get(http::header::CONTENT_TYPE).map_or(&b""[..], |it| it.as_bytes());
    let is_text = kind.is_empty()
        || [&b"application/json"[..], FORM.as_bytes(), b"text/"]
            .iter()
            .any(|known| kind.get(..known.len()).is_some_and(|it| it.eq_ignore_ascii_case(known)));
    if is_text && body.len() <= MAX_BODY { body } else { &[] }
}

/// A body as a value: of a form its fields, of other texts a string, of other bytes their number.
///
/// REST reads a request as a form whatever its type is; so does this, because only fields with names
/// can be masked.
fn decode(kind: &str, body: &[u8], is_request: bool) -> Value {
    if kind.get(..FORM.len()).is_some_and(|it| it.eq_ignore_ascii_case(FORM)) {
        return fields(body);
    }
    let json = serde_json::from_slice(body);
    json.unwrap_or_else(|_| match std::str::from_utf8(body) {
        Ok(_) if is_request => fields(body),
        Ok(text) => Value::from(text),
        Err(_) => serde_json::json!({ "bytes": body.len() }),
    })
}

/// The fields of a form or query; one that is repeated is a list.
pub(super) fn fields(text: &[u8]) -> Value {
    let mut fields = serde_json::Map::new();
    for (name, value) in form_urlencoded::parse(text) {
        let value = Value::from(value.into_owned());
        match fields.get_mut(name.as_ref()) {
            None => {
                fields.insert(name.into_owned(), value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::from(vec![first.take(), value]),
        }
    }
    Value::Object(fields)
}

/// The status of an answer.
pub(super) fn status(head: &Head) -> Option<u16> {
    let status = StatusCode::from_bytes(head.first.as_bytes());
    status.ok().map(|status| status.as_u16())
}
