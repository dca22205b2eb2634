//! Parameters of Video.

use jiff::Timestamp;
use twilio_sid::{CredentialSid, RoomSid, TrackSid};
use twilio_wire::video::{
    composition::{self, CreateComposition, ListComposition},
    composition_hook::{CreateCompositionHook, ListCompositionHook, UpdateCompositionHook},
    participant::{self, ListRoomParticipant, UpdateRoomParticipant},
    recording::{self, ListRecording},
    room::{self, CreateRoom, ListRoom, UpdateRoom},
    room_recording::ListRoomRecording,
    rules::{UpdateRoomParticipantSubscribeRule, UpdateRoomRecordingRule},
    storage_settings::{CreateCompositionSettings, CreateRecordingSettings},
    track::Kind,
    transcription::{self, CreateRoomTranscriptions, UpdateRoomTranscriptions},
};

use super::parameters;

parameters! {
    [CreateRoom] {
        /// `group` unless set; `go`, `peer-to-peer`, `group-small` are older types.
        kind: text;
        /// Name that finds the room while it is in progress.
        unique_name: text;
        /// Most participants at a time.
        max_participants: value(u32);
        /// Whether participants are recorded from the beginning.
        record_participants_on_connect: value(bool);
        /// Whether participants are transcribed from the beginning.
        transcribe_participants_on_connect: value(bool);
        /// How they are transcribed: an object.
        transcriptions_configuration: json;
        /// Codecs of its videos, such as `VP8`.
        video_codecs: texts;
        /// Region of its media server, such as `gll`.
        media_region: text;
        /// What is recorded: an array of [`Rule`](twilio_wire::video::rules::Rule)s.
        recording_rules: json;
        /// Whether videos are refused.
        audio_only: value(bool);
        /// Longest stay of a participant in seconds.
        max_participant_duration: value(u32);
        /// Minutes that the room stays open after the last participant left.
        empty_room_timeout: value(u32);
        /// Minutes that the room stays open when no participant joins.
        unused_room_timeout: value(u32);
        /// Whether it is a large room.
        large_room: value(bool);
        /// Without effect: relays are always allowed.
        enable_turn: value(bool);
    }
}

parameters! {
    [CreateRoom, CreateComposition, CreateCompositionHook, UpdateCompositionHook] {
        /// Address of the status callbacks.
        status_callback: text;
        /// `GET` or `POST`.
        status_callback_method: text;
    }
}

parameters! {
    [UpdateRoom] {
        /// [`Completed`](room::Status::Completed) ends the room.
        status: word(room::Status);
    }
}

parameters! {
    [ListRoom] {
        /// Only rooms in this state; those in progress unless set.
        status: word(room::Status);
        /// Only rooms with this name.
        unique_name: text;
    }
}

parameters! {
    [UpdateRoomParticipant] {
        /// [`Disconnected`](participant::Status::Disconnected) removes the participant.
        status: word(participant::Status);
    }
}

parameters! {
    [ListRoomParticipant] {
        /// Only participants in this state.
        status: word(participant::Status);
        /// Only participants with this identity.
        identity: text;
    }
}

parameters! {
    [ListRoom, ListRoomParticipant, ListRecording, ListRoomRecording, ListComposition, ListCompositionHook] {
        /// Only what was made at this moment or later.
        date_created_after: value(Timestamp);
        /// Only what was made before this moment.
        date_created_before: value(Timestamp);
    }
}

parameters! {
    [UpdateRoomParticipantSubscribeRule, UpdateRoomRecordingRule] {
        /// All rules: an array of [`Rule`](twilio_wire::video::rules::Rule)s.
        rules: json;
    }
}

parameters! {
    [CreateRoomTranscriptions, UpdateRoomTranscriptions] {
        /// How it is done: an object.
        configuration: json;
    }
}

parameters! {
    [UpdateRoomTranscriptions] {
        /// [`Stopped`](transcription::Status::Stopped) ends it.
        status: word(transcription::Status);
    }
}

parameters! {
    [ListRecording, ListRoomRecording] {
        /// Only recordings in this state.
        status: word(recording::Status);
        /// Only recordings of this track.
        source_sid: value(TrackSid);
    }
}

parameters! {
    [ListRecording] {
        /// Only recordings of these rooms or participants, by SID.
        grouping_sid: texts;
        /// Only recordings of this kind.
        media_type: word(Kind);
    }
}

parameters! {
    [CreateComposition] {
        /// The room.
        room_sid: value(RoomSid);
    }
}

parameters! {
    [CreateComposition, CreateCompositionHook, UpdateCompositionHook] {
        /// Where the videos stand: an object.
        video_layout: json;
        /// Names of the audio tracks, with `*` for any characters.
        audio_sources: texts;
        /// Names of the audio tracks that are left out.
        audio_sources_excluded: texts;
        /// Size of the picture in pixels, such as `640x480`.
        resolution: text;
        /// `mp4` or `webm`.
        format: text;
        /// Whether stretches without media are cut out.
        trim: value(bool);
    }
}

parameters! {
    [ListComposition] {
        /// Only compositions in this state.
        status: word(composition::Status);
        /// Only compositions of this room.
        room_sid: value(RoomSid);
    }
}

parameters! {
    [CreateCompositionHook, UpdateCompositionHook, ListCompositionHook] {
        /// Name for people; for a list with `*` for any characters.
        friendly_name: text;
        /// Whether it is active.
        enabled: value(bool);
    }
}

parameters! {
    [CreateCompositionSettings, CreateRecordingSettings] {
        /// Name for people.
        friendly_name: text;
        /// Credential for the bucket.
        aws_credentials_sid: value(CredentialSid);
        /// The bucket, as an `https://` address.
        aws_s3_url: text;
        /// Whether media go to the bucket.
        aws_storage_enabled: value(bool);
        /// Key of the encryption.
        encryption_key_sid: value(CredentialSid);
        /// Whether media are encrypted.
        encryption_enabled: value(bool);
    }
}
