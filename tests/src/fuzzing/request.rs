//! HTTP requests as text, in the way of `.http` files of editors.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};

use super::split;

/// What stands between two requests.
const SEPARATOR: &[u8] = b"\n###\n";

/// Longest request that is sent; a longer one never comes as far as the code under test.
const MAX_BODY: usize = 1 << 20;

/// Length of a SID.
const SID: usize = 34;

/// SIDs of answers, by their prefix; the latest one counts.
#[derive(Default)]
pub(super) struct Seen(BTreeMap<String, String>);

impl Seen {
    /// Remembers the SIDs of an answer.
    pub(super) fn learn(&mut self, answer: &[u8]) {
        for quoted in answer.split(|byte| *byte == b'"').filter(|it| it.len() == SID) {
            if let Some((prefix, digits)) = quoted.split_at_checked(2)
                && prefix.iter().all(u8::is_ascii_uppercase)
                && digits.iter().all(u8::is_ascii_hexdigit)
            {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                self.0.insert(text(prefix), text(quoted));
            }
        }
    }

    /// Puts SIDs in the place of words such as `{{CH}}`.
    pub(super) fn fill(&self, text: &[u8]) -> Vec<u8> {
        let mut filled = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some((byte, after)) = rest.split_first() {
            let sid = match rest {
                [b'{', b'{', a, b, b'}', b'}', ..] => {
                    self.0.get([*a, *b].map(char::from).iter().collect::<String>().as_str())
                }
                _ => None,
            };
            if let Some(sid) = sid {
                filled.extend(sid.as_bytes());
                rest = &rest[6..];
            } else {
                filled.push(*byte);
                rest = after;
            }
        }
        filled
    }
}

/// Takes an input apart, without what is no HTTP.
pub(super) fn texts(input: &[u8]) -> Vec<&[u8]> {
    split(input, SEPARATOR)
}

/// Reads one request: method and target, lines of headers, an empty line, the body. None when HTTP
/// itself would not let it pass.
pub(super) fn parse(text: &[u8], authorization: Option<&HeaderValue>) -> Option<Request<Bytes>> {
    let (head, body) = match text.windows(2).position(|it| it == b"\n\n") {
        Some(at) => (&text[..at], &text[at + 2..]),
        None => (text, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next()?;
    let blank = first.iter().position(|byte| *byte == b' ')?;
    let method = Method::from_bytes(&first[..blank]).ok()?;
    let mut request = Request::builder().method(method).uri(&first[blank + 1..]);
    request = request.header("host", "emulator.test");
    let mut has_authorization = false;
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        has_authorization |= name == "authorization";
        request =
            request.header(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
    }
    if let Some(authorization) = authorization.filter(|_| !has_authorization) {
        request = request.header("authorization", authorization);
    }
    let body = Bytes::copy_from_slice(body);
    request
        .body(body)
        .ok()
        .filter(|it| it.body().len() <= MAX_BODY && it.uri().path().starts_with('/'))
}
