//! Devices that are notified by push, and push notifications.

use twilio_sid::BindingSid;
use twilio_wire::client_api::{DeviceForm, Registration, RegistrationData, RegistrationForm};

use crate::realtime::{Client, Error, PushNotification, error::decode};

/// Kinds of push notifications (`@twilio/conversations` 3.0.1).
const MESSAGE_TYPES: [&str; 5] = [
    "twilio.conversations.new_message",
    "twilio.conversations.added_to_conversation",
    "twilio.conversations.removed_from_conversation",
    "twilio.ipmsg.typing_indicator",
    "twilio.channel.consumption_update",
];

/// A push service of phones and browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushService {
    /// Firebase Cloud Messaging.
    Fcm,
    /// Apple Push Notification service.
    Apn,
}

impl PushService {
    fn name(self) -> &'static str {
        match self {
            Self::Fcm => "fcm",
            Self::Apn => "apn",
        }
    }

    /// Version of the payload (`@twilio/conversations` 3.0.1).
    fn version(self) -> &'static str {
        match self {
            Self::Fcm => "3",
            Self::Apn => "4",
        }
    }
}

impl Client {
    /// Registers a device by its address within a push service; returns the registration's name.
    ///
    /// # Errors
    /// As of every request.
    pub async fn register_device(
        &self,
        service: PushService,
        address: &str,
    ) -> Result<BindingSid, Error> {
        let form = RegistrationForm {
            channel_type: service.name().to_owned(),
            endpoint_platform: Some("rust".to_owned()),
            version: Some(service.version().to_owned()),
            message_types: MESSAGE_TYPES.map(str::to_owned).to_vec(),
            data: RegistrationData { registration_id: address.to_owned() },
        };
        let body = self.commands().call(self.requests().register(&form)).await?;
        Ok(decode::<Registration>(&body)?.id)
    }

    /// Removes a registration.
    ///
    /// # Errors
    /// As of every request.
    pub async fn remove_registration(&self, registration: BindingSid) -> Result<(), Error> {
        self.commands().call(self.requests().unregister(registration)).await.map(drop)
    }

    /// Removes all registrations of a device.
    ///
    /// # Errors
    /// As of every request.
    pub async fn remove_device(&self, service: PushService, address: &str) -> Result<(), Error> {
        let (binding_type, address) = (service.name().to_owned(), address.to_owned());
        let form = DeviceForm { binding_type, address };
        self.commands().call(self.requests().unregister_device(&form)).await.map(drop)
    }

    /// Raises [`Event::PushNotification`](crate::realtime::Event::PushNotification) for all readers, so that
    /// what a push service delivered has its place among the events.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn handle_push_notification(
        &self,
        notification: PushNotification,
    ) -> Result<(), Error> {
        self.commands().with(|machine, _| machine.handle_push_notification(notification)).await
    }
}
