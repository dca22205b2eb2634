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

/// What a host answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product<'a> {
    /// Everything, by path: the emulator's own.
    All,
    /// Conversations over REST.
    Conversations,
    /// Video over REST.
    Video,
    /// The media of Conversations.
    Media,
    /// Something that the emulator does not have.
    Other(&'a str),
}

/// Products of Twilio by the first part of their hosts, in whatever region or edge.
const PRODUCTS: [(&str, &str); 22] = [
    ("api", "Programmable Voice and Messaging"),
    ("chat", "Programmable Chat"),
    ("content", "Content"),
    ("events", "Event Streams"),
    ("flex-api", "Flex"),
    ("insights", "Insights"),
    ("intelligence", "Conversational Intelligence"),
    ("ip-messaging", "Programmable Chat"),
    ("lookups", "Lookup"),
    ("messaging", "Messaging"),
    ("monitor", "Monitor"),
    ("notify", "Notify"),
    ("numbers", "Phone Numbers"),
    ("proxy", "Proxy"),
    ("serverless", "Functions and Assets"),
    ("studio", "Studio"),
    ("sync", "Sync"),
    ("taskrouter", "TaskRouter"),
    ("trusthub", "TrustHub"),
    ("verify", "Verify"),
    ("voice", "Voice"),
    ("wireless", "Programmable Wireless"),
];

/// What the host that the caller believes to talk to answers for.
pub(crate) fn product<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Product<'a> {
    let host = host(headers, uri);
    if !is_twilio(host) {
        return Product::All;
    }
    let first = host.split('.').next().unwrap_or_default();
    let is = |name: &str| first.eq_ignore_ascii_case(name);
    if is("conversations") {
        Product::Conversations
    } else if is("video") {
        Product::Video
    } else if is("mcs") {
        Product::Media
    } else {
        let known = PRODUCTS.iter().find(|(name, _)| is(name));
        Product::Other(known.map_or(host, |(_, product)| product))
    }
}

/// The domain of all hosts of Twilio's.
const TWILIO: &str = "twilio.com";

/// Says whether a host is one of Twilio's.
pub(crate) fn is_twilio(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let Some(start) = name.len().checked_sub(TWILIO.len()) else { return false };
    let domain = name.get(start..).is_some_and(|domain| domain.eq_ignore_ascii_case(TWILIO));
    domain && (start == 0 || name.as_bytes().get(start - 1) == Some(&b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_decoded_one_by_one() {
        assert_eq!(segments("/v1/Users/a%2Fb+c%zz"), ["v1", "Users", "a/b+c%zz"]);
    }

    #[test]
    fn a_host_of_twilio_answers_for_its_product() {
        for (host, expected) in [
            ("conversations.twilio.com", Product::Conversations),
            ("conversations.dublin.ie1.twilio.com:443", Product::Conversations),
            ("Video.Twilio.com", Product::Video),
            ("mcs.us1.twilio.com", Product::Media),
            ("sync.twilio.com", Product::Other("Sync")),
            ("api.sydney.au1.twilio.com", Product::Other("Programmable Voice and Messaging")),
            ("new.twilio.com", Product::Other("new.twilio.com")),
            ("127.0.0.1:4010", Product::All),
            ("localhost", Product::All),
            ("conversations.example.com", Product::All),
        ] {
            let headers = [(header::HOST, http::HeaderValue::from_static(host))];
            let headers = HeaderMap::from_iter(headers);
            assert_eq!(product(&headers, &Uri::from_static("/v1/Services")), expected, "{host}");
        }
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
