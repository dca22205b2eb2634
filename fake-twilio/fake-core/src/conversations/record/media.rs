//! Records of media.

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::MediaSid;

use crate::text::Text;

/// SHA-256 of a medium's bytes, under which they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

/// What a medium is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Category {
    /// An attachment.
    #[default]
    Media,
    /// The body of an e-mail, or of a rich message.
    Body,
    /// What an e-mail quotes.
    History,
}

/// A medium's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medium {
    /// Its SID.
    pub sid: MediaSid,
    /// Who uploaded it: an identity, or `system`.
    pub author: Text,
    /// What it is for.
    pub category: Category,
    /// Name of the file, if any.
    pub filename: Option<Text>,
    /// Media type, as it was given.
    pub content_type: Text,
    /// Size in bytes.
    pub size: u64,
    /// Where its bytes are.
    pub digest: Digest,
    /// Whether it came as a part of a form.
    pub in_form: bool,
    /// When it was uploaded.
    pub created: Timestamp,
}
