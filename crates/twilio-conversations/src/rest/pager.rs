//! Lists that are read page by page, as far as they are needed.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    vec,
};

use futures_util::stream::Stream;

use crate::rest::{
    Error, Page,
    transport::{Outgoing, Transport},
};

type Fetch<P> = Pin<Box<dyn Future<Output = Result<P, Error>> + Send>>;

/// A list as a stream of records; a page is fetched when its first record is needed.
///
/// After a failure the next poll fetches the same page again, so a consumer may go on or stop. A
/// failure that lies in the parameters ends the stream.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let client = twilio_conversations::Client::new(&twilio_conversations::Config::from_env()?)?;
/// for name in ["red", "green", "blue"] {
///     client.conversations().create().unique_name(name).await?;
/// }
/// let rooms = client.conversations().list().page_size(2).stream();
/// let names: Vec<_> = rooms.try_filter_map(async |room| Ok(room.unique_name)).try_collect().await?;
/// assert_eq!(names.len(), 3);
///
/// let rooms = client.conversations().list().stream();
/// let green = rooms.find(|room| room.unique_name.as_deref() == Some("green")).await?;
/// assert!(green.is_some());
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is fetched until a record is needed"]
pub struct Pager<P: Page> {
    source: Option<Source>,
    fetch: Option<Fetch<P>>,
    records: vec::IntoIter<P::Record>,
    failure: Option<Error>,
}

/// Where the next page comes from.
struct Source {
    transport: Arc<Transport>,
    next: Outgoing,
}

impl<P: Page> Pager<P> {
    pub(crate) fn new(first: Result<(Arc<Transport>, Outgoing), Error>) -> Self {
        let (source, failure) = match first {
            Ok((transport, next)) => (Some(Source { transport, next }), None),
            Err(error) => (None, Some(error)),
        };
        Self { source, fetch: None, records: Vec::new().into_iter(), failure }
    }

    /// The next record; `None` at the end of the list.
    ///
    /// # Errors
    /// Why its page could not be fetched; the next call fetches it again.
    pub async fn try_next(&mut self) -> Result<Option<P::Record>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// The first record that fits; pages behind it are not fetched.
    ///
    /// # Errors
    /// Why a page could not be fetched.
    pub async fn find(
        mut self,
        mut fits: impl FnMut(&P::Record) -> bool,
    ) -> Result<Option<P::Record>, Error> {
        while let Some(record) = self.try_next().await? {
            if fits(&record) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// Takes over a page, and learns where the next one is.
    fn turn(&mut self, page: P) {
        let (meta, records) = page.split();
        self.records = records.into_iter();
        let Some(mut source) = self.source.take() else { return };
        let Some(address) = meta.next_page_url else { return };
        match source.transport.origin(source.next.api).target_of(&address) {
            Ok(target) => {
                source.next.target = target;
                self.source = Some(source);
            }
            Err(error) => self.failure = Some(error),
        }
    }
}

impl Source {
    fn fetch<P: Page>(&self) -> Fetch<P> {
        let (transport, call) = (self.transport.clone(), self.next.clone());
        Box::pin(async move { transport.read(&call).await })
    }
}

// Nothing in it is pinned: the fetch is on the heap.
impl<P: Page> Unpin for Pager<P> {}

impl<P: Page> fmt::Debug for Pager<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = self.source.as_ref().map(|source| source.next.target.as_str());
        f.debug_struct("Pager").field("next", &next).finish_non_exhaustive()
    }
}

impl<P: Page> Stream for Pager<P> {
    type Item = Result<P::Record, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pager = &mut *self;
        loop {
            if let Some(record) = pager.records.next() {
                return Poll::Ready(Some(Ok(record)));
            }
            if let Some(fetch) = &mut pager.fetch {
                let page = ready!(fetch.as_mut().poll(context));
                pager.fetch = None;
                match page {
                    Ok(page) => pager.turn(page),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
            } else if let Some(source) = &pager.source {
                pager.fetch = Some(source.fetch());
            } else {
                return Poll::Ready(pager.failure.take().map(Err));
            }
        }
    }
}
