//! Redirects by receivers, and the addresses that are called at all.

use std::borrow::Cow;

use http::{StatusCode, Uri};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// Redirects that are followed in a row (Twilio's documentation; its number for more is 11215).
pub const REDIRECTS: usize = 10;

/// What no address can contain as it is (RFC 3986), besides everything outside ASCII.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// An address as it goes out and is signed: without a fragment, and encoded where it has to be. What is
/// encoded already stays.
pub(crate) fn sendable(url: &str) -> Cow<'_, str> {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    utf8_percent_encode(url, UNSAFE).into()
}

/// Returns whether an address can be called.
pub fn is_http(url: &str) -> bool {
    let Ok(url) = sendable(url).parse::<Uri>() else { return false };
    matches!(url.scheme_str(), Some("http" | "https")) && url.authority().is_some_and(is_reachable)
}

/// Returns whether there is a host, and a port that can be, if one is named.
fn is_reachable(authority: &http::uri::Authority) -> bool {
    let text = authority.as_str();
    let place = text.rsplit_once('@').map_or(text, |(_, place)| place);
    let port = place.strip_prefix(authority.host()).unwrap_or_default();
    let is_port = matches!(port.strip_prefix(':').map(str::parse::<u16>), Some(Ok(1..)));
    !authority.host().is_empty() && (port.is_empty() || is_port)
}

/// Where a receiver sends the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub(crate) url: String,
    /// Whether the method becomes GET without a body.
    pub(crate) is_fetch: bool,
}

/// A redirect that cannot be followed (11216).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRedirect;

impl Redirect {
    /// Where an answer leads on from an address; `None` when it is an end.
    ///
    /// # Errors
    /// When it is a redirect that is not followed: of another status than 301, 302, 303 and 307, without
    /// a good address, or from https to http (`assumed`; Twilio's documentation names the others).
    pub(crate) fn of(
        (from, is_fetch): (&str, bool),
        status: StatusCode,
        location: Option<&str>,
    ) -> Result<Option<Self>, BadRedirect> {
        let is_fetch = match status.as_u16() {
            // As clients of the web do.
            301..=303 => true,
            307 => is_fetch,
            300..=399 => return Err(BadRedirect),
            _ => return Ok(None),
        };
        let location = location.filter(|it| !it.is_empty()).ok_or(BadRedirect)?;
        let url = resolve(from, &sendable(location)).ok_or(BadRedirect)?;
        let is_downgrade = from.starts_with("https:") && url.starts_with("http:");
        if is_downgrade || !is_http(&url) {
            return Err(BadRedirect);
        }
        Ok(Some(Self { url, is_fetch }))
    }
}

/// The address that a reference stands for (RFC 3986); dots in paths are left to the receiver.
fn resolve(from: &str, reference: &str) -> Option<String> {
    if reference.contains("://") {
        return Some(reference.to_owned());
    }
    let (scheme, rest) = from.split_once("://")?;
    if reference.starts_with("//") {
        return Some(format!("{scheme}:{reference}"));
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let path = path.split('?').next().unwrap_or_default();
    let path = match reference.chars().next() {
        Some('/') => reference.to_owned(),
        Some('?') => format!("{path}{reference}"),
        _ => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{folder}/{reference}")
        }
    };
    Some(format!("{scheme}://{authority}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_with_a_good_port_can_be_called() {
        for url in [
            "http://example.com",
            "https://example.com:65535/a?b=c#rc=1",
            "http://u:p@[::1]:80/",
            "https://example.com/é b",
            "http://127.0.0.1:1",
        ] {
            assert!(is_http(url), "{url}");
        }
        for url in [
            "",
            "example.com",
            "ftp://example.com",
            "https://",
            "http://:80/",
            "/a",
            "http://example.com:99999/",
            "http://example.com:0/",
            "http://example.com:x/",
            "http://exämple.com/",
            "http://exa mple.com/",
        ] {
            assert!(!is_http(url), "{url}");
        }
    }

    #[test]
    fn addresses_are_encoded_once() {
        assert_eq!(sendable("http://h/é%20b?q=a b#rc=1"), "http://h/%C3%A9%20b?q=a%20b");
        assert_eq!(sendable("http://h/a%C3%A9?b=[1]"), "http://h/a%C3%A9?b=[1]");
    }

    fn follow(from: &str, status: u16, to: &str) -> Result<Option<Redirect>, BadRedirect> {
        let status = StatusCode::from_u16(status).unwrap_or_default();
        Redirect::of((from, false), status, Some(to).filter(|to| !to.is_empty()))
    }

    #[test]
    fn four_statuses_lead_on() {
        for (status, is_fetch) in [(301, true), (302, true), (303, true), (307, false)] {
            let redirect = Redirect { url: "http://b/c".to_owned(), is_fetch };
            assert_eq!(follow("http://a/", status, "http://b/c"), Ok(Some(redirect)));
        }
        for status in [300, 304, 305, 308, 399] {
            assert_eq!(follow("http://a/", status, "http://b/c"), Err(BadRedirect), "{status}");
        }
        for status in [200, 204, 404, 500] {
            assert_eq!(follow("http://a/", status, "http://b/c"), Ok(None), "{status}");
        }
    }

    #[test]
    fn references_are_read_from_where_they_stand() {
        let from = "https://a:8443/x/y?q=1";
        for (to, url) in [
            ("/z", "https://a:8443/z"),
            ("z?r=2", "https://a:8443/x/z?r=2"),
            ("?r=2", "https://a:8443/x/y?r=2"),
            ("//b/z", "https://b/z"),
            ("https://b/ü", "https://b/%C3%BC"),
        ] {
            let redirect = Redirect { url: url.to_owned(), is_fetch: true };
            assert_eq!(follow(from, 302, to), Ok(Some(redirect)), "{to}");
        }
        let elsewhere = follow("http://a?q", 302, "b").expect("a good one").map(|it| it.url);
        assert_eq!(elsewhere.as_deref(), Some("http://a/b"));
        for to in ["", "ftp://b/", "http://a/", "https://b:99999/", "mailto://x"] {
            assert_eq!(follow(from, 302, to), Err(BadRedirect), "{to}");
        }
    }
}
