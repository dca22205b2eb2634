use e2e::Stack;
use insta::assert_snapshot;

use super::{room, video};

#[tokio::test]
async fn requests_are_stored_and_nothing_is_recorded() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    let sid = room.trim_start_matches("/v1/Rooms/");
    rest.transcript();
    let layout = r#"{"grid":{"video_sources":["*"]}}"#;
    let form = [("RoomSid", sid), ("AudioSources", "*"), ("VideoLayout", layout)];
    let made = rest.post("/v1/Compositions", &form).await.text("sid");
    rest.delete(&format!("/v1/Compositions/{made}")).await;
    rest.get("/v1/Compositions?Status=deleted").await;
    let form = [("FriendlyName", "All of it"), ("AudioSources", "*"), ("Resolution", "1280x720")];
    let hook = rest.post("/v1/CompositionHooks", &form).await.text("sid");
    rest.post("/v1/CompositionHooks", &form).await;
    let form = [("FriendlyName", "All of it"), ("Enabled", "false"), ("Format", "MP4")];
    rest.post(&format!("/v1/CompositionHooks/{hook}"), &form).await;
    rest.get("/v1/CompositionHooks?FriendlyName=all*").await;
    let bucket = "https://bucket.s3.amazonaws.com/calls";
    let form = [("FriendlyName", "Ours"), ("AwsS3Url", bucket), ("AwsStorageEnabled", "true")];
    rest.post("/v1/RecordingSettings/Default", &form).await;
    rest.get(&format!("/v1/Recordings?GroupingSid={sid}&MediaType=audio")).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn a_transcription_ends_with_its_room() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    let form = [("Configuration", r#"{"languageCode":"en-US"}"#)];
    let made = rest.post(&format!("{room}/Transcriptions"), &form).await;
    rest.transcript();
    stack.advance(std::time::Duration::from_secs(7));
    rest.post(&room, &[("Status", "completed")]).await;
    rest.transcript();
    rest.get(&format!("{room}/Transcriptions/{}", made.text("ttid"))).await;
    rest.post(&format!("{room}/Transcriptions"), &form).await;
    assert_snapshot!(rest.transcript());
}
