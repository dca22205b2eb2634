use bytes::Bytes;

/// Frames on their way to one connection, bounded in number and bytes.
///
/// A slow reader is disconnected; the SDK then reconnects and gets what it missed.
pub type Outbox = fake_store::Outbox<Bytes, End>;

/// What a reader of an [`Outbox`] gets.
pub type Drained = fake_store::Drained<End>;

/// Why nothing more will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The reader was too slow, and frames were dropped.
    Overflow,
    /// The service is gone.
    Closed,
}

impl fake_store::End<Bytes> for End {
    const OVERFLOW: Self = Self::Overflow;
    const MESSAGES: usize = 8 * 1024;
    const BYTES: usize = 8 * 1024 * 1024;

    fn weight(frame: &Bytes) -> usize {
        frame.len()
    }
}
