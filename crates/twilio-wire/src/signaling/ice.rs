//! ICE servers, sent over signaling or, to SDKs before 2.5.0, over HTTP.

use std::{net::Ipv6Addr, str::FromStr};

use serde::{Deserialize, Serialize};

use super::ICE_VERSION;
use crate::twilsock::Secret;

/// ICE servers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Iced {
    /// Always [`ICE_VERSION`].
    pub version: u32,
    /// The servers; none are needed on one machine.
    pub ice_servers: Vec<IceServer>,
}

impl Iced {
    /// An answer with these servers.
    pub fn new(ice_servers: Vec<IceServer>) -> Self {
        Self { version: ICE_VERSION, ice_servers }
    }
}

/// A STUN or TURN server, in the form of `RTCIceServer`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct IceServer {
    /// Its address, such as `turn:127.0.0.1:3478?transport=udp`.
    pub urls: String,
    /// User name, for TURN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Password, for TURN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<Secret>,
}

/// Why a text describes no ICE server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IceServerError {
    /// It does not begin like the address of one.
    #[error("an ICE server begins with stun:, stuns:, turn: or turns:")]
    Scheme,
    /// It names no host, or what follows is no port.
    #[error("an ICE server is HOST or HOST:PORT")]
    Host,
    /// It has a query that browsers refuse.
    #[error("only a TURN server has a query, ?transport=udp or ?transport=tcp")]
    Query,
    /// Browsers use no TURN server without a user and a password.
    #[error("a TURN server needs a user and a password: URL,USER,PASSWORD")]
    NoCredential,
    /// A STUN server has no users, or there is too much of something.
    #[error("a STUN server is only a URL, a TURN server is URL,USER,PASSWORD")]
    Parts,
}

/// Reads `URL` of a STUN server (RFC 7064) or `URL,USER,PASSWORD` of a TURN server (RFC 7065).
impl FromStr for IceServer {
    type Err = IceServerError;

    fn from_str(text: &str) -> Result<Self, IceServerError> {
        let mut parts = text.splitn(3, ',');
        let url = parts.next().unwrap_or_default();
        let is_turn = check_url(url)?;
        let user = parts.next().filter(|user| !user.is_empty());
        let password = parts.next().filter(|password| !password.is_empty());
        let (username, credential) = match (is_turn, user, password) {
            (true, Some(user), Some(password)) => (Some(user.to_owned()), Some(password.into())),
            (true, _, _) => return Err(IceServerError::NoCredential),
            (false, None, None) if url.len() == text.len() => (None, None),
            (false, _, _) => return Err(IceServerError::Parts),
        };
        Ok(Self { urls: url.to_owned(), username, credential })
    }
}

/// Checks an address as browsers do; returns whether it is that of a TURN server.
fn check_url(url: &str) -> Result<bool, IceServerError> {
    let (scheme, rest) = url.split_once(':').ok_or(IceServerError::Scheme)?;
    let is_turn = match scheme {
        "stun" | "stuns" => false,
        "turn" | "turns" => true,
        _ => return Err(IceServerError::Scheme),
    };
    let (address, query) = match rest.split_once('?') {
        Some((address, query)) => (address, Some(query)),
        None => (rest, None),
    };
    match query {
        None => {}
        Some("transport=udp" | "transport=tcp") if is_turn => {}
        Some(_) => return Err(IceServerError::Query),
    }
    if is_address(address) { Ok(is_turn) } else { Err(IceServerError::Host) }
}

/// Returns whether a text is a host or IP address, with a port or without.
fn is_address(text: &str) -> bool {
    let literal = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (is_host, port) = if let Some((address, port)) = literal {
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (host, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        let fits = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-');
        (!host.is_empty() && host.bytes().all(fits), port)
    };
    let digits = port.strip_prefix(':').filter(|it| it.bytes().all(|it| it.is_ascii_digit()));
    is_host && (port.is_empty() || matches!(digits.map(str::parse::<u16>), Some(Ok(1..))))
}

/// Response of the configuration service to SDKs before 2.5.0, over HTTP.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct IceConfiguration {
    /// The part for video.
    pub video: VideoConfiguration,
}

/// The part of [`IceConfiguration`] for video.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct VideoConfiguration {
    /// ICE servers.
    pub network_traversal_service: NetworkTraversal,
}

/// ICE servers, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct NetworkTraversal {
    /// Seconds for which the list is good.
    pub ttl: u32,
    /// The servers.
    pub ice_servers: Vec<IceServer>,
}

impl IceConfiguration {
    /// An answer with these servers, good for a day.
    pub fn new(ice_servers: Vec<IceServer>) -> Self {
        let network_traversal_service = NetworkTraversal { ttl: 86_400, ice_servers };
        Self { video: VideoConfiguration { network_traversal_service } }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn servers_are_written_as_browsers_want_them() {
        let written = |text: &str| {
            let server: IceServer = text.parse().unwrap();
            serde_json::to_string(&server).unwrap()
        };
        assert_eq!(written("stun:127.0.0.1:3478"), r#"{"urls":"stun:127.0.0.1:3478"}"#);
        assert_eq!(
            written("turn:[::1]:3478?transport=udp,me,pass,word"),
            r#"{"urls":"turn:[::1]:3478?transport=udp","username":"me","credential":"pass,word"}"#
        );
        assert_eq!(written("stuns:stun.example.com"), r#"{"urls":"stuns:stun.example.com"}"#);
    }

    #[test]
    fn what_browsers_refuse_is_refused() {
        let refused = |text: &str| text.parse::<IceServer>().unwrap_err();
        for text in ["", "stun", "http://127.0.0.1", "127.0.0.1:3478", ":3478"] {
            assert_eq!(refused(text), IceServerError::Scheme, "{text}");
        }
        for text in [
            "stun:",
            "stun::3478",
            "stun:host:x",
            "stun:host:99999",
            "stun:host:+1",
            "stun:[::1",
            "stun:me@host",
        ] {
            assert_eq!(refused(text), IceServerError::Host, "{text}");
        }
        for text in
            ["stun:host?transport=udp", "turn:host?transport=sctp,me,word", "turn:host?,a,b"]
        {
            assert_eq!(refused(text), IceServerError::Query, "{text}");
        }
        for text in ["turn:host", "turn:host,me", "turn:host,,word", "turns:host,me,"] {
            assert_eq!(refused(text), IceServerError::NoCredential, "{text}");
        }
        for text in ["stun:host,me,word", "stun:host,"] {
            assert_eq!(refused(text), IceServerError::Parts, "{text}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        let server: IceServer = "turn:host,me,word".parse().unwrap();
        assert!(!format!("{server:?}").contains("word"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "((stun|turn)s?:)?[a-z0-9.:@?=,\\[\\]]{0,20}|.*") {
            if let Ok(server) = text.parse::<IceServer>() {
                prop_assert!(text.starts_with(&server.urls));
            }
        }
    }
}
