//! Checks of texts that users choose. Limits: Twilio's documentation unless marked `assumed`.

use std::sync::{Arc, LazyLock};

use twilio_sid::{ConversationSid, UserSid};

use crate::Error;

/// Text that many records share.
pub type Text = Arc<str>;

/// Attributes of a resource that was given none.
pub const NO_ATTRIBUTES: &str = "{}";

/// Author of what REST writes, and creator of what REST makes.
pub const SYSTEM: &str = "system";

/// Bytes of attributes of conversations, and, `assumed`, users; settled by the contract test
/// `attributes_of_users_have_16_kib_at_most`.
pub const LONG_ATTRIBUTES: usize = 16 * 1024;

/// Bytes of attributes of participants and messages.
pub const SHORT_ATTRIBUTES: usize = 4 * 1024;

/// [`NO_ATTRIBUTES`], shared by all records that have none.
pub fn no_attributes() -> Text {
    static SHARED: LazyLock<Text> = LazyLock::new(|| NO_ATTRIBUTES.into());
    SHARED.clone()
}

/// [`SYSTEM`], shared by all records that it wrote.
pub fn system() -> Text {
    static SHARED: LazyLock<Text> = LazyLock::new(|| SYSTEM.into());
    SHARED.clone()
}

const NAME_CHARS: usize = 256;
const SHORT_NAME_CHARS: usize = 64;
const BODY_BYTES: usize = 32 * 1024;

fn longer_than(text: &str, chars: usize) -> bool {
    // The byte length decides most cases without counting.
    text.len() > chars && text.chars().count() > chars
}

/// Accepts a friendly name of up to 256 characters.
pub fn friendly_name(name: &str) -> Result<Text, Error> {
    if longer_than(name, NAME_CHARS) { Err(Error::FriendlyNameTooLong) } else { Ok(name.into()) }
}

/// Accepts the name of a role or credential, up to 64 characters (OpenAPI document).
pub fn short_name(name: &str) -> Result<Text, Error> {
    if longer_than(name, SHORT_NAME_CHARS) {
        return Err(Error::FriendlyNameTooLong);
    }
    Ok(name.into())
}

/// Accepts a unique name of up to 256 characters that is no conversation SID. The number is `assumed`;
/// settled by the contract test `unique_names_have_256_characters_at_most`.
pub fn unique_name(name: &str) -> Result<Text, Error> {
    if longer_than(name, NAME_CHARS) {
        return Err(Error::UniqueNameTooLong);
    }
    if ConversationSid::matches(name) {
        return Err(Error::UniqueNameLooksLikeSid);
    }
    Ok(name.into())
}

/// Accepts an identity of 1 to 256 characters that is neither blank nor a user SID.
///
/// assumed: that spaces alone count as no identity; settled by the contract test
/// `blank_identities_are_none`.
pub fn identity(name: &str) -> Result<Text, Error> {
    if name.trim().is_empty() {
        return Err(Error::NoIdentity);
    }
    if longer_than(name, NAME_CHARS) {
        return Err(Error::IdentityTooLong);
    }
    if UserSid::matches(name) {
        return Err(Error::IdentityLooksLikeSid);
    }
    Ok(name.into())
}

/// Accepts an author of up to 256 characters (`assumed`, as the dictionary names no number; settled by the
/// contract test `authors_have_256_characters_at_most`).
pub fn author(name: &str) -> Result<Text, Error> {
    if longer_than(name, NAME_CHARS) { Err(Error::AuthorTooLong) } else { Ok(name.into()) }
}

/// Accepts a subject of up to 256 characters (OpenAPI document).
pub fn subject(text: &str) -> Result<Text, Error> {
    if longer_than(text, NAME_CHARS) { Err(Error::SubjectTooLong) } else { Ok(text.into()) }
}

/// Accepts a message body of up to 32 KB.
pub fn body(text: &str) -> Result<Text, Error> {
    if text.len() > BODY_BYTES { Err(Error::BodyTooLong) } else { Ok(text.into()) }
}

/// Accepts attributes of up to `limit` bytes; whether they are JSON is judged where JSON is known.
pub fn attributes(text: &str, limit: usize) -> Result<Text, Error> {
    if text.len() > limit { Err(Error::AttributesTooLong) } else { Ok(text.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_characters_not_bytes() {
        assert!(friendly_name(&"ü".repeat(256)).is_ok());
        assert_eq!(friendly_name(&"ü".repeat(257)), Err(Error::FriendlyNameTooLong));
    }

    #[test]
    fn names_that_look_like_sids_are_refused() {
        let digits = "0".repeat(32);
        assert_eq!(unique_name(&format!("CH{digits}")), Err(Error::UniqueNameLooksLikeSid));
        assert_eq!(identity(&format!("US{digits}")), Err(Error::IdentityLooksLikeSid));
        assert!(identity(&format!("CH{digits}")).is_ok());
    }

    #[test]
    fn blank_identities_are_none() {
        for blank in ["", " ", "\u{a0}\t\n"] {
            assert_eq!(identity(blank), Err(Error::NoIdentity), "{blank:?}");
        }
        assert!(identity(" a ").is_ok());
    }
}
