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

/// Answers a request, and keeps count of the answer until the client has read it.
pub(crate) async fn respond(
    caller: Caller,
    request: Request<Incoming>,
    in_use: InUse,
) -> Response<AnswerBody> {
    let version =
        if request.version() == Version::HTTP_2 { HttpVersion::Http2 } else { HttpVersion::Http1 };
    let is_media = Product::of_path(request.uri().path()) == Product::Media;
    let mut response = answer(&caller, request).await;
    let Caller { shared, client, .. } = caller;
    if let Some(throttle) = response.extensions_mut().remove::<Throttle>()
        && !response.body().is_empty()
    {
        let length = response.body().len();
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
        let shared = shared.clone();
        return response.map(|body| Either::Right(throttled(body, throttle, shared, in_use)));
    }
    response.map(|body| {
        let held = shared.bodies.outgoing.hold(&client, version, is_media, body, in_use);
        Either::Left(Full::new(held))
    })
}

async fn answer(caller: &Caller, request: Request<Incoming>) -> Response<Bytes> {
    let shared = &caller.shared;
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut recording = shared.recorder.begin(&method, &path);
    let answered = match faults::of_request(shared, &request) {
        Ok(None) => Answered::Response(route(caller, request, &mut recording).await),
        Ok(Some(acting)) => Box::pin(broken(&acting, caller, request, &mut recording)).await,
        Err(refused) => Answered::Response(refused.into_response()),
    };
    let mut response = match answered {
        Answered::Response(response) => response,
        Answered::Lost(lost) => {
            shared.recorder.end(recording, None);
            return lost.happen(caller).await;
        }
    };
    if let Some(unknown) = response.extensions().get::<UnknownParameters>() {
        // Names alone, and only what looks like one: all else may be private.
        tracing::warn!("{unknown}");
    }
    if headers::is_rest(&path) {
        headers::complete(&mut response, shared.random.request_ids.lock().draw());
    }
    shared.recorder.end(recording, Some(&response));
    if method == Method::HEAD {
        headers::cut_body(&mut response);
    }
    log(&method, &path, &response);
    response
}

/// Answers a request on which a fault acts.
async fn broken(
    acting: &Acting,
    caller: &Caller,
    request: Request<Incoming>,
    recording: &mut Recording,
) -> Answered {
    let product = Product::of_path(request.uri().path());
    match faults::before(acting, caller, request, recording).await {
        Before::Answered(answered) => answered,
        Before::Request(request) => {
            let response = route(caller, request, recording).await;
            faults::after(acting, caller, product, response).await
        }
    }
}

async fn route(
    caller: &Caller,
    request: Request<Incoming>,
    recording: &mut Recording,
) -> Response<Bytes> {
    let Caller { shared, client, .. } = caller;
    let (next, line) = (shared.clone(), caller.line.clone());
    let path = request.uri().path();
    if Api::is_control(path) {
        return control::answer(shared, client, request).await;
    }
    if let Err(elsewhere) = check_host(request.headers(), request.uri()) {
        recording.head(&request.into_parts().0);
        return elsewhere.into_response();
    }
    match Product::of_path(path) {
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
            sdk_files::answer(packages, request.method(), path.to_owned()).await
        }
        Product::Media => {
            let (parts, body) = as_get(request).into_parts();
            media_upload::answer(shared, client, parts, body, recording).await
        }
        Product::Accounts | Product::Conversations | Product::Video => match *request.method() {
            Method::OPTIONS if headers::is_rest(path) => headers::preflight(),
            _ => answer_rest(shared, client, request, recording).await,
        },
    }
}
