//! What may be secret is replaced before it is shown.

use std::ops::Range;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::entry::Header;

/// What stands in place of a secret.
pub(super) const MASK: &str = "***";

/// Names of headers, members and fields whose values are secret, in lower case and without `-` and `_`.
const SECRETS: [&str; 21] = [
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
    "signature",
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
            (false, _) => text(value),
            (true, Some(user)) => format!("Basic {user}:{MASK}"),
            (true, None) => MASK.to_owned(),
        };
        (name.clone(), value)
    };
    headers.iter().map(shown).collect()
}

/// A value in which the secrets of all objects and texts are masked; numbers and the like stay.
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
        Value::String(it) => *it = text(it),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a secret within a text ends before, beside white space.
const ENDS: [char; 9] = ['"', '\'', '<', '>', '&', '#', ';', ',', '\\'];

/// What a secret of a text begins behind.
#[derive(Clone, Copy)]
enum Mark {
    /// `=` behind the name of a secret, as in the query of an address.
    Field,
    /// `://`, behind which a user and a password may stand.
    Address,
    /// The password of a description of media (RFC 8839).
    IcePassword,
}

impl Mark {
    const ALL: [(Self, &str); 3] =
        [(Self::Field, "="), (Self::Address, "://"), (Self::IcePassword, "ice-pwd:")];

    /// The first mark of a text, with the place behind it.
    fn first(text: &str) -> Option<(Self, usize)> {
        let places = Self::ALL
            .iter()
            .filter_map(|(mark, sign)| text.find(sign).map(|place| (*mark, place + sign.len())));
        places.min_by_key(|(_, place)| *place)
    }

    /// Where the secret lies in `rest`, which follows `before`.
    fn secret(self, before: &str, rest: &str) -> Option<Range<usize>> {
        let end = |ends: &[char]| {
            let is_end = |it: char| it.is_whitespace() || ends.contains(&it);
            rest.find(is_end).unwrap_or(rest.len())
        };
        match self {
            Self::IcePassword => Some(0..end(&ENDS)),
            Self::Field => {
                let before = before.trim_end_matches('=');
                let is_of_name = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '%');
                let name = before.trim_end_matches(is_of_name).len();
                is_secret_field(&before[name..]).then(|| 0..end(&ENDS))
            }
            Self::Address => {
                let authority = &rest[..end(&['/', '?', '#', '"', '\'', '<', '>', '\\'])];
                let user = &authority[..authority.rfind('@')?];
                Some(user.find(':').map_or(0, |colon| colon + 1)..user.len())
            }
        }
    }
}

/// A text in which the secrets of addresses and of descriptions of media are masked.
pub(super) fn text(text: &str) -> String {
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((mark, place)) = Mark::first(rest) {
        let (before, behind) = rest.split_at(place);
        shown.push_str(before);
        rest = behind;
        if let Some(secret) = mark.secret(before, behind) {
            shown.push_str(&behind[..secret.start]);
            shown.push_str(if secret.is_empty() { "" } else { MASK });
            rest = &behind[secret.end..];
        }
    }
    shown + rest
}

/// Returns whether the value behind a name in a query is secret; the name may be percent-encoded.
fn is_secret_field(name: &str) -> bool {
    form_urlencoded::parse(name.as_bytes()).any(|(name, _)| is_secret(&name))
}

/// A query with the values of secret fields masked.
pub(super) fn query(query: &str) -> String {
    let field = |field: &str| match field.split_once('=') {
        Some((name, _)) if is_secret_field(name) => format!("{name}={MASK}"),
        _ => text(field),
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
    fn secrets_within_texts_are_masked() {
        for (full, shown) in [
            ("http://a/b?Expires=3&Signature=a-_b", "http://a/b?Expires=3&Signature=***"),
            ("see /b?Signature=ab and /c", "see /b?Signature=*** and /c"),
            ("<a href=\"/b?a=1&amp;Signature=ab\">", "<a href=\"/b?a=1&amp;Signature=***\">"),
            ("/b?Sig%6Eature=ab", "/b?Sig%6Eature=***"),
            ("/b#access_token=ab&a=1", "/b#access_token=***&a=1"),
            ("https://ada:word@host/?a=@b", "https://ada:***@host/?a=@b"),
            ("https://word@host", "https://***@host"),
            ("a=ice-ufrag:x\r\na=ice-pwd:word\r\na=x", "a=ice-ufrag:x\r\na=ice-pwd:***\r\na=x"),
        ] {
            assert_eq!(text(full), shown);
        }
        for plain in ["", "a = b", "1==1", "Signature=", "https://host/?a=b@c", "ä=ö ://", "=&="]
        {
            assert_eq!(text(plain), plain);
        }
        assert_eq!(value(json!({ "a": ["/?Signature=ab"] })), json!({ "a": ["/?Signature=***"] }));
        assert_eq!(query("Expires=3&Sig%6eature=ab"), "Expires=3&Sig%6eature=***");
        let location = headers(&[("location".to_owned(), "/?Signature=ab".to_owned())]);
        assert_eq!(location[0].1, "/?Signature=***");
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
