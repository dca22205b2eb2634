//! Which names can join: chat and the call have to take the same one.

use twilio_sid::{RoomParticipantSid, UserSid};

/// Longest identity of a chat user, in characters (Twilio's documentation of users).
const CHAT_CHARS: usize = 256;

/// Longest identity of a participant in a call, in columns: characters beyond ASCII count twice
/// (Twilio's error dictionary, 53200).
const VIDEO_COLUMNS: usize = 128;

/// The author of messages that a server sends by REST.
const SYSTEM: &str = "system";

/// Why a name is invalid; the messages are shown to users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UsernameError {
    #[error("The username must not be blank.")]
    Blank,
    #[error(
        "The username must not be longer than {VIDEO_COLUMNS} characters; those beyond ASCII count \
         twice."
    )]
    TooLong,
    #[error("The username must not look like an identifier of Twilio's.")]
    LooksLikeSid,
    #[error("The username \"{SYSTEM}\" is reserved for messages of the server.")]
    Reserved,
}

/// Accepts a name that the chat and the call take.
pub(crate) fn check(name: &str) -> Result<(), UsernameError> {
    if name.trim().is_empty() {
        return Err(UsernameError::Blank);
    }
    let columns: usize = name.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum();
    if columns > VIDEO_COLUMNS || name.chars().count() > CHAT_CHARS {
        return Err(UsernameError::TooLong);
    }
    if UserSid::matches(name) || RoomParticipantSid::matches(name) {
        return Err(UsernameError::LooksLikeSid);
    }
    if name == SYSTEM { Err(UsernameError::Reserved) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_that_of_the_call() {
        for name in ["a".repeat(128), "é".repeat(64), "a".repeat(126) + "日"] {
            assert_eq!(check(&name), Ok(()), "{name}");
        }
        for name in ["a".repeat(129), "é".repeat(65), "a".repeat(127) + "日"] {
            assert_eq!(check(&name), Err(UsernameError::TooLong), "{name}");
        }
    }

    #[test]
    fn names_that_mean_something_else_are_refused() {
        let digits = "0a".repeat(16);
        for prefix in ["US", "PA"] {
            let name = format!("{prefix}{digits}");
            assert_eq!(check(&name), Err(UsernameError::LooksLikeSid), "{name}");
        }
        assert_eq!(check(&format!("us{digits}")), Ok(()));
        assert_eq!(check("system"), Err(UsernameError::Reserved));
        assert_eq!(check("System"), Ok(()));
        assert_eq!(check("\u{a0}\n"), Err(UsernameError::Blank));
    }
}
