//! Values of parameters, as webhooks write them.

use fake_core::message::Message;
use jiff::Timestamp;
use serde::Serialize;
use twilio_wire::time::Millis;

/// Parameters by name, in order.
pub(crate) type Params = Vec<(&'static str, String)>;

pub(crate) fn put(params: &mut Params, name: &'static str, value: Option<impl ToString>) {
    if let Some(value) = value {
        params.push((name, value.to_string()));
    }
}

/// What a message shows, as JSON text; none when it shows nothing.
///
/// Published handlers of this event read `Sid`, `Filename` and `Size`; the fourth name is theirs by
/// likeness (`assumed`; a live event would settle it).
pub(crate) fn media(message: &Message) -> Option<String> {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct MediumJson<'a> {
        sid: String,
        size: u64,
        content_type: &'a str,
        filename: Option<&'a str>,
    }
    let shown = message.media().iter().map(|medium| MediumJson {
        sid: medium.sid.to_string(),
        size: medium.size,
        content_type: &medium.content_type,
        filename: medium.filename.as_deref(),
    });
    let shown: Vec<MediumJson<'_>> = shown.collect();
    // Texts and numbers always have a JSON text.
    (!shown.is_empty()).then(|| serde_json::to_string(&shown).ok()).flatten()
}

/// A moment, with milliseconds.
pub(crate) fn moment(at: Timestamp) -> String {
    let json = serde_json::to_value(Millis(at)).ok();
    json.and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default()
}
