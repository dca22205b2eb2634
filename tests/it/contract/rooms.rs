//! Rooms of Video. Nobody connects, so nothing is recorded and no minute is counted.

use twilio_conversations::{
    sid::RoomSid,
    wire::video::{
        room::{Filter, Status},
        rules::Rule,
    },
};

use super::{contract, not_found, refused};

#[tokio::test]
async fn a_room_is_in_progress_until_it_is_completed() {
    contract(async |it| {
        let rooms = it.video().rooms();
        let name = it.name("call");
        let made = it.keep(rooms.create().unique_name(&name).await);
        assert_eq!((made.status.clone(), &*made.kind), (Status::InProgress, "group"));
        assert_eq!((&made.unique_name, made.end_time, made.duration), (&name, None, None));
        assert_eq!(rooms.fetch(&name).await.unwrap().sid, made.sid);
        refused(rooms.create().unique_name(&name).await, 400, 53113);
        let listed = rooms.list().unique_name(&name).await.unwrap().rooms;
        assert_eq!(listed.into_iter().map(|it| it.sid).collect::<Vec<_>>(), [made.sid]);

        let ended = rooms.update(made.sid).status(Status::Completed).await.unwrap();
        assert_eq!(ended.status, Status::Completed);
        assert!(ended.end_time.is_some() && ended.duration.is_some());
        not_found(rooms.fetch(&name).await);
        assert_eq!(rooms.fetch(made.sid).await.unwrap().status, Status::Completed);
        refused(rooms.update(made.sid).status(Status::Completed).await, 400, 53112);
        it.keep(rooms.create().unique_name(&name).await);
    })
    .await;
}

#[tokio::test]
async fn settings_of_rooms_are_judged() {
    contract(async |it| {
        let name = it.name("call");
        let create = || it.video().rooms().create().unique_name(&name);
        refused(create().kind("theatre").await, 400, 53108);
        refused(create().empty_room_timeout(61).await, 400, 53109);
        refused(create().unused_room_timeout(0).await, 400, 53109);
        refused(create().max_participants(51).await, 400, 53107);
        refused(create().max_participant_duration(599).await, 400, 53123);
        refused(create().status_callback("nonsense").await, 400, 53111);
        let rule = Rule { effect: "perhaps".to_owned(), all: Some(true), ..Rule::default() };
        refused(create().recording_rules(&[rule]).await, 400, 53120);
        not_found(it.video().rooms().fetch(&name).await);
        not_found(it.video().rooms().fetch(RoomSid::from_bytes([7; 16])).await);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_recorded_unless_it_is_asked_for() {
    contract(async |it| {
        let name = it.name("call");
        let room = it.keep(it.video().rooms().create().unique_name(name).await);
        let rules = it.video().room(room.sid).recording_rules().fetch().await.unwrap();
        let exclude = Rule { effect: "exclude".to_owned(), all: Some(true), ..Rule::default() };
        assert_eq!(rules.rules, [exclude]);
        let recordings = it.video().room(room.sid).recordings().list().await.unwrap();
        assert_eq!(recordings.recordings, []);
        let participants = it.video().room(room.sid).participants().list().await.unwrap();
        assert_eq!(participants.participants, []);
    })
    .await;
}

#[tokio::test]
async fn group_rooms_have_170_tracks_at_most() {
    contract(async |it| {
        let rooms = it.video().rooms();
        let group = rooms.create().unique_name(it.name("group")).kind("group");
        let group = it.keep(group.await);
        assert_eq!(group.max_concurrent_published_tracks, Some(170));
        for kind in ["go", "peer-to-peer"] {
            let room = it.keep(rooms.create().unique_name(it.name(kind)).kind(kind).await);
            assert_eq!(room.max_concurrent_published_tracks, None, "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_callback_method_without_address_does_nothing() {
    contract(async |it| {
        let create = it.video().rooms().create().unique_name(it.name("call"));
        let room = it.keep(create.status_callback_method("GET").await);
        assert_eq!((room.status_callback, room.status_callback_method.as_str()), (None, "POST"));
    })
    .await;
}

#[tokio::test]
async fn filters_of_rooms_are_judged() {
    contract(async |it| {
        let filter = Filter { status: Some("asleep".to_owned()), ..Filter::default() };
        refused(it.video().rooms().list().request(filter).await, 400, 20001);
    })
    .await;
}

#[tokio::test]
async fn transcription_begins_with_the_room() {
    contract(async |it| {
        let create = it.video().rooms().create().unique_name(it.name("call"));
        let room = it.keep(create.transcribe_participants_on_connect(true).await);
        let page = it.video().room(room.sid).transcriptions().list().await.unwrap();
        assert_eq!(page.transcriptions.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_configuration_of_transcriptions_is_an_object() {
    contract(async |it| {
        let create = it.video().rooms().create().unique_name(it.name("call"));
        let create = create.transcribe_participants_on_connect(true);
        refused(create.transcriptions_configuration(&["none"]).await, 400, 20001);
    })
    .await;
}
