//! A peer connection as the SDK runs it (`lib/signaling/v2/peerconnection.js` of 2.36.0), with
//! texts in place of SDP.

use std::collections::VecDeque;

use twilio_wire::signaling::{Description, DescriptionType, Verbatim};

/// What a description says.
fn text(said: &Description) -> String {
    said.sdp.as_ref().and_then(Verbatim::text).unwrap()
}

/// One end of a peer connection.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the SDK's own flags, kept one to one")]
pub(crate) struct Peer {
    author: String,
    revision: u64,
    last_stable: u64,
    needs_answer: bool,
    should_offer: bool,
    answered_before: bool,
    queued: Option<Description>,
    /// An own offer that nobody answered yet.
    pending: Option<String>,
    /// What was agreed: own text and the other's.
    pub(crate) agreed: Option<(String, String)>,
    pub(crate) closed: bool,
    last_said: Option<Description>,
    texts: u64,
    /// Descriptions to be sent.
    pub(crate) says: VecDeque<Description>,
}

impl Peer {
    pub(crate) fn new(author: String) -> Self {
        Self { author, ..Self::default() }
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.pending.is_none() && self.says.is_empty()
    }

    pub(crate) fn last_said(&self) -> Option<Description> {
        self.last_said.clone()
    }

    fn say(&mut self, kind: DescriptionType, revision: u64) -> String {
        self.texts += 1;
        let sdp = format!("{} {kind:?} {}", self.author, self.texts);
        let said = Description { kind, revision, sdp: Verbatim::of(&sdp).ok() };
        self.last_said = Some(said.clone());
        self.says.push_back(said);
        sdp
    }

    /// Own tracks changed, or the other end asked for it.
    pub(crate) fn offer(&mut self) {
        if self.needs_answer {
            self.should_offer = true;
            return;
        }
        self.should_offer = false;
        self.needs_answer = true;
        self.revision += 1;
        self.pending = Some(self.say(DescriptionType::Offer, self.revision));
    }

    pub(crate) fn hear(&mut self, said: Description) {
        if self.closed {
            return;
        }
        match said.kind {
            DescriptionType::Close => self.closed = true,
            DescriptionType::CreateOffer if said.revision <= self.last_stable => {}
            DescriptionType::CreateOffer if self.needs_answer => self.queued = Some(said),
            DescriptionType::CreateOffer => {
                self.revision = said.revision;
                self.offer();
            }
            DescriptionType::Offer => self.hear_offer(said),
            DescriptionType::Answer | DescriptionType::Pranswer => self.hear_answer(&said),
        }
    }

    fn hear_offer(&mut self, said: Description) {
        if said.revision <= self.last_stable {
            return;
        }
        if self.pending.is_none() {
            self.revision = said.revision;
            return self.answer(&said);
        }
        if self.last_stable == 0 {
            self.queued = Some(said);
            return;
        }
        // Both offered: this end rolls back, answers and offers again.
        self.revision = said.revision;
        self.pending = None;
        self.needs_answer = false;
        self.should_offer = true;
        self.answer(&said);
    }

    fn answer(&mut self, said: &Description) {
        let own = self.say(DescriptionType::Answer, self.revision);
        self.agreed = Some((own, text(said)));
        self.last_stable = self.revision;
        // Its own tracks are not in the first answer.
        if !std::mem::replace(&mut self.answered_before, true) {
            self.should_offer = true;
        }
        if self.should_offer {
            self.offer();
        }
    }

    fn hear_answer(&mut self, said: &Description) {
        if said.revision != self.revision || self.pending.is_none() {
            return;
        }
        let own = self.pending.take().unwrap();
        self.agreed = Some((own, text(said)));
        self.last_stable = said.revision;
        self.needs_answer = false;
        self.answered_before = true;
        if let Some(queued) = self.queued.take() {
            self.hear(queued);
        } else if self.should_offer {
            self.offer();
        }
    }
}
