//! Push bindings.

use std::sync::Arc;

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::{BindingSid, CredentialSid};

use crate::text::Text;

/// The technology that notifications come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum BindingType {
    /// Apple's push service.
    Apn,
    /// Google's old push service.
    Gcm,
    /// Google's push service.
    Fcm,
    /// An open connection.
    Twilsock,
}

/// A push binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushBinding {
    /// Its SID.
    pub sid: BindingSid,
    /// The user.
    pub identity: Text,
    /// The technology.
    pub kind: BindingType,
    /// The address of the device within the technology; never shown.
    pub address: Text,
    /// The credential that notifications would be sent with.
    pub credential: Option<CredentialSid>,
    /// Events of which the user is notified.
    pub message_types: Arc<[Text]>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

impl PushBinding {
    /// Name of the device: the user's and the binding's (`assumed`; the form is not public).
    pub fn endpoint(&self) -> String {
        format!("{}:{}", self.identity, self.sid)
    }
}
