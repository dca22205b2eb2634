//! What the log says about a start.

use fake_twilio::Credentials;
use twilio_sid::ServiceSid;

/// Where to read on.
const READ_ON: &str = "apps as they are: fake-twilio run -- PROGRAM; SDK settings: docs/unmodified.md; \
                       options: fake-twilio --help";

/// Where the emulator answers, how to sign in, and where to read on. A secret is shown when it is the
/// well-known default, and never otherwise.
pub(crate) fn lines(url: &str, credentials: &Credentials, service: ServiceSid) -> [String; 7] {
    let known = Credentials::default();
    let Credentials { account_sid, api_key_sid, .. } = credentials;
    let shown = |secret: &str, default: &str| {
        if secret == default { default.to_owned() } else { "(as given)".to_owned() }
    };
    let token = shown(&credentials.auth_token, &known.auth_token);
    let secret = shown(&credentials.api_key_secret, &known.api_key_secret);
    [
        format!("REST, Twilsock, video signaling and the control API answer at {url}"),
        format!("  account SID     {account_sid}"),
        format!("  auth token      {token}"),
        format!("  API key SID     {api_key_sid}"),
        format!("  API key secret  {secret}"),
        format!("  chat service    {service}"),
        READ_ON.to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: ServiceSid = ServiceSid::from_bytes([0; 16]);

    #[test]
    fn the_default_credentials_are_shown() {
        let lines = lines("http://127.0.0.1:4010", &Credentials::default(), SERVICE);
        assert_eq!(
            lines,
            [
                "REST, Twilsock, video signaling and the control API answer at http://127.0.0.1:4010",
                "  account SID     AC00000000000000000000000000000000",
                "  auth token      not-a-real-auth-token",
                "  API key SID     SK00000000000000000000000000000000",
                "  API key secret  not-a-real-secret",
                "  chat service    IS00000000000000000000000000000000",
                READ_ON,
            ]
        );
    }

    #[test]
    fn secrets_that_were_given_are_not_shown() {
        let credentials = Credentials {
            auth_token: "private".to_owned(),
            api_key_secret: "private, too".to_owned(),
            ..Credentials::default()
        };
        let text = lines("http://127.0.0.1:4010", &credentials, SERVICE).join("\n");
        assert!(!text.contains("private"), "{text}");
        assert!(text.contains("auth token      (as given)"), "{text}");
    }
}
