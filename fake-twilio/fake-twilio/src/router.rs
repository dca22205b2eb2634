//! Routes requests.

use std::sync::Arc;

use bytes::Bytes;
use fake_rest::{Api, Product, UnknownParameters, check_host, media_origin};
use http::{Method, Request, Response, Version};
use http_body_util::Full;
use hyper::body::Incoming;
use local_server::{InUse, Usage};

use crate::{
    control,
    handshake::{self, Socket},
    headers, media_upload,
    recording::Recording,
    response_limits::{Client, HttpVersion},
    response_log::log,
    rest::{answer_rest, as_get},
    sdk_files,
    shared::Shared,
    twilsock_connection, video,
};

/// The peer of a connection.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) shared: Arc<Shared>,
    pub(crate) client: Arc<Client>,
    pub(crate) usage: Usage,
}

/// Answers a request, and keeps count of the answer until the client has read it.
pub(crate) async fn respond(
    caller: Caller,
    request: Request<Incoming>,
    in_use: InUse,
) -> Response<Full<Bytes>> {
    let version =
        if request.version() == Version::HTTP_2 { HttpVersion::Http2 } else { HttpVersion::Http1 };
    let is_media = Product::of_path(request.uri().path()) == Product::Media;
    let Caller { shared, client, .. } = caller;
    let response = answer(&shared, &client, request).await;
    response.map(|body| {
        Full::new(shared.bodies.outgoing.hold(&client, version, is_media, body, in_use))
    })
}

async fn answer(
    shared: &Arc<Shared>,
    client: &Client,
    request: Request<Incoming>,
) -> Response<Bytes> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut recording = shared.recorder.begin(&method, &path);
    let mut response = route(shared, client, request, &mut recording).await;
    if let Some(unknown) = response.extensions().get::<UnknownParameters>() {
        // Names alone, and only what looks like one: all else may be private.
        tracing::warn!("{unknown}");
    }
    if headers::is_rest(&path) {
        headers::complete(&mut response, shared.random.request_ids.lock().draw());
    }
    shared.recorder.end(recording, &response);
    if method == Method::HEAD {
        headers::cut_body(&mut response);
    }
    log(&method, &path, &response);
    response
}

async fn route(
    shared: &Arc<Shared>,
    client: &Client,
    request: Request<Incoming>,
    recording: &mut Recording,
) -> Response<Bytes> {
    let next = shared.clone();
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
            upgrade(request, move |socket| twilsock_connection::serve(next, socket, origin))
        }
        Product::Signaling => upgrade(request, move |socket| video::serve(next, socket)),
        Product::Telemetry => upgrade(request, move |socket| video::serve_telemetry(next, socket)),
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

fn upgrade<S, F>(mut request: Request<Incoming>, serve: S) -> Response<Bytes>
where
    S: FnOnce(Box<Socket>) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let response = match handshake::accept(&request) {
        Ok(response) => response,
        Err(refused) => return refused.into_response(),
    };
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        match handshake::upgraded(upgrade).await {
            // A task of its own, for this one has no room to give back.
            Ok(socket) => drop(tokio::spawn(serve(Box::new(socket)))),
            Err(error) => tracing::debug!(%error, "a WebSocket handshake failed"),
        }
    });
    response
}
