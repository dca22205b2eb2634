//! Clients that are connected by Twilsock.

use twilio_sid::{AccountSid, CredentialSid, ServiceSid};

/// A client connected by Twilsock, as its token describes it.
#[derive(Clone, Debug)]
pub struct ClientCaller {
    /// The account of the token.
    pub account: AccountSid,
    /// The service of the chat grant.
    pub service: ServiceSid,
    /// The identity.
    pub identity: String,
    /// Scheme and host under which the client reaches plain HTTP, for media.
    pub origin: String,
    /// The credential that the chat grant names for notifications.
    pub push_credential: Option<CredentialSid>,
}
