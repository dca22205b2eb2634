//! The connection between two participants: their latest descriptions and candidates.

use twilio_sid::RoomParticipantSid;
use twilio_wire::signaling::{Description, DescriptionType, Ice, PeerConnection as PeerMessage};

/// Which of the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The one that joined later and makes the first offer.
    Newcomer,
    /// The one that was there before.
    Host,
}

/// A peer connection between two participants; both know it by the same id.
#[derive(Clone, Debug)]
pub(crate) struct PeerConnection {
    id: String,
    newcomer: Side,
    host: Side,
    /// An offer that waits for its answer.
    pending: Option<(End, u64)>,
    /// Revision of the last offer that was answered.
    stable: u64,
}

/// The state of one end.
#[derive(Clone, Debug)]
struct Side {
    participant: RoomParticipantSid,
    /// Whether the connection was announced to its client.
    knows: bool,
    offer: Option<Description>,
    answer: Option<Description>,
    /// At most two, the newest last: a restart must not take away what is still in use.
    ice: Vec<Ice>,
}

/// The result of a message from one end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RelayOutcome {
    /// Relay it to the other end.
    Forward(PeerMessage),
    /// It comes too late, or crosses something of the other end.
    Drop,
    /// The negotiation cannot succeed; replace the connection.
    Broken,
}

/// Candidates remembered for one end and ICE session; a browser finds a few dozen.
const MAX_CANDIDATES: usize = 256;

impl End {
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Newcomer => Self::Host,
            Self::Host => Self::Newcomer,
        }
    }
}

impl Side {
    fn new(participant: RoomParticipantSid) -> Self {
        Self { participant, knows: false, offer: None, answer: None, ice: Vec::new() }
    }

    fn remember(&mut self, news: &Ice) {
        let known = self.ice.iter_mut().find(|ice| ice.ufrag == news.ufrag);
        let Some(ice) = known else {
            if self.ice.len() == 2 {
                self.ice.remove(0);
            }
            return self.ice.push(news.clone());
        };
        // After a renegotiation the list starts again, so what was found before is kept.
        for candidate in &news.candidates {
            if ice.candidates.len() < MAX_CANDIDATES && !ice.candidates.contains(candidate) {
                ice.candidates.push(candidate.clone());
            }
        }
        ice.revision = ice.revision.max(news.revision);
        ice.complete = ice.complete.max(news.complete);
    }
}

impl PeerConnection {
    pub(crate) fn new(id: String, newcomer: RoomParticipantSid, host: RoomParticipantSid) -> Self {
        let (newcomer, host) = (Side::new(newcomer), Side::new(host));
        Self { id, newcomer, host, pending: None, stable: 0 }
    }

    /// The name that both clients know it by.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The end that a participant is at.
    pub(crate) fn end_of(&self, participant: RoomParticipantSid) -> Option<End> {
        if self.newcomer.participant == participant {
            Some(End::Newcomer)
        } else if self.host.participant == participant {
            Some(End::Host)
        } else {
            None
        }
    }

    fn side(&self, end: End) -> &Side {
        match end {
            End::Newcomer => &self.newcomer,
            End::Host => &self.host,
        }
    }

    fn side_mut(&mut self, end: End) -> &mut Side {
        match end {
            End::Newcomer => &mut self.newcomer,
            End::Host => &mut self.host,
        }
    }

    /// The participant opposite of this end.
    pub(crate) fn opposite(&self, end: End) -> RoomParticipantSid {
        self.side(end.other()).participant
    }

    /// Marks the connection as announced to the client at this end; returns whether it was before.
    pub(crate) fn mark_announced(&mut self, end: End) -> bool {
        std::mem::replace(&mut self.side_mut(end).knows, true)
    }

    /// Returns whether the connection was announced to the client at this end.
    pub(crate) fn is_announced_to(&self, end: End) -> bool {
        self.side(end).knows
    }

    /// Handles a message of one end.
    pub(crate) fn take(&mut self, from: End, news: PeerMessage) -> RelayOutcome {
        let description = match news.description {
            Some(description) if self.is_broken_by(from, &description) => {
                return RelayOutcome::Broken;
            }
            Some(description) => self.accept(from, &description).then_some(description),
            None => None,
        };
        if let Some(ice) = &news.ice {
            self.side_mut(from).remember(ice);
        }
        if description.is_none() && news.ice.is_none() {
            return RelayOutcome::Drop;
        }
        RelayOutcome::Forward(PeerMessage { description, ..news })
    }

