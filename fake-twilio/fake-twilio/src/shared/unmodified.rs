use std::sync::Arc;

use crate::{proxy::Proxy, sdk_files::SdkFiles, tls::Tls};

/// What serves programs and pages that were written for Twilio.
pub(crate) struct Unmodified {
    pub(crate) tls: Tls,
    pub(crate) proxy: Proxy,
    pub(crate) sdk_files: Arc<SdkFiles>,
}
