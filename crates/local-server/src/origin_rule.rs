//! Host and Origin checks of endpoints that are reserved to this machine.

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, Uri, header, uri::Authority};

/// Keeps web pages of other origins out, also those that reach this machine by a host name of their
/// own (DNS rebinding).
///
/// `Host` may be absent, an IP address, `localhost`, a name below it, or an allowed name. `Origin`
/// may be absent, the one of `Host`, or an allowed one.
#[derive(Clone, Debug, Default)]
pub struct CallerRule {
    hosts: Vec<String>,
    origins: Vec<String>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    /// The request names a host that is not known.
    #[error("Requests that name this host are refused; --allow-host NAME allows it")]
    Host,
    /// The request comes from a web page of another origin.
    #[error("Requests of web pages of another origin are refused; --allow-origin ORIGIN allows it")]
    Origin,
}

/// Allows all callers.
const ANY: &str = "*";

impl CallerRule {
    /// A rule that allows these host names and origins besides; `*` allows all.
    pub fn new(hosts: &[String], origins: &[String]) -> Self {
        let host = |host: &String| name(host).to_ascii_lowercase();
        let origin = |origin: &String| origin.trim_end_matches('/').to_ascii_lowercase();
        Self {
            hosts: hosts.iter().map(host).collect(),
            origins: origins.iter().map(origin).collect(),
        }
    }

    /// The same rule with one more host name.
    #[must_use]
    pub fn allowing_host(mut self, host: &str) -> Self {
        self.hosts.push(name(host).to_ascii_lowercase());
        self
    }

    /// Decides on a request by its headers and its address, which names the host in HTTP/2.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn check(&self, headers: &HeaderMap, uri: &Uri) -> Result<(), Foreign> {
        let named = headers.get_all(header::HOST).iter().map(text);
        let hosts: Vec<&str> = named.chain(uri.authority().map(Authority::as_str)).collect();
        if !hosts.iter().all(|host| self.is_known(host)) {
            return Err(Foreign::Host);
        }
        let own = hosts.first().filter(|own| hosts.iter().all(|it| it.eq_ignore_ascii_case(own)));
        let mut origins = headers.get_all(header::ORIGIN).iter().map(text);
        let is_ours = |origin| self.allows(origin) || own.is_some_and(|own| is_same(origin, own));
        if origins.all(is_ours) { Ok(()) } else { Err(Foreign::Origin) }
    }

    /// The origin of a request if it was allowed by name: its pages may read answers.
    pub fn allowed_origin<'a>(&self, headers: &'a HeaderMap) -> Option<&'a HeaderValue> {
        headers.get(header::ORIGIN).filter(|origin| self.allows(text(origin)))
    }

    fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|it| it == ANY || it.eq_ignore_ascii_case(origin))
    }

    fn is_known(&self, host: &str) -> bool {
        let name = name(host).to_ascii_lowercase();
        let address = name.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(&name);
        name.is_empty()
            || address.parse::<IpAddr>().is_ok()
            || name == "localhost"
            || name.ends_with(".localhost")
            || self.hosts.iter().any(|it| it == ANY || *it == name)
    }
}

/// A header that is not text matches no name.
fn text(value: &HeaderValue) -> &str {
    value.to_str().unwrap_or("\u{fffd}")
}

/// The name in a `Host`, without its port.
fn name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port))
            if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') =>
        {
            name
        }
        _ => host,
    }
}

/// The port in a `Host`, or the one of the scheme.
fn port(host: &str, default: u16) -> Option<u16> {
    match host.get(name(host).len()..)?.strip_prefix(':') {
        None | Some("") => Some(default),
        Some(port) => port.parse().ok(),
    }
}

