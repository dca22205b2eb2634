use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use dashmap::{DashMap, mapref::entry::Entry};
use fake_core::{
    Error, Ids, Service, View, World,
    account::{self, Account},
    media::Digest,
    media_processing::MediaProcessing,
    room::Rooms,
    webhook,
};
use jiff::Timestamp;
use parking_lot::Mutex;
use twilio_sid::{AccountSid, ConversationSid, ServiceSid, UserSid};

use crate::{
    Clock, Discarded, Tenant,
    blobs::{BlobGuard, Blobs, LimitReached},
    media_uses::MediaUses,
    state_lock::LockWaits,
};

/// The log and view of an account.
pub type AccountTenant = Tenant<Account>;

/// The log and view of a service.
pub type ServiceTenant = Tenant<World>;

/// The log and view of an account's video rooms.
pub type RoomsTenant = Tenant<Rooms>;

/// The log and state of what an account requests for its media.
pub type MediaProcessingTenant = Tenant<MediaProcessing>;

/// Whose stream of identifiers secrets come from; no account or service.
const SECRET_OWNER: &[u8; 16] = b"secrets-of-store";

/// Default maximum total size of media in bytes.
const MEDIA_LIMIT: u64 = 512 * 1024 * 1024;

/// Called with the rooms of an account before anything happens in them.
type RoomsOpened = Box<dyn Fn(Arc<RoomsTenant>) + Send + Sync>;

/// Called with a service before anything happens in it.
type ServiceStarted = Box<dyn Fn(Arc<ServiceTenant>) + Send + Sync>;

/// The branch of an account's identifiers from which its rooms draw.
const ROOMS_BRANCH: u64 = 1;

/// The branch from which compositions and the like draw; signaling has the one between.
const MEDIA_PROCESSING_BRANCH: u64 = 3;

/// The branch from which seeds draw after a reset.
const RENEWAL_BRANCH: u64 = 4;

/// Bits of a branch below its generation: an account that was closed and is opened again, and a service
/// that was stopped and is started again, draw from another generation.
const GENERATION_BITS: u32 = 32;

/// The service of an account cannot have a SID that another one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The service exists already, or is not the default service of the account")]
pub struct ServiceExists;

/// All accounts and services.
pub struct Store {
    pub(crate) accounts: DashMap<AccountSid, Arc<AccountTenant>>,
    pub(crate) services: DashMap<ServiceSid, Arc<ServiceTenant>>,
    pub(crate) rooms: DashMap<AccountSid, Arc<RoomsTenant>>,
    media_processing: DashMap<AccountSid, Arc<MediaProcessingTenant>>,
    /// Held while an account is opened.
    pub(crate) opening: Mutex<()>,
    rooms_opened: OnceLock<RoomsOpened>,
    blobs: Arc<Blobs>,
    service_started: OnceLock<ServiceStarted>,
    clock: Arc<dyn Clock>,
    seed: u64,
    /// How many services were stopped, accounts closed and forks made: what starts again draws other SIDs.
    ended: AtomicU64,
    discarded: Arc<Discarded>,
    lock_waits: Arc<LockWaits>,
    /// Whether everything that is recorded is to be recorded in another store.
    is_fork: bool,
}

impl Store {
    /// A store without accounts; `seed` decides on all identifiers to come.
    pub fn new(clock: Arc<dyn Clock>, seed: u64) -> Self {
        Self {
            accounts: DashMap::new(),
            opening: Mutex::new(()),
            services: DashMap::new(),
            rooms: DashMap::new(),
            media_processing: DashMap::new(),
            rooms_opened: OnceLock::new(),
            blobs: Arc::new(Blobs::new(MEDIA_LIMIT)),
            service_started: OnceLock::new(),
            clock,
            seed,
            ended: AtomicU64::new(0),
            discarded: Arc::default(),
            lock_waits: Arc::default(),
            is_fork: false,
        }
    }

    /// A store without accounts and media. What begins in it draws identifiers that nothing else has drawn,
    /// nor will.
    pub(crate) fn empty_fork(&self) -> Self {
        // Here the next generation begins, so that this one is the fork's own.
        let ended = AtomicU64::new(self.ended.fetch_add(1, Ordering::Relaxed));
        Self {
            ended,
            is_fork: true,
            ..Self::new(self.clock.clone(), self.seed).with_media_limit(0)
        }
    }

    /// What was deleted and has still to be dropped.
    pub fn discarded(&self) -> &Arc<Discarded> {
        &self.discarded
    }

    /// What threads do before they wait for an account or a service for long.
    pub fn lock_waits(&self) -> &Arc<LockWaits> {
        &self.lock_waits
    }

