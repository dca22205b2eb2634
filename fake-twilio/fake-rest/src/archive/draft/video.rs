//! Video rooms that are put together, and what was requested for their media.

use std::{collections::BTreeSet, sync::Arc};

use fake_core::{
    View,
    media_processing::MediaProcessingFact,
    room::{Departure, MemberStatus, RoomFact, RoomParticipant, RoomProfile, Rooms, Track},
    text::Text,
};
use jiff::Timestamp;
use twilio_sid::{AccountSid, RoomSid};

use super::{Given, Wrong};
use crate::archive::record::{Line, RoomLine};

/// The rooms of an account so far.
pub(super) struct VideoDraft {
    rooms: Rooms,
    given: Given,
    /// Names of the rooms in progress.
    names: BTreeSet<Text>,
    departures: Vec<RoomFact>,
    /// What happens to rooms after everybody left.
    ends: Vec<RoomFact>,
    processing: Vec<MediaProcessingFact>,
}

impl VideoDraft {
    pub(super) fn new(account: AccountSid) -> Self {
        Self {
            rooms: Rooms::new(account),
            given: Given::default(),
            names: BTreeSet::new(),
            departures: Vec::new(),
            ends: Vec::new(),
            processing: Vec::new(),
        }
    }

    /// Takes in a line about rooms or their media; gives back another one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds of lines belong elsewhere")]
    pub(super) fn take(&mut self, line: Line) -> Result<Option<Line>, Wrong> {
        match line {
            Line::Room(line) => self.room(line)?,
            Line::RoomParticipant(participant) => self.participant(participant)?,
            Line::Track(line) => self.track(line.room_sid, line.track)?,
            Line::Composition(it) => {
                self.given.once(it.sid)?;
                self.processing.push(MediaProcessingFact::Composition(Arc::new(it)));
            }
            Line::CompositionHook(it) => {
                self.given.once(it.sid)?;
                self.processing.push(MediaProcessingFact::Hook(Arc::new(it)));
            }
            Line::StorageSettings(it) => {
                let fact = MediaProcessingFact::Storage(it.of, Arc::new(it.settings));
                self.processing.push(fact);
            }
            Line::Transcription(it) => {
                self.processing.push(MediaProcessingFact::Transcription(Arc::new(it)));
            }
            other => return Ok(Some(other)),
        }
        Ok(None)
    }

    fn apply(&mut self, fact: &RoomFact) {
        // No date of the state depends on when its facts are applied.
        self.rooms.apply(Timestamp::UNIX_EPOCH, fact);
    }

    fn room(&mut self, line: RoomLine) -> Result<(), Wrong> {
        let RoomLine { room, empty_since } = line;
        self.given.once(room.sid)?;
        if room.account != self.rooms.account {
            return Err(format!("room.account_sid: {} was expected", self.rooms.account));
        }
        if room.is_in_progress() && !self.names.insert(room.unique_name.clone()) {
            return Err(format!("room.unique_name: {:?} is there already", room.unique_name));
        }
        let opened = RoomProfile { ended: None, ..room.clone() };
        self.apply(&RoomFact::Created(Arc::new(opened)));
        self.ends.push(RoomFact::Emptied(room.sid, empty_since));
        if !room.is_in_progress() {
            self.ends.push(RoomFact::Completed(Arc::new(room)));
        }
        Ok(())
    }

    fn participant(&mut self, participant: RoomParticipant) -> Result<(), Wrong> {
        self.given.there("room_sid", participant.room)?;
        self.given.once(participant.sid)?;
        let has_left = participant.status == MemberStatus::Disconnected;
        let entered = if has_left {
            let status = MemberStatus::Connected;
            RoomParticipant { status, ended: None, ..participant.clone() }
        } else {
            participant.clone()
        };
        self.apply(&RoomFact::ParticipantConnected(Arc::new(entered)));
        if has_left {
            let left = RoomFact::ParticipantDisconnected(Arc::new(participant), Departure::Left);
            self.departures.push(left);
        }
        Ok(())
    }

    fn track(&mut self, room: RoomSid, track: Track) -> Result<(), Wrong> {
        self.given.there("room_sid", room)?;
        self.given.there("track.participant_sid", track.publisher)?;
        self.given.once(track.sid)?;
        self.apply(&RoomFact::TrackPublished(room, Arc::new(track)));
        Ok(())
    }

    /// The rooms, and what was requested for their media.
    pub(super) fn finish(mut self) -> (Vec<RoomFact>, Vec<MediaProcessingFact>) {
        let departures = std::mem::take(&mut self.departures);
        let ends = std::mem::take(&mut self.ends);
        departures.iter().chain(&ends).for_each(|fact| self.apply(fact));
        (self.rooms.contents(), self.processing)
    }
}
