//! Signaling of video rooms: JSON text frames on one WebSocket per participant.
//!
//! Two layers: [`ClientFrame`] and [`ServerFrame`] open the connection and keep it alive; inside
//! `msg` travel [`ClientMessage`] and [`ServerMessage`], which are about rooms. Unknown members are
//! skipped. Source: `twilio-video` 2.36.0, `lib/twilioconnection.js` and `lib/signaling/v2/`.

mod frame;
mod ice;
mod peer;
mod raw_json;
mod request;
mod response;
mod state;
mod telemetry;
mod typed_frame;

pub use frame::{ClientFrame, Hello, ServerFrame};
pub use ice::{
    IceConfiguration, IceServer, IceServerError, Iced, NetworkTraversal, VideoConfiguration,
};
pub use peer::{Description, DescriptionType, Ice, PeerConnection};
pub use raw_json::Verbatim;
pub use request::{
    ClientMessage, Connect, Disconnect, IceRequest, LocalParticipant, LocalTrack, Publisher,
    SubscribeRule, SubscribeRuleType, Subscriptions, Sync, UpdateRequest,
};
pub use response::{Options, Own, RoomError, RoomState, RoomStatus, ServerMessage};
pub use state::{
    ParticipantEntry, ParticipantState, Priority, Publication, PublicationState, Publications,
    Recording, RemoteTrack, Subscription, SubscriptionList, TrackError, TrackKind,
};
pub use telemetry::{TelemetryReply, TelemetryRequest};
pub use typed_frame::FrameError;

/// Version of room messages.
pub const ROOM_VERSION: u32 = 2;

/// Version of `ice` and `iced`.
pub const ICE_VERSION: u32 = 1;
