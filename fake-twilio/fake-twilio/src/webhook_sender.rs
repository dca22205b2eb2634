//! Sends webhook requests to addresses of applications. Each address has a queue, so that a slow one delays
//! no other.

mod call;
mod connector;
mod faults;

use std::{collections::BTreeMap, pin::pin, sync::Arc, time::Duration};

use bytes::Bytes;
use connector::Connector;
use fake_core::Ids;
use fake_rest::Keyring;
use fake_store::Clock;
use fake_webhooks::{
    AttemptError, BadRedirect, Deliveries, Delivery, Outcome, Overrides, REDIRECTS, Redirect,
    WebhookRequest,
};
use http::{Request, Response};
use parking_lot::Mutex;
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, timeout, timeout_at},
};
use twilio_sid::{AccountSid, kind};

use crate::{clock::ShellClock, mapped_origin::MappedOrigin, recording::Recorder, resets::Resets};

/// Requests that may wait for one address; what comes on top is dropped.
const QUEUE: usize = 256;

/// Real time after which a queue that nothing comes into is taken down.
const IDLE: Duration = Duration::from_secs(60);

/// A request, and how often its account had been reset when it was made.
type Waiting = (WebhookRequest, u64);

/// Sends webhook requests.
pub(crate) struct WebhookSender {
    keyring: Arc<Keyring>,
    clock: Arc<ShellClock>,
    deliveries: Arc<Deliveries>,
    stopping: watch::Receiver<bool>,
    connector: Connector,
    resets: Arc<Resets>,
    recorder: Arc<Recorder>,
    /// Source of call identifiers.
    ids: Mutex<Ids>,
    queues: Mutex<BTreeMap<String, mpsc::Sender<Waiting>>>,
}

impl WebhookSender {
    pub(crate) fn new(
        keyring: Arc<Keyring>,
        deliveries: Arc<Deliveries>,
        stopping: watch::Receiver<bool>,
        resets: Arc<Resets>,
        recorder: Arc<Recorder>,
        ids: Ids,
        origins: Vec<MappedOrigin>,
    ) -> Self {
        let connector = Connector::new(origins);
        let (ids, queues) = (Mutex::new(ids), Mutex::default());
        let clock = recorder.clock.clone();
        Self { keyring, clock, deliveries, stopping, connector, resets, recorder, ids, queues }
    }

    /// Returns when the emulator is about to stop.
    pub(crate) async fn stopping(&self) {
        // A sender that is gone means the same.
        let _ = self.stopping.clone().wait_for(|stopping| *stopping).await;
    }

    /// How often an account was reset; to be read before the requests are made that are posted.
    pub(crate) fn resets(&self, account: AccountSid) -> u64 {
        self.resets.of(account)
    }

    /// Puts a request into the queue of its address; it is dropped when its account is reset.
    pub(crate) fn post(self: &Arc<Self>, webhook: WebhookRequest, resets: u64) {
        let mut queues = self.queues.lock();
        let queue = queues.entry(webhook.url.as_ref().to_owned()).or_insert_with(|| {
            let (queue, requests) = mpsc::channel(QUEUE);
            tokio::spawn(self.clone().work(webhook.url.as_ref().to_owned(), requests));
            queue
        });
        if let Err(refused) = queue.try_send((webhook, resets)) {
            tracing::warn!("a webhook request was dropped: too many wait for its address");
            let ((webhook, _), now) = (refused.into_inner(), self.clock.now());
            let dropped = Delivery::new(&webhook, (now, now), 0, Outcome::Dropped, None);
            self.deliveries.push(dropped);
        }
    }

    async fn work(self: Arc<Self>, url: String, mut requests: mpsc::Receiver<Waiting>) {
        loop {
            let next = tokio::select! {
                next = timeout(IDLE, requests.recv()) => next,
                () = self.stopping() => return,
            };
            if let Ok(Some((webhook, resets))) = next {
                tokio::select! {
                    _ = self.call_unless_reset(&webhook, resets) => {}
                    () = self.stopping() => return,
                }
                continue;
            }
            // Requests come in under the lock, so none can slip in behind this look.
            let mut queues = self.queues.lock();
            if requests.is_empty() {
                queues.remove(&url);
                return;
            }
        }
    }

