//! Paths and addresses.

use std::borrow::Cow;

use http::{HeaderMap, Uri, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but what RFC 3986 calls unreserved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The decoded segments of a path; `+` stays a plus and an invalid escape stays as it is.
pub(crate) fn segments(path: &str) -> Vec<Cow<'_, str>> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy()).collect()
}

/// A text as a segment of a path.
pub(crate) fn encode(segment: &str) -> impl std::fmt::Display {
    utf8_percent_encode(segment, SEGMENT)
}

/// Scheme and host that the caller believes to talk to: https for Twilio's own names.
pub(crate) fn origin(headers: &HeaderMap, uri: &Uri) -> String {
    let host = host(headers, uri);
    let scheme = if is_twilio(host) { "https" } else { "http" };
    format!("{scheme}://{host}")
}

fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> &'a str {
    let header = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = header.or_else(|| uri.authority().map(http::uri::Authority::as_str));
    host.unwrap_or("localhost")
}

/// Says whether the caller believes to talk to Twilio's video API, in whatever region.
pub(crate) fn is_video(headers: &HeaderMap, uri: &Uri) -> bool {
    let host = host(headers, uri);
    is_twilio(host) && host.starts_with("video.")
}

/// Says whether a host is one of Twilio's.
pub(crate) fn is_twilio(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == "twilio.com" || name.ends_with(".twilio.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_decoded_one_by_one() {
        assert_eq!(segments("/v1/Users/a%2Fb+c%zz"), ["v1", "Users", "a/b+c%zz"]);
    }

    #[test]
    fn twilio_hosts_are_reached_by_https() {
        let headers = |host: &'static str| {
            HeaderMap::from_iter([(header::HOST, http::HeaderValue::from_static(host))])
        };
        let uri = Uri::from_static("/v1/Services");
        assert_eq!(
            origin(&headers("conversations.twilio.com"), &uri),
            "https://conversations.twilio.com"
        );
        assert_eq!(origin(&headers("127.0.0.1:4010"), &uri), "http://127.0.0.1:4010");
    }
}
