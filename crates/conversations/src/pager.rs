//! Lists that are read page by page, as far as somebody wants them.

use std::{sync::Arc, vec};

use futures_util::stream::{self, Stream};
use http::uri::PathAndQuery;
use serde::de::DeserializeOwned;
use twilio_wire::{
    paging::Meta,
    rest::{conversation, message},
};

use crate::{Error, transport::Transport};

/// A resource that comes in lists.
pub trait Listed: Sized {
    /// The body of one page.
    type Page: DeserializeOwned + Send;

    /// Takes a page apart.
    fn split(page: Self::Page) -> (Meta, Vec<Self>);
}

impl Listed for conversation::Conversation {
    type Page = conversation::Page;

    fn split(page: Self::Page) -> (Meta, Vec<Self>) {
        (page.meta, page.conversations)
    }
}

impl Listed for message::Message {
    type Page = message::Page;

    fn split(page: Self::Page) -> (Meta, Vec<Self>) {
        (page.meta, page.messages)
    }
}

/// A list; a page is asked for only when a record of it is.
#[derive(Debug)]
#[must_use = "nothing is asked for until a record is"]
pub struct Pager<T> {
    transport: Arc<Transport>,
    next: Next,
    records: vec::IntoIter<T>,
}

#[derive(Debug)]
enum Next {
    First(PathAndQuery),
    /// The server's word, not judged yet.
    Address(String),
    End,
}

impl<T: Listed> Pager<T> {
    pub(crate) fn new(transport: Arc<Transport>, first: PathAndQuery) -> Self {
        Self { transport, next: Next::First(first), records: Vec::new().into_iter() }
    }

    /// The next record; `None` at the end of the list.
    ///
    /// A failure, or a dropped future, leaves the pager where it was: the next call asks again.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        loop {
            if let Some(record) = self.records.next() {
                return Ok(Some(record));
            }
            let target = match &self.next {
                Next::First(target) => target.clone(),
                Next::Address(address) => self.transport.origin.target_of(address)?,
                Next::End => return Ok(None),
            };
            let (meta, records) = T::split(self.transport.get(target).await?);
            self.next = meta.next_page_url.map_or(Next::End, Next::Address);
            self.records = records.into_iter();
        }
    }

    /// The first record that fits; pages behind it are not asked for.
    pub async fn find(mut self, mut fits: impl FnMut(&T) -> bool) -> Result<Option<T>, Error> {
        while let Some(record) = self.try_next().await? {
            if fits(&record) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    /// The list as a stream, just as lazy; it ends behind the first failure.
    pub fn into_stream(self) -> impl Stream<Item = Result<T, Error>> {
        stream::try_unfold(self, async |mut pager: Self| {
            Ok(pager.try_next().await?.map(|record| (record, pager)))
        })
    }

    /// Every record, page after page.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(record) = self.try_next().await? {
            all.push(record);
        }
        Ok(all)
    }
}
