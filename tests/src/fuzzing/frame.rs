//! The Twilsock frame codec: whatever is read can be written, and comes back the same.

use bytes::Bytes;
use twilsock::Frame;

use super::Outcome;

pub(super) fn run(input: &[u8]) -> Outcome {
    let mut outcome = Outcome::default();
    let decoded = Frame::decode(&Bytes::copy_from_slice(input));
    outcome.note(decoded.is_ok());
    if let Ok(frame) = decoded {
        assert_eq!(Frame::decode(&frame.encode()), Ok(frame), "what was written is read");
    }
    outcome
}
