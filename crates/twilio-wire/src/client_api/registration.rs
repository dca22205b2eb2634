//! `/v1/registrations`: devices that get notifications (`@twilio/notifications` as in
//! `@twilio/conversations` 3.0.1).

use serde::{Deserialize, Serialize};
use twilio_sid::BindingSid;

/// Registers a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationForm {
    /// `fcm` or `apn`.
    pub channel_type: String,
    /// Kind of the machine, in the SDK's words.
    #[serde(default)]
    pub endpoint_platform: Option<String>,
    /// Version of what is pushed.
    #[serde(default)]
    pub version: Option<String>,
    /// Full names of the message types.
    #[serde(default)]
    pub message_types: Vec<String>,
    /// The device.
    pub data: RegistrationData,
}

/// The device of a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationData {
    /// Its address within the push service.
    pub registration_id: String,
}

/// A registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// Its name, for its removal.
    pub id: BindingSid,
}

/// Names a device whose registrations are to be removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceForm {
    /// `fcm` or `apn`.
    pub binding_type: String,
    /// Its address within the push service.
    pub address: String,
}
