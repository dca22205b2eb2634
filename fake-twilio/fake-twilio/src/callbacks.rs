//! Sends status callbacks. A queue for every address: whoever is slow delays nobody else.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use fake_core::room::Rooms;
use fake_rest::{Keyring, Report, Reporter, elapse_rooms};
use fake_store::RoomsTenant;
use http::Request;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use parking_lot::Mutex;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use tokio::sync::{Notify, mpsc, watch};

use crate::clock::ShellClock;

/// Reports that may wait for one address; what comes on top is dropped, as a lost request would be.
const QUEUE: usize = 256;

/// Real time that an address gets to answer (Twilio's documentation of webhooks).
const PATIENCE: Duration = Duration::from_secs(15);

/// Real time after which a queue that nothing comes into is taken down.
const IDLE: Duration = Duration::from_secs(60);

/// Records read from a log in one go.
const BATCH: usize = 256;

/// Everything that is needed to report.
pub(crate) struct Callbacks {
    keyring: Arc<Keyring>,
    clock: Arc<ShellClock>,
    stopping: watch::Receiver<bool>,
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    queues: Mutex<BTreeMap<String, mpsc::Sender<Request<Bytes>>>>,
}

impl Callbacks {
    pub(crate) fn new(
        keyring: Arc<Keyring>,
        clock: Arc<ShellClock>,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, rustls::Error> {
        let http = Client::builder(TokioExecutor::new()).build(connector()?);
        Ok(Self { keyring, clock, stopping, http, queues: Mutex::default() })
    }

    /// Reports what happens in the rooms of an account from now on, and lets them end in time.
    pub(crate) fn watch(self: &Arc<Self>, tenant: Arc<RoomsTenant>) {
        let changed = Arc::new(Notify::new());
        let wake_up = changed.clone();
        tenant.on_change(move || wake_up.notify_one());
        tokio::spawn(self.clone().pump(tenant, changed));
    }

    async fn pump(self: Arc<Self>, tenant: Arc<RoomsTenant>, changed: Arc<Notify>) {
        let (mut reporter, mut cursor) = (Reporter::default(), 0);
        let mut stopping = self.stopping.clone();
        loop {
            self.report(&tenant, &mut reporter, &mut cursor);
            let due = async {
                match tenant.read(Rooms::deadline) {
                    Some(at) => self.clock.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = changed.notified() => {}
                () = due => elapse_rooms(&tenant),
                // A sender that is gone means the same.
                _ = stopping.wait_for(|stopping| *stopping) => break,
            }
        }
    }

    fn report(self: &Arc<Self>, tenant: &RoomsTenant, reporter: &mut Reporter, cursor: &mut usize) {
        let account = tenant.read(|rooms| rooms.account);
        loop {
            let records = tenant.read_log(*cursor, BATCH);
            *cursor += records.len();
            let reports = records.iter().flat_map(|it| reporter.take(it.at, &it.fact));
            for report in reports {
                if let Some(token) = self.keyring.auth_token(account)
                    && let Some(request) = report.request(&token)
                {
                    self.enqueue(&report, request);
                }
            }
            if records.len() < BATCH {
                return;
            }
        }
    }

    fn enqueue(self: &Arc<Self>, report: &Report, request: Request<Bytes>) {
        let mut queues = self.queues.lock();
        let queue = queues.entry(report.url().to_owned()).or_insert_with(|| {
            let (queue, reports) = mpsc::channel(QUEUE);
            tokio::spawn(self.clone().work(report.url().to_owned(), reports));
            queue
        });
        if queue.try_send(request).is_err() {
            tracing::warn!("a status callback was dropped: too many wait for its address");
        }
    }

    async fn work(self: Arc<Self>, url: String, mut reports: mpsc::Receiver<Request<Bytes>>) {
        let mut stopping = self.stopping.clone();
        loop {
            let next = tokio::select! {
                next = tokio::time::timeout(IDLE, reports.recv()) => next,
                _ = stopping.wait_for(|stopping| *stopping) => return,
            };
            if let Ok(Some(request)) = next {
                tokio::select! {
                    () = self.send(request) => {}
                    _ = stopping.wait_for(|stopping| *stopping) => return,
                }
                continue;
            }
            // Reports come in under the lock, so none can slip in behind this look.
            let mut queues = self.queues.lock();
            if reports.is_empty() {
                queues.remove(&url);
                return;
            }
        }
    }

    async fn send(&self, request: Request<Bytes>) {
        let answer = self.http.request(request.map(Full::new));
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => tracing::debug!(status = %answer.status(), "status callback sent"),
            Ok(Err(error)) => tracing::warn!(%error, "a status callback did not arrive"),
            Err(_) => tracing::warn!("a status callback was not answered in time"),
        }
    }
}

/// A machine without certificates can still call plain HTTP.
fn connector() -> Result<HttpsConnector<HttpConnector>, rustls::Error> {
    let builder = HttpsConnectorBuilder::new();
    let provider = aws_lc_rs::default_provider();
    let builder = match builder.with_provider_and_native_roots(provider) {
        Ok(builder) => builder,
        Err(error) => {
            tracing::debug!(%error, "status callbacks can only go to plain HTTP");
            let provider = Arc::new(aws_lc_rs::default_provider());
            let tls = ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()?
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth();
            HttpsConnectorBuilder::new().with_tls_config(tls)
        }
    };
    Ok(builder.https_or_http().enable_http1().build())
}
