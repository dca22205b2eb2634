//! Sync documents, lists and maps as `twilio-sync` 4.0.1 reads them.

mod data;
mod event;
mod object;
mod subscription;

pub use data::{
    ConversationData, LastMessage, MessageData, MyConversationData, ParticipantData, StateData,
    UserInfoValue,
};
pub use event::{
    DocumentRemoved, DocumentUpdated, Event, EventFrame, EventType, ListItemChanged,
    ListItemRemoved, ListRemoved, MapItemChanged, MapItemRemoved, MapRemoved,
};
pub use object::{Document, Items, List, ListItem, ListLinks, Map, MapItem, MapLinks, ObjectKind};
pub use subscription::{
    Action, Canceled, ControlFrame, Established, Failed, Failure, ReplayStatus, SubscriptionReply,
    SubscriptionRequest, Target,
};

/// Version of the event protocol; the only one in use.
pub const EVENT_PROTOCOL_VERSION: u32 = 4;
