//! The media of a service: uploads that messages show, and their bytes.
//!
//! Source: the media of `@twilio/mcs-client` 1.0.1, which application servers reach with the account's
//! credentials. The bytes come from a temporary address, which may lie at another origin and never gets
//! the credentials.

use std::{error::Error as StdError, pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{
    TryStreamExt,
    stream::{self, Stream},
};
use http::{HeaderValue, Method, Request, Uri, header::CONTENT_TYPE, uri::PathAndQuery};
use http_body_util::{BodyExt, Limited, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Frame, Incoming};
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use twilio_sid::{MediaSid, ServiceSid};
use twilio_wire::{
    client_api::{MediaRecord, UploadQuery},
    form,
};

use crate::rest::{
    Error,
    retry::MAX_WAIT,
    transport::{Api, MAX_ANSWER, Outgoing, RequestBody, Transport, incomplete, whole},
};

/// Longest upload unless [`Upload::time_limit`] sets another one.
const UPLOAD_LIMIT: Duration = Duration::from_secs(5 * 60);

/// The media of one service.
///
/// ```no_run
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let client = twilio_conversations::Client::new(&twilio_conversations::Config::from_env()?)?;
/// let room = client.conversations().create().unique_name("lobby").await?;
/// let media = client.media(room.chat_service_sid);
///
/// let picture = media.upload("image/png", &b"a picture"[..]).filename("cat.png").await?;
/// client.conversation("lobby").messages().create().media_sid(picture.sid).await?;
///
/// let mut download = media.download(picture.sid).await?;
/// let mut bytes = Vec::new();
/// while let Some(chunk) = download.chunk().await? {
///     bytes.extend_from_slice(&chunk);
/// }
/// assert_eq!(bytes, b"a picture");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Media {
    transport: Arc<Transport>,
    path: String,
}

impl Media {
    pub(crate) fn new(transport: Arc<Transport>, service: ServiceSid) -> Self {
        Self { transport, path: format!("/v1/Services/{service}/Media") }
    }

    /// Uploads bytes of a media type, such as `image/png`; a message shows them by its `media_sid`.
    pub fn upload(&self, content_type: &str, bytes: impl Into<Bytes>) -> Upload {
        let body = http_body_util::Full::new(bytes.into()).map_err(|never| match never {});
        self.begin(content_type, body.boxed_unsync())
    }

    /// Uploads the pieces of a stream as they come; an error of the stream ends the upload.
    pub fn upload_stream<S, E>(&self, content_type: &str, pieces: S) -> Upload
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn StdError + Send + Sync>> + 'static,
    {
        let frames = pieces.map_ok(Frame::data).map_err(Into::into);
        self.begin(content_type, UnsyncBoxBody::new(StreamBody::new(frames)))
    }

    fn begin(&self, content_type: &str, body: RequestBody) -> Upload {
        Upload {
            media: self.clone(),
            content_type: HeaderValue::from_str(content_type).map_err(Error::ContentType),
            query: UploadQuery::default(),
            body,
            limit: UPLOAD_LIMIT,
        }
    }

    /// What is known of a medium, with a temporary address of its bytes.
    ///
    /// # Errors
    /// As of every call; 404 for a medium that is not there.
    pub async fn fetch(&self, sid: MediaSid) -> Result<MediaRecord, Error> {
        let target = target(&format!("{}/{sid}", self.path))?;
        let (api, method) = (Api::Media, Method::GET);
        let call = Outgoing { api, method, target, form: None, webhooks: false };
        self.transport.read(&call).await
    }

    /// Fetches a medium and opens its bytes.
    ///
    /// # Errors
    /// As of every call; 404 for a medium that is not there.
    pub async fn download(&self, sid: MediaSid) -> Result<Download, Error> {
        let record = self.fetch(sid).await?;
        let address = record.links.content_direct_temporary.parse().map_err(Error::Address)?;
        let body = self.transport.open(address).await?;
        Ok(Download { record, body, limit: self.transport.attempt_timeout })
    }
}

/// An upload; `.await` sends it, once: it is never repeated.
#[must_use = "an upload is sent when it is awaited"]
pub struct Upload {
    media: Media,
    content_type: Result<HeaderValue, Error>,
    query: UploadQuery,
    body: RequestBody,
    limit: Duration,
}

impl Upload {
    /// Names the file.
    pub fn filename(mut self, filename: impl Into<String>) -> Self {
        self.query.filename = Some(filename.into());
        self
    }

    /// Limits the time from dialling to the end of the answer, five minutes unless set.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    async fn send(self) -> Result<MediaRecord, Error> {
        let Media { transport, path } = &self.media;
        let query = form::encode(&self.query)?;
        let separator = if query.is_empty() { "" } else { "?" };
        let target = target(&format!("{path}{separator}{query}"))?;
        let mut request = transport.request(Api::Media, Method::POST, target, self.body);
        request.headers_mut().insert(CONTENT_TYPE, self.content_type?);
        transport.upload(request, self.limit).await
    }
}

impl IntoFuture for Upload {
    type Output = Result<MediaRecord, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// The bytes of a medium on their way.
#[derive(Debug)]
#[must_use = "the bytes are read piece by piece"]
pub struct Download {
    record: MediaRecord,
    body: Incoming,
    limit: Duration,
}

impl Download {
    /// What is known of the medium: its type, size in bytes, name and more.
    pub fn record(&self) -> &MediaRecord {
        &self.record
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Timeout`] after a pause as long as an attempt may take, [`Error::Broken`] for a
    /// connection that ended too early.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let limit = self.limit;
        loop {
            let frame = timeout(limit, self.body.frame());
            let frame = frame.await.map_err(|_| Error::Timeout { limit })?.transpose();
            match frame.map_err(|error| Error::Broken(error.into()))?.map(Frame::into_data) {
                Some(Ok(bytes)) => return Ok(Some(bytes)),
                // Trailers, which say nothing about the bytes.
                Some(Err(_)) => {}
                None => return Ok(None),
            }
        }
    }

    /// The pieces as a stream, which ends after the first failure.
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        stream::try_unfold(self, async |mut download: Self| {
            Ok(download.chunk().await?.map(|bytes| (bytes, download)))
        })
    }
}

impl Transport {
    /// Sends a body that cannot be sent again, and reads the answer.
    async fn upload<T: DeserializeOwned>(
        &self,
        request: Request<RequestBody>,
        limit: Duration,
    ) -> Result<T, Error> {
        let answer = timeout(limit.min(MAX_WAIT), async { whole(self.send(request).await?).await });
        let body = answer.await.map_err(|_| Error::Timeout { limit })?;
        serde_json::from_slice(&body.map_err(|failure| failure.error)?).map_err(Error::Decode)
    }

    /// Opens the body of an address anywhere, without credentials.
    async fn open(&self, address: Uri) -> Result<Incoming, Error> {
        let mut request = Request::new(RequestBody::default());
        *request.uri_mut() = address;
        let limit = self.attempt_timeout;
        let answer = timeout(limit, self.send(request)).await;
        let answer = answer.map_err(|_| Error::Timeout { limit })??;
        if answer.status().is_success() {
            return Ok(answer.into_body());
        }
        let (head, body) = answer.into_parts();
        let body = timeout(limit, Limited::new(body, MAX_ANSWER).collect()).await;
        let body = body.map_err(|_| Error::Timeout { limit })?.map_err(incomplete)?;
        Err(Error::of_response(head.status, &head.headers, &body.to_bytes()))
    }
}

fn target(path: &str) -> Result<PathAndQuery, Error> {
    path.parse().map_err(Error::Address)
}
