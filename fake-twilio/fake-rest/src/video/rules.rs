//! `/Rooms/{RM}/RecordingRules` and `…/Participants/{PA}/SubscribeRules`.

use std::{str::FromStr, sync::Arc};

use fake_core::{
    room::{self, Filter, RoomParticipant, RoomProfile, SubscribeRule, TrackKind},
    text::Text,
};
use twilio_wire::{time::Seconds, video::rules as wire};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Reply, ok},
    },
    scope::video::VideoScope,
    video::participant::{member, member_sids},
};

/// Most rules in a request (Twilio's documentation).
const MOST: usize = 20;

/// What rules are about.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// What a participant gets.
    Subscribing,
    /// What is recorded.
    Recording,
}

impl Purpose {
    fn reject(self, why: &str) -> ApiError {
        match self {
            Self::Subscribing => ApiError::bad(53215, format!("Invalid subscribe rule: {why}")),
            Self::Recording => ApiError::bad(53120, format!("Invalid recording rule: {why}")),
        }
    }

    fn allows(self, kind: TrackKind) -> bool {
        match self {
            Self::Subscribing => true,
            Self::Recording => kind != TrackKind::Data,
        }
    }
}

/// Reads the rules of a request.
pub(super) fn read(text: &str, purpose: Purpose) -> Result<Vec<SubscribeRule>, ApiError> {
    let rules: Vec<wire::Rule> =
        serde_json::from_str(text).map_err(|error| purpose.reject(&error.to_string()))?;
    if rules.is_empty() || rules.len() > MOST {
        return Err(purpose.reject(&format!("1 to {MOST} rules are needed")));
    }
    rules.into_iter().map(|rule| read_rule(rule, purpose)).collect()
}

fn read_rule(rule: wire::Rule, purpose: Purpose) -> Result<SubscribeRule, ApiError> {
    let effect = known(Some(&rule.effect), "type", purpose)?;
    let kind = known(rule.kind.as_deref(), "kind", purpose)?;
    let priority = known(rule.priority.as_deref(), "priority", purpose)?;
    let filter = Filter {
        publisher: rule.publisher.map(Into::into),
        track: rule.track.map(Into::into),
        kind,
        priority,
    };
    let is_about_all = filter == Filter::default();
    match (rule.all, is_about_all, purpose) {
        (Some(true), false, _) => Err(purpose.reject("all stands alone")),
        (Some(false), _, _) => Err(purpose.reject("all can only be true")),
        (None, true, _) => Err(purpose.reject("a condition is missing")),
        (_, _, Purpose::Recording) if priority.is_some() => {
            Err(purpose.reject("priority is for subscribing"))
        }
        _ if kind.is_some_and(|kind| !purpose.allows(kind)) => {
            Err(purpose.reject("data are not recorded"))
        }
        _ => {
            let effect = effect.ok_or_else(|| purpose.reject("type is missing"))?;
            Ok(SubscribeRule { effect, filter })
        }
    }
}

fn known<T: FromStr>(
    text: Option<&str>,
    member: &str,
    purpose: Purpose,
) -> Result<Option<T>, ApiError> {
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|_| purpose.reject(&format!("{member} is unknown")))
}

fn form(scope: &VideoScope<'_>, purpose: Purpose) -> Result<Vec<SubscribeRule>, HandlerError> {
    let form: wire::Form = parse::form(scope.call.body)?;
    let rules = form.rules.ok_or_else(|| ApiError::missing("Rules"))?;
    Ok(read(&rules, purpose)?)
}

pub(super) fn fetch_recording(scope: &VideoScope<'_>, room: &str) -> Reply {
    let body = scope.in_room(room, |room| Ok(render_recording(&room.profile)))?;
    Ok(ok(&body))
}

pub(super) fn update_recording(scope: &VideoScope<'_>, key: &str) -> Reply {
    let sid = scope.room_sid(key)?;
    let rules = form(scope, Purpose::Recording)?;
    let body = scope.rooms.record(
        |rooms, env| room::set_recording_rules(rooms, sid, rules, env),
        |_, profile| render_recording(&profile),
    )?;
    Ok(ok(&body))
}

pub(super) fn fetch_subscribe(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let body = scope.in_room(room, |room| Ok(render_subscribe(&member(room, key)?.participant)))?;
    Ok(ok(&body))
}

pub(super) fn update_subscribe(scope: &VideoScope<'_>, room: &str, key: &str) -> Reply {
    let (room, participant) = scope.rooms.read(|rooms| member_sids(rooms, room, key))?;
    let rules: Arc<[SubscribeRule]> = form(scope, Purpose::Subscribing)?.into();
    let body = scope.rooms.record(
        |rooms, env| room::set_rules(rooms, room, participant, rules, env),
        |_, participant| render_subscribe(&participant),
    )?;
    Ok(ok(&body))
}

fn owned(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.as_ref().to_owned())
}

fn render(rule: &SubscribeRule) -> wire::Rule {
    let filter = &rule.filter;
    wire::Rule {
        effect: <&str>::from(rule.effect).to_owned(),
        all: (*filter == Filter::default()).then_some(true),
        publisher: owned(filter.publisher.as_ref()),
        track: owned(filter.track.as_ref()),
        kind: filter.kind.map(|kind| <&str>::from(kind).to_owned()),
        priority: filter.priority.map(|priority| <&str>::from(priority).to_owned()),
    }
}

fn render_recording(room: &RoomProfile) -> wire::RecordingRules {
    wire::RecordingRules {
        room_sid: room.sid,
        rules: room.settings.recording_rules().iter().map(render).collect(),
        date_created: Seconds(room.created),
        date_updated: Seconds(room.updated),
    }
}

fn render_subscribe(participant: &RoomParticipant) -> wire::SubscribeRules {
    let full = |rule: wire::Rule| wire::SubscribeRule {
        effect: rule.effect,
        all: rule.all,
        publisher: rule.publisher,
        track: rule.track,
        kind: rule.kind,
        priority: rule.priority,
    };
    wire::SubscribeRules {
        participant_sid: participant.sid,
        room_sid: participant.room,
        rules: participant.rules.iter().map(render).map(full).collect(),
        date_created: None,
        date_updated: None,
    }
}
