use std::time::Duration;

use e2e::Stack;
use insta::assert_snapshot;

use super::{room, seat, video};

#[tokio::test]
async fn a_room_lives_and_ends() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    rest.post("/v1/Rooms", &[]).await;
    let lobby = [
        ("UniqueName", "Lobby é"),
        ("Type", "Go"),
        ("VideoCodecs", "VP8"),
        ("StatusCallback", "https://example.com/cb"),
        ("StatusCallbackMethod", "get"),
    ];
    let sid = rest.post("/v1/Rooms", &lobby).await.text("sid");
    stack.advance(Duration::from_secs(61));
    rest.get("/v1/Rooms/Lobby%20%C3%A9").await;
    rest.post(&format!("/v1/Rooms/{sid}"), &[("Status", "completed")]).await;
    rest.get("/v1/Rooms/Lobby%20%C3%A9").await;
    rest.get("/v1/Rooms?PageSize=1").await;
    rest.get("/v1/Rooms?Status=completed&DateCreatedAfter=2024-06-01").await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn people_and_their_tracks() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    let ada = seat(&rest, "call", "ada", &[("audio", "mic"), ("video", "cam")]).await;
    seat(&rest, "call", "bob", &[("data", "chat")]).await;
    stack.advance(Duration::from_secs(5));
    rest.transcript();
    rest.get(&format!("{room}/Participants?PageSize=1")).await;
    rest.get(&format!("{room}/Participants/ada/PublishedTracks/cam")).await;
    rest.get(&format!("{room}/Participants/bob/SubscribedTracks")).await;
    let rules = r#"[{"type":"include","all":true},{"type":"exclude","kind":"audio"}]"#;
    rest.post(&format!("{room}/Participants/bob/SubscribeRules"), &[("Rules", rules)]).await;
    rest.get(&format!("{room}/Participants/bob/SubscribedTracks")).await;
    rest.post(&format!("{room}/Participants/ada"), &[("Status", "disconnected")]).await;
    let sid = ada.text("participant_sid");
    rest.post(&format!("{room}/Participants/{sid}/Anonymize"), &[]).await;
    rest.get(&format!("{room}/Participants/bob/SubscribedTracks")).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn an_unused_room_ends_by_itself() {
    let stack = Stack::frozen().await;
    let rest = video(&stack);
    let room = room(&rest, "call").await;
    stack.advance(Duration::from_secs(5 * 60 - 1));
    assert_eq!(rest.get(&room).await.text("status"), "in-progress");
    stack.advance(Duration::from_secs(1));
    assert_eq!(rest.get(&room).await.text("status"), "completed");
}

#[tokio::test]
async fn addresses_follow_the_host_of_the_request() {
    let stack = Stack::frozen().await;
    let rest = stack.rest().host("localhost:4010");
    let made = rest.post("/v1/Rooms", &[]).await;
    let url = format!("http://localhost:4010/v1/Rooms/{}", made.text("sid"));
    assert_eq!(made.text("url"), url);
    let regional = stack.rest().host("video.dublin.ie1.twilio.com");
    let first = regional.get("/v1/Rooms").await.json();
    let first = first["meta"]["first_page_url"].as_str().map(str::to_owned);
    let wanted = "https://video.dublin.ie1.twilio.com/v1/Rooms?PageSize=50&Page=0";
    assert_eq!(first.as_deref(), Some(wanted));
}
