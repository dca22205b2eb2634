//! The HTTP API: requests one after the other, each with the account's credentials unless it has others.

use bytes::Bytes;
use fake_rest::Step;
use fake_webhooks::PreEventDecision;
use http::{Method, Request, Response};

use super::{
    Outcome,
    request::{self, Seen},
};
use crate::{
    Answer, error_breaches,
    system::{self, System},
};

pub(super) fn run(input: &[u8]) -> Outcome {
    let (system, mut seen, mut outcome) = (System::new(), Seen::default(), Outcome::default());
    let model = system::request(Method::GET, "/", Bytes::new());
    let authorization = &model.headers()["authorization"];
    for text in request::texts(input) {
        if let Some(request) = request::parse(&seen.fill(text), Some(authorization)) {
            let response = answer(&system, &request);
            seen.learn(response.body());
            outcome.note(!response.status().is_client_error());
        }
    }
    system.hub.catch_up();
    outcome
}

/// The answer to a request, without one from webhooks; it is checked.
pub(super) fn answer(system: &System, request: &Request<Bytes>) -> Response<Bytes> {
    let response = settle(|decision| system.api.answer_http(request, decision));
    let status = response.status();
    let shown = || format!("{} {}: {status}", request.method(), request.uri());
    assert!(!status.is_server_error(), "{}", shown());
    if status.is_client_error() && request.uri().path().starts_with("/v1/") {
        let (parts, body) = response.clone().into_parts();
        let answer = Answer { status, headers: parts.headers, body };
        assert_eq!(error_breaches(&answer), [""; 0], "{}", shown());
    }
    response
}

/// The answer of a request, without one from webhooks.
pub(super) fn settle<T>(answer: impl Fn(Option<&PreEventDecision>) -> Step<T>) -> T {
    let mut decision = None;
    loop {
        match answer(decision.as_ref()) {
            Step::Done(answer) => return answer,
            Step::CallWebhook(_) => decision = Some(PreEventDecision::read(None)),
        }
    }
}
