//! Keeps what is recorded in a store.

use std::sync::Arc;

use event_listener::Event;
use fake_core::View;

use crate::{
    Reader, Tenant,
    log_store::{AppendError, LogStore},
    stored_position::Stored,
};

/// Records of one append.
const BATCH: usize = 256;

/// Attempts of an append while the store is not available.
const ATTEMPTS: usize = 5;

impl<V> Tenant<V>
where
    V: View<Fact: Clone + Send + Sync + 'static> + Send + 'static,
{
    /// Keeps everything that is recorded from now on in a store, under this owner, as long as the
    /// future is polled. Answers and events then wait until the facts behind them are stored.
    ///
    /// When the store refuses an append, or stays away, nothing more is recorded: commands fail with
    /// [`ReadOnly`](fake_core::ReadOnly). What was answered before is stored. The state can still be
    /// read; it has taken in the records of the failed append, whose commands were answered with errors.
    pub fn keep_in(
        self: &Arc<Self>,
        owner: [u8; 16],
        store: Arc<dyn LogStore<V::Fact>>,
    ) -> impl Future<Output = Result<(), AppendError>> + Send + use<V> {
        let appended = Arc::new(Event::new());
        let wake_up = appended.clone();
        self.on_change(move || {
            wake_up.notify(1);
        });
        let (reader, first) = self.reader_with_position();
        let stored = Arc::new(Stored::new(first));
        self.set_stored(stored.clone());
        let tenant = self.clone();
        async move {
            loop {
                let more = appended.listen();
                match tenant.store_next(owner, store.as_ref(), &reader, &stored).await {
                    Ok(0) if tenant.is_retired() => {
                        stored.fail();
                        tenant.wake_all();
                        return Ok(());
                    }
                    Ok(0) => more.await,
                    Ok(_) => tenant.wake_all(),
                    Err(error) => {
                        stored.fail();
                        tenant.wake_all();
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Stores the next records; returns their number.
    async fn store_next(
        &self,
        owner: [u8; 16],
        store: &dyn LogStore<V::Fact>,
        reader: &Reader,
        stored: &Stored,
    ) -> Result<usize, AppendError> {
        let position = stored.position();
        let records = self.read_on(reader, BATCH);
        if records.is_empty() {
            return Ok(0);
        }
        let mut attempt = 1;
        loop {
            match store.append(owner, position, &records).await {
                Ok(()) => break,
                Err(AppendError::Unavailable(_)) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
        stored.advance(records.len());
        Ok(records.len())
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::VecDeque, future::Future, pin::pin, task::Poll};

    use fake_core::{Error, Fact, ReadOnly, World, text, user};
    use parking_lot::Mutex;
    use tokio::sync::Notify;

    use super::*;
    use crate::{Append, Record, ServiceTenant, testing::service, with_dependencies};

    /// A store with scripted answers, one for an append; it waits while there is none.
    #[derive(Debug, Default)]
    struct Scripted {
        answers: Mutex<VecDeque<Result<(), AppendError>>>,
        changed: Notify,
        appends: Mutex<Vec<(usize, Vec<Record<Fact>>)>>,
    }

    impl Scripted {
        fn answer(&self, answer: Result<(), AppendError>) {
            self.answers.lock().push_back(answer);
            self.changed.notify_one();
        }
    }

    impl LogStore<Fact> for Scripted {
        fn append<'a>(
            &'a self,
            _: [u8; 16],
            position: usize,
            records: &'a [Record<Fact>],
        ) -> Append<'a> {
            Box::pin(async move {
                self.appends.lock().push((position, records.to_vec()));
                loop {
                    let answer = self.answers.lock().pop_front();
                    match answer {
                        Some(answer) => return answer,
                        None => self.changed.notified().await,
                    }
                }
            })
        }
    }

    fn kept() -> (Arc<ServiceTenant>, Arc<Scripted>, impl Future<Output = Result<(), AppendError>>)
    {
        let tenant = service();
        let store = Arc::<Scripted>::default();
        let writer = tenant.keep_in([7; 16], store.clone());
        (tenant, store, writer)
    }

    fn create(tenant: &ServiceTenant, identity: &str) -> Result<(), Error> {
        let identity = text::identity(identity)?;
        let create = user::Create { identity, friendly_name: None, attributes: None, role: None };
        tenant.record(|world, env| user::create(world, create, env), |_, _| ())
    }

    fn users(world: &World) -> usize {
        world.users.len()
    }

    async fn poll_once<T>(future: &mut (impl Future<Output = T> + Unpin)) -> Poll<T> {
        std::future::poll_fn(|cx| Poll::Ready(std::pin::Pin::new(&mut *future).poll(cx))).await
    }

    #[tokio::test]
    async fn an_answer_waits_for_a_slow_store() {
        let (tenant, store, writer) = kept();
        let mut writer = pin!(writer);
        let (made, dependencies) = with_dependencies(|| create(&tenant, "ada"));
        assert_eq!((made, dependencies.is_stored()), (Ok(()), false));
        assert!(poll_once(&mut writer).await.is_pending());
        assert_eq!(tenant.stored(), Some(0));
        store.answer(Ok(()));
        assert!(poll_once(&mut writer).await.is_pending());
        assert_eq!(dependencies.stored().await, Ok(()));
        let (count, dependencies) = with_dependencies(|| tenant.read(users));
        assert_eq!((count, dependencies.is_stored(), tenant.unread()), (1, true, 0));
    }

    #[tokio::test]
    async fn a_store_that_timed_out_is_asked_again_with_the_same() {
        let (tenant, store, writer) = kept();
        let mut writer = pin!(writer);
        create(&tenant, "ada").expect("a user");
        store.answer(Err(AppendError::Unavailable("timed out".to_owned())));
        store.answer(Err(AppendError::Unavailable("timed out".to_owned())));
        store.answer(Ok(()));
        assert!(poll_once(&mut writer).await.is_pending());
        assert_eq!(tenant.stored(), Some(1));
        let appends = store.appends.lock();
        assert_eq!(appends.len(), 3);
        assert!(appends.iter().all(|append| *append == appends[0] && append.0 == 0));
    }

    #[tokio::test]
    async fn after_a_failure_nothing_is_recorded_and_everything_is_read() {
        for failures in [
            vec![AppendError::Refused("full".to_owned())],
            vec![AppendError::Unavailable("gone".to_owned()); ATTEMPTS],
        ] {
            let (tenant, store, writer) = kept();
            let mut writer = pin!(writer);
            create(&tenant, "ada").expect("a user");
            store.answer(Ok(()));
            assert!(poll_once(&mut writer).await.is_pending());
            let (_, dependencies) = with_dependencies(|| create(&tenant, "bob"));
            for failure in &failures {
                store.answer(Err(failure.clone()));
            }
            assert_eq!(poll_once(&mut writer).await, Poll::Ready(Err(failures[0].clone())));
            assert_eq!(dependencies.stored().await, Err(ReadOnly));
            assert_eq!(create(&tenant, "cem"), Err(Error::ReadOnly(ReadOnly)));
            assert!(tenant.read(|world| world.user("ada").is_some()));
        }
    }
}
