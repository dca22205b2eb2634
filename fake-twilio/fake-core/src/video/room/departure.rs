/// Why a participant is no longer in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// It left.
    Left,
    /// It was lost and did not come back in time.
    Lost,
    /// The same identity connected again.
    Replaced,
    /// It was removed through REST.
    Removed,
    /// It stayed for as long as the room allows.
    Overstayed,
    /// The room was completed.
    RoomCompleted,
}
