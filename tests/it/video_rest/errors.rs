use e2e::Stack;
use insta::assert_snapshot;

use super::{room, seat, video};

#[tokio::test]
async fn rooms_that_cannot_be_made() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    room(&rest, "taken").await;
    let long = "x".repeat(129);
    let forms: [&[(&str, &str)]; 14] = [
        &[("UniqueName", "taken")],
        &[("UniqueName", &long)],
        &[("UniqueName", "RM00000000000000000000000000000000")],
        &[("Type", "huge")],
        &[("MaxParticipants", "51")],
        &[("MaxParticipants", "3"), ("Type", "go")],
        &[("MaxParticipants", "many")],
        &[("EmptyRoomTimeout", "0")],
        &[("MaxParticipantDuration", "599")],
        &[("StatusCallback", "not a url")],
        &[("StatusCallbackMethod", "PATCH")],
        &[("AudioOnly", "true"), ("Type", "peer-to-peer")],
        &[("RecordParticipantsOnConnect", "true"), ("Type", "go")],
        &[("RecordingRules", "[]")],
    ];
    let mut told = Vec::new();
    for form in forms {
        let answer = rest.post("/v1/Rooms", form).await;
        let (code, message) = (answer.code(), answer.text("message"));
        told.push(format!("{} {code} {message}", answer.status.as_u16()));
    }
    assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn rules_that_make_no_sense() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    seat(&rest, "call", "ada", &[]).await;
    let many = format!("[{}]", vec![r#"{"type":"include","track":"t"}"#; 21].join(","));
    let deep = "[".repeat(100_000);
    let rules = [
        "",
        "nope",
        "[]",
        "{}",
        r#"[{"type":"maybe","all":true}]"#,
        r#"[{"type":"include"}]"#,
        r#"[{"type":"include","all":false}]"#,
        r#"[{"type":"include","all":true,"kind":"audio"}]"#,
        r#"[{"type":"include","kind":"smell"}]"#,
        r#"[{"type":"include","al":true}]"#,
        &many,
        &deep,
    ];
    for rules in rules {
        let form = [("Rules", rules)];
        let answer = rest.post(&format!("{room}/Participants/ada/SubscribeRules"), &form).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, 53215), "{rules:.80}");
        let answer = rest.post(&format!("{room}/RecordingRules"), &form).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, 53120), "{rules:.80}");
    }
    let data = [("Rules", r#"[{"type":"include","kind":"data"}]"#)];
    assert_eq!(rest.post(&format!("{room}/RecordingRules"), &data).await.code(), 53120);
    let subscribe = format!("{room}/Participants/ada/SubscribeRules");
    assert_eq!(rest.post(&subscribe, &data).await.status.as_u16(), 200);
}

#[tokio::test]
async fn nothing_is_found_where_nothing_is() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    let paths = [
        "/v1/Rooms/nowhere".to_owned(),
        "/v1/Rooms/call/Nonsense".to_owned(),
        "/v1/Conversations".to_owned(),
        "/v1/Recordings/RT00000000000000000000000000000000".to_owned(),
        "/v1/Compositions/nonsense".to_owned(),
        "/v1/CompositionHooks/HK00000000000000000000000000000000".to_owned(),
        "/v1/CompositionSettings/Default".to_owned(),
        format!("{room}/Participants/ada"),
        format!("{room}/Participants/ada/PublishedTracks"),
        format!("{room}/Recordings/nonsense"),
        format!("{room}/Transcriptions/video_extension_nonsense"),
    ];
    for path in paths {
        let answer = rest.get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (404, 20404), "{path}");
    }
    let answer = rest.delete(&room).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (405, 20004));
}

#[tokio::test]
async fn a_connected_user_keeps_the_name() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    seat(&rest, "call", "ada", &[]).await;
    let answer = rest.post(&format!("{room}/Participants/ada/Anonymize"), &[]).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (400, 20001));
    assert_eq!(rest.get(&format!("{room}/Participants/ada")).await.text("identity"), "ada");
}
