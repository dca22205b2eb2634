//! Dispatches requests to their handlers.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use fake_control::{
    faults::Faults,
    journal::{Directory, Found, Journal, Look, Missed},
};
use fake_core::Actor;
use fake_store::Store;
use fake_webhooks::{Deliveries, PreEventDecision};
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use parking_lot::Mutex;
use serde_json::value::RawValue;
use twilio_wire::signaling::IceServer;

use crate::{
    accounts,
    authenticate::{
        basic,
        token::{AuthenticatedClient, TokenError, authenticate},
    },
    caller::ClientCaller,
    client, client_v1,
    context::Context,
    control::{self, Control},
    error_codes::{Audience, explain},
    host::{self, Product},
    http::{
        error::{ApiError, HandlerError},
        path,
        reply::{Answer, Reply, Step},
    },
    keyring::Keyring,
    media,
    operations::router,
    rate_limit::Limiter,
    router::NotFound,
    scope,
    seed::{SeedDocument, SeedError},
    signed_url::UrlSigningKey,
    unknown_parameters::unknown_parameters,
};

/// Everything the emulator answers over HTTP, except Sync.
pub struct Api {
    context: Context,
    control: Arc<dyn Control>,
    rules: Rules,
    limiter: Limiter,
    ice_servers: Vec<IceServer>,
}

/// Optional restrictions of the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Refuses parameters that the OpenAPI documents do not know, and what only the error dictionary
    /// forbids.
    pub strict: bool,
    /// Refuses what Twilio's limit on actions a second does not allow.
    pub rate_limit: bool,
}

impl Api {
    /// An API over a store.
    pub fn new(store: Arc<Store>, keyring: Arc<Keyring>, control: Arc<dyn Control>) -> Self {
        let (rules, limiter) = (Rules::default(), Limiter::default());
        let signing_key = UrlSigningKey::new(&store.secret());
        let account_ids = Mutex::new(store.account_ids());
        let context = Context {
            store,
            keyring,
            signing_key,
            deliveries: Arc::default(),
            journal: Arc::new(Journal::new(0)),
            faults: Arc::default(),
            account_ids,
            restoring: Mutex::default(),
            snapshots: Mutex::default(),
            seeds: Mutex::default(),
        };
        Self { context, control, rules, limiter, ice_servers: Vec::new() }
    }

    /// Where the sender of webhook requests notes the outcome of them.
    pub fn deliveries(&self) -> &Arc<Deliveries> {
        &self.context.deliveries
    }

    /// The same API under these rules.
    #[must_use = "the API itself stays as it is"]
    pub fn with_rules(self, rules: Rules) -> Self {
        Self { rules, ..self }
    }

    /// The same API, which shows this journal.
    #[must_use = "the API itself stays as it is"]
    pub fn with_journal(mut self, journal: Arc<Journal>) -> Self {
        self.context.journal = journal;
        self
    }

    /// The same API, which steers these rules of faults.
    #[must_use = "the API itself stays as it is"]
    pub fn with_faults(mut self, faults: Arc<Faults>) -> Self {
        self.context.faults = faults;
        self
    }

    /// What decoded requests say of operations and accounts.
    pub fn directory(&self) -> &dyn Directory {
        &self.context
    }

    /// Looks whether enough entries of the journal match; the entries if so.
    pub fn look(&self, look: &mut Look) -> Option<Found> {
        look.look(&self.context.journal, &self.context)
    }

    /// What a wait whose time is up did not find.
    pub fn missed(&self, look: Look) -> Missed {
        look.missed(&self.context.journal, &self.context)
    }

    /// The response to a wait: the entries, or 408 when its time is up.
    pub fn waited(waited: Result<Found, Missed>) -> Response<Bytes> {
        control::waited(waited)
    }

    /// Loads the document with which the emulator starts, and to which its accounts are reset.
    ///
    /// # Errors
    /// What is wrong with the document.
    pub fn start_with(&self, document: SeedDocument) -> Result<(), SeedError> {
        control::load_seed(&self.context, document, true).map(drop)
    }

    /// Lets accounts be as they are in an archive.
    ///
    /// # Errors
    /// What is wrong with the archive, with the number of its line; nothing is changed then.
    pub fn import(&self, archive: &[u8]) -> Result<(), ApiError> {
        let read = control::read_archive(&self.context, &*self.control, archive, false);
        read.map(drop).map_err(|error| explain(error, Audience::Client))
    }

