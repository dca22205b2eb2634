//! What push services of phones hand to an application.

use serde_json::{Map, Value};
use twilio_sid::{ConversationSid, MessageSid};

/// A push notification of Conversations, as an app gets it from Apple or Firebase
/// (`Client.parsePushNotification` of `@twilio/conversations` 3.0.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PushNotification {
    /// `twilio.conversations.new_message`, `….added_to_conversation` or `….removed_from_conversation`.
    pub kind: String,
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub body: Option<String>,
    /// Name of a sound.
    pub sound: Option<String>,
    /// Number for the badge of the app's icon; Firebase has none.
    pub badge: Option<u64>,
    /// Action when it is tapped: `click_action` of Firebase, `category` of Apple.
    pub action: Option<String>,
    /// The conversation.
    pub conversation_sid: Option<ConversationSid>,
    /// The conversation's name for people.
    pub conversation_title: Option<String>,
    /// The message.
    pub message_sid: Option<MessageSid>,
    /// The message's index.
    pub message_index: Option<u64>,
    /// Number of media of the message.
    pub media_count: Option<u64>,
    /// A medium of the message, JSON.
    pub media: Option<Value>,
}

/// Why a payload is not a push notification of Conversations.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PushNotificationError {
    /// The payload is not a JSON object.
    #[error("the payload is not a JSON object")]
    Json(#[source] serde_json::Error),
    /// Apple's `aps` or Firebase's `data` is missing, or `twi_message_type` beside or in it.
    #[error("the payload is not a push notification of Conversations")]
    Foreign,
}

impl PushNotification {
    /// Reads the payload that Apple or Firebase delivered: a JSON object with `aps` or `data`. A field that
    /// cannot be read is left out, as in the SDK.
    ///
    /// # Errors
    /// What is not a push notification of Conversations.
    pub fn parse(payload: &[u8]) -> Result<Self, PushNotificationError> {
        let payload: Map<String, Value> =
            serde_json::from_slice(payload).map_err(PushNotificationError::Json)?;
        let (fields, shown) = match (payload.get("aps"), payload.get("data")) {
            (Some(aps), _) => (&payload, of_apple(aps)),
            (None, Some(Value::Object(data))) => (data, of_firebase(data)),
            (None, _) => return Err(PushNotificationError::Foreign),
        };
        Ok(Self {
            kind: text(fields.get("twi_message_type")).ok_or(PushNotificationError::Foreign)?,
            conversation_sid: sid(fields.get("conversation_sid")),
            conversation_title: text(fields.get("conversation_title")),
            message_sid: sid(fields.get("message_sid")),
            message_index: number(fields.get("message_index")),
            media_count: number(fields.get("media_count")),
            media: fields.get("media").and_then(Value::as_str).and_then(|it| it.parse().ok()),
            ..shown
        })
    }
}

fn of_apple(aps: &Value) -> PushNotification {
    let alert = &aps["alert"];
    PushNotification {
        title: text(alert.get("title")),
        body: text(Some(alert)).or_else(|| text(alert.get("body"))),
        sound: text(aps.get("sound")),
        badge: number(aps.get("badge")),
        action: text(aps.get("category")),
        ..PushNotification::default()
    }
}

fn of_firebase(data: &Map<String, Value>) -> PushNotification {
    PushNotification {
        title: text(data.get("twi_title")),
        body: text(data.get("twi_body")),
        sound: text(data.get("twi_sound")),
        action: text(data.get("twi_action")),
        ..PushNotification::default()
    }
}

/// A text that is not empty.
fn text(value: Option<&Value>) -> Option<String> {
    value?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn sid<T: std::str::FromStr>(value: Option<&Value>) -> Option<T> {
    value?.as_str()?.parse().ok()
}

/// A number; Firebase carries texts only.
fn number(value: Option<&Value>) -> Option<u64> {
    let value = value?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(payload: &Value) -> Result<PushNotification, PushNotificationError> {
        PushNotification::parse(payload.to_string().as_bytes())
    }

    #[test]
    fn a_payload_of_firebase_is_read() {
        let sid = format!("CH{}", "0".repeat(32));
        let payload = json!({"data": {
            "twi_message_type": "twilio.conversations.new_message",
            "twi_title": "Lobby", "twi_body": "hello", "twi_sound": "", "twi_action": "open",
            "conversation_sid": sid, "message_index": "3", "media_count": "one",
            "media": "{\"filename\":\"cat.png\"}",
        }});
        let expected = PushNotification {
            kind: "twilio.conversations.new_message".to_owned(),
            title: Some("Lobby".to_owned()),
            body: Some("hello".to_owned()),
            action: Some("open".to_owned()),
            conversation_sid: sid.parse().ok(),
            message_index: Some(3),
            media: Some(json!({"filename": "cat.png"})),
            ..PushNotification::default()
        };
        assert_eq!(parse(&payload).unwrap(), expected);
    }

    #[test]
    fn a_payload_of_apple_is_read() {
        for (alert, title, body) in [
            (json!("hello"), None, Some("hello")),
            (json!({"title": "Lobby", "body": "hello"}), Some("Lobby"), Some("hello")),
            (json!(null), None, None),
        ] {
            let payload = json!({
                "aps": {"alert": alert, "badge": 2, "sound": "ping", "category": "open"},
                "twi_message_type": "twilio.conversations.added_to_conversation",
                "conversation_title": "Lobby",
            });
            let read = parse(&payload).unwrap();
            assert_eq!((read.title.as_deref(), read.body.as_deref()), (title, body));
            assert_eq!((read.badge, read.sound.as_deref()), (Some(2), Some("ping")));
            assert_eq!(read.conversation_title.as_deref(), Some("Lobby"));
        }
    }

    #[test]
    fn other_payloads_are_refused() {
        for other in [json!({}), json!({"data": {}}), json!({"data": "x"}), json!({"aps": {}})] {
            assert!(matches!(parse(&other), Err(PushNotificationError::Foreign)), "{other}");
        }
        for other in [json!([]), json!("data")] {
            assert!(matches!(parse(&other), Err(PushNotificationError::Json(_))), "{other}");
        }
    }
}
