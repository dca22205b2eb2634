//! The client: the root of all resources.

use std::{fmt, sync::Arc};

use twilio_sid::ServiceSid;

use crate::{
    ConfigError,
    rest::{
        Config,
        resource::{
            Configuration, Conversation, Conversations, ParticipantConversations, PushCredentials,
            Roles, Service, Services, User, Users, in_every_service,
        },
        scope::Scope,
        transport::{Api, Transport},
    },
};

/// A client of one account; cheap to clone, and clones share their connections.
///
/// Its own resources are those of the account's default service; [`Self::service`] leads to those of
/// another one.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
}

impl Client {
    /// A client that has not connected yet.
    ///
    /// # Errors
    /// A configuration that cannot work, or a machine without root certificates.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        Ok(Self { transport: Arc::new(Transport::new(config)?) })
    }

    /// The defaults of the account.
    pub fn configuration(&self) -> Configuration {
        Configuration(self.into())
    }

    /// What Twilio shows to the push services of phones.
    pub fn credentials(&self) -> PushCredentials {
        PushCredentials(self.into())
    }

    /// The services of the account.
    pub fn services(&self) -> Services {
        Services(self.into())
    }

    /// The resources of one service.
    pub fn service(&self, sid: ServiceSid) -> Service {
        Service(Scope::from(self).of_service(sid))
    }

    /// The media of one service.
    #[cfg(feature = "media")]
    pub fn media(&self, service: ServiceSid) -> super::Media {
        super::Media::new(self.transport.clone(), service)
    }

    /// The Video API.
    #[cfg(feature = "video")]
    pub fn video(&self) -> super::resource::Video {
        super::resource::Video(Scope::new(self.transport.clone(), Api::Video))
    }
}

in_every_service!(Client);

impl From<&Client> for Scope {
    fn from(client: &Client) -> Self {
        Self::new(client.transport.clone(), Api::Conversations)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.transport.origin(Api::Conversations).to_string();
        f.debug_tuple("Client").field(&origin).finish()
    }
}
