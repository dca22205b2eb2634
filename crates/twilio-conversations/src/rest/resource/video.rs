//! The Video API.

use twilio_sid::{CompositionHookSid, CompositionSid, RecordingSid, TrackSid};
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

use super::{below, resource};
use crate::rest::Name;

resource! {
    /// The Video API of the account.
    ///
    /// ```no_run
    /// use twilio_conversations::wire::video::room::Status;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let client = twilio_conversations::Client::new(&twilio_conversations::Config::from_env()?)?;
    /// let room = client.video().rooms().create().unique_name("call").await?;
    /// let participants = client.video().room(room.sid).participants().list().all().await?;
    /// assert!(participants.is_empty());
    ///
    /// client.video().rooms().update(room.sid).status(Status::Completed).await?;
    /// # Ok(())
    /// # }
    /// ```
    Video {}
}

below! {
    Video {
        /// The rooms.
        rooms => Rooms;
        /// One room, by SID or, while it is in progress, unique name.
        room(name: impl Into<Name>) => Room;
        /// The recordings of all rooms.
        recordings => Recordings;
        /// The compositions of recordings.
        compositions => Compositions;
        /// What makes compositions of rooms that end.
        composition_hooks => CompositionHooks;
        /// Where compositions are stored.
        composition_settings => CompositionSettings;
        /// Where recordings are stored.
        recording_settings => RecordingSettings;
    }
}

resource! {
    /// The rooms, by SID or, while they are in progress, unique name.
    Rooms {
        list => ListRoom;
        create => CreateRoom;
        fetch(name: impl Into<Name>) => FetchRoom;
        update(name: impl Into<Name>) => UpdateRoom;
    }
}

resource! {
    /// One room.
    Room {}
}

below! {
    Room {
        /// Its participants.
        participants => RoomParticipants;
        /// One of its participants, by SID or identity.
        participant(name: impl Into<Name>) => RoomParticipant;
        /// Its recordings.
        recordings => RoomRecordings;
        /// What is recorded in it.
        recording_rules => RecordingRules;
        /// Its transcriptions.
        transcriptions => Transcriptions;
    }
}

resource! {
    /// The participants of a room, by SID or identity.
    RoomParticipants {
        list => ListRoomParticipant;
        fetch(name: impl Into<Name>) => FetchRoomParticipant;
        update(name: impl Into<Name>) => UpdateRoomParticipant;
        anonymize(name: impl Into<Name>) => UpdateRoomParticipantAnonymize;
    }
}

resource! {
    /// One participant of a room.
    RoomParticipant {}
}

below! {
    RoomParticipant {
        /// The tracks that it publishes.
        published_tracks => PublishedTracks;
        /// The tracks that it receives.
        subscribed_tracks => SubscribedTracks;
        /// What it is to receive.
        subscribe_rules => SubscribeRules;
    }
}

resource! {
    /// The tracks that a participant publishes, by SID or name.
    PublishedTracks {
        list => ListRoomParticipantPublishedTrack;
        fetch(name: impl Into<Name>) => FetchRoomParticipantPublishedTrack;
    }
}

resource! {
    /// The tracks that a participant receives.
    SubscribedTracks {
        list => ListRoomParticipantSubscribedTrack;
        fetch(sid: TrackSid) => FetchRoomParticipantSubscribedTrack;
    }
}

resource! {
    /// What a participant is to receive.
    SubscribeRules {
        fetch => FetchRoomParticipantSubscribeRule;
        update => UpdateRoomParticipantSubscribeRule;
    }
}

resource! {
    /// What is recorded in a room.
    RecordingRules {
        fetch => FetchRoomRecordingRule;
        update => UpdateRoomRecordingRule;
    }
}

resource! {
    /// The recordings of a room.
    RoomRecordings {
        list => ListRoomRecording;
        fetch(sid: RecordingSid) => FetchRoomRecording;
        delete(sid: RecordingSid) => DeleteRoomRecording;
    }
}

resource! {
    /// The transcriptions of a room, by their identifier (`ttid`).
    Transcriptions {
        list => ListRoomTranscriptions;
        create => CreateRoomTranscriptions;
        fetch(ttid: impl Into<Name>) => FetchRoomTranscriptions;
        update(ttid: impl Into<Name>) => UpdateRoomTranscriptions;
    }
}

resource! {
    /// The recordings of all rooms.
    Recordings {
        list => ListRecording;
        fetch(sid: RecordingSid) => FetchRecording;
        delete(sid: RecordingSid) => DeleteRecording;
    }
}

resource! {
    /// The compositions of recordings.
    Compositions {
        list => ListComposition;
        create => CreateComposition;
        fetch(sid: CompositionSid) => FetchComposition;
        delete(sid: CompositionSid) => DeleteComposition;
    }
}

resource! {
    /// What makes compositions of rooms that end.
    CompositionHooks {
        list => ListCompositionHook;
        create => CreateCompositionHook;
        fetch(sid: CompositionHookSid) => FetchCompositionHook;
        update(sid: CompositionHookSid) => UpdateCompositionHook;
        delete(sid: CompositionHookSid) => DeleteCompositionHook;
    }
}

resource! {
    /// Where compositions are stored; creating replaces what was set before.
    CompositionSettings {
        fetch => FetchCompositionSettings;
        create => CreateCompositionSettings;
    }
}

resource! {
    /// Where recordings are stored; creating replaces what was set before.
    RecordingSettings {
        fetch => FetchRecordingSettings;
        create => CreateRecordingSettings;
    }
}
