//! The layer around REST, media and the handshake of a WebSocket.

use std::time::Duration;

use bytes::Bytes;
use fake_control::{
    Action, ErrorAnswer, Fault, Side, Sides, Stage,
    faults::Acting,
    journal::{Exchange, Message, Record, RecordDecoder},
};
use fake_rest::{Api, ApiError, Product};
use http::{
    Method, Request, Response, StatusCode,
    header::{CONTENT_LENGTH, RETRY_AFTER, SEC_WEBSOCKET_ACCEPT},
};
use hyper::body::Incoming;
use twilio_sid::{AccountSid, ServiceSid};

use super::{delay, header};
use crate::{
    answer_body::Throttle,
    caller::Caller,
    handshake::upgrade,
    media_upload,
    recording::{Recording, side_of},
    rest,
    shared::Shared,
    websocket,
};

/// Sides that begin with a request of HTTP.
const REQUESTS: Sides = Sides::HTTP.and(Side::Twilsock).and(Side::Signaling);

/// What becomes of a request.
pub(crate) enum Answered {
    /// It is answered.
    Response(Response<Bytes>),
    /// It is not.
    Lost(Lost),
}

/// What becomes of a request before it is carried out.
pub(crate) enum Before {
    /// It is carried out.
    Request(Request<Incoming>),
    /// It is not.
    Answered(Answered),
}

/// How an answer gets lost.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lost {
    /// The connection is reset.
    Reset,
    /// The connection is closed.
    Closed,
    /// Nothing happens until the client goes away.
    Silence,
}

impl Lost {
    /// Takes the answer away. Returns only when the emulator stops, for the connection goes first.
    pub(crate) async fn happen(self, caller: &Caller) -> Response<Bytes> {
        match self {
            Self::Reset => {
                caller.line.reset();
                caller.client.give_up();
            }
            Self::Closed => caller.client.give_up(),
            Self::Silence => {}
        }
        caller.shared.stopping().await;
        let why = "The emulator stops";
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, 20503, why).into_response()
    }
}

/// The fault that acts on a request: the one that it brings along, or that of a rule.
///
/// # Errors
/// Why the fault that it brings along cannot be.
pub(crate) fn of_request<B>(
    shared: &Shared,
    product: Product,
    request: &Request<B>,
) -> Result<Option<Acting>, ApiError> {
    let (uri, headers) = (request.uri(), request.headers());
    if !shared.recorder.faults.watch(REQUESTS) && !headers.contains_key(header::FAULT) {
        return Ok(None);
    }
    let side = side_of(product).filter(|_| !Api::is_control(uri.path()));
    // A browser sends OPTIONS by itself before the request that is meant.
    let side = side.filter(|_| *request.method() != Method::OPTIONS);
    let Some(side) = side else { return Ok(None) };
    if let Some(acting) = header::fault(headers, side, &shared.control.access)? {
        return Ok(Some(acting));
    }
    if !shared.recorder.faults.may_match(side, request.method().as_str(), uri.path()) {
        return Ok(None);
    }
    let message = Message::request_head(request.method(), uri, headers);
    let (response, took, fault) = (None, Duration::ZERO, None);
    let record = Record::Exchange(Exchange { side, request: message, response, took, fault });
    let mut entry = RecordDecoder::default().decode(&record, shared.api.directory());
    if side == Side::Media {
        entry.account_sid = account_of_media(shared, uri.path());
    }
    Ok(shared.recorder.faults.judge(&entry))
}

/// The account whose service stands in a path of the media service.
fn account_of_media(shared: &Shared, path: &str) -> Option<AccountSid> {
    let service: ServiceSid =
        path.strip_prefix("/v1/Services/")?.split('/').next()?.parse().ok()?;
    shared.store.service(service).map(|it| it.read(|world| world.service.account))
}

/// Lets a fault act on a request before it is carried out.
pub(crate) async fn before(
    acting: &Acting,
    caller: &Caller,
    product: Product,
    request: Request<Incoming>,
    recording: &mut Recording,
) -> Before {
    let side = side_of(product);
    recording.set_fault(&caller.shared.recorder, &request, side, acting);
    if acting.effect.stage() == Stage::Answer {
        return Before::Request(request);
    }
    delay(&caller.shared, acting).await;
    match acting.effect.action() {
        None => Before::Request(request),
        Some(action) => instead(action, caller, request, recording).await,
    }
}

