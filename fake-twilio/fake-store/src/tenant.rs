mod fork;

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use fake_core::{Actor, Decided, Env, Ids, ReadOnly, View, World};
use jiff::Timestamp;
use parking_lot::RwLock;

use crate::{
    Clock, Presence, Reader, Record,
    deferred_drop::Discarded,
    log::Log,
    observer::Observer,
    state_lock::{LockWaits, StateLock},
    stored_position::{Stored, depend},
};

use fork::Origin;
pub(crate) use fork::{Recorded, Unmergeable};

/// A callback for some facts. It carries no data; the reader then reads the log.
struct Watcher<F> {
    concerns: Box<dyn Fn(&F) -> bool + Send + Sync>,
    wake_up: Box<dyn Fn() + Send + Sync>,
}

/// A log and the view folded from it, behind one lock.
pub struct Tenant<V: View> {
    state: StateLock<State<V>>,
    clock: Arc<dyn Clock>,
    watchers: RwLock<Vec<Watcher<V::Fact>>>,
    retired: AtomicBool,
    presence: Arc<Presence>,
    discarded: Arc<Discarded>,
    /// Without a store, everything that is recorded counts as stored.
    stored: OnceLock<Arc<Stored>>,
    /// Where a tenant of a fork begins.
    origin: Option<Origin>,
}

pub(crate) struct State<V: View> {
    log: Log<V::Fact>,
    view: V,
    ids: Ids,
    observers: Vec<Box<dyn Observer<V>>>,
}

