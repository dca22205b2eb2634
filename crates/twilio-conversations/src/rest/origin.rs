//! The one place a client sends its credentials to.

use std::fmt;

use http::{
    Uri,
    uri::{Authority, PathAndQuery, Scheme},
};

use crate::{ConfigError, rest::Error};

/// Scheme, host and port of the API.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    scheme: Scheme,
    authority: Authority,
}

impl Origin {
    pub(crate) fn new(base: &Uri) -> Result<Self, ConfigError> {
        let (Some(scheme), Some(authority)) = (base.scheme(), base.authority()) else {
            return Err(ConfigError::BaseUrl);
        };
        let only_origin = base.path() == "/" && base.query().is_none() && !has_user(authority);
        if !only_origin || default_port(scheme).is_none() || authority.host().is_empty() {
            return Err(ConfigError::BaseUrl);
        }
        Ok(Self { scheme: scheme.clone(), authority: authority.clone() })
    }

    pub(crate) fn is_tls(&self) -> bool {
        self.scheme == Scheme::HTTPS
    }

    /// The address of something at this origin.
    pub(crate) fn at(&self, target: PathAndQuery) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(target);
        Uri::from_parts(parts).expect("scheme, authority and path make a URI")
    }

    /// What a page's address points at, if it lies at this origin.
    pub(crate) fn target_of(&self, address: &str) -> Result<PathAndQuery, Error> {
        let foreign = || Error::ForeignPage { origin: self.to_string() };
        let address: Uri = address.parse().map_err(|_| foreign())?;
        match (address.scheme(), address.authority()) {
            (Some(scheme), Some(authority)) if self.is(scheme, authority) => {
                Ok(address.into_parts().path_and_query.unwrap_or(PathAndQuery::from_static("/")))
            }
            _ => Err(foreign()),
        }
    }

    fn is(&self, scheme: &Scheme, authority: &Authority) -> bool {
        let port = |authority: &Authority| authority.port_u16().or(default_port(scheme));
        *scheme == self.scheme
            && !has_user(authority)
            && authority.host().eq_ignore_ascii_case(self.authority.host())
            && port(authority) == port(&self.authority)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

fn default_port(scheme: &Scheme) -> Option<u16> {
    match scheme.as_str() {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

fn has_user(authority: &Authority) -> bool {
    authority.as_str().contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(base: &str) -> Result<Origin, ConfigError> {
        Origin::new(&base.parse().map_err(|_| ConfigError::BaseUrl)?)
    }

    #[test]
    fn only_bare_http_origins_are_taken() {
        for base in ["https://conversations.twilio.com", "http://127.0.0.1:4010/", "http://[::1]:1"]
        {
            assert!(origin(base).is_ok(), "{base}");
        }
        for base in ["/v1", "ftp://a", "http://a/v1", "http://a?b", "http://user@a", "a:1"] {
            assert!(matches!(origin(base), Err(ConfigError::BaseUrl)), "{base}");
        }
    }

    #[test]
    fn pages_of_the_same_origin_are_followed() {
        let origin = origin("https://conversations.twilio.com").unwrap();
        for (address, target) in [
            (
                "https://conversations.twilio.com/v1/Conversations?Page=1",
                "/v1/Conversations?Page=1",
            ),
            ("https://CONVERSATIONS.twilio.com:443/v1", "/v1"),
            ("https://conversations.twilio.com", "/"),
        ] {
            assert_eq!(origin.target_of(address).unwrap().as_str(), target);
        }
    }

    #[test]
    fn pages_elsewhere_are_refused() {
        let origin = origin("https://conversations.twilio.com").unwrap();
        for address in [
            "http://conversations.twilio.com/v1",
            "https://conversations.twilio.com:8443/v1",
            "https://conversations.twilio.com.evil.example/v1",
            "https://conversations.twilio.com@evil.example/v1",
            "https://user@conversations.twilio.com/v1",
            "//evil.example/v1",
            "/v1/Conversations",
            "",
        ] {
            let refused = origin.target_of(address);
            assert!(matches!(refused, Err(Error::ForeignPage { .. })), "{address}");
        }
    }
}
