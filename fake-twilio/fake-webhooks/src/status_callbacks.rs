//! Status callbacks: requests to the address that the creator of a room named.

mod report;

use std::{collections::BTreeMap, sync::Arc};

use fake_core::room::{RoomFact, RoomParticipant, RoomProfile, Track};
use jiff::Timestamp;
use report::{Resource, report};
use twilio_sid::{RoomParticipantSid, RoomSid, TrackSid};

use crate::WebhookRequest;

/// Makes the requests of status callbacks from the log of an account's rooms.
///
/// Events and parameters: Twilio's documentation of status callbacks.
#[derive(Debug, Default)]
pub struct StatusCallbacks {
    rooms: BTreeMap<RoomSid, Watched>,
}

/// A room in progress that has a status callback.
#[derive(Debug)]
struct Watched {
    profile: Arc<RoomProfile>,
    people: BTreeMap<RoomParticipantSid, Arc<RoomParticipant>>,
    tracks: BTreeMap<TrackSid, Arc<Track>>,
    sequence: u64,
}

impl StatusCallbacks {
    /// Takes one fact in; `at` is when it was recorded.
    pub fn take(&mut self, at: Timestamp, fact: &RoomFact) -> Vec<WebhookRequest> {
        let sid = fact.room();
        if let RoomFact::Created(profile) = fact
            && profile.settings.status_callback.is_some()
        {
            self.rooms.insert(sid, Watched::new(profile.clone()));
        }
        let reports = self.rooms.get_mut(&sid).map(|room| room.take(at, fact));
        if let RoomFact::Completed(_) = fact {
            self.rooms.remove(&sid);
        }
        reports.unwrap_or_default()
    }
}

impl Watched {
    fn new(profile: Arc<RoomProfile>) -> Self {
        Self { profile, people: BTreeMap::new(), tracks: BTreeMap::new(), sequence: 0 }
    }

    fn take(&mut self, at: Timestamp, fact: &RoomFact) -> Vec<WebhookRequest> {
        match fact {
            RoomFact::Created(_) => self.report(at, "room-created", &Resource::Room),
            RoomFact::Updated(profile) => {
                self.profile = profile.clone();
                Vec::new()
            }
            RoomFact::Completed(profile) => {
                self.profile = profile.clone();
                self.report(at, "room-ended", &Resource::Room)
            }
            RoomFact::ParticipantConnected(person) => {
                self.people.insert(person.sid, person.clone());
                self.report(at, "participant-connected", &Resource::Participant(person))
            }
            RoomFact::ParticipantUpdated(person) => {
                if let Some(known) = self.people.get_mut(&person.sid) {
                    *known = person.clone();
                }
                Vec::new()
            }
            RoomFact::Removed(_) | RoomFact::Emptied(..) => Vec::new(),
            RoomFact::ParticipantDisconnected(person, _) => self.part(at, person),
            RoomFact::TrackPublished(_, track) => {
                self.tracks.insert(track.sid, track.clone());
                self.report_track(at, "track-added", track)
            }
            RoomFact::TrackUpdated(_, track) => self.switch(at, track),
            RoomFact::TrackUnpublished(_, track) => {
                self.tracks.remove(&track.sid);
                self.report_track(at, "track-removed", track)
            }
        }
    }

    /// Somebody goes, with all tracks (`assumed`: they are reported first; a live room would
    /// settle it).
    fn part(&mut self, at: Timestamp, person: &Arc<RoomParticipant>) -> Vec<WebhookRequest> {
        let (gone, kept) = std::mem::take(&mut self.tracks)
            .into_iter()
            .partition(|(_, track): &(_, Arc<Track>)| track.publisher == person.sid);
        self.tracks = kept;
        let gone: BTreeMap<TrackSid, Arc<Track>> = gone;
        let mut reports = Vec::new();
        for track in gone.values() {
            reports.extend(self.report_track(at, "track-removed", track));
        }
        self.people.remove(&person.sid);
        reports.extend(self.report(at, "participant-disconnected", &Resource::Participant(person)));
        reports
    }

    /// A change of priority alone is no event.
    fn switch(&mut self, at: Timestamp, track: &Arc<Track>) -> Vec<WebhookRequest> {
        let before = self.tracks.insert(track.sid, track.clone());
        match (before.is_some_and(|before| before.enabled), track.enabled) {
            (true, false) => self.report_track(at, "track-disabled", track),
            (false, true) => self.report_track(at, "track-enabled", track),
            (true, true) | (false, false) => Vec::new(),
        }
    }

    fn report_track(
        &mut self,
        at: Timestamp,
        event: &'static str,
        track: &Track,
    ) -> Vec<WebhookRequest> {
        match self.people.get(&track.publisher).cloned() {
            Some(person) => self.report(at, event, &Resource::Track(&person, track)),
            None => Vec::new(),
        }
    }

    fn report(
        &mut self,
        at: Timestamp,
        event: &'static str,
        resource: &Resource<'_>,
    ) -> Vec<WebhookRequest> {
        let sequence = self.sequence;
        self.sequence += 1;
        report(&self.profile, event, sequence, at, resource).into_iter().collect()
    }
}
