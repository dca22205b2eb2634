use jiff::Timestamp;
use twilio_sid::{CompositionSid, RoomSid};

use super::CompositionParams;

/// A request for a composition; it waits for ever, because there is nothing to compose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composition {
    /// Its SID.
    pub sid: CompositionSid,
    /// The room.
    pub room: RoomSid,
    /// The parameters.
    pub params: CompositionParams,
    /// Time of the request.
    pub created: Timestamp,
    /// When it was deleted; its record stays.
    pub deleted: Option<Timestamp>,
}