    /// Sets the maximum total size of media in bytes; 512 MiB by default.
    #[must_use = "gives the store back"]
    pub fn with_media_limit(mut self, bytes: u64) -> Self {
        self.blobs = Arc::new(Blobs::new(bytes));
        self
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Opens an account, unless it is open, and makes its default service with a drawn SID.
    pub fn open_account(&self, sid: AccountSid) -> Arc<AccountTenant> {
        let _one = self.opening.lock();
        self.open_with(sid, None)
    }

    /// Opens an account with this SID of its default service.
    ///
    /// # Errors
    /// When the account is open with another default service, or the service exists elsewhere;
    /// nothing is changed then.
    pub fn open_account_with_service(
        &self,
        sid: AccountSid,
        service: ServiceSid,
    ) -> Result<Arc<AccountTenant>, ServiceExists> {
        // One after the other, so that two accounts do not open with one service.
        let _one = self.opening.lock();
        let is_default = |tenant: Arc<AccountTenant>| {
            tenant.read(|account| account.defaults.is_some_and(|it| it.service == service))
        };
        let can_open = match self.account(sid) {
            Some(open) => is_default(open),
            None => !self.services.contains_key(&service),
        };
        can_open.then(|| self.open_with(sid, Some(service))).ok_or(ServiceExists)
    }

    fn open_with(&self, sid: AccountSid, service: Option<ServiceSid>) -> Arc<AccountTenant> {
        // Held until the default service is there, so that no request finds an account without one.
        match self.accounts.entry(sid) {
            Entry::Occupied(open) => open.get().clone(),
            Entry::Vacant(vacant) => {
                let ids = self.ids(sid.to_bytes(), 0);
                let tenant = Arc::new(self.tenant(Account::new(sid), ids));
                let opened = tenant.record(
                    |view, env| Ok::<_, Error>(account::open(view, service, env)),
                    |_, service| service,
                );
                if let Ok(service) = opened {
                    self.start_service(service);
                }
                vacant.insert(tenant.clone());
                tenant
            }
        }
    }

    /// The account, if it is open.
    pub fn account(&self, sid: AccountSid) -> Option<Arc<AccountTenant>> {
        self.accounts.get(&sid).map(|tenant| tenant.clone())
    }

    /// The service, if it exists.
    pub fn service(&self, sid: ServiceSid) -> Option<Arc<ServiceTenant>> {
        self.services.get(&sid).map(|tenant| tenant.clone())
    }

    /// The service of an account that holds a conversation.
    pub fn service_of(
        &self,
        account: AccountSid,
        conversation: ConversationSid,
    ) -> Option<Arc<ServiceTenant>> {
        let sids: Vec<ServiceSid> =
            self.account(account)?.read(|it| it.services.iter().map(|one| one.sid).collect());
        let holds = |world: &World| world.conversations.get(conversation).is_some();
        sids.into_iter().filter_map(|sid| self.service(sid)).find(|tenant| tenant.read(holds))
    }

    /// The service behind the short paths of an account.
    pub fn default_service(&self, account: AccountSid) -> Option<Arc<ServiceTenant>> {
        let defaults = self.account(account)?.read(|account| account.defaults)?;
        self.service(defaults.service)
    }

    /// The video rooms of an account, if it is open.
    pub fn rooms(&self, account: AccountSid) -> Option<Arc<RoomsTenant>> {
        self.accounts.get(&account)?;
        let open = || {
            let ids = self.ids(account.to_bytes(), ROOMS_BRANCH);
            let tenant = Arc::new(self.tenant(Rooms::new(account), ids));
            if let Some(opened) = self.rooms_opened.get() {
                opened(tenant.clone());
            }
            tenant
        };
        Some(self.rooms.entry(account).or_insert_with(open).clone())
    }

    /// Sets the callback for the rooms of every account that are opened from now on; only the first
    /// first is the only one. The call must not come back to the store.
    pub fn on_rooms_opened(&self, opened: impl Fn(Arc<RoomsTenant>) + Send + Sync + 'static) {
        // A second call has no effect, as documented.
        let _ = self.rooms_opened.set(Box::new(opened));
    }

    /// What an account requests for its media, if it is open.
    pub fn media_processing(&self, account: AccountSid) -> Option<Arc<MediaProcessingTenant>> {
        self.accounts.get(&account)?;
        let open = || {
            let ids = self.ids(account.to_bytes(), MEDIA_PROCESSING_BRANCH);
            Arc::new(self.tenant(MediaProcessing::default(), ids))
        };
        Some(self.media_processing.entry(account).or_insert_with(open).clone())
    }

    /// The video rooms of an account, if anything asked for them before.
    pub(crate) fn opened_rooms(&self, account: AccountSid) -> Option<Arc<RoomsTenant>> {
        self.rooms.get(&account).map(|tenant| tenant.clone())
    }

    /// What an account requested for its media, if it requested anything.
    pub(crate) fn opened_media_processing(
        &self,
        account: AccountSid,
    ) -> Option<Arc<MediaProcessingTenant>> {
        self.media_processing.get(&account).map(|tenant| tenant.clone())
    }

    /// Removes an account whose services are stopped.
    pub(crate) fn forget_account(&self, sid: AccountSid) {
        self.ended.fetch_add(1, Ordering::Relaxed);
        self.accounts.remove(&sid);
        self.media_processing.remove(&sid);
        if let Some((_, rooms)) = self.rooms.remove(&sid) {
            rooms.retire(Rooms::new(sid));
        }
    }

    /// The SIDs of all accounts.
    #[expect(clippy::disallowed_methods, reason = "they are sorted")]
    pub fn accounts(&self) -> Vec<AccountSid> {
        let mut sids: Vec<_> = self.accounts.iter().map(|account| *account.key()).collect();
        sids.sort_unstable();
        sids
    }

    pub(crate) fn blobs(&self) -> &Arc<Blobs> {
        &self.blobs
    }

    pub(crate) fn tenant<V: View<Fact: Clone>>(&self, view: V, ids: Ids) -> Tenant<V> {
        let (discarded, waits) = (self.discarded.clone(), self.lock_waits.clone());
        let tenant = Tenant::new(view, ids, self.clock.clone(), discarded, waits);
        if self.is_fork { tenant.with_origin(None) } else { tenant }
    }

    /// Keeps the bytes of a medium that is about to be recorded; they go with its record.
    ///
    /// # Errors
    /// When there is no room.
    pub fn keep(&self, bytes: Bytes) -> Result<BlobGuard<'_>, LimitReached> {
        self.blobs.keep(bytes)
    }

