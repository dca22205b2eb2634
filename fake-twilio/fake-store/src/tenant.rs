use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use fake_core::{Actor, Decided, Env, Ids, View, World};
use jiff::Timestamp;
use parking_lot::{Mutex, RwLock};

use crate::{Clock, Log, Presence, Record};

/// Somebody who wakes up for some facts; being called is a hint to read on, not a message.
struct Watcher<F> {
    concerns: Box<dyn Fn(&F) -> bool + Send + Sync>,
    wake_up: Box<dyn Fn() + Send + Sync>,
}

/// A log and the view folded from it, behind one lock.
pub struct Tenant<V: View> {
    state: Mutex<State<V>>,
    clock: Arc<dyn Clock>,
    watchers: RwLock<Vec<Watcher<V::Fact>>>,
    retired: AtomicBool,
    presence: Presence,
}

struct State<V: View> {
    log: Log<V::Fact>,
    view: V,
    ids: Ids,
}

impl<V: View> Tenant<V>
where
    V::Fact: Clone,
{
    pub(crate) fn new(view: V, ids: Ids, clock: Arc<dyn Clock>) -> Self {
        let state = State { log: Log::default(), view, ids };
        Self {
            state: Mutex::new(state),
            clock,
            watchers: RwLock::default(),
            retired: AtomicBool::new(false),
            presence: Presence::default(),
        }
    }

    /// Runs a function on the current state.
    pub fn read<T>(&self, reader: impl FnOnce(&V) -> T) -> T {
        reader(&self.state.lock().view)
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Who is connected.
    pub fn presence(&self) -> &Presence {
        &self.presence
    }

    /// [`Tenant::record_for`] the emulator itself.
    ///
    /// # Errors
    /// What `decide` refuses; then nothing is recorded.
    pub fn record<T, R, E>(
        &self,
        decide: impl FnOnce(&V, &mut Env<'_>) -> Result<Decided<T, V::Fact>, E>,
        render: impl FnOnce(&V, T) -> R,
    ) -> Result<R, E> {
        self.record_for(&Actor::System, decide, render)
    }

    /// Decides on a command, records what it changes and renders the answer, all in one step.
    ///
    /// # Errors
    /// What `decide` refuses; then nothing is recorded.
    pub fn record_for<T, R, E>(
        &self,
        actor: &Actor,
        decide: impl FnOnce(&V, &mut Env<'_>) -> Result<Decided<T, V::Fact>, E>,
        render: impl FnOnce(&V, T) -> R,
    ) -> Result<R, E> {
        let mut guard = self.state.lock();
        let State { log, view, ids } = &mut *guard;
        let expected = log.len();
        let mut env = Env { now: self.clock.now(), ids };
        let decided = decide(view, &mut env)?;
        let at = env.now;
        for fact in &decided.facts {
            view.apply(at, fact);
        }
        // Anyone who wakes up waits for the lock, and so finds the facts in the log.
        for watcher in self.watchers.read().iter() {
            if decided.facts.iter().any(&watcher.concerns) {
                (watcher.wake_up)();
            }
        }
        let appended = log.append(expected, at, actor, decided.facts);
        debug_assert!(appended.is_ok(), "nobody else appends while the lock is held");
        Ok(render(view, decided.outcome))
    }

    /// Copies of the records from a position on, at most `limit`; facts share their contents.
    pub fn read_log(&self, from: usize, limit: usize) -> Vec<Record<V::Fact>> {
        let state = self.state.lock();
        state.log.read(from).iter().take(limit).cloned().collect()
    }

    /// Number of records in the log.
    pub fn log_len(&self) -> usize {
        self.state.lock().log.len()
    }

    /// [`Tenant::on_fact`] for every fact.
    pub fn on_change(&self, wake_up: impl Fn() + Send + Sync + 'static) {
        self.on_fact(|_| true, wake_up);
    }

    /// Asks to be called when something is recorded that concerns the caller, and at the very end;
    /// both calls must be short and not come back here.
    pub fn on_fact(
        &self,
        concerns: impl Fn(&V::Fact) -> bool + Send + Sync + 'static,
        wake_up: impl Fn() + Send + Sync + 'static,
    ) {
        let (concerns, wake_up) = (Box::new(concerns), Box::new(wake_up));
        self.watchers.write().push(Watcher { concerns, wake_up });
    }

    /// Says that nothing will be recorded any more, because the service was deleted.
    pub fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    pub(crate) fn retire(&self) {
        self.retired.store(true, Ordering::Release);
        for watcher in self.watchers.read().iter() {
            (watcher.wake_up)();
        }
    }
}

impl Tenant<World> {
    /// Whether a user is online and notifiable; none while reachability is off.
    pub fn reachability(&self, world: &World, identity: &str) -> Option<(bool, bool)> {
        let online = || self.presence.is_online(identity);
        world.configuration.reachability.then(|| (online(), world.is_notifiable(identity)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use fake_core::{CallbackMethod, Error, Fact, text, user, webhook};
    use twilio_sid::AccountSid;

    use super::*;
    use crate::Store;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    #[test]
    fn whoever_waits_for_some_facts_sleeps_through_others() {
        let store = Store::new(Arc::new(Still), 1);
        let account = AccountSid::from_bytes([0; 16]);
        store.open_account(account);
        let tenant = store.default_service(account).expect("a service");
        let woken = Arc::new(AtomicUsize::new(0));
        let bell = woken.clone();
        let is_of_webhooks = |fact: &Fact| matches!(fact, Fact::Webhook(_));
        tenant.on_fact(is_of_webhooks, move || {
            bell.fetch_add(1, Ordering::Relaxed);
        });
        let ada = text::identity("ada").expect("an identity");
        let create =
            user::Create { identity: ada, friendly_name: None, attributes: None, role: None };
        tenant.record(|world, env| user::create(world, create, env), |_, _| ()).expect("a user");
        assert_eq!(woken.load(Ordering::Relaxed), 0);
        let command =
            webhook::Update { method: Some(CallbackMethod::Get), ..webhook::Update::default() };
        let hooked = tenant.record(
            |world, _| Ok::<_, Error>(webhook::configure_service(world, command)),
            |_, ()| (),
        );
        hooked.expect("nobody refuses hooks");
        assert_eq!(woken.load(Ordering::Relaxed), 1);
        tenant.retire();
        assert_eq!(woken.load(Ordering::Relaxed), 2);
    }
}
