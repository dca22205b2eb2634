use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use fake_control::journal::Journal;
use fake_core::Fact;
use fake_rest::{Rules, seed::SeedDocument};
use fake_store::LogStore;
use jiff::Timestamp;
use local_server::{CallerRule, listen};
use tokio::sync::watch;
use twilio_sid::ServiceSid;
use twilio_token::Secret;
use twilio_wire::signaling::IceServer;

use crate::{
    background_tasks,
    clock::ShellClock,
    control_access::{ControlAccess, ControlRules},
    credentials::Credentials,
    emulator::FakeTwilio,
    error::StartError,
    mapped_origin::MappedOrigin,
    proxy::Proxy,
    proxy_rules::ProxyRules,
    sdk_files::SdkFiles,
    serve::serve,
    shared::{Settings, Shared, Unmodified},
    tls::Tls,
};

/// Default timeout of chat clients in real time: that of Twilsock's `init`.
const INIT_TIMEOUT: Duration = Duration::from_secs(30);

/// Default chat service of the account, unless another one is given or drawn.
const CHAT_SERVICE: ServiceSid = ServiceSid::from_bytes([0; 16]);

/// Default number of records in the journal.
const JOURNAL: usize = 4096;

/// Settings of an emulator that is to be started.
#[derive(Debug)]
pub struct Builder {
    listen: SocketAddr,
    credentials: Credentials,
    seed: Option<u64>,
    chat_service_sid: Option<ServiceSid>,
    now: Option<Timestamp>,
    rules: Rules,
    control: ControlRules,
    ice_servers: Vec<IceServer>,
    max_connections: Option<usize>,
    media_limit: Option<u64>,
    init_timeout: Duration,
    ca_dir: Option<PathBuf>,
    proxy_allow: Vec<String>,
    sdk_files: SdkFiles,
    origins: Vec<MappedOrigin>,
    journal: usize,
    log_store: Option<Arc<dyn LogStore<Fact>>>,
    seed_document: Option<SeedDocument>,
    import: Option<Bytes>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            credentials: Credentials::default(),
            seed: None,
            chat_service_sid: None,
            now: None,
            rules: Rules::default(),
            control: ControlRules::default(),
            ice_servers: Vec::new(),
            max_connections: None,
            media_limit: None,
            init_timeout: INIT_TIMEOUT,
            ca_dir: None,
            proxy_allow: Vec::new(),
            sdk_files: SdkFiles::default(),
            origins: Vec::new(),
            journal: JOURNAL,
            log_store: None,
            seed_document: None,
            import: None,
        }
    }
}

impl Builder {
    /// Sets the address to listen on; by default a free port of 127.0.0.1.
    #[must_use = "builders do nothing until started"]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Accepts these credentials instead of the well-known fake ones.
    #[must_use = "builders do nothing until started"]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Draws all identifiers from this seed instead of from the machine's randomness.
    #[must_use = "builders do nothing until started"]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Gives the account's default chat service this SID. Otherwise it is
    /// `IS00000000000000000000000000000000`, or drawn where there is a [`seed`](Self::seed).
    #[must_use = "builders do nothing until started"]
    pub fn chat_service_sid(mut self, sid: ServiceSid) -> Self {
        self.chat_service_sid = Some(sid);
        self
    }

    /// Starts with the contents of this document, and goes back to it with every reset.
    #[must_use = "builders do nothing until started"]
    pub fn seed_document(mut self, document: SeedDocument) -> Self {
        self.seed_document = Some(document);
        self
    }

    /// Starts with the accounts of this archive, as [`FakeTwilio::stop_with_export`] gives it.
    #[must_use = "builders do nothing until started"]
    pub fn import(mut self, archive: impl Into<Bytes>) -> Self {
        self.import = Some(archive.into());
        self
    }

    /// Starts with a frozen clock at this time, which the control API advances.
    #[must_use = "builders do nothing until started"]
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// Refuses parameters that the OpenAPI documents do not know, instead of ignoring them, and what
    /// only the error dictionary forbids.
    #[must_use = "builders do nothing until started"]
    pub fn strict(mut self) -> Self {
        self.rules.strict = true;
        self
    }

    /// Refuses more than thirty actions a second in one conversation or service, as Twilio does.
    #[must_use = "builders do nothing until started"]
    pub fn rate_limit(mut self) -> Self {
        self.rules.rate_limit = true;
        self
    }

    /// Closes the control API, but for the health check.
    #[must_use = "builders do nothing until started"]
    pub fn no_control(mut self) -> Self {
        self.control.access = ControlAccess::Closed;
        self
    }

    /// Opens the control API to requests with this token alone: `Authorization: Bearer TOKEN`.
    #[must_use = "builders do nothing until started"]
    pub fn control_token(mut self, token: Secret) -> Self {
        self.control.access = ControlAccess::Token(token);
        self
    }

    /// Sets the callers that may use the control API; by default those on this machine.
    #[must_use = "builders do nothing until started"]
    pub fn callers(mut self, rule: CallerRule) -> Self {
        self.control.callers = rule;
        self
    }

