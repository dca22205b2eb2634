//! Compositions and composition hooks, of rooms that nobody entered.

use twilio_conversations::{sid::RoomSid, wire::video::room::Status};

use super::{contract, leftovers::Leftover, not_found, refused};

#[tokio::test]
async fn a_hook_is_enabled_unless_told_otherwise() {
    contract(async |it| {
        let hooks = it.video().composition_hooks();
        let name = it.name("hook");
        let made = hooks.create().friendly_name(&name).audio_sources(["*"]).await.unwrap();
        it.remember(Leftover::Hook(made.sid));
        assert_eq!((made.enabled, &made.friendly_name), (true, &name));
        assert_eq!(hooks.fetch(made.sid).await.unwrap(), made);
        refused(hooks.create().friendly_name(&name).audio_sources(["*"]).await, 409, 20409);
        hooks.delete(made.sid).await.unwrap();
        not_found(hooks.fetch(made.sid).await);
    })
    .await;
}

#[tokio::test]
async fn an_update_of_a_hook_keeps_the_rest() {
    contract(async |it| {
        let hooks = it.video().composition_hooks();
        let create = hooks.create().friendly_name(it.name("hook")).enabled(false);
        let create = create.audio_sources(["*"]).format("mp4").resolution("1280x720");
        let made = create.await.unwrap();
        it.remember(Leftover::Hook(made.sid));
        let name = it.name("other");
        let changed = hooks.update(made.sid).friendly_name(&name).await.unwrap();
        assert_eq!((&changed.friendly_name, changed.enabled), (&name, false));
        assert_eq!((&*changed.format, &*changed.resolution), ("mp4", "1280x720"));
        assert_eq!(changed.audio_sources, made.audio_sources);
    })
    .await;
}

#[tokio::test]
async fn a_composition_without_format_is_webm() {
    contract(async |it| {
        let rooms = it.video().rooms();
        let room = it.keep(rooms.create().unique_name(it.name("call")).await);
        rooms.update(room.sid).status(Status::Completed).await.unwrap();
        let create = it.video().compositions().create().room_sid(room.sid);
        let made = create.audio_sources(["*"]).await.unwrap();
        it.remember(Leftover::Composition(made.sid));
        assert_eq!((made.room_sid, &*made.format), (room.sid, "webm"));
    })
    .await;
}

#[tokio::test]
async fn compositions_need_a_room() {
    contract(async |it| {
        let create = || it.video().compositions().create().audio_sources(["*"]);
        refused(create().await, 400, 20001);
        refused(create().room_sid(RoomSid::from_bytes([7; 16])).await, 400, 20001);
    })
    .await;
}

#[tokio::test]
async fn resolutions_are_judged() {
    contract(async |it| {
        let create = it.video().composition_hooks().create().friendly_name(it.name("hook"));
        let create = create.enabled(false).audio_sources(["*"]);
        refused(create.resolution("wide").await, 400, 20001);
    })
    .await;
}
