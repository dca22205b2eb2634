//! One operation, with its parameters, until it is awaited.

use std::{fmt, pin::Pin, sync::Arc};

use http::{Method, uri::PathAndQuery};
use serde::Serialize;
use twilio_wire::{endpoint::Endpoint, form, paging::Query};

use crate::rest::{
    Error, Name, Page, Pager,
    scope::Scope,
    transport::{Api, Outgoing, Transport},
};

/// A call of the operation `E`: parameters are added by methods, and `.await` sends it.
///
/// Nothing is sent before. A call that is dropped while it is awaited is given up: it was carried out,
/// or not.
///
/// # Errors
/// Awaited, it fails with [`Error::Api`] when Twilio refuses, with [`Error::Connect`], [`Error::Broken`] or
/// [`Error::Timeout`] when there is no answer, and with [`Error::Path`], [`Error::Form`] and others for values
/// that cannot be sent, such as an empty name.
///
/// ```no_run
/// use twilio_conversations::wire::rest::conversation::State;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let client = twilio_conversations::Client::new(&twilio_conversations::Config::from_env()?)?;
/// let create = client.conversations().create().friendly_name("Tea").webhook_enabled();
/// assert_eq!(create.operation(), "CreateConversation");
/// let room = create.await?;
///
/// let room = client.conversations().update(room.sid).state(State::Closed).await?;
/// assert_eq!(room.state, State::Closed);
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct Call<E: Endpoint> {
    transport: Arc<Transport>,
    api: Api,
    name: String,
    path: Result<String, Error>,
    pub(crate) request: E::Request,
    paging: Query,
    webhooks: bool,
}

impl<E: Endpoint<Request: Default>> Call<E> {
    pub(crate) fn new(scope: &Scope, name: Option<&Name>) -> Self {
        let (operation, service) = (E::OPERATION, scope.service());
        let in_service = service.and(operation.in_service());
        Self {
            transport: scope.transport(),
            api: scope.api(),
            name: in_service.map_or_else(|| operation.name.to_owned(), |(name, _)| name),
            path: operation.path_of(service, &scope.values(name)).map_err(Error::Path),
            request: E::Request::default(),
            paging: Query::default(),
            webhooks: false,
        }
    }
}

impl<E: Endpoint> Call<E> {
    /// Name of the operation in Twilio's OpenAPI document, such as `CreateServiceRole`.
    pub fn operation(&self) -> &str {
        &self.name
    }

    /// Replaces all parameters at once, in the form that goes over the wire.
    pub fn request(mut self, request: E::Request) -> Self {
        self.request = request;
        self
    }

    /// Lets the call raise webhooks, which calls by REST do not do by default.
    ///
    /// Source: the parameter `X-Twilio-Webhook-Enabled` of the OpenAPI document of Conversations v1.
    pub fn webhook_enabled(mut self) -> Self {
        self.webhooks = true;
        self
    }

    /// Puts a value into the parameters, or keeps the reason why it has no JSON.
    pub(crate) fn set_json<T: Serialize + ?Sized>(
        mut self,
        value: &T,
        set: impl FnOnce(&mut E::Request, String),
    ) -> Self {
        match serde_json::to_string(value) {
            Ok(json) => set(&mut self.request, json),
            Err(error) => self.path = self.path.and(Err(Error::Json(error))),
        }
        self
    }

    /// Puts the text of a value, such as a state, into the parameters.
    pub(crate) fn set_word<T: Serialize>(
        mut self,
        value: T,
        set: impl FnOnce(&mut E::Request, String),
    ) -> Self {
        match serde_json::to_value(value).and_then(serde_json::from_value) {
            Ok(text) => set(&mut self.request, text),
            Err(error) => self.path = self.path.and(Err(Error::Json(error))),
        }
        self
    }

    fn prepare(self) -> Result<(Arc<Transport>, Outgoing), Error> {
        let path = self.path?;
        let method = E::OPERATION.method;
        let parameters = form::encode(&self.request)?;
        let (target, form) = if method == Method::POST {
            (target(&path, &[])?, Some(parameters))
        } else {
            (target(&path, &[parameters, form::encode(&self.paging)?])?, None)
        };
        let webhooks = self.webhooks;
        Ok((self.transport, Outgoing { api: self.api, method, target, form, webhooks }))
    }
}

/// Lists: awaited, they fetch one page; [`Call::stream`] goes on to the others.
impl<E: Endpoint<Response: Page>> Call<E> {
    /// Largest number of records on a page, 1 to 100; 50 unless set.
    pub fn page_size(mut self, records: u32) -> Self {
        self.paging.page_size = Some(records.to_string());
        self
    }

    /// All records, page after page, each fetched when it is needed.
    ///
    /// It follows the addresses that the answers name, so records that are made meanwhile neither hide
    /// others nor show them twice.
    pub fn stream(self) -> Pager<E::Response> {
        Pager::new(self.prepare())
    }

    /// Fetches all records.
    ///
    /// # Errors
    /// The first failure; the records before it are lost, and [`Self::stream`] is the way to keep them.
    pub async fn all(self) -> Result<Vec<<E::Response as Page>::Record>, Error> {
        let (mut pager, mut all) = (self.stream(), Vec::new());
        while let Some(record) = pager.try_next().await? {
            all.push(record);
        }
        Ok(all)
    }
}

impl<E: Endpoint<Response: Send + 'static>> IntoFuture for Call<E> {
    type Output = Result<E::Response, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let prepared = self.prepare();
        Box::pin(async move {
            let (transport, call) = prepared?;
            transport.read(&call).await
        })
    }
}

impl<E: Endpoint> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.name).finish()
    }
}

/// A path with the parts of its query.
fn target(path: &str, query: &[String]) -> Result<PathAndQuery, Error> {
    let query: Vec<&str> = query.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    let target =
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) };
    target.parse().map_err(Error::Address)
}
