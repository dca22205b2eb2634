//! What a token allows: one type per grant, with the members of its JSON.
//!
//! Members and keys: `twilio/jwt/access_token/grants.py` of `twilio` 9.13.0 for Python and
//! `lib/jwt/AccessToken.js` of `twilio` 6.2.0 for Node. SIDs in here are plain texts, because the
//! libraries write whatever they are given and the product, not the token, judges it (an unknown
//! chat service is 51101). An empty text is left out, like one that was never given.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use twilio_sid::ServiceSid;

use crate::VerifyError;

/// A JSON object that travels unchanged.
pub type JsonObject = Map<String, Value>;

/// The `grants` claim: who the token speaks for, and one member per product it opens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Grants {
    /// Joining video rooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video: Option<VideoGrant>,
    /// Conversations, and Programmable Chat before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<ChatGrant>,
    /// Making and taking calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceGrant>,
    /// Sync objects.
    #[serde(rename = "data_sync", skip_serializing_if = "Option::is_none")]
    pub sync: Option<SyncGrant>,
    /// A `TaskRouter` worker or workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_router: Option<TaskRouterGrant>,
    /// Watching a Live stream: the object that Twilio's API handed out.
    #[serde(rename = "player", skip_serializing_if = "Option::is_none")]
    pub playback: Option<JsonObject>,
    /// Name of the user; never empty in a verified token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
}

/// Allows to join video rooms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoGrant {
    /// Name or SID of the only room allowed; every room without it.
    #[serde(skip_serializing_if = "is_blank")]
    pub room: Option<String>,
}

impl VideoGrant {
    /// Allows one room, by name or SID.
    pub fn room(room: impl Into<String>) -> Self {
        Self { room: Some(room.into()) }
    }
}

/// Allows to use Conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatGrant {
    /// The Conversations service (`IS…`), called `chat_service_sid` by a conversation.
    #[serde(skip_serializing_if = "is_blank")]
    pub service_sid: Option<String>,
    /// Name of the application, user and device in one.
    #[serde(skip_serializing_if = "is_blank")]
    pub endpoint_id: Option<String>,
    /// Service role (`RL…`) that the user gets for as long as the token lives.
    #[serde(skip_serializing_if = "is_blank")]
    pub deployment_role_sid: Option<String>,
    /// Credential (`CR…`) for push notifications.
    #[serde(skip_serializing_if = "is_blank")]
    pub push_credential_sid: Option<String>,
}

impl ChatGrant {
    /// Allows one Conversations service.
    pub fn service(service: ServiceSid) -> Self {
        Self { service_sid: Some(service.to_string()), ..Self::default() }
    }
}

/// Allows to make and take calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceGrant {
    /// Whether calls to the identity may ring here.
    #[serde(default, skip_serializing_if = "Incoming::is_refused")]
    pub incoming: Incoming,
    /// What answers a call that is made here.
    #[serde(skip_serializing_if = "Outgoing::is_blank")]
    pub outgoing: Option<Outgoing>,
    /// Credential (`CR…`) for push notifications.
    #[serde(skip_serializing_if = "is_blank")]
    pub push_credential_sid: Option<String>,
    /// Name of this device among those of the identity.
    #[serde(skip_serializing_if = "is_blank")]
    pub endpoint_id: Option<String>,
}

/// Incoming half of a [`VoiceGrant`]; written only when calls are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// Whether calls may come in.
    #[serde(default)]
    pub allow: bool,
}

impl Incoming {
    fn is_refused(&self) -> bool {
        !self.allow
    }
}

/// Outgoing half of a [`VoiceGrant`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The application (`AP…`) that controls the call.
    pub application_sid: String,
    /// Parameters for the application; left out when there are none, as in the Python library.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: JsonObject,
}

impl Outgoing {
    #[expect(clippy::ref_option, reason = "serde hands out a reference to the field")]
    fn is_blank(outgoing: &Option<Self>) -> bool {
        outgoing.as_ref().is_none_or(|outgoing| outgoing.application_sid.is_empty())
    }
}

/// Allows to use Sync objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncGrant {
    /// The Sync service (`IS…`).
    #[serde(skip_serializing_if = "is_blank")]
    pub service_sid: Option<String>,
    /// Name of the application, user and device in one.
    #[serde(skip_serializing_if = "is_blank")]
    pub endpoint_id: Option<String>,
}

/// Allows to act as a `TaskRouter` worker or in a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRouterGrant {
    /// The workspace (`WS…`).
    #[serde(skip_serializing_if = "is_blank")]
    pub workspace_sid: Option<String>,
    /// The worker (`WK…`).
    #[serde(skip_serializing_if = "is_blank")]
    pub worker_sid: Option<String>,
    /// What the holder acts as, such as `worker`.
    #[serde(skip_serializing_if = "is_blank")]
    pub role: Option<String>,
}

impl Grants {
    /// Reads the `grants` claim; members of products unknown here are passed over.
    pub(crate) fn from_claim(mut claim: JsonObject) -> Result<Self, VerifyError> {
        Ok(Self {
            video: grant(&mut claim, "video")?,
            chat: grant(&mut claim, "chat")?,
            voice: grant(&mut claim, "voice")?,
            sync: grant(&mut claim, "data_sync")?,
            task_router: grant(&mut claim, "task_router")?,
            playback: grant(&mut claim, "player")?,
            identity: identity(claim.remove("identity"))?,
        })
    }
}

/// Takes one grant out of the claim. Null is no grant: the Python library writes an empty
/// playback grant so.
fn grant<T: DeserializeOwned>(claim: &mut JsonObject, key: &str) -> Result<Option<T>, VerifyError> {
    match claim.remove(key) {
        None | Some(Value::Null) => Ok(None),
        // Checked here, because a derived `Deserialize` would take an array for the object.
        Some(object @ Value::Object(_)) => {
            T::deserialize(object).map(Some).map_err(|_| VerifyError::Grants)
        }
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            Err(VerifyError::Grants)
        }
    }
}

/// Reads the identity; the Python library leaves a whole number as it is, Node makes it a text.
fn identity(value: Option<Value>) -> Result<Option<String>, VerifyError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => {
            Ok(Some(number.to_string()))
        }
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(VerifyError::Grants)
        }
    }
}

#[expect(clippy::ref_option, reason = "serde hands out a reference to the field")]
fn is_blank(text: &Option<String>) -> bool {
    text.as_ref().is_none_or(String::is_empty)
}
