//! What may be secret is replaced before it is shown.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::entry::Header;

/// What stands in place of a secret.
pub(super) const MASK: &str = "***";

/// Names of headers, members and fields whose values are secret, in lower case and without `-` and `_`.
const SECRETS: [&str; 20] = [
    "accesstoken",
    "apikey",
    "apikeysecret",
    "authorization",
    "authtoken",
    "certificate",
    "continuationtoken",
    "cookie",
    "credential",
    "jwt",
    "password",
    "privatekey",
    "proxyauthorization",
    "secret",
    "setcookie",
    "token",
    "xemulatortoken",
    "xtwiliotoken",
    "channeltoken",
    "deviceid",
];

/// Returns whether a value of this name is secret.
fn is_secret(name: &str) -> bool {
    let plain = name.chars().filter(|it| !matches!(it, '-' | '_'));
    let plain: String = plain.flat_map(char::to_lowercase).collect();
    SECRETS.contains(&plain.as_str())
}

/// The user of basic authentication.
pub(super) fn user(authorization: &str) -> Option<String> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let (user, _) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some(user.to_owned())
}

/// Headers without secrets; of basic authentication the user is left.
pub(super) fn headers(headers: &[Header]) -> Vec<Header> {
    let shown = |(name, value): &Header| {
        let value = match (is_secret(name), user(value)) {
            (false, _) => value.clone(),
            (true, Some(user)) => format!("Basic {user}:{MASK}"),
            (true, None) => MASK.to_owned(),
        };
        (name.clone(), value)
    };
    headers.iter().map(shown).collect()
}

/// A value in which the secrets of all objects are masked; numbers and the like stay.
pub(super) fn value(mut value: Value) -> Value {
    hide(&mut value);
    value
}

fn hide(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if (member.is_string() || member.is_array()) && is_secret(name) {
                    *member = MASK.into();
                } else {
                    hide(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A query with the values of secret fields masked.
pub(super) fn query(query: &str) -> String {
    let field = |field: &str| match field.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={MASK}"),
        _ => field.to_owned(),
    };
    query.split('&').map(field).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_masked_at_any_depth() {
        let shown = value(json!({
            "token": "eyJ",
            "n": 1,
            "ice": [{ "credential": "word", "url": "turn:a" }],
            "Auth-Token": "word",
            "Secret": ["one", "two"],
        }));
        let wanted = json!({
            "token": "***",
            "n": 1,
            "ice": [{ "credential": "***", "url": "turn:a" }],
            "Auth-Token": "***",
            "Secret": "***",
        });
        assert_eq!(shown, wanted);
        assert_eq!(query("a=1&Token=x&b"), "a=1&Token=***&b");
    }

    #[test]
    fn of_basic_authentication_the_user_is_shown() {
        let basic = ("authorization".to_owned(), "Basic QUMxOndvcmQ=".to_owned());
        let bearer = ("authorization".to_owned(), "Bearer word".to_owned());
        let shown = headers(&[basic, bearer]);
        assert_eq!(shown[0].1, "Basic AC1:***");
        assert_eq!(shown[1].1, "***");
    }
}
