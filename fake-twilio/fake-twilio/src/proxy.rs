//! The emulator as an HTTP proxy (RFC 9110, sections 7.6 and 9.3.6), for programs on this machine.
//!
//! Twilio's hosts end here. Loopback hosts pass through, other hosts only if they are allowed.

mod forward;
mod tunnel;

use bytes::Bytes;
use fake_rest::ApiError;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, Version, header};
use hyper::{body::Incoming, ext::ReasonPhrase, upgrade::OnUpgrade};

use tokio::sync::watch;

use crate::{
    entrance::Entrance,
    proxy_rules::{ProxyRules, Refused, Target},
};

/// A proxy.
pub(crate) struct Proxy {
    rules: ProxyRules,
    /// Tunnels end when this turns true.
    stopping: watch::Receiver<bool>,
}

/// What to do with a request.
pub(crate) enum Routed {
    /// It is for the emulator.
    Here(Request<Incoming>),
    /// It asks for a tunnel that ends here.
    Tunnel(OnUpgrade),
    /// It asks for a tunnel to another server, which is there.
    Tunnelled,
    /// It was answered by another server.
    Passed(Response<Incoming>),
    /// It is refused.
    Refused(Response<Bytes>),
}

impl Proxy {
    pub(crate) fn new(rules: ProxyRules, stopping: watch::Receiver<bool>) -> Self {
        Self { rules, stopping }
    }

    /// Returns whether a request looks like one to a proxy.
    pub(crate) fn is_asked(request: &Request<Incoming>) -> bool {
        // HTTP/2 names the host in the address of every request.
        *request.method() == Method::CONNECT
            || (request.version() < Version::HTTP_2 && request.uri().authority().is_some())
    }

    /// Takes a request that looks like one to a proxy.
    pub(crate) async fn route(&self, entrance: Entrance, request: Request<Incoming>) -> Routed {
        let is_connect = *request.method() == Method::CONNECT;
        // A server takes absolute addresses, too, and reads them as its own (RFC 9112, section 3.2.2).
        if !is_connect && entrance != Entrance::Local {
            return Routed::Here(as_received(request));
        }
        let uri = request.uri().clone();
        let passed = match self.check(entrance, &request) {
            Ok(target) => self.pass(target, request).await,
            Err(refused) => Err(refused),
        };
        passed.unwrap_or_else(|refused| Routed::Refused(refuse(&uri, &refused)))
    }

    async fn pass(
        &self,
        target: Target,
        mut request: Request<Incoming>,
    ) -> Result<Routed, Refused> {
        let is_connect = *request.method() == Method::CONNECT;
        match target {
            Target::Emulator if is_connect => Ok(Routed::Tunnel(hyper::upgrade::on(&mut request))),
            Target::Emulator => Ok(Routed::Here(as_received(request))),
            Target::Elsewhere { host, port } if is_connect => {
                tunnel::open(&host, port, self.stopping.clone(), request).await?;
                Ok(Routed::Tunnelled)
            }
            Target::Elsewhere { host, port } => {
                Ok(Routed::Passed(forward::forward(&host, port, request).await?))
            }
        }
    }

    fn check(&self, entrance: Entrance, request: &Request<Incoming>) -> Result<Target, Refused> {
        match entrance {
            Entrance::Local if request.version() < Version::HTTP_2 => {
                self.rules.target(request.uri())
            }
            Entrance::Local => Err(Refused::Version),
            Entrance::Remote => Err(Refused::Remote),
            Entrance::Tunnel => Err(Refused::Nested),
        }
    }
}

/// The request as a server receives it: the path alone, and the host in `Host` (RFC 9112, section
/// 3.2.2).
fn as_received(mut request: Request<Incoming>) -> Request<Incoming> {
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    let host = authority.and_then(|it| HeaderValue::from_str(it).ok());
    if let Some(host) = host {
        request.headers_mut().insert(header::HOST, host);
    }
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = path.map_or_else(|| Uri::from_static("/"), Uri::from);
    request
}

/// The answer to a request that is refused. Clients show the reason of a refused CONNECT and not its
/// body.
fn refuse(uri: &Uri, refused: &Refused) -> Response<Bytes> {
    let host = uri.host().unwrap_or_default();
    tracing::warn!("the proxy refused {host}: {refused}");
    let status = match refused {
        Refused::Unreachable { .. } => StatusCode::BAD_GATEWAY,
        Refused::Version => StatusCode::HTTP_VERSION_NOT_SUPPORTED,
        Refused::NoHost => StatusCode::BAD_REQUEST,
        Refused::Foreign
        | Refused::Port
        | Refused::TwilioPort
        | Refused::Remote
        | Refused::Nested => StatusCode::FORBIDDEN,
    };
    let text = format!("fake-twilio refused {host}: {refused}");
    let reason = ReasonPhrase::try_from(text.clone().into_bytes());
    let mut response = ApiError::new(status, 20403, text).into_response();
    if let Ok(reason) = reason {
        response.extensions_mut().insert(reason);
    }
    response
}
