//! Routes requests.

use bytes::Bytes;
use fake_control::faults::Acting;
use fake_rest::{Api, Product, UnknownParameters, check_host, media_origin};
use http::{Method, Request, Response, Version, header::CONTENT_LENGTH};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use local_server::InUse;

use crate::{
    answer_body::{AnswerBody, Throttle, throttled},
    caller::Caller,
    control,
    faults::{self, Answered, Before},
    handshake::upgrade,
    headers, media_upload,
    recording::Recording,
    response_limits::HttpVersion,
    response_log::log,
    rest::{answer_rest, as_get},
    sdk_files, twilsock_connection, video,
};

/// A request on its way to its handler.
struct Routing {
    product: Product,
    is_control: bool,
    recording: Recording,
}

/// Answers a request, and keeps count of the answer until the client has read it.
pub(crate) async fn respond(
    caller: Caller,
    request: Box<Request<Incoming>>,
    in_use: InUse,
) -> Response<AnswerBody> {
    let version =
        if request.version() == Version::HTTP_2 { HttpVersion::Http2 } else { HttpVersion::Http1 };
    let product = Product::of_path(request.uri().path());
    let mut response = answer(&caller, product, request).await;
    let Caller { shared, client, .. } = caller;
    if let Some(throttle) = response.extensions_mut().remove::<Throttle>()
        && !response.body().is_empty()
    {
        let length = response.body().len();
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
        return response.map(|body| Either::Right(throttled(body, throttle, shared, in_use)));
    }
    let is_media = product == Product::Media;
    response.map(|body| {
        let held = shared.bodies.outgoing.hold(&client, version, is_media, body, in_use);
        Either::Left(Full::new(held))
    })
}

async fn answer(
    caller: &Caller,
    product: Product,
    request: Box<Request<Incoming>>,
) -> Response<Bytes> {
    let shared = &caller.shared;
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let path = uri.path();
    let is_control = Api::is_control(path);
    let recording = shared.recorder.begin(&method, product);
    let mut routing = Routing { product, is_control, recording };
    let answered = match faults::of_request(shared, product, &request) {
        Ok(None) => Answered::Response(route(caller, request, &mut routing).await),
        // Boxed, as all that is rare: a large future is moved several times before it is polled.
        Ok(Some(acting)) => Box::pin(broken(&acting, caller, request, &mut routing)).await,
        Err(refused) => Answered::Response(refused.into_response()),
    };
    let mut response = match answered {
        Answered::Response(response) => response,
        Answered::Lost(lost) => {
            shared.recorder.end(routing.recording, None);
            return Box::pin(lost.happen(caller)).await;
        }
    };
    if let Some(unknown) = response.extensions().get::<UnknownParameters>() {
        // Names alone, and only what looks like one: all else may be private.
        tracing::warn!("{unknown}");
    }
    if headers::is_rest(product, path) {
        headers::complete(&mut response, shared.random.request_ids.lock().draw());
    }
    shared.recorder.end(routing.recording, Some(&response));
    if method == Method::HEAD {
        headers::cut_body(&mut response);
    }
    log(&method, path, &response);
    response
}

/// Answers a request on which a fault acts.
async fn broken(
    acting: &Acting,
    caller: &Caller,
    request: Box<Request<Incoming>>,
    routing: &mut Routing,
) -> Answered {
    let product = routing.product;
    match faults::before(acting, caller, product, *request, &mut routing.recording).await {
        Before::Answered(answered) => answered,
        Before::Request(request) => {
            let response = route(caller, Box::new(request), routing).await;
            faults::after(acting, caller, product, response).await
        }
    }
}

async fn route(
    caller: &Caller,
    request: Box<Request<Incoming>>,
    routing: &mut Routing,
) -> Response<Bytes> {
    if !routing.is_control
        && let Err(elsewhere) = check_host(request.headers(), request.uri())
    {
        routing.recording.head(&request.into_parts().0);
        return elsewhere.into_response();
    }
    let is_preflight = *request.method() == Method::OPTIONS;
    if !routing.is_control && routing.product.is_rest() && !is_preflight {
        return answer_rest(&caller.shared, &caller.client, *request, &mut routing.recording).await;
    }
    // Boxed, because it is large and rare.
    Box::pin(route_others(caller, request, routing)).await
}

/// Routes what is no request to REST.
async fn route_others(
    caller: &Caller,
    request: Box<Request<Incoming>>,
    routing: &mut Routing,
) -> Response<Bytes> {
    let (Caller { shared, client, .. }, request) = (caller, *request);
    if routing.is_control {
        return control::answer(shared, client, request).await;
    }
    let (next, line, recording) = (shared.clone(), caller.line.clone(), &mut routing.recording);
    match routing.product {
        Product::Twilsock => {
            let origin = media_origin(request.headers(), request.uri());
            upgrade(request, move |socket| twilsock_connection::serve(next, socket, line, origin))
        }
        Product::Signaling => upgrade(request, move |socket| video::serve(next, socket, line)),
        Product::Telemetry => {
            upgrade(request, move |socket| video::serve_telemetry(next, socket, line))
        }
        Product::IceServers => video::configuration(request.method(), &shared.video.ice_servers),
        Product::SdkFiles => {
            let packages = shared.unmodified.sdk_files.clone();
            let path = request.uri().path().to_owned();
            sdk_files::answer(packages, request.method(), path).await
        }
        Product::Media => {
            let (parts, body) = as_get(request).into_parts();
            media_upload::answer(shared, client, parts, body, recording).await
        }
        Product::Accounts | Product::Conversations | Product::Video => {
            if *request.method() == Method::OPTIONS
                && headers::is_rest(routing.product, request.uri().path())
            {
                return headers::preflight();
            }
            answer_rest(shared, client, request, recording).await
        }
    }
}
