//! What the log says about a start, for people.

use fake_twilio::Credentials;

/// Where the emulator is, how to sign in, and where to read on. A secret is shown when it is the
/// well-known default, and never otherwise.
pub(crate) fn lines(url: &str, credentials: &Credentials) -> [String; 3] {
    let known = Credentials::default();
    let Credentials { account_sid, api_key_sid, .. } = credentials;
    let shown = |secret: &str, default: &str| {
        if secret == default { format!(" {default}") } else { " as given".to_owned() }
    };
    let token = shown(&credentials.auth_token, &known.auth_token);
    let secret = shown(&credentials.api_key_secret, &known.api_key_secret);
    [
        format!("REST, Twilsock, video signaling and the control API answer at {url}"),
        format!(
            "account SID {account_sid}, auth token{token}; API key SID {api_key_sid}, secret{secret}"
        ),
        "how SDKs get here: section \"Use\" of README.md; all options: fake-twilio --help"
            .to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_credentials_are_told_in_full() {
        let lines = lines("http://127.0.0.1:4010", &Credentials::default());
        assert_eq!(
            lines,
            [
                "REST, Twilsock, video signaling and the control API answer at http://127.0.0.1:4010",
                "account SID AC00000000000000000000000000000000, auth token not-a-real-auth-token; \
                 API key SID SK00000000000000000000000000000000, secret not-a-real-secret",
                "how SDKs get here: section \"Use\" of README.md; all options: fake-twilio --help",
            ]
        );
    }

    #[test]
    fn given_secrets_are_not_logged() {
        let credentials = Credentials {
            auth_token: "private".to_owned(),
            api_key_secret: "private, too".to_owned(),
            ..Credentials::default()
        };
        let text = lines("http://127.0.0.1:4010", &credentials).join("\n");
        assert!(!text.contains("private"), "{text}");
        assert!(text.contains("auth token as given;"), "{text}");
    }
}
