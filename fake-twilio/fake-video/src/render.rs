//! Domain values as they stand on the wire, and back.

use std::sync::Arc;

use fake_core::room::{
    Effect, MemberStatus, Rejected, RoomParticipant, RoomProfile, RoomType, SESSION_TIMEOUT,
    SubscribeRule, Track, TrackKind, TrackOffer, TrackPriority,
};
use twilio_wire::signaling::{
    LocalTrack, Options, Own, ParticipantEntry, ParticipantState, Priority, Publication,
    PublicationState, Publications, RemoteTrack, SubscribeRuleType, Subscriptions, TrackError,
    TrackKind as WireKind,
};

/// The signaling region of the emulator.
const SIGNALING_REGION: &str = "us1";

pub(crate) fn entry(
    participant: &RoomParticipant,
    tracks: &[Arc<Track>],
    revision: u64,
) -> ParticipantEntry {
    ParticipantEntry {
        sid: participant.sid,
        identity: participant.identity.to_string(),
        state: match participant.status {
            MemberStatus::Connected => ParticipantState::Connected,
            MemberStatus::Reconnecting => ParticipantState::Reconnecting,
            MemberStatus::Disconnected => ParticipantState::Disconnected,
        },
        revision,
        tracks: tracks.iter().map(|track| remote_track(track)).collect(),
    }
}

fn remote_track(track: &Track) -> RemoteTrack {
    RemoteTrack {
        sid: track.sid,
        name: track.name.to_string(),
        kind: match track.kind {
            TrackKind::Audio => WireKind::Audio,
            TrackKind::Video => WireKind::Video,
            TrackKind::Data => WireKind::Data,
        },
        enabled: track.enabled,
        priority: match track.priority {
            TrackPriority::Low => Priority::Low,
            TrackPriority::Standard => Priority::Standard,
            TrackPriority::High => Priority::High,
        },
    }
}

pub(crate) fn publications(
    revision: u64,
    tracks: &[Arc<Track>],
    rejected: &[Rejected],
) -> Publications {
    let ready = tracks.iter().map(|track| Publication {
        id: track.id.to_string(),
        sid: Some(track.sid),
        state: PublicationState::Ready,
        error: None,
    });
    let failed = rejected.iter().map(|rejected| Publication {
        id: rejected.id.to_string(),
        sid: None,
        state: PublicationState::Failed,
        error: Some(TrackError { code: rejected.why.code(), message: rejected.why.to_string() }),
    });
    Publications { revision, tracks: ready.chain(failed).collect() }
}

pub(crate) fn own(participant: &RoomParticipant) -> Own {
    Own { sid: participant.sid, identity: participant.identity.to_string() }
}

pub(crate) fn options(profile: &RoomProfile) -> Options {
    let settings = &profile.settings;
    let media_region = match settings.kind {
        RoomType::PeerToPeer => None,
        RoomType::Group | RoomType::Go | RoomType::GroupSmall => settings.media_region.as_deref(),
    };
    Options {
        session_timeout: SESSION_TIMEOUT.unsigned_abs(),
        signaling_region: SIGNALING_REGION.to_owned(),
        media_region: media_region.map(str::to_owned),
        audio_processors: audio_processors(settings.kind),
    }
}

/// Noise cancellation that clients may use; peer-to-peer rooms allow none (the suite of
/// `twilio-video` 2.36.0, `noisecancellation.js`).
fn audio_processors(kind: RoomType) -> Vec<String> {
    match kind {
        RoomType::PeerToPeer => Vec::new(),
        RoomType::Group | RoomType::Go | RoomType::GroupSmall => {
            vec!["krisp".to_owned(), "rnnoise".to_owned()]
        }
    }
}

pub(crate) fn offers(tracks: &[LocalTrack]) -> Vec<TrackOffer> {
    let offer = |track: &LocalTrack| TrackOffer {
        id: track.id.as_str().into(),
        name: track.name.as_str().into(),
        kind: match track.kind {
            WireKind::Audio => TrackKind::Audio,
            WireKind::Video => TrackKind::Video,
            WireKind::Data => TrackKind::Data,
        },
        enabled: track.enabled,
        priority: match track.priority {
            Priority::Low => TrackPriority::Low,
            Priority::Standard => TrackPriority::Standard,
            Priority::High => TrackPriority::High,
        },
    };
    tracks.iter().map(offer).collect()
}

/// Subscribe rules of a client; all tracks by default. Clients only send rules for all tracks.
pub(crate) fn rules(wanted: Option<&Subscriptions>) -> Arc<[SubscribeRule]> {
    let Some(wanted) = wanted else { return Arc::new([SubscribeRule::all(Effect::Include)]) };
    let effects = wanted.rules.iter().filter(|rule| rule.all).map(|rule| match rule.kind {
        SubscribeRuleType::Include => Effect::Include,
        SubscribeRuleType::Exclude => Effect::Exclude,
    });
    effects.map(SubscribeRule::all).collect()
}
