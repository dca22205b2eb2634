//! Which handler answers which operation of Video.

use twilio_wire::video::{
    composition::{CreateComposition, DeleteComposition, FetchComposition, ListComposition},
    composition_hook::{
        CreateCompositionHook, DeleteCompositionHook, FetchCompositionHook, ListCompositionHook,
        UpdateCompositionHook,
    },
    participant::{
        FetchRoomParticipant, ListRoomParticipant, UpdateRoomParticipant,
        UpdateRoomParticipantAnonymize,
    },
    recording::{DeleteRecording, FetchRecording, ListRecording},
    room::{CreateRoom, FetchRoom, ListRoom, UpdateRoom},
    room_recording::{DeleteRoomRecording, FetchRoomRecording, ListRoomRecording},
    rules::{
        FetchRoomParticipantSubscribeRule, FetchRoomRecordingRule,
        UpdateRoomParticipantSubscribeRule, UpdateRoomRecordingRule,
    },
    storage_settings::{
        CreateCompositionSettings, CreateRecordingSettings, FetchCompositionSettings,
        FetchRecordingSettings,
    },
    track::{
        FetchRoomParticipantPublishedTrack, FetchRoomParticipantSubscribedTrack,
        ListRoomParticipantPublishedTrack, ListRoomParticipantSubscribedTrack,
    },
    transcription::{
        CreateRoomTranscriptions, FetchRoomTranscriptions, ListRoomTranscriptions,
        UpdateRoomTranscriptions,
    },
};

use crate::{
    router::Routes,
    video::{
        composition, composition_hook, participant, recording, room, rules, storage_settings,
        track, transcription,
    },
};

/// Registers every operation.
pub(crate) fn register(routes: &mut Routes) {
    register_rooms(routes);
    register_media(routes);
}

fn register_rooms(routes: &mut Routes) {
    routes.video::<ListRoom>(room::list);
    routes.video::<CreateRoom>(room::create);
    routes.video::<FetchRoom>(room::fetch);
    routes.video::<UpdateRoom>(room::update);
    routes.video::<ListRoomParticipant>(participant::list);
    routes.video::<FetchRoomParticipant>(participant::fetch);
    routes.video::<UpdateRoomParticipant>(participant::update);
    routes.video::<UpdateRoomParticipantAnonymize>(participant::anonymize);
    routes.video::<ListRoomParticipantPublishedTrack>(track::list_published);
    routes.video::<FetchRoomParticipantPublishedTrack>(track::fetch_published);
    routes.video::<ListRoomParticipantSubscribedTrack>(track::list_subscribed);
    routes.video::<FetchRoomParticipantSubscribedTrack>(track::fetch_subscribed);
    routes.video::<FetchRoomParticipantSubscribeRule>(rules::fetch_subscribe);
    routes.video::<UpdateRoomParticipantSubscribeRule>(rules::update_subscribe);
    routes.video::<FetchRoomRecordingRule>(rules::fetch_recording);
    routes.video::<UpdateRoomRecordingRule>(rules::update_recording);
    routes.video::<ListRoomRecording>(recording::list_of_room);
    routes.video::<FetchRoomRecording>(recording::fetch_of_room);
    routes.video::<DeleteRoomRecording>(recording::fetch_of_room);
    routes.video::<ListRoomTranscriptions>(transcription::list);
    routes.video::<CreateRoomTranscriptions>(transcription::create);
    routes.video::<FetchRoomTranscriptions>(transcription::fetch);
    routes.video::<UpdateRoomTranscriptions>(transcription::update);
}

fn register_media(routes: &mut Routes) {
    routes.video::<ListRecording>(recording::list);
    routes.video::<FetchRecording>(recording::fetch);
    routes.video::<DeleteRecording>(recording::fetch);
    routes.video::<ListComposition>(composition::list);
    routes.video::<CreateComposition>(composition::create);
    routes.video::<FetchComposition>(composition::fetch);
    routes.video::<DeleteComposition>(composition::delete);
    routes.video::<ListCompositionHook>(composition_hook::list);
    routes.video::<CreateCompositionHook>(composition_hook::create);
    routes.video::<FetchCompositionHook>(composition_hook::fetch);
    routes.video::<UpdateCompositionHook>(composition_hook::update);
    routes.video::<DeleteCompositionHook>(composition_hook::delete);
    routes.video::<FetchCompositionSettings>(storage_settings::fetch_of_compositions);
    routes.video::<CreateCompositionSettings>(storage_settings::create_of_compositions);
    routes.video::<FetchRecordingSettings>(storage_settings::fetch_of_recordings);
    routes.video::<CreateRecordingSettings>(storage_settings::create_of_recordings);
}