/// Lets a fault act on the answer of a request that was carried out.
pub(crate) async fn after(
    acting: &Acting,
    caller: &Caller,
    product: Product,
    response: Response<Bytes>,
) -> Answered {
    if acting.effect.stage() == Stage::Request {
        return Answered::Response(response);
    }
    delay(&caller.shared, acting).await;
    afterwards(acting.effect.action(), product, response)
}

/// What happens instead of carrying a request out.
async fn instead(
    action: Action<'_>,
    caller: &Caller,
    request: Request<Incoming>,
    recording: &mut Recording,
) -> Before {
    if let Some(lost) = lost(action) {
        if let Lost::Silence = lost {
            take_in(caller, request, recording).await;
        }
        return Before::Answered(Answered::Lost(lost));
    }
    let response = match action {
        Action::Error(answer) => {
            let product = Product::of_path(request.uri().path());
            take_in(caller, request, recording).await;
            error(answer, product)
        }
        Action::Close(code) => {
            upgrade(request, move |socket| websocket::close(socket, code.into()))
        }
        Action::Fault(_) | Action::Hold(_) | Action::ReorderCandidates | Action::Throttle(_) => {
            return Before::Request(request);
        }
    };
    Before::Answered(Answered::Response(response))
}

/// Reads a request that is not carried out: of one that is not read to its end, hyper does not notice that the
/// client goes away, and an error does not reach a client that still sends.
async fn take_in(caller: &Caller, request: Request<Incoming>, recording: &mut Recording) {
    let (parts, body) = request.into_parts();
    let (shared, client) = (&caller.shared, &caller.client);
    let body = if Product::of_path(parts.uri.path()) == Product::Media {
        media_upload::upload(shared, client, body, media_upload::MAX_BODY).await
    } else {
        rest::form(client, body).await
    };
    match body {
        Ok(body) => recording.request(&Request::from_parts(parts, body)),
        Err(_) => recording.head(&parts),
    }
}

/// What happens to the answer of a request that was carried out.
fn afterwards(
    action: Option<Action<'_>>,
    product: Product,
    mut response: Response<Bytes>,
) -> Answered {
    if let Some(lost) = action.and_then(lost) {
        return Answered::Lost(lost);
    }
    match action {
        Some(Action::Error(answer)) => response = error(answer, product),
        Some(Action::Fault(_)) => halve(&mut response),
        Some(Action::Throttle(rate)) => {
            response.extensions_mut().insert(Throttle(rate));
        }
        None | Some(Action::Close(_) | Action::Hold(_) | Action::ReorderCandidates) => {}
    }
    Answered::Response(response)
}

fn lost(action: Action<'_>) -> Option<Lost> {
    let Action::Fault(fault) = action else { return None };
    match fault {
        Fault::ConnectionReset => Some(Lost::Reset),
        Fault::EmptyAnswer => Some(Lost::Closed),
        Fault::HalfOpen => Some(Lost::Silence),
        Fault::MalformedAnswer => None,
    }
}

fn error(answer: ErrorAnswer<'_>, product: Product) -> Response<Bytes> {
    let ErrorAnswer { status, code, message, retry_after_s } = answer;
    // Effects are checked: the status is one of an error.
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = ApiError::new(status, code, message).into_response();
    if let Some(wait) = retry_after_s {
        response.headers_mut().insert(RETRY_AFTER, wait.into());
    }
    if product == Product::Media { Api::with_cors(response) } else { response }
}

/// Leaves half of the bytes, and of a handshake all but its proof.
fn halve(response: &mut Response<Bytes>) {
    response.headers_mut().remove(SEC_WEBSOCKET_ACCEPT);
    response.headers_mut().remove(CONTENT_LENGTH);
    let body = response.body_mut();
    *body = if body.len() < 2 { Bytes::from_static(b"{") } else { body.slice(..body.len() / 2) };
}
