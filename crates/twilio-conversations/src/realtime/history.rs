//! Messages that were sent before.

use std::collections::VecDeque;

use futures_util::stream::{self, Stream};
use twilio_conversations_core::{HistoryPage, Message, Order};
use twilio_sid::ConversationSid;

use crate::realtime::{Error, handle::Handle};

/// Messages of a conversation, page by page, in one direction; each once, however many are sent or
/// removed in the meantime.
#[derive(Debug)]
#[must_use = "nothing is read before `next_page` or `try_next` is awaited"]
pub struct History {
    handle: Handle,
    sid: ConversationSid,
    order: Order,
    size: u8,
    from: Option<u64>,
    ended: bool,
    read: VecDeque<Message>,
}

impl History {
    pub(super) fn new(handle: Handle, sid: ConversationSid) -> Self {
        let (order, size) = (Order::Descending, 30);
        Self { handle, sid, order, size, from: None, ended: false, read: VecDeque::new() }
    }

    /// Begins with this message index, or the next one there is in the direction.
    pub fn from(mut self, index: u64) -> Self {
        self.from = Some(index);
        self
    }

    /// Reads from older messages to newer ones, beginning with the first one unless [`Self::from`] is set.
    pub fn forward(mut self) -> Self {
        self.order = Order::Ascending;
        self
    }

    /// Largest number of messages of a page, 1 to 100; 30 unless set.
    pub fn page_size(mut self, size: u8) -> Self {
        self.size = size.clamp(1, 100);
        self
    }

    /// The next page, in the direction of reading; `None` behind the last one. Dropping the future loses
    /// nothing.
    ///
    /// # Errors
    /// [`Error::NotJoined`], or as of every request; calling it again reads the same page.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Message>>, Error> {
        if !self.read.is_empty() {
            return Ok(Some(self.read.drain(..).collect()));
        }
        // A page may be empty before the last one: messages of an unknown form are left out.
        while !self.ended {
            let (sid, from, size, order) = (self.sid, self.from, self.size, self.order);
            let commands = self.handle.commands();
            let request =
                commands.with(move |machine, _| machine.history(sid, from, size, order)).await?;
            let body = commands.call(Some(request.ok_or(Error::NotJoined)?)).await?;
            let page = HistoryPage::read(&body, order).map_err(crate::Error::Decode)?;
            self.from = page.next;
            self.ended = page.next.is_none();
            if !page.messages.is_empty() {
                return Ok(Some(page.messages));
            }
        }
        Ok(None)
    }

    /// The next message, in the direction of reading; `None` behind the last one.
    ///
    /// # Errors
    /// As of [`Self::next_page`].
    pub async fn try_next(&mut self) -> Result<Option<Message>, Error> {
        loop {
            if let Some(message) = self.read.pop_front() {
                return Ok(Some(message));
            }
            let Some(page) = self.next_page().await? else { return Ok(None) };
            self.read = page.into();
        }
    }

    /// The messages as a stream, which ends after the first failure.
    pub fn into_stream(self) -> impl Stream<Item = Result<Message, Error>> + Send {
        stream::try_unfold(self, async |mut history: Self| {
            Ok(history.try_next().await?.map(|message| (message, history)))
        })
    }
}
