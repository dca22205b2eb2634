//! The kinds of resource a SID can name, and a short name for the SID of each.

use crate::{Kind, Sid};

macro_rules! kinds {
    ($($(#[$doc:meta])* $marker:ident $prefix:literal $sid:ident;)*) => {$(
        $(#[$doc])*
        pub enum $marker {}

        impl Kind for $marker {
            const PREFIX: &'static str = $prefix;
        }

        #[doc = concat!("A SID that starts with `", $prefix, "`.")]
        pub type $sid = Sid<$marker>;
    )*};
}

kinds! {
    /// A Twilio account.
    Account "AC" AccountSid;
    /// An API key, the issuer of access tokens.
    ApiKey "SK" ApiKeySid;
    /// A Conversations service instance.
    Service "IS" ServiceSid;
    /// A conversation.
    Conversation "CH" ConversationSid;
    /// A participant of a conversation.
    Participant "MB" ParticipantSid;
    /// A message of a conversation.
    Message "IM" MessageSid;
    /// An uploaded medium.
    Media "ME" MediaSid;
    /// A content template.
    Content "HX" ContentSid;
    /// A user of a service.
    User "US" UserSid;
    /// A role of a service.
    Role "RL" RoleSid;
    /// A messaging service.
    MessagingService "MG" MessagingServiceSid;
    /// A push credential.
    Credential "CR" CredentialSid;
    /// A push binding of a user.
    Binding "BS" BindingSid;
    /// A delivery receipt of a message.
    Receipt "DY" ReceiptSid;
    /// A message in the eyes of the channel that carries it.
    ChannelMessage "SM" ChannelMessageSid;
    /// The configuration of an address.
    Address "IG" AddressSid;
    /// A webhook of a conversation.
    Webhook "WH" WebhookSid;
    /// A Studio flow.
    Flow "FW" FlowSid;
    /// A Sync document.
    SyncDocument "ET" SyncDocumentSid;
    /// A Sync list.
    SyncList "ES" SyncListSid;
    /// A Sync map.
    SyncMap "MP" SyncMapSid;
    /// A video room.
    Room "RM" RoomSid;
    /// A participant of a video room.
    RoomParticipant "PA" RoomParticipantSid;
    /// A track that a participant of a video room publishes.
    Track "MT" TrackSid;
    /// A recording of a track.
    Recording "RT" RecordingSid;
    /// A composition of recordings.
    Composition "CJ" CompositionSid;
    /// A composition hook.
    CompositionHook "HK" CompositionHookSid;
    /// A request, in the headers of its answer.
    Request "RQ" RequestSid;
}
