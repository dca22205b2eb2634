//! `/_emulator/v1/seed`: what only clients can make, for tests of application servers.

pub(super) mod conversations;
pub(super) mod templates;

use fake_core::room::{self, Connect, Effect, SubscribeRule, TrackKind, TrackOffer, TrackPriority};
use fake_store::run_due_room_timers;
use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, RoomParticipantSid, RoomSid, TrackSid};

use crate::{
    context::Context,
    control::account::{self, InAccount},
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Reply, created},
    },
};

pub(crate) use templates::template;

/// A participant without a client.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewParticipant {
    /// The account; by default the one in the emulator's options.
    account_sid: Option<AccountSid>,
    /// Name or SID of the room; a name of none in progress makes one.
    room: String,
    identity: String,
    #[serde(default)]
    tracks: Vec<NewTrack>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTrack {
    kind: Kind,
    name: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Audio,
    Video,
    Data,
}

#[derive(Debug, Serialize)]
struct Seeded {
    participant_sid: RoomParticipantSid,
    room_sid: RoomSid,
    tracks: Vec<SeededTrack>,
}

#[derive(Debug, Serialize)]
struct SeededTrack {
    sid: TrackSid,
    kind: Kind,
    name: String,
}

pub(super) fn participant(context: &Context, body: &[u8]) -> Reply {
    let new: NewParticipant = parse::json(body)?;
    let account_sid = account::named(context, new.account_sid)?;
    let tenant = context.store.rooms(account_sid);
    let tenant = tenant.ok_or_else(|| ApiError::bad(20001, "The account has no rooms"))?;
    run_due_room_timers(&tenant);
    let command = Connect {
        name: Some(new.room.into()),
        granted: None,
        identity: new.identity.into(),
        rules: [SubscribeRule::all(Effect::Include)].into(),
        tracks: new.tracks.iter().map(offer).collect(),
    };
    let seeded = tenant.record(
        |rooms, env| {
            let decided = room::connect(rooms, command, env)?;
            // All or nothing: a test needs the tracks it names.
            match decided.outcome.rejected.first() {
                Some(rejected) => Err(rejected.why),
                None => Ok(decided),
            }
        },
        |rooms, joined| {
            let room = rooms.rooms.get(joined.room);
            let member = room.and_then(|room| room.members.get(joined.participant));
            let tracks = member.map(|member| member.tracks.iter().map(|it| show(it)).collect());
            Seeded {
                participant_sid: joined.participant,
                room_sid: joined.room,
                tracks: tracks.unwrap_or_default(),
            }
        },
    );
    Ok(created(&InAccount { account_sid, answer: seeded.map_err(HandlerError::from)? }))
}

fn offer(track: &NewTrack) -> TrackOffer {
    let kind = match track.kind {
        Kind::Audio => TrackKind::Audio,
        Kind::Video => TrackKind::Video,
        Kind::Data => TrackKind::Data,
    };
    TrackOffer {
        id: track.name.as_str().into(),
        name: track.name.as_str().into(),
        kind,
        enabled: true,
        priority: TrackPriority::Standard,
    }
}

fn show(track: &room::Track) -> SeededTrack {
    let kind = match track.kind {
        TrackKind::Audio => Kind::Audio,
        TrackKind::Video => Kind::Video,
        TrackKind::Data => Kind::Data,
    };
    SeededTrack { sid: track.sid, kind, name: track.name.as_ref().to_owned() }
}
