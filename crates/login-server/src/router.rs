//! Routes requests.

use std::{convert::Infallible, time::Instant};

use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ALLOW, CONTENT_TYPE, HOST, LOCATION, VARY,
    },
    uri::{Authority, PathAndQuery},
};
use hyper::body::Incoming;
use local_server::CallerRule;
use serde_json::{Value, json};

use crate::{
    Backend,
    forward::Forward,
    headers::{self, web_socket_origin},
    login::Login,
    page::{self, Page},
    reply::{self, Body},
};

/// Everything the answers are made from.
pub(crate) struct Router {
    pub(crate) login: Login,
    pub(crate) page: Page,
    pub(crate) backend: Backend,
    /// The certificate of the authority for https, in PEM.
    pub(crate) certificate: Option<String>,
    /// The emulator behind this server; without it, pages reach the backend themselves.
    pub(crate) forward: Option<Forward>,
    /// Who may log in.
    pub(crate) callers: CallerRule,
}

/// How a connection came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// To a server without TLS.
    Http,
    Https,
    /// Without TLS, to a server that has it.
    BesideHttps,
}

impl Entrance {
    const fn scheme(self) -> &'static str {
        match self {
            Self::Http | Self::BesideHttps => "http",
            Self::Https => "https",
        }
    }
}

const HEALTH: &str = "/healthz";

/// Where phones and other machines fetch the certificate of the authority.
pub(crate) const CERTIFICATE: &str = "/ca.pem";

/// What phones take for a certificate to be installed.
const CERTIFICATE_TYPE: HeaderValue = HeaderValue::from_static("application/x-x509-ca-cert");

/// What a path stands for.
#[derive(Clone, Copy)]
enum Route {
    Login,
    Config,
    Health,
    Page,
    Sdk,
}

impl Route {
    fn of(path: &str) -> Option<Self> {
        match path {
            "/login" => Some(Self::Login),
            "/config.json" => Some(Self::Config),
            HEALTH => Some(Self::Health),
            path => Page::owns(path).then_some(Self::Page),
        }
    }

    const fn allowed(self) -> &'static str {
        match self {
            Self::Login => "POST",
            Self::Config | Self::Health | Self::Page => "GET, HEAD",
            // The emulator decides.
            Self::Sdk => "",
        }
    }

    fn allows(self, method: &Method) -> bool {
        self.allowed().split(", ").any(|allowed| allowed == method.as_str())
    }
}

impl Router {
    /// Answers, and writes one line about it.
    pub(crate) async fn answer(
        &self,
        entrance: Entrance,
        request: Request<Incoming>,
    ) -> Result<Response<Body>, Infallible> {
        let start = Instant::now();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let origin = origin(entrance.scheme(), &request);
        let reached = self.reached(origin.as_ref());
        let mut response = match (&self.certificate, &*path) {
            (Some(pem), CERTIFICATE) => certificate(pem),
            (_, path) if entrance == Entrance::BesideHttps && path != HEALTH => {
                to_https(origin.as_ref(), &request)
            }
            _ => self.route(entrance.scheme(), &reached, request).await,
        };
        headers::apply(response.headers_mut(), &reached);
        let status = response.status().as_u16();
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(%method, path, status, ms, "request");
        Ok(response)
    }

    /// Where the page's SDKs reach the backend: at the origin of a request, if this server passes their
    /// requests on.
    fn reached(&self, origin: Option<&Uri>) -> Backend {
        match (&self.forward, origin) {
            (Some(_), Some(origin)) => Backend::Emulator { origin: origin.clone() },
            _ => self.backend.clone(),
        }
    }