/// Returns whether a page of this origin came from this host.
fn is_same(origin: &str, host: &str) -> bool {
    let (default, origin) = match origin.split_once("://") {
        Some(("http", rest)) => (80, rest),
        Some(("https", rest)) => (443, rest),
        _ => return false,
    };
    let both = (port(origin, default), port(host, default));
    name(origin).eq_ignore_ascii_case(name(host)) && both.0.is_some() && both.0 == both.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(rule: &CallerRule, host: &str, origin: &str) -> Result<(), Foreign> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(header::HOST, host), (header::ORIGIN, origin)] {
            if value != "-" {
                headers.append(
                    name,
                    HeaderValue::from_str(value).unwrap_or_else(|_| panic!("{value}")),
                );
            }
        }
        rule.check(&headers, &Uri::from_static("/login"))
    }

    #[test]
    fn hosts_are_addresses_or_this_machine() {
        let rule = CallerRule::default();
        for host in [
            "-",
            "127.0.0.1",
            "127.0.0.1:4010",
            "[::1]:4010",
            "[::1]",
            "10.0.0.7:80",
            "LocalHost:1",
            "app.localhost:5000",
        ] {
            assert_eq!(judge(&rule, host, "-"), Ok(()), "{host}");
        }
        for host in [
            "elsewhere.example",
            "elsewhere.example:4010",
            "localhost.example",
            "notlocalhost",
            "127.0.0.1.example",
            "0x7f.1",
            "[::1",
            "elsewhere.example:80:80",
            "2130706433",
        ] {
            assert_eq!(judge(&rule, host, "-"), Err(Foreign::Host), "{host}");
        }
    }

    #[test]
    fn origins_are_the_own_one() {
        let rule = CallerRule::default();
        for (host, origin) in [
            ("127.0.0.1:5000", "http://127.0.0.1:5000"),
            ("localhost", "http://localhost"),
            ("localhost:80", "http://LOCALHOST"),
            ("localhost", "https://localhost:443"),
            ("[::1]:5000", "http://[::1]:5000"),
        ] {
            assert_eq!(judge(&rule, host, origin), Ok(()), "{host} {origin}");
        }
        for (host, origin) in [
            ("127.0.0.1:5000", "http://elsewhere.example"),
            ("127.0.0.1:5000", "http://127.0.0.1:4010"),
            ("127.0.0.1:5000", "http://127.0.0.1"),
            ("127.0.0.1:5000", "http://localhost:5000"),
            ("127.0.0.1:5000", "null"),
            ("127.0.0.1:5000", ""),
            ("127.0.0.1:5000", "file://127.0.0.1:5000"),
            ("-", "http://127.0.0.1:5000"),
        ] {
            assert_eq!(judge(&rule, host, origin), Err(Foreign::Origin), "{host} {origin}");
        }
    }

    #[test]
    fn names_and_origins_can_be_allowed() {
        let all = [ANY.to_owned()];
        let rule = CallerRule::new(&["App.Test:80".to_owned()], &["http://Page.test/".to_owned()]);
        assert_eq!(judge(&rule, "app.test:4010", "http://page.test"), Ok(()));
        assert_eq!(judge(&rule, "app.test:4010", "http://app.test:4010"), Ok(()));
        assert_eq!(judge(&rule, "page.test", "-"), Err(Foreign::Host));
        assert_eq!(judge(&rule, "app.test", "http://page.test:8080"), Err(Foreign::Origin));
        assert_eq!(judge(&CallerRule::new(&all, &all), "x.example", "null"), Ok(()));
        let rule = rule.allowing_host("More.Test:443");
        assert_eq!(judge(&rule, "more.test", "https://more.test"), Ok(()));
        assert_eq!(judge(&rule, "app.test", "http://page.test"), Ok(()));
        assert_eq!(judge(&rule, "page.test", "-"), Err(Foreign::Host));
    }

    #[test]
    fn every_host_that_is_named_counts() {
        let rule = CallerRule::default();
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1"));
        let foreign = Uri::from_static("http://elsewhere.example/login");
        assert_eq!(rule.check(&headers, &foreign), Err(Foreign::Host));
        headers.append(header::HOST, HeaderValue::from_static("elsewhere.example"));
        assert_eq!(rule.check(&headers, &Uri::from_static("/login")), Err(Foreign::Host));
        // HTTP/2 names the host in its address alone.
        let own = Uri::from_static("http://127.0.0.1:5000/login");
        let origin = HeaderValue::from_static("http://127.0.0.1:5000");
        let headers = HeaderMap::from_iter([(header::ORIGIN, origin)]);
        assert_eq!(rule.check(&headers, &own), Ok(()));
    }
}
