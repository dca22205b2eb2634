mod bodies;
mod chat;
mod random;
mod unmodified;
mod video;

use bodies::Bodies;
use chat::Chat;
use random::Random;
pub(crate) use unmodified::Unmodified;
use video::Video;

use std::{sync::Arc, time::Duration};

use dashmap::DashMap;
use fake_control::journal::Journal;
use fake_core::{Fact, Ids};
use fake_rest::{Api, Keyring, Rules, Step};
use fake_store::{LogStore, ServiceExists, ServiceTenant, Store};
use fake_webhooks::{PreEventDecision, WebhookRequest};
use tokio::sync::watch;
use twilio_sid::{AccountSid, ServiceSid};
use twilio_wire::signaling::IceServer;

use crate::{
    clock::ShellClock,
    connection_limit::ConnectionLimit,
    connections::{Connections, ControlHandle},
    continuation_token::ContinuationKey,
    control_access::ControlRules,
    credentials::Credentials,
    error::StartError,
    mapped_origin::MappedOrigin,
    recording::Recorder,
    resets::Resets,
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
    pub(crate) chat: Chat,
    pub(crate) video: Video,
    pub(crate) bodies: Bodies,
    pub(crate) random: Random,
    /// Who may use the control API.
    pub(crate) control: ControlRules,
    pub(crate) unmodified: Unmodified,
    /// The journal, and the rules of faults.
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) stopping: watch::Receiver<bool>,
}

/// How an emulator is to behave.
pub(crate) struct Settings {
    /// All identifiers come from it.
    pub(crate) seed: u64,
    /// Whether the seed was given.
    pub(crate) is_seeded: bool,
    /// Default service of the first account; drawn unless it is given.
    pub(crate) chat_service_sid: Option<ServiceSid>,
    pub(crate) rules: Rules,
    /// Who may use the control API.
    pub(crate) control: ControlRules,
    pub(crate) ice_servers: Vec<IceServer>,
    /// Bytes of all media.
    pub(crate) media_limit: Option<u64>,
    /// Chat clients at a time.
    pub(crate) max_connections: Option<usize>,
    /// Timeout, in real time, of `init` and of the close handshake of chat clients.
    pub(crate) init_timeout: Duration,
    pub(crate) unmodified: Unmodified,
    /// Origins of applications that are reached elsewhere.
    pub(crate) origins: Vec<MappedOrigin>,
    pub(crate) journal: Arc<Journal>,
    /// Where what happens in services is kept.
    pub(crate) log_store: Option<Arc<dyn LogStore<Fact>>>,
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
            is_seeded,
            chat_service_sid,
            rules,
            control,
            ice_servers,
            media_limit,
            max_connections,
            init_timeout,
            unmodified,
            origins,
            journal,
            log_store,
        } = settings;
        let clock = Arc::new(clock);
        let store = new_store(clock.clone(), seed, media_limit);
        let keyring = Arc::new(keyring(credentials)?);
        let (connections, resets) = (Arc::<Connections>::default(), Arc::<Resets>::default());
        let handle = ControlHandle::new(clock.clone(), connections.clone(), resets.clone());
        let recorder = Arc::new(Recorder::new(journal.clone(), clock.clone()));
        let api = Api::new(store.clone(), keyring.clone(), Arc::new(handle))
            .with_rules(rules)
            .with_journal(journal)
            .with_faults(recorder.faults.clone())
            .with_ice_servers(ice_servers.clone());
        let webhook_sender = Arc::new(WebhookSender::new(
            keyring.clone(),
            api.deliveries().clone(),
            stopping.clone(),
            resets.clone(),
            recorder.clone(),
            Ids::seeded(seed, *b"calls-to-servers"),
            origins,
        ));
        let services = WebhookPump { clock: clock.clone(), sender: webhook_sender.clone() };
        watch_services(&store, services, log_store);
        open(&store, credentials.account_sid, chat_service_sid)?;
        let continuations = ContinuationKey::new(&store.secret(), resets);
        let limit = ConnectionLimit::new(max_connections);
        let chat = Chat { is_seeded, ..Chat::new(connections, limit, continuations, init_timeout) };
        Ok(Self {
            api,
            webhook_sender,
            store,
            keyring,
            clock,
            machine_clock: Arc::new(ShellClock::new(None)),
            chat,
            video: Video { hubs: DashMap::new(), ice_servers },
            bodies: Bodies::new(),
            random: Random::new(seed),
            control,
            unmodified,
            recorder,
            stopping,
        })
    }

    /// Sends the request of a pre-event webhook, and waits for its decision.
    pub(crate) async fn call_pre_event(&self, webhook: &WebhookRequest) -> PreEventDecision {
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
                Step::CallWebhook(webhook) => step = answer(&self.call_pre_event(&webhook).await),
            }
        }
    }

    /// Returns when the emulator is about to stop.
    pub(crate) async fn stopping(&self) {
        // A sender that is gone means the same.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }
}

/// Calls the webhooks of all services, and keeps what happens in them in a store if there is one.
fn watch_services(
    store: &Store,
    services: WebhookPump,
    log_store: Option<Arc<dyn LogStore<Fact>>>,
) {
    store.on_service_started(move |tenant| {
        if let Some(store) = &log_store {
            tokio::spawn(keep(&tenant, store.clone()));
        }
        services.watch(tenant);
    });
}

/// Keeps what happens in a service in a store, until the store fails.
fn keep(
    tenant: &Arc<ServiceTenant>,
    store: Arc<dyn LogStore<Fact>>,
) -> impl Future<Output = ()> + Send + use<> {
    let sid = tenant.read(|world| world.service.sid);
    let kept = tenant.keep_in(sid.to_bytes(), store);
    async move {
        if let Err(error) = kept.await {
            tracing::error!(service = %sid, %error, "the log store failed; the service is read-only");
        }
    }
}

fn new_store(clock: Arc<ShellClock>, seed: u64, media_limit: Option<u64>) -> Arc<Store> {
    let store = Store::new(clock, seed);
    Arc::new(match media_limit {
        Some(limit) => store.with_media_limit(limit),
        None => store,
    })
}

fn open(
    store: &Store,
    account: AccountSid,
    service: Option<ServiceSid>,
) -> Result<(), ServiceExists> {
    if let Some(service) = service {
        store.open_account_with_service(account, service)?;
    } else {
        store.open_account(account);
    }
    Ok(())
}

fn keyring(credentials: &Credentials) -> Result<Keyring, StartError> {
    let keyring = Keyring::default();
    let Credentials { account_sid, auth_token, api_key_sid, api_key_secret } = credentials;
    keyring.add_account(*account_sid, auth_token.parse()?);
    keyring.add_key(*api_key_sid, *account_sid, api_key_secret.parse()?);
    Ok(keyring)
}
