//! Access tokens: the application's provider, and the time of the next call.

use std::{error::Error as StdError, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::time::{sleep, timeout};
use twilio_wire::twilsock::Secret;

/// Why the token provider failed.
pub type TokenError = Box<dyn StdError + Send + Sync>;

pub(super) type Pending = Pin<Box<dyn Future<Output = Result<Secret, TokenError>> + Send>>;

/// Longest pause before the provider is called again.
const LONGEST: Duration = Duration::from_secs(120);

/// Longest wait for a token; a call that takes longer has failed.
const LIMIT: Duration = Duration::from_secs(30);

/// The application's source of tokens.
#[derive(Clone)]
pub(super) struct Provider(Arc<dyn Fn() -> Pending + Send + Sync>);

impl Provider {
    pub(super) fn new<P, F, E>(provide: P) -> Self
    where
        P: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<TokenError>,
    {
        Self(Arc::new(move || {
            let token = provide();
            Box::pin(async move { token.await.map(Secret::from).map_err(Into::into) })
        }))
    }

    pub(super) fn call(&self) -> Pending {
        let token = (self.0)();
        Box::pin(async move { timeout(LIMIT, token).await? })
    }
}

/// The calls of the provider.
pub(super) struct Tokens {
    provider: Provider,
    pub(super) pending: Option<Pending>,
    /// Calls since the server accepted a token.
    calls: u32,
}

impl Tokens {
    pub(super) fn new(provider: Provider) -> Self {
        Self { provider, pending: None, calls: 0 }
    }

    /// Calls the provider, unless a call is pending: at once for the first time since the server accepted
    /// a token, then after 1 s, 2 s, 4 s, …, 2 min.
    pub(super) fn request(&mut self) {
        if self.pending.is_some() {
            return;
        }
        let pause = self
            .calls
            .checked_sub(1)
            .map(|failures| Duration::from_secs(2_u64.saturating_pow(failures)).min(LONGEST));
        self.calls = self.calls.saturating_add(1);
        let provider = self.provider.clone();
        self.pending = Some(Box::pin(async move {
            if let Some(pause) = pause {
                sleep(pause).await;
            }
            provider.call().await
        }));
    }

    /// The server accepted a token.
    pub(super) fn accepted(&mut self) {
        self.calls = 0;
    }
}
