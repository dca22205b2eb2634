//! Routes requests.

use std::{convert::Infallible, time::Instant};

use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ALLOW, VARY,
    },
};
use hyper::body::Incoming;
use local_server::CallerRule;
use serde_json::{Value, json};

use crate::{
    Backend,
    headers::{SecurityHeaders, web_socket_origin},
    login::Login,
    page::{self, Page},
    reply::{self, Body},
};

/// Everything the answers are made from.
pub(crate) struct Router {
    pub(crate) login: Login,
    pub(crate) page: Page,
    /// The body of `/config.json`.
    pub(crate) client_config: Value,
    pub(crate) security: SecurityHeaders,
    /// Who may log in.
    pub(crate) callers: CallerRule,
}

/// What a path stands for.
#[derive(Clone, Copy)]
enum Route {
    Login,
    Config,
    Health,
    Page,
}

impl Route {
    fn of(path: &str) -> Option<Self> {
        match path {
            "/login" => Some(Self::Login),
            "/config.json" => Some(Self::Config),
            "/healthz" => Some(Self::Health),
            path => Page::owns(path).then_some(Self::Page),
        }
    }

    const fn allowed(self) -> &'static str {
        match self {
            Self::Login => "POST",
            Self::Config | Self::Health | Self::Page => "GET, HEAD",
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
        request: Request<Incoming>,
    ) -> Result<Response<Body>, Infallible> {
        let start = Instant::now();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let mut response = self.route(request).await;
        self.security.apply(response.headers_mut());
        let status = response.status().as_u16();
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        tracing::info!(%method, path, status, ms, "request");
        Ok(response)
    }

    async fn route(&self, request: Request<Incoming>) -> Response<Body> {
        let Some(route) = Route::of(request.uri().path()) else {
            return page::not_found();
        };
        if !matches!(route, Route::Login) && !route.allows(request.method()) {
            return not_allowed(route);
        }
        match route {
            Route::Login => self.log_in(request).await,
            Route::Config => reply::json(StatusCode::OK, &self.client_config),
            Route::Health => reply::json(StatusCode::OK, &json!({ "status": "ok" })),
            Route::Page => self.page.answer(request).await,
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
pub(crate) fn client_config(backend: &Backend) -> Value {
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
