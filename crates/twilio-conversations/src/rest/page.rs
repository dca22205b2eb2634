//! Bodies of lists: what each page has in common.

use serde::de::DeserializeOwned;
#[cfg(feature = "video")]
use twilio_wire::video::{
    composition, composition_hook, participant as room_participant, recording, room,
    room_recording, track, transcription,
};
use twilio_wire::{
    paging::Meta,
    rest::{
        address, binding, conversation, credential, message, participant, participant_conversation,
        receipt, role, service, user, user_conversation, webhook,
    },
};

/// The body of one page of a list.
pub trait Page: DeserializeOwned + Send + 'static {
    /// What the list is of.
    type Record: Send;

    /// Takes the page apart: where it is in the list, and its records.
    fn split(self) -> (Meta, Vec<Self::Record>);
}

macro_rules! pages {
    ($($page:ty { $records:ident: $record:ty })*) => {$(
        impl Page for $page {
            type Record = $record;

            fn split(self) -> (Meta, Vec<$record>) {
                (self.meta, self.$records)
            }
        }
    )*};
}

pages! {
    address::Page { address_configurations: address::AddressConfiguration }
    binding::Page { bindings: binding::Binding }
    conversation::Page { conversations: conversation::Conversation }
    credential::Page { credentials: credential::Credential }
    message::Page { messages: message::Message }
    participant::Page { participants: participant::Participant }
    participant_conversation::Page {
        conversations: participant_conversation::ParticipantConversation
    }
    receipt::Page { delivery_receipts: receipt::Receipt }
    role::Page { roles: role::Role }
    service::Page { services: service::Service }
    user::Page { users: user::User }
    user_conversation::Page { conversations: user_conversation::UserConversation }
    webhook::Page { webhooks: webhook::Webhook }
}

#[cfg(feature = "video")]
pages! {
    composition::Page { compositions: composition::Composition }
    composition_hook::Page { composition_hooks: composition_hook::CompositionHook }
    room_participant::Page { participants: room_participant::Participant }
    recording::Page { recordings: recording::Recording }
    room::Page { rooms: room::Room }
    room_recording::Page { recordings: room_recording::RoomRecording }
    track::PublishedPage { published_tracks: track::PublishedTrack }
    track::SubscribedPage { subscribed_tracks: track::SubscribedTrack }
    transcription::Page { transcriptions: transcription::Transcription }
}
