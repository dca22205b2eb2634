use jiff::Timestamp;
use twilio_sid::CompositionHookSid;

use super::CompositionParams;
use crate::text::Text;

/// Requests a composition of every room that ends; kept, but there is nothing to compose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompositionHook {
    /// Its SID.
    pub sid: CompositionHookSid,
    /// Name for people, unique within the account.
    pub friendly_name: Text,
    /// Whether it is active.
    pub enabled: bool,
    /// The parameters.
    pub params: CompositionParams,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed, if it was.
    pub updated: Option<Timestamp>,
}
