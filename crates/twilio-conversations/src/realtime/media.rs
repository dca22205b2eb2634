//! Media of messages: they go over plain HTTP, with the access token of the client.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::{
    client::{legacy::Client as HttpClient, proxy::matcher::Matcher},
    rt::TokioExecutor,
};
use serde::de::DeserializeOwned;
use tokio::{sync::oneshot, time::timeout};
use twilio_sid::MediaSid;
use twilio_wire::{
    client_api::{MediaRecord, MediaSetEntry, MediaSetForm, MediaSetTarget, UploadQuery},
    form,
    twilsock::Secret,
};

use crate::{
    Error as TransferError,
    connect::{Connector, connector},
    realtime::{
        Client, ConnectError, Error,
        command::Command,
        error::{decode, encode, success},
        handle::Handle,
    },
};

/// Carries the access token (`@twilio/mcs-client` 1.0.1).
const TOKEN: HeaderName = HeaderName::from_static("x-twilio-token");

/// Longest transfer of a medium.
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Largest medium that is read into memory.
const MAX_SIZE: usize = 256 * 1024 * 1024;

/// The media of a client's service; made by [`Client::media`], and worth keeping for its connections.
#[derive(Clone, Debug)]
pub struct Media {
    handle: Handle,
    http: HttpClient<Connector, Full<Bytes>>,
    service: String,
    set: Option<String>,
}

impl Client {
    /// The media of the service.
    ///
    /// # Errors
    /// A machine without root certificates.
    pub fn media(&self) -> Result<Media, ConnectError> {
        let links = &self.requests().configuration().links;
        let needs_tls = links.media_service.starts_with("https:");
        let connector = connector(needs_tls, Matcher::from_env())?;
        Ok(Media {
            handle: self.handle().clone(),
            http: HttpClient::builder(TokioExecutor::new()).build(connector),
            service: links.media_service.clone(),
            set: links.media_set_service.clone(),
        })
    }
}

impl Media {
    /// Uploads bytes of a media type, such as `image/png`, perhaps with the name of the file; a message
    /// shows them by [`Draft::media_sid`](crate::realtime::Draft::media_sid).
    ///
    /// Dropping the future cuts the upload.
    ///
    /// # Errors
    /// 413 for a medium that is too large, and as of every transfer.
    pub async fn upload(
        &self,
        content_type: &str,
        bytes: impl Into<Bytes>,
        filename: Option<&str>,
    ) -> Result<MediaRecord, Error> {
        self.upload_as("media", content_type, bytes, filename).await
    }

    /// Uploads bytes of another category: `body` or `history` of an e-mail.
    ///
    /// # Errors
    /// As of [`Self::upload`].
    pub async fn upload_as(
        &self,
        category: &str,
        content_type: &str,
        bytes: impl Into<Bytes>,
        filename: Option<&str>,
    ) -> Result<MediaRecord, Error> {
        let filename = filename.map(str::to_owned);
        let query = UploadQuery { category: Some(category.to_owned()), filename };
        let query = form::encode(&query).map_err(TransferError::Form)?;
        let address = format!("{}?{query}", self.service);
        let content_type =
            HeaderValue::from_str(content_type).map_err(TransferError::ContentType)?;
        self.read(Method::POST, &address, Some(content_type), bytes.into()).await
    }

    /// What is known of a medium, with a temporary address of its bytes.
    ///
    /// # Errors
    /// 404 for a medium that is not there.
    pub async fn fetch(&self, sid: MediaSid) -> Result<MediaRecord, Error> {
        let address = format!("{}/{sid}", self.service);
        self.read(Method::GET, &address, None, Bytes::new()).await
    }

    /// Temporary addresses of the bytes of several media, in their order; `None` for what this client
    /// may not see.
    ///
    /// # Errors
    /// As of every transfer; [`Error::Unavailable`] where the service has no such operation.
    pub async fn temporary_urls(&self, sids: &[MediaSid]) -> Result<Vec<Option<String>>, Error> {
        let set = self.set.as_deref().ok_or(Error::Unavailable)?;
        let target = |sid: &MediaSid| MediaSetTarget { media_sid: sid.to_string() };
        let form =
            MediaSetForm { command: "get".to_owned(), list: sids.iter().map(target).collect() };
        let kind = HeaderValue::from_static("application/json");
        let body = encode(&form)?.into();
        let entries: Vec<MediaSetEntry> = self.read(Method::POST, set, Some(kind), body).await?;
        let url = |entry: MediaSetEntry| {
            entry.media_record.map(|record| record.links.content_direct_temporary)
        };
        Ok(entries.into_iter().map(url).collect())
    }

    /// The bytes of a medium, up to 256 MiB.
    ///
    /// # Errors
    /// 404 for a medium that is not there.
    pub async fn download(&self, sid: MediaSid) -> Result<Bytes, Error> {
        let record = self.fetch(sid).await?;
        // The address may lie at another origin, which must not get the token.
        let request = request(Method::GET, &record.links.content_direct_temporary, Bytes::new())?;
        self.send(request).await
    }

    async fn token(&self) -> Result<Secret, Error> {
        let (reply, token) = oneshot::channel();
        self.handle.commands().send(Command::Token(reply)).await?;
        token.await.map_err(|_| Error::Closed)
    }

    async fn read<T: DeserializeOwned>(
        &self,
        method: Method,
        address: &str,
        content_type: Option<HeaderValue>,
        body: Bytes,
    ) -> Result<T, Error> {
        let mut request = request(method, address, body)?;
        let token = self.token().await?;
        let mut token = HeaderValue::from_str(token.expose()).map_err(|_| Error::Address)?;
        token.set_sensitive(true);
        request.headers_mut().insert(TOKEN, token);
        if let Some(content_type) = content_type {
            request.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        decode(&self.send(request).await?)
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Bytes, Error> {
        let exchange = async {
            let answer = self.http.request(request).await;
            let answer = answer.map_err(|error| {
                let is_connect = error.is_connect();
                let reason =
                    if is_connect { TransferError::Connect } else { TransferError::Broken };
                reason(error.into())
            })?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, MAX_SIZE).collect().await;
            let body = body.map_err(TransferError::Broken)?.to_bytes();
            success(http::Response::from_parts(head, body))
        };
        let answer = timeout(LIMIT, exchange).await;
        answer.map_err(|_| TransferError::Timeout { limit: LIMIT })?
    }
}

fn request(method: Method, address: &str, body: Bytes) -> Result<Request<Full<Bytes>>, Error> {
    let address: Uri = address.parse().map_err(|_| Error::Address)?;
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = address;
    Ok(request)
}
