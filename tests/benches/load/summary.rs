//! What was sent, what arrived, and how late.

use std::{
    fmt::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use anyhow::{Context, ensure};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

/// Delays that are kept for percentiles: 16 MB of them.
const KEPT: usize = 4_000_000;

/// Resident memory of two processes in KiB: of the clients, and of the emulator.
pub(crate) type Memory = (Option<f64>, Option<f64>);

pub(crate) struct Tally {
    start: Instant,
    sent: AtomicU64,
    failed: AtomicU64,
    /// Deliveries that are to come.
    expected: AtomicU64,
    arrived: AtomicU64,
    missing: AtomicU64,
    repeated: AtomicU64,
    delays: Mutex<Vec<u32>>,
    news: Notify,
}

impl Tally {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            sent: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            expected: AtomicU64::new(0),
            arrived: AtomicU64::new(0),
            missing: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
            delays: Mutex::new(Vec::new()),
            news: Notify::new(),
        }
    }

    /// The present moment, as the text of a message.
    pub(crate) fn stamp(&self) -> String {
        self.start.elapsed().as_micros().to_string()
    }

    pub(crate) fn sent(&self, deliveries: u64) {
        self.sent.fetch_add(1, Relaxed);
        self.expected.fetch_add(deliveries, Relaxed);
    }

    pub(crate) fn failed(&self, deliveries: u64) {
        self.failed.fetch_add(1, Relaxed);
        self.expected.fetch_sub(deliveries, Relaxed);
        self.news.notify_one();
    }

    pub(crate) fn arrived(&self, stamp: &str) {
        let now = self.start.elapsed().as_micros();
        if let Ok(sent) = stamp.parse::<u128>() {
            let delay = u32::try_from(now.saturating_sub(sent)).unwrap_or(u32::MAX);
            let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
            if delays.len() < KEPT {
                delays.push(delay);
            }
        }
        if self.arrived.fetch_add(1, Relaxed) + 1 >= self.expected.load(Relaxed) {
            self.news.notify_one();
        }
    }

    pub(crate) fn missing(&self, count: u64) {
        self.missing.fetch_add(count, Relaxed);
    }

    pub(crate) fn repeated(&self) {
        self.repeated.fetch_add(1, Relaxed);
    }

    /// Waits until all has arrived.
    pub(crate) async fn wait_for_all(&self, patience: Duration) -> anyhow::Result<()> {
        let all = async {
            while self.arrived.load(Relaxed) < self.expected.load(Relaxed) {
                self.news.notified().await;
            }
        };
        let late = timeout(patience, all).await;
        let (arrived, expected) = (self.arrived.load(Relaxed), self.expected.load(Relaxed));
        late.with_context(|| format!("{arrived} of {expected} deliveries arrived"))?;
        ensure!(arrived == expected, "{arrived} deliveries instead of {expected}");
        Ok(())
    }

    pub(crate) fn is_clean(&self) -> bool {
        [&self.failed, &self.missing, &self.repeated].iter().all(|count| count.load(Relaxed) == 0)
    }

    pub(crate) fn summary(
        &self,
        clients: u32,
        connecting: Duration,
        talking: Duration,
        before: Memory,
        after: Memory,
    ) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: String| {
            let _ = writeln!(text, "{name:28} {value}");
        };
        let clients = f64::from(clients);
        line("clients connected", format!("{clients}"));
        line("connected per second", format!("{:.0}", clients / connecting.as_secs_f64()));
        for (name, before, after) in [
            ("KiB per client, here", before.0, after.0),
            ("KiB per client, emulator", before.1, after.1),
        ] {
            if let (Some(before), Some(after)) = (before, after) {
                line(name, format!("{:.1}", (after - before) / clients));
            }
        }
        let count = |count: &AtomicU64| count.load(Relaxed);
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
        let per_second = |count: u64| count as f64 / talking.as_secs_f64();
        line("messages sent", format!("{}", count(&self.sent)));
        line("messages per second", format!("{:.0}", per_second(count(&self.sent))));
        line("deliveries", format!("{}", count(&self.arrived)));
        line("deliveries per second", format!("{:.0}", per_second(count(&self.arrived))));
        let mut delays = self.delays.lock().unwrap_or_else(PoisonError::into_inner);
        delays.sort_unstable();
        for (name, share) in [("p50, ms", 50), ("p99, ms", 99)] {
            let at = (delays.len() * share / 100).min(delays.len().saturating_sub(1));
            let delay = delays.get(at).copied().unwrap_or_default();
            line(name, format!("{:.1}", f64::from(delay) / 1000.0));
        }
        line("messages that failed", format!("{}", count(&self.failed)));
        line("messages missing", format!("{}", count(&self.missing)));
        line("messages twice", format!("{}", count(&self.repeated)));
        text
    }
}
