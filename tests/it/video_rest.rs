//! The REST API of video rooms, word by word, and what it does to people in a call.

mod calls;
mod errors;
mod media_processing;
mod rooms;
mod status_callbacks;

use e2e::{Answer, Rest, Stack};
use http::Method;
use serde_json::json;

const SEED: &str = "/_emulator/v1/seed/video/participants";

/// A caller that names the host of the video API.
fn video(stack: &Stack) -> Rest {
    stack.rest().host("video.twilio.com")
}

/// Makes a room and gives its path.
async fn room(rest: &Rest, name: &str) -> String {
    format!("/v1/Rooms/{}", rest.post("/v1/Rooms", &[("UniqueName", name)]).await.text("sid"))
}

/// Puts somebody into a room without a client, and gives their SID.
async fn seat(rest: &Rest, room: &str, identity: &str, tracks: &[(&str, &str)]) -> Answer {
    let tracks: Vec<_> =
        tracks.iter().map(|(kind, name)| json!({ "kind": kind, "name": name })).collect();
    let body = json!({ "room": room, "identity": identity, "tracks": tracks }).to_string();
    rest.send(Method::POST, SEED, body).await
}
