use strum::{EnumString, IntoStaticStr};

use twilio_sid::TrackSid;

use super::{Track, TrackKind, TrackPriority};
use crate::text::Text;

/// What a rule does with the tracks it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum Effect {
    /// Delivers them.
    Include,
    /// Keeps them away.
    Exclude,
}

/// Which tracks a rule is about; every condition given has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Identity or SID of the publisher.
    pub publisher: Option<Text>,
    /// Name or SID of the track.
    pub track: Option<Text>,
    /// What the track carries.
    pub kind: Option<TrackKind>,
    /// How important the track is.
    pub priority: Option<TrackPriority>,
}

/// One rule about what a participant gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscribeRule {
    /// What it does.
    pub effect: Effect,
    /// Which tracks it is about; an empty filter means all.
    pub filter: Filter,
}

impl SubscribeRule {
    /// A rule about all tracks.
    pub fn all(effect: Effect) -> Self {
        Self { effect, filter: Filter::default() }
    }
}

impl Filter {
    fn covers(&self, track: &Track, publisher: &str) -> bool {
        let publisher_fits = self.publisher.as_deref().is_none_or(|wanted| {
            wanted == publisher || wanted.parse().is_ok_and(|sid| track.publisher == sid)
        });
        let track_fits = self.track.as_deref().is_none_or(|wanted| {
            *wanted == *track.name || wanted.parse().is_ok_and(|sid: TrackSid| track.sid == sid)
        });
        publisher_fits
            && track_fits
            && self.kind.is_none_or(|kind| kind == track.kind)
            && self.priority.is_none_or(|priority| priority == track.priority)
    }
}

/// Returns whether a participant with these rules subscribes to a track of a publisher with this
/// identity: the last rule about it decides, and a track that no rule is about is not delivered.
///
/// assumed: later rules win; a live room with contradicting rules in either order would settle it.
pub fn subscribes(rules: &[SubscribeRule], track: &Track, publisher: &str) -> bool {
    let last = rules.iter().rev().find(|rule| rule.filter.covers(track, publisher));
    last.is_some_and(|rule| rule.effect == Effect::Include)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use twilio_sid::RoomParticipantSid;

    use super::*;

    fn track() -> Track {
        Track {
            sid: TrackSid::from_bytes([1; 16]),
            publisher: RoomParticipantSid::from_bytes([2; 16]),
            id: "id".into(),
            name: "camera".into(),
            kind: TrackKind::Video,
            enabled: true,
            priority: TrackPriority::Standard,
            created: Timestamp::UNIX_EPOCH,
            updated: Timestamp::UNIX_EPOCH,
        }
    }

    fn rule(effect: Effect, filter: Filter) -> SubscribeRule {
        SubscribeRule { effect, filter }
    }

    #[test]
    fn nothing_is_delivered_without_a_rule() {
        assert!(!subscribes(&[], &track(), "alice"));
        assert!(subscribes(&[SubscribeRule::all(Effect::Include)], &track(), "alice"));
    }

    #[test]
    fn the_last_rule_about_a_track_decides() {
        let camera = Filter { track: Some("camera".into()), ..Filter::default() };
        let [all, none] = [Effect::Include, Effect::Exclude].map(SubscribeRule::all);
        let [with, without] =
            [Effect::Include, Effect::Exclude].map(|effect| rule(effect, camera.clone()));
        assert!(!subscribes(&[all.clone(), without.clone()], &track(), "alice"));
        assert!(subscribes(&[none.clone(), with.clone()], &track(), "alice"));
        assert!(subscribes(&[without.clone(), all], &track(), "alice"));
        assert!(!subscribes(&[with.clone(), none], &track(), "alice"));
        assert!(subscribes(&[with.clone(), without.clone(), with], &track(), "alice"));
    }

    #[test]
    fn a_later_rule_about_other_tracks_changes_nothing() {
        let of_bob = Filter { publisher: Some("bob".into()), ..Filter::default() };
        let rules = [SubscribeRule::all(Effect::Include), rule(Effect::Exclude, of_bob.clone())];
        assert!(subscribes(&rules, &track(), "alice"));
        assert!(!subscribes(&rules, &track(), "bob"));
        let rules = [SubscribeRule::all(Effect::Exclude), rule(Effect::Include, of_bob)];
        assert!(!subscribes(&rules, &track(), "alice"));
        assert!(subscribes(&rules, &track(), "bob"));
    }

    #[test]
    fn sids_serve_as_names() {
        let publisher = Some(Text::from(track().publisher.to_string()));
        let named = Some(Text::from(track().sid.to_string()));
        let filter = Filter { publisher, track: named, ..Filter::default() };
        assert!(subscribes(&[rule(Effect::Include, filter)], &track(), "alice"));
    }

    #[test]
    fn every_condition_has_to_hold() {
        let filter = Filter {
            track: Some("camera".into()),
            kind: Some(TrackKind::Audio),
            ..Filter::default()
        };
        assert!(!subscribes(&[rule(Effect::Include, filter)], &track(), "alice"));
    }
}
