//! What a participant publishes.

use std::{collections::BTreeSet, sync::Arc};

use twilio_sid::{RoomParticipantSid, RoomSid};

use super::{
    RoomError, RoomFact, RoomProfile, Rooms, Track, TrackKind, TrackOffer, participant::Member,
};
use crate::{Env, decided::Decided, text::Text};

/// A track that was not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The publisher's identifier for it.
    pub id: Text,
    /// Why not.
    pub why: RoomError,
}

/// How many tracks a participant may publish.
///
/// assumed: the documentation bounds the tracks of a room in ways that depend on the account.
const MAX_TRACKS: usize = 64;

/// Decides on the complete list of tracks to publish; returns the rejected ones.
///
/// # Errors
/// When the participant is not in the room.
pub fn publish(
    rooms: &Rooms,
    room: RoomSid,
    publisher: RoomParticipantSid,
    offers: &[TrackOffer],
    env: &mut Env<'_>,
) -> Result<Decided<Vec<Rejected>, RoomFact>, RoomError> {
    let (room, member) = rooms.present(room, publisher)?;
    let mut facts = changes(room.profile.sid, member, offers, env);
    let kept: BTreeSet<&str> = offers.iter().map(|offer| offer.id.as_ref()).collect();
    let known = member.tracks.iter().filter(|track| kept.contains(track.id.as_ref()));
    let mut validator = TrackValidator::new(&room.profile, known.map(Arc::as_ref));
    let mut rejected = Vec::new();
    for offer in offers {
        validator.take(publisher, offer, env, &mut facts, &mut rejected);
    }
    Ok(Decided { facts, outcome: rejected })
}

/// What becomes of the tracks that are published already.
fn changes(room: RoomSid, member: &Member, offers: &[TrackOffer], env: &Env<'_>) -> Vec<RoomFact> {
    let mut facts = Vec::new();
    for track in member.tracks.iter() {
        match offers.iter().find(|offer| offer.id == track.id) {
            None => facts.push(RoomFact::TrackUnpublished(room, track.clone())),
            Some(offer) if offer.describes(track) => {}
            Some(offer) => {
                let (enabled, priority, updated) = (offer.enabled, offer.priority, env.now);
                let track = Track { enabled, priority, updated, ..track.as_ref().clone() };
                facts.push(RoomFact::TrackUpdated(room, Arc::new(track)));
            }
        }
    }
    facts
}

/// Validates new tracks one after the other.
pub(super) struct TrackValidator<'a> {
    room: &'a RoomProfile,
    ids: BTreeSet<Text>,
    names: BTreeSet<Text>,
}

impl<'a> TrackValidator<'a> {
    pub(super) fn new<'t>(room: &'a RoomProfile, known: impl Iterator<Item = &'t Track>) -> Self {
        let mut validator = Self { room, ids: BTreeSet::new(), names: BTreeSet::new() };
        for track in known {
            validator.ids.insert(track.id.clone());
            validator.names.insert(track.name.clone());
        }
        validator
    }

    pub(super) fn take(
        &mut self,
        publisher: RoomParticipantSid,
        offer: &TrackOffer,
        env: &mut Env<'_>,
        facts: &mut Vec<RoomFact>,
        rejected: &mut Vec<Rejected>,
    ) {
        if self.ids.contains(&offer.id) {
            return;
        }
        if let Err(why) = self.check(offer) {
            return rejected.push(Rejected { id: offer.id.clone(), why });
        }
        self.ids.insert(offer.id.clone());
        self.names.insert(offer.name.clone());
        let track = Track {
            sid: env.ids.draw(),
            publisher,
            id: offer.id.clone(),
            name: offer.name.clone(),
            kind: offer.kind,
            enabled: offer.enabled,
            priority: offer.priority,
            created: env.now,
            updated: env.now,
        };
        facts.push(RoomFact::TrackPublished(self.room.sid, Arc::new(track)));
    }

    fn check(&self, offer: &TrackOffer) -> Result<(), RoomError> {
        offer.check()?;
        if self.names.contains(&offer.name) {
            return Err(RoomError::TrackNameTaken);
        }
        if self.room.settings.audio_only && offer.kind == TrackKind::Video {
            return Err(RoomError::TrackKind);
        }
        if self.ids.len() >= MAX_TRACKS {
            return Err(RoomError::TooManyTracks);
        }
        Ok(())
    }
}
