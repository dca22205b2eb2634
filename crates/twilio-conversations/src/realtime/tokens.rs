//! Access tokens: where they come from and when the next one is asked for.

use std::{error::Error as StdError, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::time::sleep;
use twilio_wire::twilsock::Secret;

/// Why the application has no token.
pub type TokenError = Box<dyn StdError + Send + Sync>;

pub(super) type Asking = Pin<Box<dyn Future<Output = Result<Secret, TokenError>> + Send>>;

/// The longest pause before a token is asked for again.
const LONGEST: Duration = Duration::from_secs(120);

/// The application's source of tokens.
#[derive(Clone)]
pub(super) struct Provider(Arc<dyn Fn() -> Asking + Send + Sync>);

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

    pub(super) fn ask(&self) -> Asking {
        (self.0)()
    }
}

/// When the next token is asked for.
pub(super) struct Tokens {
    provider: Provider,
    pub(super) asking: Option<Asking>,
    /// Tokens asked for since the server took one.
    asked: u32,
}

impl Tokens {
    pub(super) fn new(provider: Provider) -> Self {
        Self { provider, asking: None, asked: 0 }
    }

    /// Asks, unless it is being asked already: at once for the first time since the server took a
    /// token, then after 1 s, 2 s, 4 s, …, 2 min.
    pub(super) fn want(&mut self) {
        if self.asking.is_some() {
            return;
        }
        let pause = self
            .asked
            .checked_sub(1)
            .map(|failures| Duration::from_secs(2_u64.saturating_pow(failures)).min(LONGEST));
        self.asked = self.asked.saturating_add(1);
        let provider = self.provider.clone();
        self.asking = Some(Box::pin(async move {
            if let Some(pause) = pause {
                sleep(pause).await;
            }
            provider.ask().await
        }));
    }

    /// The server took a token.
    pub(super) fn accepted(&mut self) {
        self.asked = 0;
    }
}
