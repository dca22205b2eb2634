//! The tree of resources: collections have the operations, single resources lead on.
//!
//! A method that makes a [`Call`](crate::Call) is named after the verb of the operation; its
//! documentation links to the operation, with its path and the types of its parameters and its answer.
//! A name is a SID, and where Twilio allows it a unique name or an identity.

mod account;
mod conversation;
mod service;
#[cfg(feature = "video")]
mod video;

pub use account::{AccountWebhooks, Addresses, Configuration, PushCredentials, Services};
pub use conversation::{
    Conversation, Conversations, Message, Messages, Participants, Receipts, Webhooks,
};
pub use service::{
    Bindings, Notifications, ParticipantConversations, Roles, Service, ServiceConfiguration,
    ServiceWebhooks, User, UserConversations, Users,
};
#[cfg(feature = "video")]
pub use video::{
    CompositionHooks, CompositionSettings, Compositions, PublishedTracks, RecordingRules,
    RecordingSettings, Recordings, Room, RoomParticipant, RoomParticipants, RoomRecordings, Rooms,
    SubscribeRules, SubscribedTracks, Transcriptions, Video,
};

/// Declares a resource with its operations.
macro_rules! resource {
    ($(#[$doc:meta])* $resource:ident {
        $($verb:ident $(($name:ident: $type:ty))? => $endpoint:ident;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $resource(pub(crate) $crate::rest::scope::Scope);

        impl $resource {
            $(
                #[doc = concat!("Calls [`", stringify!($endpoint), "`].")]
                pub fn $verb(&self $(, $name: $type)?) -> $crate::rest::Call<$endpoint> {
                    $crate::rest::Call::new(&self.0, resource!(@name $($name)?))
                }
            )*
        }

        impl From<&$resource> for $crate::rest::scope::Scope {
            fn from(resource: &$resource) -> Self {
                resource.0.clone()
            }
        }
    };
    (@name) => { None };
    (@name $name:ident) => { Some(&$name.into()) };
}

/// Declares the resources below a resource.
macro_rules! below {
    ($resource:ty {
        $($(#[$doc:meta])* $method:ident $(($name:ident: $type:ty))? => $below:ident;)*
    }) => {
        impl $resource {
            $(
                $(#[$doc])*
                pub fn $method(&self $(, $name: $type)?) -> $below {
                    $below($crate::rest::scope::Scope::from(self)$(.below($name.into()))?)
                }
            )*
        }
    };
}

/// Declares what the default service of a client and any other service have in common.
macro_rules! in_every_service {
    ($service:ident) => {
        $crate::rest::resource::below! {
            $service {
                /// The conversations of the service.
                conversations => Conversations;
                /// One of its conversations, by SID or unique name.
                conversation(name: impl Into<$crate::rest::Name>) => Conversation;
                /// Its conversations by participant.
                participant_conversations => ParticipantConversations;
                /// Its roles.
                roles => Roles;
                /// Its users.
                users => Users;
                /// One of its users, by SID or identity.
                user(name: impl Into<$crate::rest::Name>) => User;
            }
        }
    };
}

pub(crate) use below;
pub(crate) use in_every_service;
use resource;
