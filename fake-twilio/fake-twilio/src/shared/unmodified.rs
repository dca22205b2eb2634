use std::sync::Arc;

use crate::{proxy_rules::ProxyRules, sdk_files::SdkFiles, tls::Tls};

/// What serves programs and pages that were written for Twilio.
pub(crate) struct Unmodified {
    pub(crate) tls: Tls,
    pub(crate) proxy: ProxyRules,
    pub(crate) sdk_files: Arc<SdkFiles>,
}
