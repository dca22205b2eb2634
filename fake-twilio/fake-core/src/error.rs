/// Nothing can be recorded any more, because the store that keeps the log has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The log store has failed; nothing can be changed until the emulator is started again")]
pub struct ReadOnly;

/// Why a command changes nothing.
///
/// `fake-rest` turns this into a status and a code; see `fake-rest/src/error_codes/`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The log store has failed.
    #[error(transparent)]
    ReadOnly(#[from] ReadOnly),
    /// The conversation does not exist.
    #[error("Conversation not found")]
    NoConversation,
    /// The participant does not exist.
    #[error("Participant not found")]
    NoParticipant,
    /// The message does not exist.
    #[error("Message not found")]
    NoMessage,
    /// The user does not exist.
    #[error("User not found")]
    NoUser,
    /// The service does not exist.
    #[error("Service not found")]
    NoService,
    /// The role does not exist.
    #[error("Role not found")]
    NoRole,
    /// The address is not configured.
    #[error("Address configuration not found")]
    NoAddressConfiguration,
    /// The address is configured already.
    #[error("Address is already configured")]
    AddressConfigured,
    /// The credential does not exist.
    #[error("Credential not found")]
    NoCredential,
    /// The push binding does not exist.
    #[error("Binding not found")]
    NoBinding,
    /// The delivery receipt does not exist.
    #[error("Delivery receipt not found")]
    NoReceipt,
    /// The message has no channel metadata.
    #[error("Channel metadata not found")]
    NoChannelMetadata,
    /// The requested role does not exist or has another scope than this.
    #[error("Role is not valid here")]
    RoleNotFitting(crate::role::Scope),
    /// The service that a parameter names does not exist.
    #[error("Service instance not found")]
    NoSuchService,
    /// The configuration names the role as a default.
    #[error("Role is a default of the service")]
    RoleInUse,
    /// No role of this type can hold the permission.
    #[error("Permission is not valid")]
    UnknownPermission,
    /// No role of the acting user allows it.
    #[error("User unauthorized")]
    Unauthorized,
    /// The acting user takes no part in the conversation.
    #[error("User not participant of conversation")]
    NotParticipant,
    /// Another conversation has the unique name.
    #[error("Conversation with provided unique name already exists")]
    UniqueNameTaken,
    /// The unique name has the form of a conversation SID.
    #[error("Conversation unique name must not look like a conversation SID")]
    UniqueNameLooksLikeSid,
    /// The unique name is too long.
    #[error("Unique name is too long")]
    UniqueNameTooLong,
    /// The friendly name is too long.
    #[error("Friendly name is too long")]
    FriendlyNameTooLong,
    /// The attributes are longer than the resource allows.
    #[error("Attributes are too long")]
    AttributesTooLong,
    /// The conversation is closed and can only be read or deleted.
    #[error("Conversation is closed")]
    Closed,
    /// A conversation cannot begin closed.
    #[error("Conversation cannot be created in closed state")]
    CreatedClosed,
    /// The time until inactive is under a minute.
    #[error("Inactive timer must be at least one minute")]
    InactiveTimerTooShort,
    /// The time until closed is under ten minutes.
    #[error("Closed timer must be at least ten minutes")]
    ClosedTimerTooShort,
    /// The identity is already a participant.
    #[error("Participant already exists")]
    AlreadyParticipant,
    /// Neither an identity nor an address was given.
    #[error("Identity not provided")]
    NoIdentity,
    /// Both an identity and an address were given.
    #[error("Messaging binding cannot be set for a chat participant")]
    IdentityAndAddress,
    /// The identity has the form of a user SID.
    #[error("Identity must not look like a user SID")]
    IdentityLooksLikeSid,
    /// The identity is too long.
    #[error("Identity is too long")]
    IdentityTooLong,
    /// The address is malformed.
    #[error("Messaging binding address is invalid")]
    BadAddress,
    /// The proxy address is malformed or missing.
    #[error("Messaging binding proxy address is invalid")]
    BadProxyAddress,
    /// Address and proxy address are the same.
    #[error("Messaging binding address and proxy address must differ")]
    AddressIsProxy,
    /// The address pair takes part in this other conversation.
    #[error("A binding for this participant and proxy address already exists in Conversation {0}")]
    AddressTaken(twilio_sid::ConversationSid),
    /// The address is empty, or only the proxy address was given.
    #[error("Messaging binding address was not provided")]
    NoAddress,
    /// The proxy address is empty.
    #[error("Messaging binding proxy address was not provided")]
    NoProxyAddress,
    /// The projected address is malformed.
    #[error("Messaging binding projected address is invalid")]
    BadProjectedAddress,
    /// Address and proxy address are of different channels.
    #[error("Messaging binding address and proxy address must be of the same channel")]
    ChannelsDiffer,
    /// The conversation has as many participants outside the chat as it can have.
    #[error("Maximum number of non-chat participants in a conversation exceeded")]
    TooManyOutside,
    /// The group has the address already.
    #[error("Group participant already exists")]
    AlreadyInGroup,
    /// Another conversation has the same group.
    #[error("Group MMS with given participant list already exists as Conversation {0}")]
    GroupExists(twilio_sid::ConversationSid),
    /// The group is full.
    #[error("Maximum number of group participants in a conversation exceeded")]
    GroupFull,
    /// A chat user in a group message is shown under no address.
    #[error("Participant projected address not provided")]
    NoProjectedAddress,
    /// A chat user without an address prevents a group message.
    #[error("Group MMS activation failed")]
    GroupNotActivated,
    /// The author of a group message does not take part in it.
    #[error("Message author should be among Group MMS participants")]
    AuthorOutsideGroup,
    /// The participant has no proxy address that could be taken away.
    #[error("Failed to remove the proxy address of a participant")]
    ProxyAddressNotRemovable,
    /// The participant has no address of its own to go with a proxy address.
    #[error("Failed to add a proxy address to a participant")]
    ProxyAddressNotAddable,
    /// The participant has no projected address that could be taken away.
    #[error("Failed to remove the projected address of a participant")]
    ProjectedAddressNotRemovable,
    /// The participant has an address of its own, so it is shown under no other.
    #[error("Failed to add a projected address to a participant")]
    ProjectedAddressNotAddable,
    /// The participant has an identity already, or no projected address to go with one.
    #[error("Failed to add an identity to a participant")]
    IdentityNotAddable,
    /// The conversation is full.
    #[error("Maximum number of participants in a conversation exceeded")]
    ConversationFull,
    /// The user takes part in too many conversations.
    #[error("User is participant of too many conversations")]
    TooManyConversations,
    /// A user with the identity exists.
    #[error("User already exists")]
    UserExists,
    /// The author's name is too long.
    #[error("Author is too long")]
    AuthorTooLong,
    /// The text is too long.
    #[error("Message body is too long")]
    BodyTooLong,
    /// The subject is too long.
    #[error("Message subject is too long")]
    SubjectTooLong,
    /// The webhook does not exist.
    #[error("Webhook not found")]
    NoWebhook,
    /// The conversation has as many webhooks as it can have.
    #[error("Maximum number of webhooks exceeded")]
    TooManyWebhooks,
    /// A trigger has too many words.
    #[error("Maximum number of triggers exceeded")]
    TooManyTriggers,
    /// A webhook of a conversation cannot be notified of this event.
    #[error("Webhook filter is invalid")]
    WebhookFilterNotFitting,
    /// A webhook needs an address.
    #[error("Webhook URL was not provided")]
    NoWebhookUrl,
    /// A webhook needs at least one event.
    #[error("Webhook filters were not provided")]
    NoWebhookFilter,
    /// A trigger needs at least one word.
    #[error("Webhook triggers were not provided")]
    NoTrigger,
    /// The address of a webhook is too long.
    #[error("Webhook URL is too long")]
    WebhookUrlTooLong,
    /// A webhook of Studio needs a flow.
    #[error("Studio flow SID is invalid")]
    BadFlow,
    /// The medium does not exist, or the caller may not read it.
    #[error("Media not found")]
    NoMedium,
    /// Another message shows the medium.
    #[error("Media is already used by another message")]
    MediumUsed,
    /// The medium is too large.
    #[error("Media is too large")]
    MediumTooLarge,
    /// The media of a message are too large taken together.
    #[error("Media of the message are too large")]
    MediaTooLarge,
    /// A message cannot show so many media.
    #[error("Message has too many media")]
    TooManyMedia,
    /// The content template does not exist.
    #[error("Content template not found")]
    NoTemplate,
    /// The content template has no type that Conversations can send.
    #[error("Content template type is not supported")]
    TemplateNotSupported,
    /// A message was given too many content variables.
    #[error("Content variables are too long")]
    TooManyVariables,
    /// The name of a content variable is too long.
    #[error("Content variable key is too long")]
    VariableNameTooLong,
    /// The value of a content variable is too long.
    #[error("Content variable value is too long")]
    VariableTooLong,
    /// The account's default service cannot be deleted.
    #[error("The default service cannot be deleted")]
    DefaultService,
}