    async fn route(
        &self,
        scheme: &'static str,
        reached: &Backend,
        request: Request<Incoming>,
    ) -> Response<Body> {
        let path = request.uri().path();
        let is_of_sdk = self.forward.is_some() && Forward::owns(path);
        let route = if is_of_sdk { Some(Route::Sdk) } else { Route::of(path) };
        let Some(route) = route else {
            return page::not_found();
        };
        if !matches!(route, Route::Login | Route::Sdk) && !route.allows(request.method()) {
            return not_allowed(route);
        }
        match route {
            Route::Login => self.log_in(request).await,
            Route::Config => reply::json(StatusCode::OK, &client_config(reached)),
            Route::Health => reply::json(StatusCode::OK, &json!({ "status": "ok" })),
            Route::Page => self.page.answer(request).await,
            Route::Sdk => match &self.forward {
                Some(forward) => forward.answer(scheme, request).await,
                None => page::not_found(),
            },
        }
    }
}

impl Router {
    /// Rejects requests of foreign web pages.
    async fn log_in(&self, request: Request<Incoming>) -> Response<Body> {
        let headers = request.headers();
        if let Err(foreign) = self.callers.check(headers, request.uri()) {
            tracing::warn!(reason = %foreign, "login refused");
            return reply::error(StatusCode::FORBIDDEN, &format!("{foreign}."));
        }
        let allowed_origin = self.callers.allowed_origin(headers).cloned();
        let mut response = if Route::Login.allows(request.method()) {
            self.login.answer(request.into_body()).await
        } else if allowed_origin.is_some() && request.method() == Method::OPTIONS {
            reply::json(StatusCode::OK, &json!({}))
        } else {
            not_allowed(Route::Login)
        };
        if let Some(origin) = allowed_origin {
            share(response.headers_mut(), origin);
        }
        response
    }
}

/// Lets pages of an allowed origin read an answer.
fn share(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Content-Type"));
    headers.insert(VARY, HeaderValue::from_static("Origin"));
}

/// The origin that a request names.
fn origin(scheme: &str, request: &Request<Incoming>) -> Option<Uri> {
    let host = request.headers().get(HOST).and_then(|it| it.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(Authority::as_str))?;
    // Names and addresses alone, because this becomes part of other headers.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    if !host.bytes().all(is_plain) {
        return None;
    }
    Uri::builder().scheme(scheme).authority(host).path_and_query("/").build().ok()
}

/// Sends a client to the same address by https.
fn to_https(origin: Option<&Uri>, request: &Request<Incoming>) -> Response<Body> {
    let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    let host = origin.and_then(Uri::authority);
    let location =
        host.and_then(|host| HeaderValue::try_from(format!("https://{host}{path}")).ok());
    let Some(location) = location else {
        return reply::error(StatusCode::BAD_REQUEST, "A host is missing.");
    };
    let mut response = reply::error(StatusCode::TEMPORARY_REDIRECT, "This server speaks https.");
    response.headers_mut().insert(LOCATION, location);
    response
}

fn certificate(pem: &str) -> Response<Body> {
    let mut response = reply::text(pem.to_owned());
    response.headers_mut().insert(CONTENT_TYPE, CERTIFICATE_TYPE);
    response
}

fn not_allowed(route: Route) -> Response<Body> {
    let text = format!("Only {} is allowed here.", route.allowed());
    let mut response = reply::error(StatusCode::METHOD_NOT_ALLOWED, &text);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(route.allowed()));
    response
}

/// What the page has to know: the backend, and options that it hands to the SDKs as they are.
///
/// `Twilsock.uri`: `@twilio/conversations` 3.0.1 gives it to twilsock instead of the address of its
/// region. `wsServer`: `twilio-video` 2.36.0 dials it instead of `wss://global.vss.twilio.com`;
/// without `insights` it opens no second socket for telemetry, which would go to Twilio.
fn client_config(backend: &Backend) -> Value {
    let (conversations, video) = match backend {
        Backend::Emulator { origin } => {
            let sockets = web_socket_origin(&origin.to_string());
            let twilsock = json!({ "uri": format!("{sockets}/v3/wsconnect") });
            let signaling = format!("{sockets}/signaling");
            (json!({ "Twilsock": twilsock }), json!({ "wsServer": signaling, "insights": false }))
        }
        Backend::Live => (json!({}), json!({})),
    };
    json!({ "backend": backend.name(), "conversations": conversations, "video": video })
}
