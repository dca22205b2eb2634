//! Sync documents, lists and maps as `twilio-sync` 4.0.1 reads them, and 0.12.4 in older clients.

mod data;
mod event;
mod object;
mod protocol;
mod session_list;
mod subscription;

pub use data::{
    ConversationData, EmailLevel, LastMessage, MediumData, MessageData, MyConversationData,
    ParticipantBindings, ParticipantData, ParticipantEmail, ReachabilityValue, StateData,
    UserInfoValue,
};
pub use event::{
    DocumentRemoved, DocumentUpdated, Event, EventFrame, EventType, ListContextUpdated,
    ListItemChanged, ListItemRemoved, ListRemoved, MapItemChanged, MapItemRemoved, MapRemoved,
};
pub use object::{Document, Items, List, ListItem, ListLinks, Map, MapItem, MapLinks, ObjectKind};
pub use protocol::{EVENT_PROTOCOL_VERSION, EventProtocol, SingleEvent};
pub use session_list::{ListContext, ListForm, ListItemForm};
pub use subscription::{
    Action, Canceled, ControlFrame, ControlType, Established, Failed, ReplayStatus,
    SubscriptionError, SubscriptionReply, SubscriptionRequest, Target,
};