    /// Sends the request, with the retries of the URL's overrides; returns the last response, if
    /// any.
    pub(crate) async fn call(&self, webhook: &WebhookRequest) -> Option<Response<Bytes>> {
        self.call_unless_reset(webhook, self.resets(webhook.account)).await
    }

    /// [`Self::call`] as long as the account is not reset.
    async fn call_unless_reset(
        &self,
        webhook: &WebhookRequest,
        resets: u64,
    ) -> Option<Response<Bytes>> {
        let is_reset = || self.resets(webhook.account) != resets;
        if is_reset() {
            return None;
        }
        let overrides = webhook.overrides();
        let call = self.ids.lock().draw::<kind::User>().to_bytes();
        let started = self.clock.now();
        let end = Instant::now() + overrides.total;
        let mut attempt = 0;
        let ended = loop {
            let ended = self.attempt(webhook, (attempt, call), &overrides, end).await;
            let in_time = Instant::now() < end;
            let trouble = match &ended {
                Ok(answer) => AttemptError::Status(answer.status().as_u16()),
                Err(trouble) => *trouble,
            };
            if !in_time || !overrides.tries_again(attempt, trouble) || is_reset() {
                break ended;
            }
            attempt += 1;
        };
        let (outcome, status) = match &ended {
            Ok(answer) => (Outcome::Answered, Some(answer.status().as_u16())),
            Err(AttemptError::Connect) => (Outcome::Unreachable, None),
            Err(AttemptError::Redirect(status)) => (Outcome::Misdirected, Some(*status)),
            Err(AttemptError::Redirects(status)) => (Outcome::Redirected, Some(*status)),
            Err(AttemptError::Read | AttemptError::Status(_)) => (Outcome::Unanswered, None),
        };
        tracing::debug!(event = webhook.event, ?outcome, status, "webhook sent");
        let times = (started, self.clock.now());
        self.deliveries.push(Delivery::new(webhook, times, attempt + 1, outcome, status));
        ended.ok()
    }

    /// Calls once, and follows the receiver's redirects.
    async fn attempt(
        &self,
        webhook: &WebhookRequest,
        call: (u32, [u8; 16]),
        overrides: &Overrides,
        end: Instant,
    ) -> Result<Response<Bytes>, AttemptError> {
        let mut redirect = None;
        let mut followed = 0;
        loop {
            let request = self.request(webhook, call, redirect.as_ref());
            let request = request.ok_or(AttemptError::Connect)?;
            let answer = self.call_recorded(webhook, request, overrides, end).await?;
            let status = answer.status().as_u16();
            match webhook.redirect(redirect.as_ref(), &answer) {
                Ok(None) => return Ok(answer),
                Ok(Some(_)) if followed == REDIRECTS => {
                    return Err(AttemptError::Redirects(status));
                }
                Ok(next) => redirect = next,
                Err(BadRedirect) => return Err(AttemptError::Redirect(status)),
            }
            followed += 1;
        }
    }

    /// Calls, and records it, also when the time is up before there is an answer.
    async fn call_recorded(
        &self,
        webhook: &WebhookRequest,
        mut request: Request<Bytes>,
        overrides: &Overrides,
        end: Instant,
    ) -> Result<Response<Bytes>, AttemptError> {
        let connector = self.connector.get().ok_or(AttemptError::Connect)?;
        let (sent, started) = (self.recorder.message(&request), Instant::now());
        let fault = faults::of_call(&self.recorder.faults, webhook, &request);
        let place = self.connector.place(&mut request);
        let mut called = pin!(call::call(connector, place, request, overrides));
        let answer = match &fault {
            None => timeout_at(end, called).await,
            // Boxed, because few calls need the room.
            Some(fault) => {
                let called = faults::call(fault, &self.clock, overrides, called.as_mut());
                timeout_at(end, Box::pin(called)).await
            }
        };
        let answer = answer.unwrap_or(Err(AttemptError::Read));
        let (response, took) = (answer.as_ref().ok(), started.elapsed());
        self.recorder.webhook(webhook, sent, response, took, fault.as_ref());
        answer
    }

    fn request(
        &self,
        webhook: &WebhookRequest,
        call: (u32, [u8; 16]),
        redirect: Option<&Redirect>,
    ) -> Option<Request<Bytes>> {
        let token = self.keyring.auth_token(webhook.account)?;
        webhook.request(&token, call, redirect)
    }
}
