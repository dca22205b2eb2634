//! `--tunnel`: the service, and what it needs from the environment.

use clap::ValueEnum;

use super::RunError;
use crate::{Settings, Tunnel};

/// A service that gives out public addresses.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Service {
    Ngrok,
}

impl Service {
    /// Opens a tunnel, at this domain if one is named.
    #[cfg(feature = "ngrok")]
    pub(super) async fn open(
        self,
        domain: Option<String>,
        settings: &Settings,
    ) -> Result<Tunnel, RunError> {
        let Self::Ngrok = self;
        let authtoken = settings.ngrok_authtoken().ok_or(crate::NgrokError::NoToken)?;
        let mut ngrok = crate::Ngrok::new(authtoken);
        ngrok.domain = domain.or_else(|| settings.ngrok_domain());
        Ok(ngrok.open().await?)
    }

    /// The error of a program that has none.
    #[cfg(not(feature = "ngrok"))]
    #[expect(clippy::unused_async, reason = "with the feature, this waits for the service")]
    pub(super) async fn open(
        self,
        _domain: Option<String>,
        _settings: &Settings,
    ) -> Result<Tunnel, RunError> {
        let Self::Ngrok = self;
        Err(RunError::NoNgrok)
    }
}
