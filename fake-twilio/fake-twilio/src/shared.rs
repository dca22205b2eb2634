use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use dashmap::DashMap;
use fake_core::Ids;
use fake_rest::{Api, Keyring, Rules, Step};
use fake_store::Store;
use fake_webhooks::{PreEventDecision, WebhookRequest};
use local_server::CallerRule;
use parking_lot::Mutex;
use tokio::sync::watch;
use twilio_sid::{AccountSid, ServiceSid};
use twilio_wire::signaling::IceServer;

use crate::{
    clock::ShellClock,
    connection_limit::ConnectionLimit,
    connections::{Connections, Steering},
    continuation::ContinuationKey,
    credentials::Credentials,
    error::StartError,
    outgoing::Outgoing,
    status_callbacks::StatusCallbackPump,
    uploads::Uploads,
    webhook_sender::WebhookSender,
    webhooks::WebhookPump,
};

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) api: Api,
    pub(crate) webhook_sender: Arc<WebhookSender>,
    pub(crate) store: Arc<Store>,
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) clock: Arc<ShellClock>,
    /// The machine's clock, even when the emulator's stands still.
    pub(crate) machine_clock: Arc<ShellClock>,
    /// The Sync side of every service that somebody has connected to.
    pub(crate) sync_hubs: DashMap<ServiceSid, Arc<fake_sync::Hub>>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) continuations: ContinuationKey,
    pub(crate) uploads: Uploads,
    pub(crate) outgoing: Arc<Outgoing>,
    /// Who may use the control API.
    pub(crate) callers: CallerRule,
    /// The signaling of every account that somebody has joined a room of.
    pub(crate) video_hubs: DashMap<AccountSid, Arc<fake_video::Hub>>,
    pub(crate) ids: Mutex<Ids>,
    /// Told to every video client that asks.
    pub(crate) ice_servers: Vec<IceServer>,
    pub(crate) request_ids: Mutex<Ids>,
    pub(crate) connection_limit: ConnectionLimit,
    pub(crate) stopping: watch::Receiver<bool>,
    /// Real time that a chat client may take to say `init`, and to go when it is told to.
    pub(crate) init_timeout: Duration,
    connection_count: AtomicU64,
    seed: u64,
}

/// How an emulator is to behave.
pub(crate) struct Settings {
    /// All identifiers come from it.
    pub(crate) seed: u64,
    pub(crate) rules: Rules,
    /// Who may use the control API.
    pub(crate) callers: CallerRule,
    pub(crate) ice_servers: Vec<IceServer>,
    /// Bytes of all media.
    pub(crate) media_limit: Option<u64>,
    /// Chat clients at a time.
    pub(crate) max_connections: Option<usize>,
    /// Real time that a chat client may take to say `init`, and to go when it is told to.
    pub(crate) init_timeout: Duration,
}

impl Shared {
    pub(crate) fn new(
        credentials: &Credentials,
        clock: ShellClock,
        settings: Settings,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, StartError> {
        let Settings {
            seed,
            rules,
            callers,
            ice_servers,
            media_limit,
            max_connections,
            init_timeout,
        } = settings;
        let connection_limit = ConnectionLimit::new(max_connections);
        let clock = Arc::new(clock);
        let store = Store::new(clock.clone(), seed);
        let store = Arc::new(match media_limit {
            Some(limit) => store.with_media_limit(limit),
            None => store,
        });
        let keyring = Arc::new(Keyring::default());
        let account = credentials.account_sid;
        keyring.add_account(account, credentials.auth_token.parse()?);
        keyring.add_key(credentials.api_key_sid, account, credentials.api_key_secret.parse()?);
        let continuations = ContinuationKey::new(&store.secret());
        let connections = Arc::<Connections>::default();
        let steering = Steering { clock: clock.clone(), connections: connections.clone() };
        let api = Api::new(store.clone(), keyring.clone(), Arc::new(steering)).with_rules(rules);
        let webhook_sender = Arc::new(WebhookSender::new(
            keyring.clone(),
            clock.clone(),
            api.deliveries().clone(),
            stopping.clone(),
            Ids::seeded(seed, *b"calls-to-servers"),
        ));
        let rooms = StatusCallbackPump { clock: clock.clone(), sender: webhook_sender.clone() };
        store.on_rooms_opened(move |tenant| rooms.watch(tenant));
        let services = WebhookPump { clock: clock.clone(), sender: webhook_sender.clone() };
        store.on_service_started(move |tenant| services.watch(tenant));
        store.open_account(account);
        Ok(Self {
            api,
            webhook_sender,
            store,
            keyring,
            clock,
            machine_clock: Arc::new(ShellClock::System),
            sync_hubs: DashMap::new(),
            connections,
            continuations,
            uploads: Uploads::new(),
            outgoing: Arc::new(Outgoing::new()),
            callers,
            video_hubs: DashMap::new(),
            ids: Mutex::new(Ids::seeded(seed, *b"twilsock-session")),
            ice_servers,
            request_ids: Mutex::new(Ids::seeded(seed, *b"request-in-a-log")),
            connection_limit,
            stopping,
            init_timeout,
            connection_count: AtomicU64::new(0),
            seed,
        })
    }

    /// The seed from which all identifiers come.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// A seed of its own for every connection.
    pub(crate) fn connection_seed(&self) -> u64 {
        self.seed.wrapping_add(self.connection_count.fetch_add(1, Ordering::Relaxed))
    }

    /// Sends the request of a pre-event webhook, and waits for its decision.
    pub(crate) async fn ask(&self, webhook: &WebhookRequest) -> PreEventDecision {
        let answer = self.webhook_sender.call(webhook).await;
        PreEventDecision::read(answer.as_ref())
    }

    /// Goes on from a step until there is an answer; `answer` is the same request with a webhook's
    /// decision.
    pub(crate) async fn settle<T>(
        &self,
        mut step: Step<T>,
        answer: impl Fn(&PreEventDecision) -> Step<T>,
    ) -> T {
        loop {
            match step {
                Step::Done(answer) => return answer,
                Step::Ask(webhook) => step = answer(&self.ask(&webhook).await),
            }
        }
    }

    /// Returns when the emulator is about to stop.
    pub(crate) async fn stopping(&self) {
        // A sender that is gone means the same.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }
}