    /// Returns whether two offers crossed and neither will be answered.
    ///
    /// A client counts on from what it answered, and after a lost socket it repeats only the last
    /// message: an offer with a higher revision shows that the answer to the other end's offer got
    /// lost. And before the first agreement the SDK does not give way to an offer that crosses its
    /// own, but waits for its answer (`twilio-video` 2.36.0, `lib/signaling/v2/peerconnection.js`).
    fn is_broken_by(&self, from: End, description: &Description) -> bool {
        let waiting = self.pending.filter(|(by, _)| *by != from);
        description.kind == DescriptionType::Offer
            && waiting
                .is_some_and(|(_, pending)| description.revision > pending || self.stable == 0)
    }

    /// Decides on a description; of two offers that cross each other after the first agreement only the
    /// first counts, because the SDK gives way: it rolls back, answers and offers again.
    fn accept(&mut self, from: End, description: &Description) -> bool {
        let revision = description.revision;
        match description.kind {
            DescriptionType::Offer => {
                let due = match self.pending {
                    None => revision > self.stable,
                    Some((by, pending)) => by == from && revision > pending,
                };
                if due {
                    self.pending = Some((from, revision));
                    self.side_mut(from).offer = Some(description.clone());
                }
                due
            }
            DescriptionType::Answer | DescriptionType::Pranswer => {
                let due = self.pending == Some((from.other(), revision));
                if due {
                    self.pending = None;
                    self.stable = revision;
                    self.side_mut(from).answer = Some(description.clone());
                }
                due
            }
            DescriptionType::Close => true,
            // Only servers request offers.
            DescriptionType::CreateOffer => false,
        }
    }

    /// A new connection between the same two, under a new id: ids are never used twice.
    pub(crate) fn renew(&self, id: String) -> Self {
        Self::new(id, self.newcomer.participant, self.host.participant)
    }

    /// The order that makes the newcomer offer.
    pub(crate) fn invitation(&self) -> PeerMessage {
        self.order(DescriptionType::CreateOffer, 1)
    }

    /// The order that ends the connection.
    pub(crate) fn close(&self) -> PeerMessage {
        let last = self.pending.map_or(0, |(_, revision)| revision).max(self.stable);
        self.order(DescriptionType::Close, last.saturating_add(1))
    }

    fn order(&self, kind: DescriptionType, revision: u64) -> PeerMessage {
        let description = Some(Description { kind, revision, sdp: None });
        PeerMessage { id: self.id.clone(), description, ice: None }
    }

    /// Everything that a client which lost its socket may have missed of the other end, in order.
    ///
    /// Nothing if there is nothing to know yet; else at least the connection's id, because a
    /// connection that is not listed is closed permanently.
    pub(crate) fn replay(&self, to: End) -> Vec<PeerMessage> {
        let other = self.side(to.other());
        let answer = other.answer.as_ref().filter(|answer| answer.revision == self.stable);
        let offer = other.offer.as_ref().filter(|offer| {
            let waits = self.pending == Some((to.other(), offer.revision));
            // Sent already; harmless to send again.
            waits || answer.is_none()
        });
        let mut descriptions = answer.into_iter().chain(offer).cloned();
        let mut ice = other.ice.iter().cloned();
        let mut all = Vec::new();
        loop {
            let (description, ice) = (descriptions.next(), ice.next());
            if description.is_none() && ice.is_none() {
                break;
            }
            all.push(PeerMessage { id: self.id.clone(), description, ice });
        }
        if all.is_empty() && self.side(to).knows {
            all.push(self.reminder(to));
        }
        all
    }

    fn reminder(&self, to: End) -> PeerMessage {
        if to == End::Newcomer && self.stable == 0 && self.pending.is_none() {
            return self.invitation();
        }
        self.name()
    }

    /// The connection's id alone.
    pub(crate) fn name(&self) -> PeerMessage {
        PeerMessage { id: self.id.clone(), description: None, ice: None }
    }
}
