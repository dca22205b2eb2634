//! Public addresses of applications that run on this machine.

use std::str::FromStr;

use http::{
    Uri,
    uri::{Authority, Parts, Scheme},
};

/// An origin that applications name as their own, and where it is reached: requests of webhooks for the
/// first one are sent to the second one.
#[derive(Clone, Debug)]
pub struct MappedOrigin {
    public: Uri,
    scheme: Scheme,
    authority: Authority,
}

/// A text is no mapping of origins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two origins are expected, such as https://abc.example=http://127.0.0.1:3000")]
pub struct BadMapping;

impl FromStr for MappedOrigin {
    type Err = BadMapping;

    fn from_str(text: &str) -> Result<Self, BadMapping> {
        let (public, local) = text.split_once('=').ok_or(BadMapping)?;
        let Parts { scheme, authority, .. } = origin(local)?.into_parts();
        Ok(Self {
            public: origin(public)?,
            scheme: scheme.ok_or(BadMapping)?,
            authority: authority.ok_or(BadMapping)?,
        })
    }
}

impl MappedOrigin {
    /// Where an address is reached; `None` if it is not of this origin.
    pub(crate) fn reach(&self, address: &Uri) -> Option<Uri> {
        if place(address)? != place(&self.public)? {
            return None;
        }
        let mut parts = address.clone().into_parts();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        Uri::from_parts(parts).ok()
    }
}

/// An address without a path.
fn origin(text: &str) -> Result<Uri, BadMapping> {
    let uri: Uri = text.parse().map_err(|_| BadMapping)?;
    let is_origin = place(&uri).is_some() && uri.path_and_query().is_none_or(|it| it == "/");
    let is_plain = uri.authority().is_some_and(|it| !it.as_str().contains('@'));
    if is_origin && is_plain { Ok(uri) } else { Err(BadMapping) }
}

/// Scheme, host and port; `None` for what is not of the web.
fn place(uri: &Uri) -> Option<(&str, String, u16)> {
    let scheme = uri.scheme_str()?;
    let default = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    Some((scheme, uri.host()?.to_ascii_lowercase(), uri.port_u16().unwrap_or(default)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(mapping: &str, address: &'static str) -> Option<String> {
        let mapping: MappedOrigin = mapping.parse().expect("a mapping");
        mapping.reach(&Uri::from_static(address)).map(|it| it.to_string())
    }

    #[test]
    fn addresses_of_the_origin_are_reached_elsewhere() {
        let mapping = "https://abc.example=http://127.0.0.1:3000";
        for (address, expected) in [
            ("https://abc.example/hook?x=1", Some("http://127.0.0.1:3000/hook?x=1")),
            ("https://ABC.example:443/", Some("http://127.0.0.1:3000/")),
            ("https://user:word@abc.example/a", Some("http://127.0.0.1:3000/a")),
            ("http://abc.example/", None),
            ("https://abc.example:8443/", None),
            ("https://x.abc.example/", None),
        ] {
            assert_eq!(reached(mapping, address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn what_is_no_mapping_is_refused() {
        for text in [
            "",
            "https://abc.example",
            "https://abc.example=",
            "https://abc.example=localhost:3000",
            "https://abc.example/hook=http://localhost:3000",
            "https://abc.example=http://localhost:3000/hook",
            "https://abc.example=http://me:word@localhost:3000",
            "ws://abc.example=http://localhost:3000",
        ] {
            assert_eq!(text.parse::<MappedOrigin>().err(), Some(BadMapping), "{text}");
        }
    }
}