impl<V: View> Tenant<V>
where
    V::Fact: Clone,
{
    pub(crate) fn new(
        view: V,
        ids: Ids,
        clock: Arc<dyn Clock>,
        discarded: Arc<Discarded>,
        waits: Arc<LockWaits>,
    ) -> Self {
        let state = State { log: Log::default(), view, ids, observers: Vec::new() };
        Self {
            state: StateLock::new(state, waits),
            clock,
            watchers: RwLock::default(),
            retired: AtomicBool::new(false),
            presence: Arc::default(),
            discarded,
            stored: OnceLock::new(),
            origin: None,
        }
    }

    /// Runs a function on the current state.
    pub fn read<T>(&self, reader: impl FnOnce(&V) -> T) -> T {
        let state = self.state.lock();
        // After a failure there is nothing to wait for.
        if !self.is_read_only() {
            self.depend(&state);
        }
        reader(&state.view)
    }

    /// Runs a function on the current state, for an answer that does not wait until that is stored.
    pub(crate) fn peek<T>(&self, reader: impl FnOnce(&V) -> T) -> T {
        reader(&self.state.lock().view)
    }

    /// Notes that an answer is made of this state.
    fn depend(&self, state: &State<V>) {
        if let Some(stored) = self.stored.get() {
            depend(stored, state.log.len());
        }
    }

    /// Returns whether a store has failed, so that nothing can be recorded.
    pub fn is_read_only(&self) -> bool {
        self.stored.get().is_some_and(|stored| stored.has_failed())
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What threads do before they wait for this tenant for long.
    pub fn lock_waits(&self) -> &Arc<LockWaits> {
        self.state.waits()
    }

    /// Who is connected.
    pub fn presence(&self) -> &Arc<Presence> {
        &self.presence
    }

    /// [`Tenant::record_for`] the emulator itself.
    ///
    /// # Errors
    /// What `decide` refuses, or [`ReadOnly`] when a store has failed; then nothing is recorded.
    pub fn record<T, R, E: From<ReadOnly>>(
        &self,
        decide: impl FnOnce(&V, &mut Env<'_>) -> Result<Decided<T, V::Fact>, E>,
        render: impl FnOnce(&V, T) -> R,
    ) -> Result<R, E> {
        self.record_for(&Actor::System, decide, render)
    }

    /// Decides on a command, appends its facts and renders the response, in one critical section.
    ///
    /// # Errors
    /// What `decide` refuses, or [`ReadOnly`] when a store has failed; then nothing is recorded.
    pub fn record_for<T, R, E: From<ReadOnly>>(
        &self,
        actor: &Actor,
        decide: impl FnOnce(&V, &mut Env<'_>) -> Result<Decided<T, V::Fact>, E>,
        render: impl FnOnce(&V, T) -> R,
    ) -> Result<R, E> {
        let mut guard = self.state.lock();
        if self.is_read_only() {
            return Err(ReadOnly.into());
        }
        // What is refused depends on what is recorded by now.
        self.depend(&guard);
        let state = &mut *guard;
        let mut env = Env { now: self.clock.now(), ids: &mut state.ids };
        let decided = decide(&state.view, &mut env)?;
        let at = env.now;
        self.append(state, at, actor, decided.facts);
        let rendered = render(&state.view, decided.outcome);
        self.depend(&guard);
        Ok(rendered)
    }

    /// Records what two commands decide that are never refused, the second one on what the first one
    /// leaves, in one critical section.
    ///
    /// # Errors
    /// [`ReadOnly`] when a store has failed; then nothing is recorded.
    pub(crate) fn record_both(
        &self,
        actor: &Actor,
        first: impl FnOnce(&V, &mut Env<'_>) -> Vec<V::Fact>,
        second: impl FnOnce(&V, &mut Env<'_>) -> Vec<V::Fact>,
    ) -> Result<(), ReadOnly> {
        let mut guard = self.state.lock();
        if self.is_read_only() {
            return Err(ReadOnly);
        }
        let state = &mut *guard;
        let now = self.clock.now();
        let facts = first(&state.view, &mut Env { now, ids: &mut state.ids });
        self.append(state, now, actor, facts);
        let facts = second(&state.view, &mut Env { now, ids: &mut state.ids });
        self.append(state, now, actor, facts);
        self.depend(&guard);
        Ok(())
    }

    fn append(
        &self,
        state: &mut State<V>,
        at: Timestamp,
        actor: &Actor,
        facts: impl IntoIterator<Item = V::Fact>,
    ) {
        let State { log, view, observers, .. } = state;
        let watchers = self.watchers.read();
        for fact in facts {
            let record = Record { position: log.len(), at, actor: actor.clone(), fact };
            for observer in observers.iter_mut() {
                observer.before(view, &record);
            }
            view.apply(at, &record.fact);
            for observer in observers.iter_mut() {
                observer.after(view, &record);
            }
            for watcher in watchers.iter().filter(|watcher| (watcher.concerns)(&record.fact)) {
                (watcher.wake_up)();
            }
            log.append(record);
        }
        if let Some(discarded) = view.take_discarded() {
            self.discarded.put(discarded);
        }
    }

    pub(crate) fn stir_ids(&self, bytes: [u8; 32]) {
        self.state.lock().ids.stir(bytes);
    }

    pub(crate) fn set_stored(&self, stored: Arc<Stored>) {
        // The first store is the only one.
        let _ = self.stored.set(stored);
    }

    pub(crate) fn reader_with_position(&self) -> (Reader, usize) {
        let mut state = self.state.lock();
        (state.log.reader(), state.log.len())
    }

    /// Position of the first record that is not stored yet; none when there is nothing to wait for,
    /// because there is no store, or because it has failed.
    pub fn stored(&self) -> Option<usize> {
        let stored = self.stored.get().filter(|stored| !stored.has_failed());
        stored.map(|stored| stored.position())
    }

    /// Position of the next record.
    pub fn recorded(&self) -> usize {
        self.state.lock().log.len()
    }

    /// Lets an observer follow everything from now on; `begin` sees the state that it begins with.
    pub fn observe<T>(&self, observer: Box<dyn Observer<V>>, begin: impl FnOnce(&V) -> T) -> T {
        let mut state = self.state.lock();
        state.observers.push(observer);
        begin(&state.view)
    }

    /// A reader of everything that is recorded from now on. What it does not read stays in memory.
    pub fn reader(&self) -> Reader {
        self.state.lock().log.reader()
    }

    /// The state, and a reader of everything that is recorded after it.
    pub fn checkpoint(&self) -> (V, Reader)
    where
        V: Clone,
    {
        let mut state = self.state.lock();
        (state.view.clone(), state.log.reader())
    }

    /// The next records for a reader, at most `limit`; facts share their contents.
    pub fn read_on(&self, reader: &Reader, limit: usize) -> Vec<Record<V::Fact>> {
        self.state.lock().log.read(reader, limit)
    }

    /// Number of records that a reader still keeps in memory.
    pub fn unread(&self) -> usize {
        self.state.lock().log.tail_len()
    }

    /// [`Tenant::on_fact`] for every fact.
    pub fn on_change(&self, wake_up: impl Fn() + Send + Sync + 'static) {
        self.on_fact(|_| true, wake_up);
    }

    /// Registers a callback for matching facts, and for the end; both calls must be short and not
    /// come back here.
    pub fn on_fact(
        &self,
        concerns: impl Fn(&V::Fact) -> bool + Send + Sync + 'static,
        wake_up: impl Fn() + Send + Sync + 'static,
    ) {
        let (concerns, wake_up) = (Box::new(concerns), Box::new(wake_up));
        self.watchers.write().push(Watcher { concerns, wake_up });
    }

    /// Ends the log, because the service was deleted.
    pub fn is_retired(&self) -> bool {
        self.retired.load(Ordering::Acquire)
    }

    /// Nothing will be recorded any more; gives the state, in whose place there is an empty one.
    pub(crate) fn retire(&self, empty: V) -> V {
        let mut state = self.state.lock();
        state.observers.clear();
        let view = std::mem::replace(&mut state.view, empty);
        drop(state);
        self.retired.store(true, Ordering::Release);
        self.wake_all();
        view
    }

    pub(crate) fn wake_all(&self) {
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

    use super::*;
    use crate::testing::service;

    #[test]
    fn whoever_waits_for_some_facts_sleeps_through_others() {
        let tenant = service();
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
        let copied = tenant.record(
            |world, _| Ok::<_, Error>(webhook::configure_service(world, command)),
            |_, ()| (),
        );
        copied.expect("webhooks of the account can always be copied");
        assert_eq!(woken.load(Ordering::Relaxed), 1);
        let empty = tenant.read(|world| World::new(world.service.clone()));
        tenant.retire(empty);
        assert_eq!(woken.load(Ordering::Relaxed), 2);
    }
}