    /// Sets how many records the journal keeps, 4096 by default; with 0 it is off.
    #[must_use = "builders do nothing until started"]
    pub fn journal(mut self, records: usize) -> Self {
        self.journal = records;
        self
    }

    /// Keeps what happens in services in a store, and answers only when it is stored.
    #[must_use = "builders do nothing until started"]
    pub fn log_store(mut self, store: Arc<dyn LogStore<Fact>>) -> Self {
        self.log_store = Some(store);
        self
    }

    /// Sets the maximum number of connected chat clients; further ones are rejected with 429 and a
    /// back-off.
    #[must_use = "builders do nothing until started"]
    pub fn max_connections(mut self, limit: usize) -> Self {
        self.max_connections = Some(limit);
        self
    }

    /// Adds a STUN or TURN server for video clients; none is needed between browsers on one
    /// machine.
    #[must_use = "builders do nothing until started"]
    pub fn ice_server(mut self, server: IceServer) -> Self {
        self.ice_servers.push(server);
        self
    }

    /// Sets the maximum total size of media in bytes; 512 MiB by default.
    #[must_use = "builders do nothing until started"]
    pub fn media_limit(mut self, bytes: u64) -> Self {
        self.media_limit = Some(bytes);
        self
    }

    /// Sets the timeout, in real time, of `init` and of the close handshake of chat clients, also
    /// while the clock is frozen; 30 seconds by default.
    #[must_use = "builders do nothing until started"]
    pub fn init_timeout(mut self, init_timeout: Duration) -> Self {
        self.init_timeout = init_timeout;
        self
    }

    /// Ends TLS for Twilio's host names, under a [`CertificateAuthority`](crate::CertificateAuthority)
    /// in this folder, which the first client makes unless it is there. By default there is no TLS.
    #[must_use = "builders do nothing until started"]
    pub fn ca_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.ca_dir = Some(folder.into());
        self
    }

    /// Lets the proxy pass on requests to these hosts, beside those to this machine. `*` stands for any
    /// text, `?` for any character. Twilio's hosts are never passed on.
    #[must_use = "builders do nothing until started"]
    pub fn proxy_allow(mut self, host: impl Into<String>) -> Self {
        self.proxy_allow.push(host.into());
        self
    }

    /// Sends webhooks and status callbacks for the first origin of a mapping to the second one. They are
    /// signed for the first one.
    #[must_use = "builders do nothing until started"]
    pub fn map_origin(mut self, mapping: MappedOrigin) -> Self {
        self.origins.push(mapping);
        self
    }

    /// Serves pages the builds of SDKs from these packages; by default there are none.
    #[must_use = "builders do nothing until started"]
    pub fn sdk_files(mut self, files: SdkFiles) -> Self {
        self.sdk_files = files;
        self
    }

    /// Starts the emulator within the present tokio runtime.
    #[expect(
        clippy::unused_async,
        reason = "a caller that awaits is within a runtime, as required"
    )]
    pub async fn start(self) -> Result<FakeTwilio, StartError> {
        let failed = |source| StartError::Listen { address: self.listen, source };
        let listener = listen(self.listen).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, stopping) = watch::channel(false);
        let clock = ShellClock::new(self.now);
        let proxy_rules = ProxyRules::new(address, &self.proxy_allow);
        let settings = Settings {
            seed: self.seed.unwrap_or_else(rand::random),
            is_seeded: self.seed.is_some(),
            chat_service_sid: self
                .chat_service_sid
                .or_else(|| self.seed.is_none().then_some(CHAT_SERVICE)),
            rules: self.rules,
            control: self.control,
            ice_servers: self.ice_servers,
            media_limit: self.media_limit,
            max_connections: self.max_connections,
            init_timeout: self.init_timeout,
            unmodified: Unmodified {
                tls: Tls::new(self.ca_dir),
                proxy: Proxy::new(proxy_rules, stopping.clone()),
                sdk_files: Arc::new(self.sdk_files),
            },
            origins: self.origins,
            journal: Arc::new(Journal::new(self.journal)),
            log_store: self.log_store,
        };
        let shared = Shared::new(&self.credentials, clock, settings, stopping)?;
        let shared = Arc::new(shared);
        if let Some(document) = self.seed_document {
            shared.api.start_with(document)?;
        }
        if let Some(archive) = self.import {
            let imported = shared.api.import(&archive);
            imported.map_err(|error| StartError::Import(error.message))?;
        }
        let defaults = shared.store.default_service(self.credentials.account_sid);
        // An open account has a default service.
        let chat_service_sid =
            defaults.map_or(CHAT_SERVICE, |tenant| tenant.read(|world| world.service.sid));
        background_tasks::start(&shared);
        let served = tokio::spawn(serve(listener, shared.clone()));
        Ok(FakeTwilio {
            address,
            credentials: self.credentials,
            chat_service_sid,
            shared,
            stop,
            served,
        })
    }
}

impl FakeTwilio {
    /// An emulator that is to be started.
    pub fn builder() -> Builder {
        Builder::default()
    }
}