    /// All accounts as an archive, without secrets.
    pub fn export(&self) -> Bytes {
        control::archive_of(&self.context, &self.context.store.accounts(), false)
    }

    /// The same API, which names these ICE servers to applications.
    #[must_use = "the API itself stays as it is"]
    pub fn with_ice_servers(self, ice_servers: Vec<IceServer>) -> Self {
        Self { ice_servers, ..self }
    }

    /// Verifies an access token; `origin` is where its owner reaches plain HTTP.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn authenticate(
        &self,
        token: &str,
        origin: &str,
    ) -> Result<AuthenticatedClient, TokenError> {
        authenticate(&self.context.store, &self.context.keyring, token, origin)
    }

    /// Returns whether a path belongs to the control API, which is for callers on this machine.
    pub fn is_control(path: &str) -> bool {
        // Most paths need no decoding.
        !path.starts_with("/v1/")
            && path::segments(path).first().is_some_and(|segment| segment == control::PREFIX)
    }

    /// Returns whether a path is the health check, which needs no authentication.
    pub fn is_health(path: &str) -> bool {
        path::segments(path) == [control::PREFIX, "v1", "health"]
    }

    /// Returns whether a request to the control API may have a body as large as a world.
    pub fn takes_worlds(method: &Method, path: &str) -> bool {
        let segments = path::segments(path);
        *method == Method::POST
            && (segments == [control::PREFIX, "v1", "import"]
                || segments == [control::PREFIX, "v1", "seed"])
    }

    /// Returns whether a request takes long when accounts hold much: it concerns all that they hold.
    pub fn is_lengthy(path: &str) -> bool {
        const VERBS: [&str; 5] = ["export", "import", "reset", "seed", "snapshots"];
        Self::is_control(path)
            && path::segments(path).get(2).is_some_and(|verb| VERBS.contains(&verb.as_ref()))
    }

    /// The error response to an upload that its headers rule out already, if any.
    pub fn reject_upload(&self, path: &str, headers: &HeaderMap) -> Option<Response<Bytes>> {
        media::refuse(&self.context, path, headers)
    }

    /// An answer of the media service that was made elsewhere, as pages of other origins may read it.
    pub fn with_cors(response: Response<Bytes>) -> Response<Bytes> {
        media::shared(response)
    }

    /// Answers plain HTTP: the public REST API, the media service and the control API; `decision`
    /// is what the pre-event webhook of an earlier step decided.
    ///
    /// An answer that comes despite unknown parameters has
    /// [`UnknownParameters`](crate::UnknownParameters) as an extension.
    pub fn answer_http(
        &self,
        request: &Request<Bytes>,
        decision: Option<&PreEventDecision>,
    ) -> Step<Response<Bytes>> {
        let reply = self.http(request, decision);
        reply.unwrap_or_else(|error| Step::Done(http_error(request, error)))
    }

    fn http(&self, request: &Request<Bytes>, decision: Option<&PreEventDecision>) -> Reply {
        let path = request.uri().path();
        if Product::of_path(path) == Product::Media {
            return Ok(Step::Done(media::handle(&self.context, request)));
        }
        if path.starts_with("/v1/") {
            // The router decodes it.
            return self.public(request, decision);
        }
        let segments = path::segments(path);
        let segments: Vec<&str> = segments.iter().map(Cow::as_ref).collect();
        match segments.as_slice() {
            ["v1", ..] => self.public(request, decision),
            [host::ACCOUNTS_VERSION, rest @ ..] => {
                accounts::handle(&self.context, &self.ice_servers, request, rest)
            }
            [control::PREFIX, "v1", rest @ ..] => {
                control::handle(&self.context, &*self.control, request, rest, decision)
            }
            _ => Err(ApiError::not_found(path).into()),
        }
    }

    fn public(&self, request: &Request<Bytes>, decision: Option<&PreEventDecision>) -> Reply {
        let account = basic::account(request.headers(), &self.context.keyring)?;
        let path = request.uri().path();
        let found = match router().find(request.method(), path) {
            Ok(found) => found,
            Err(NotFound::Path) => return Err(ApiError::not_found(path).into()),
            Err(NotFound::Method(allowed)) => {
                return Ok(Step::Done(method_not_allowed_but(&allowed)));
            }
        };
        let unknown = unknown_parameters(request, found.route);
        if self.rules.strict
            && let Some(unknown) = unknown
        {
            return Err(unknown.error().into());
        }
        let is_video = Product::of_path(path) == Product::Video;
        // A request that was answered by a webhook was authenticated before.
        if self.rules.rate_limit && !is_video && decision.is_none() {
            self.limiter.check(&self.context.store, account, &found)?;
        }
        let call = scope::AccountRequest {
            store: &self.context.store,
            account,
            base: [&host::origin(request.headers(), request.uri()), "/v1"].concat(),
            query: request.uri().query().unwrap_or_default().as_bytes(),
            body: request.body(),
            actor: Actor::Api { webhooks: wants_webhooks(request.headers()) },
            is_strict: self.rules.strict,
            decision,
            sid: None,
        };
        let reply = found.handle(&call);
        let step = reply.unwrap_or_else(|error| Step::Done(http_error(request, error)));
        Ok(step.map(|mut response| {
            if let Some(unknown) = unknown {
                response.extensions_mut().insert(unknown);
            }
            response
        }))
    }

    /// Answers what a client tunnels through Twilsock, the client API; `decision` is what the
    /// pre-event webhook of an earlier step decided.
    pub fn answer_tunnelled(
        &self,
        request: &Request<Bytes>,
        caller: &ClientCaller,
        decision: Option<&PreEventDecision>,
    ) -> Step<Answer> {
        let reply = self.tunnelled(request, caller, decision);
        reply.unwrap_or_else(|error| {
            let error = explain(error, Audience::Client);
            Step::Done(error.into_response().into())
        })
    }

    /// The context of a session list; `None` when the service is gone.
    pub fn v1_context(&self, caller: &ClientCaller) -> Option<Box<RawValue>> {
        client_v1::v1_context(&self.context, caller)
    }

    /// Executes a command of a session list and returns the new value of its item; `None` when the
    /// data are not a command. `decision` is what the pre-event webhook of an earlier step decided.
    pub fn answer_v1_command(
        &self,
        data: &RawValue,
        caller: &ClientCaller,
        decision: Option<&PreEventDecision>,
    ) -> Step<Option<Box<RawValue>>> {
        client_v1::answer_command(&self.context, data, caller, decision)
    }

    fn tunnelled(
        &self,
        request: &Request<Bytes>,
        caller: &ClientCaller,
        decision: Option<&PreEventDecision>,
    ) -> Result<Step<Answer>, HandlerError> {
        let segments = path::segments(request.uri().path());
        let segments: Vec<&str> = segments.iter().map(Cow::as_ref).collect();
        match segments.as_slice() {
            ["Client", "v2", rest @ ..] => {
                client::handle(&self.context, request, rest, caller, decision)
            }
            ["Client", "v1", rest @ ..] => client_v1::read(&self.context, request, rest, caller),
            // The one path that `@twilio/conversations` 1.x does not learn from its context.
            ["v1", "typing"] => {
                client::handle(&self.context, request, &["Typing"], caller, decision)
            }
            ["v1", "registrations", rest @ ..] => {
                client::handle_registration(&self.context, request, rest, caller)
            }
            _ => Err(ApiError::not_found(request.uri().path()).into()),
        }
    }
}

fn http_error(request: &Request<Bytes>, error: HandlerError) -> Response<Bytes> {
    explain(error, Audience::Rest(request.uri().path())).into_response()
}

/// Returns whether a REST request enables webhooks; off by default.
fn wants_webhooks(headers: &HeaderMap) -> bool {
    let enabled = headers.get("X-Twilio-Webhook-Enabled");
    enabled.is_some_and(|it| it.as_bytes().eq_ignore_ascii_case(b"true"))
}

/// 405 with the methods of the path.
fn method_not_allowed_but(allowed: &[Method]) -> Response<Bytes> {
    let mut response =
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed").into_response();
    let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    if let Ok(names) = names.join(", ").parse() {
        response.headers_mut().insert(header::ALLOW, names);
    }
    response
}
