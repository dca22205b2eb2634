/// Why a participant is no longer in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// It said goodbye.
    Left,
    /// It was lost and did not come back in time.
    Lost,
    /// The same identity connected again.
    Replaced,
    /// It was sent away by REST.
    Removed,
    /// It stayed for as long as the room allows.
    Overstayed,
    /// The room was completed.
    RoomCompleted,
}