    /// The bytes of a medium; none once it is gone.
    pub fn blob(&self, digest: Digest) -> Option<Bytes> {
        self.blobs.get(digest)
    }

    /// Where SIDs and secrets of accounts come from that are opened while the emulator runs.
    pub fn account_ids(&self) -> Ids {
        Ids::branch(self.seed, *b"accounts-to-come", 0)
    }

    /// Where SIDs come from that an account draws whenever it is reset to its seed.
    pub fn renewal_ids(&self, account: AccountSid) -> Ids {
        self.ids(account.to_bytes(), RENEWAL_BRANCH)
    }

    /// A secret that nothing outside shows, from the seed like all identifiers.
    pub fn secret(&self) -> [u8; 32] {
        let mut ids = Ids::branch(self.seed, *SECRET_OWNER, 0);
        let halves: [UserSid; 2] = [ids.draw(), ids.draw()];
        let mut secret = [0; 32];
        for (place, half) in secret.chunks_exact_mut(16).zip(halves) {
            place.copy_from_slice(&half.to_bytes());
        }
        secret
    }

    /// Identifiers of an owner that nobody has drawn before, also not for an owner with the same SID that
    /// has ended.
    pub(crate) fn ids(&self, owner: [u8; 16], branch: u64) -> Ids {
        let generation = self.ended.load(Ordering::Relaxed) << GENERATION_BITS;
        Ids::branch(self.seed, owner, generation | branch)
    }

    /// Begins to keep a service that an account has recorded.
    pub fn start_service(&self, service: Arc<Service>) -> Arc<ServiceTenant> {
        let ids = self.ids(service.sid.to_bytes(), 0);
        self.start(service, ids)
    }

    pub(crate) fn start(&self, service: Arc<Service>, ids: Ids) -> Arc<ServiceTenant> {
        let sid = service.sid;
        let tenant = Arc::new(self.tenant(World::new(service), ids));
        tenant.observe(Box::new(MediaUses::new(self.blobs.clone())), |_| ());
        if let Some(started) = self.service_started.get() {
            started(tenant.clone());
        }
        self.services.insert(sid, tenant.clone());
        tenant
    }

    /// Sets the callback for every service that is started from now on; only the first callback is
    /// kept. The call must not come back to the store.
    pub fn on_service_started(&self, started: impl Fn(Arc<ServiceTenant>) + Send + Sync + 'static) {
        // A second call has no effect, as documented.
        let _ = self.service_started.set(Box::new(started));
    }

    /// Copies the account's webhooks into those of its services that lack them.
    ///
    /// Call it under the account's lock, so that all services are updated.
    pub fn pass_on_hooks(&self, account: &Account) {
        for service in account.services.iter().filter_map(|it| self.service(it.sid)) {
            if service.read(|world| world.webhooks.inherited != account.webhooks) {
                let webhooks = account.webhooks.clone();
                let told =
                    service.record(|_, _| Ok::<_, Error>(webhook::inherit(webhooks)), |_, ()| ());
                debug_assert!(
                    told.is_ok() || service.is_read_only(),
                    "webhooks of the account can always be copied"
                );
            }
        }
    }

    /// Forgets a service whose deletion an account has recorded.
    pub fn stop_service(&self, sid: ServiceSid) {
        self.ended.fetch_add(1, Ordering::Relaxed);
        if let Some((_, tenant)) = self.services.remove(&sid) {
            let world = tenant.retire(tenant.read(|world| World::new(world.service.clone())));
            world.media.digests().for_each(|digest| self.blobs.release(digest));
            self.discarded.put(Box::new(world));
        }
    }
}
