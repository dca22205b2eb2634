//! What ngrok says, without the token: its errors quote what they refuse.

use ngrok::{Error as _, tunnel::AcceptError};
use twilio_token::Secret;

/// Begins the line of an error that quotes the token, perhaps shortened.
const QUOTE: &str = "Your authtoken";

/// A message on one line, with the number of the error and where that is described.
pub(super) fn redacted(message: &str, code: Option<&str>, token: &Secret) -> String {
    let lines = message.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(QUOTE));
    let text = lines.collect::<Vec<_>>().join(" ").replace(token.expose(), "***");
    let text = text.trim_end_matches('.');
    match code {
        Some(code) => {
            format!("{text} ({code}, https://ngrok.com/docs/errors/{})", code.to_lowercase())
        }
        None => text.to_owned(),
    }
}

/// Why a tunnel ended or was interrupted.
pub(super) fn reason(error: &AcceptError, token: &Secret) -> String {
    if let AcceptError::ListenerClosed { message, error_code } = error {
        redacted(message, error_code.as_deref(), token)
    } else if let AcceptError::Reconnect(error) = error {
        redacted(&error.msg(), error.error_code(), token)
    } else {
        error.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_not_quoted() {
        let token = "2abcDEF_the-token".parse().unwrap();
        let message = "The authtoken you specified is properly formed, but it is invalid.\n\
                       Your authtoken: 2abc…\nSee 2abcDEF_the-token.\n";
        assert_eq!(
            redacted(message, Some("ERR_NGROK_107"), &token),
            "The authtoken you specified is properly formed, but it is invalid. See *** \
             (ERR_NGROK_107, https://ngrok.com/docs/errors/err_ngrok_107)"
        );
        assert_eq!(redacted("no", None, &token), "no");
    }

    #[test]
    fn the_end_of_a_tunnel_has_a_reason() {
        let token = "the-token".parse().unwrap();
        let error = AcceptError::ListenerClosed {
            message: "closed by the-token".to_owned(),
            error_code: Some("ERR_NGROK_1".to_owned()),
        };
        let expected = "closed by *** (ERR_NGROK_1, https://ngrok.com/docs/errors/err_ngrok_1)";
        assert_eq!(reason(&error, &token), expected);
    }
}
