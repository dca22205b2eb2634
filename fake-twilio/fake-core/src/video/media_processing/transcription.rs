use std::{fmt, str::FromStr};

use jiff::Timestamp;
use twilio_sid::{RoomSid, kind};

use super::MediaProcessingError;
use crate::{Ids, text::Text};

/// Identifier of a transcription: a UUID behind a fixed prefix (example of the OpenAPI document).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TranscriptionId(u128);

const PREFIX: &str = "video_extension_";

/// Where the hyphens of a UUID stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

impl TranscriptionId {
    /// Draws a UUID of version 4 (RFC 9562).
    pub(crate) fn draw(ids: &mut Ids) -> Self {
        let bits = u128::from_be_bytes(ids.draw::<kind::Room>().to_bytes());
        Self(bits & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62)
    }
}

impl fmt::Display for TranscriptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:032x}", self.0);
        let parts = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
        write!(f, "{PREFIX}{}", parts.join("-"))
    }
}

impl FromStr for TranscriptionId {
    type Err = MediaProcessingError;

    fn from_str(text: &str) -> Result<Self, MediaProcessingError> {
        let uuid = text.strip_prefix(PREFIX).ok_or(MediaProcessingError::NoTranscription)?;
        let hyphens = uuid.match_indices('-').map(|(at, _)| at);
        let digits: String = uuid.chars().filter(|it| *it != '-').collect();
        let well_formed = uuid.len() == 36
            && hyphens.eq(HYPHENS)
            && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !well_formed {
            return Err(MediaProcessingError::NoTranscription);
        }
        u128::from_str_radix(&digits, 16)
            .map(Self)
            .map_err(|_| MediaProcessingError::NoTranscription)
    }
}

/// A transcription request; nothing is transcribed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcription {
    /// Its identifier.
    pub id: TranscriptionId,
    /// The room.
    pub room: RoomSid,
    /// JSON text of the configuration.
    pub configuration: Option<Text>,
    /// Time of the request.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// When it was stopped, unless the room ended first.
    pub stopped: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn identifiers_survive_their_text(seed: u64) {
            let id = TranscriptionId::draw(&mut Ids::seeded(seed, [0; 16]));
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "(video_extension_)?[0-9a-f-]{0,40}|.*") {
            if let Ok(id) = text.parse::<TranscriptionId>() {
                prop_assert_eq!(id.to_string(), text.to_ascii_lowercase());
            }
        }
    }
}
