#![doc = include_str!("../README.md")]
//!
//! # Sources
//!
//! Prefixes: the OpenAPI documents of Conversations v1 and Video v1 (`pattern` of each `sid`).
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::missing_errors_doc)]

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

pub mod kind;

pub use kind::{
    AccountSid, AddressSid, ApiKeySid, BindingSid, CompositionHookSid, CompositionSid, ContentSid,
    ConversationSid, CredentialSid, FlowSid, MediaSid, MessageSid, MessagingServiceSid,
    ParticipantSid, ReceiptSid, RecordingSid, RequestSid, RoleSid, RoomParticipantSid, RoomSid,
    ServiceSid, SyncDocumentSid, SyncListSid, SyncMapSid, TrackSid, UserSid, WebhookSid,
};

/// Number of hexadecimal digits behind the prefix.
const DIGITS: usize = 32;

/// Length of a SID: two letters and the digits.
const LENGTH: usize = 2 + DIGITS;

/// Identifier of one resource; `K` is its kind, so that two kinds cannot be swapped.
///
/// Either letter case is read, lower case is written.
pub struct Sid<K> {
    bytes: [u8; DIGITS / 2],
    kind: PhantomData<fn() -> K>,
}

/// What a SID stands for; implemented by the markers in [`kind`].
pub trait Kind {
    /// The two letters in front of the digits.
    const PREFIX: &'static str;
}

/// Why a text is not the SID that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SidError {
    /// The first two letters name something else.
    #[error("a SID that starts with {expected} was expected")]
    Prefix {
        /// The two letters of the expected kind.
        expected: &'static str,
    },
    /// The rest is not 32 hexadecimal digits.
    #[error("a SID has 32 hexadecimal digits after its prefix")]
    Digits,
}

impl<K: Kind> Sid<K> {
    /// The SID with these sixteen bytes as digits.
    pub const fn from_bytes(bytes: [u8; DIGITS / 2]) -> Self {
        Self { bytes, kind: PhantomData }
    }

    /// The sixteen bytes that the digits spell.
    pub const fn to_bytes(self) -> [u8; DIGITS / 2] {
        self.bytes
    }

    /// Returns whether the text has the form of this kind of SID.
    pub fn matches(text: &str) -> bool {
        text.parse::<Self>().is_ok()
    }
}

impl<K: Kind> FromStr for Sid<K> {
    type Err = SidError;

    fn from_str(text: &str) -> Result<Self, SidError> {
        let digits =
            text.strip_prefix(K::PREFIX).ok_or(SidError::Prefix { expected: K::PREFIX })?;
        let mut bytes = [0; DIGITS / 2];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| SidError::Digits)?;
        Ok(Self::from_bytes(bytes))
    }
}

impl<K: Kind> Sid<K> {
    /// Writes the text into a buffer and returns it.
    fn text<'b>(&self, buffer: &'b mut [u8; LENGTH]) -> Option<&'b str> {
        const { assert!(K::PREFIX.len() + DIGITS == LENGTH, "a prefix has two letters") };
        let (prefix, digits) = buffer.split_at_mut(LENGTH - DIGITS);
        prefix.copy_from_slice(K::PREFIX.as_bytes());
        hex::encode_to_slice(self.bytes, digits).ok()?;
        std::str::from_utf8(buffer).ok()
    }
}

impl<K: Kind> fmt::Display for Sid<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut [0; LENGTH]).ok_or(fmt::Error)?)
    }
}

impl<K: Kind> fmt::Debug for Sid<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

// By hand, because a derive would require the same traits of the marker.
impl<K> Clone for Sid<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Sid<K> {}

impl<K> PartialEq for Sid<K> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<K> Eq for Sid<K> {}

impl<K> PartialOrd for Sid<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Sid<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

impl<K> Hash for Sid<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl<K: Kind> Serialize for Sid<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut buffer = [0; LENGTH];
        let text = self.text(&mut buffer).ok_or_else(|| S::Error::custom("no text"))?;
        serializer.serialize_str(text)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Sid<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}
