//! Calls addresses of applications. A queue for every address: whoever is slow delays nobody else.

mod call;
mod connector;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use connector::Connector;
use fake_core::Ids;
use fake_rest::{
    BadRedirect, Callout, Deliveries, Delivery, Keyring, Outcome, Overrides, REDIRECTS, Redirect,
    Trouble,
};
use fake_store::Clock;
use http::{Request, Response};
use parking_lot::Mutex;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, timeout},
};
use twilio_sid::kind;

use crate::clock::ShellClock;

/// Callouts that may wait for one address; what comes on top is dropped, as a lost one would be.
const QUEUE: usize = 256;

/// Real time after which a queue that nothing comes into is taken down.
const IDLE: Duration = Duration::from_secs(60);

/// Everything that is needed to call.
pub(crate) struct Courier {
    keyring: Arc<Keyring>,
    clock: Arc<ShellClock>,
    deliveries: Arc<Deliveries>,
    stopping: watch::Receiver<bool>,
    connector: Connector,
    /// What calls are told apart by.
    ids: Mutex<Ids>,
    queues: Mutex<BTreeMap<String, mpsc::Sender<Callout>>>,
}

impl Courier {
    pub(crate) fn new(
        keyring: Arc<Keyring>,
        clock: Arc<ShellClock>,
        deliveries: Arc<Deliveries>,
        stopping: watch::Receiver<bool>,
        ids: Ids,
    ) -> Self {
        let connector = Connector::default();
        let (ids, queues) = (Mutex::new(ids), Mutex::default());
        Self { keyring, clock, deliveries, stopping, connector, ids, queues }
    }

    /// Returns when the emulator is about to stop.
    pub(crate) async fn stopping(&self) {
        // A sender that is gone means the same.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }

    /// Puts a callout into the queue of its address.
    pub(crate) fn post(self: &Arc<Self>, callout: Callout) {
        let mut queues = self.queues.lock();
        let queue = queues.entry(callout.url.as_ref().to_owned()).or_insert_with(|| {
            let (queue, callouts) = mpsc::channel(QUEUE);
            tokio::spawn(self.clone().work(callout.url.as_ref().to_owned(), callouts));
            queue
        });
        if let Err(refused) = queue.try_send(callout) {
            tracing::warn!("a callout was dropped: too many wait for its address");
            let (callout, now) = (refused.into_inner(), self.clock.now());
            let dropped = Delivery::new(&callout, (now, now), 0, Outcome::Dropped, None);
            self.deliveries.push(dropped);
        }
    }

    async fn work(self: Arc<Self>, url: String, mut callouts: mpsc::Receiver<Callout>) {
        loop {
            let next = tokio::select! {
                next = timeout(IDLE, callouts.recv()) => next,
                () = self.stopping() => return,
            };
            if let Ok(Some(callout)) = next {
                tokio::select! {
                    _ = self.call(&callout) => {}
                    () = self.stopping() => return,
                }
                continue;
            }
            // Callouts come in under the lock, so none can slip in behind this look.
            let mut queues = self.queues.lock();
            if callouts.is_empty() {
                queues.remove(&url);
                return;
            }
        }
    }

    /// Calls at once, and again if the address asks for it; gives the last answer, if there is one.
    pub(crate) async fn call(&self, callout: &Callout) -> Option<Response<Bytes>> {
        let overrides = callout.overrides();
        let call = self.ids.lock().draw::<kind::User>().to_bytes();
        let started = self.clock.now();
        let end = Instant::now() + overrides.total;
        let mut attempt = 0;
        let ended = loop {
            let tried = self.attempt(callout, (attempt, call), &overrides);
            let tried = tokio::time::timeout_at(end, tried).await;
            let in_time = tried.is_ok();
            let ended = tried.unwrap_or(Err(Trouble::Read));
            let trouble = match &ended {
                Ok(answer) => Trouble::Status(answer.status().as_u16()),
                Err(trouble) => *trouble,
            };
            if !in_time || !overrides.tries_again(attempt, trouble) {
                break ended;
            }
            attempt += 1;
        };
        let (outcome, status) = match &ended {
            Ok(answer) => (Outcome::Answered, Some(answer.status().as_u16())),
            Err(Trouble::Connect) => (Outcome::Unreachable, None),
            Err(Trouble::Redirect(status)) => (Outcome::Misdirected, Some(*status)),
            Err(Trouble::Redirects(status)) => (Outcome::Redirected, Some(*status)),
            Err(Trouble::Read | Trouble::Status(_)) => (Outcome::Unanswered, None),
        };
        tracing::debug!(event = callout.event, ?outcome, status, "called");
        let times = (started, self.clock.now());
        self.deliveries.push(Delivery::new(callout, times, attempt + 1, outcome, status));
        ended.ok()
    }

    /// Calls once, and follows the receiver's redirects.
    async fn attempt(
        &self,
        callout: &Callout,
        call: (u32, [u8; 16]),
        overrides: &Overrides,
    ) -> Result<Response<Bytes>, Trouble> {
        let mut redirect = None;
        let mut followed = 0;
        loop {
            let request = self.request(callout, call, redirect.as_ref());
            let connector = self.connector.get().ok_or(Trouble::Connect)?;
            let answer = call::call(connector, request.ok_or(Trouble::Connect)?, overrides).await?;
            let status = answer.status().as_u16();
            match callout.redirect(redirect.as_ref(), &answer) {
                Ok(None) => return Ok(answer),
                Ok(Some(_)) if followed == REDIRECTS => return Err(Trouble::Redirects(status)),
                Ok(next) => redirect = next,
                Err(BadRedirect) => return Err(Trouble::Redirect(status)),
            }
            followed += 1;
        }
    }

    fn request(
        &self,
        callout: &Callout,
        call: (u32, [u8; 16]),
        redirect: Option<&Redirect>,
    ) -> Option<Request<Bytes>> {
        let token = self.keyring.auth_token(callout.account)?;
        callout.request(&token, call, redirect)
    }
}
