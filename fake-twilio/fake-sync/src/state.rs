//! What a hub keeps: the view of its service's log, and the sessions that listen to it.

use bytes::Bytes;
use fake_core::{World, text::Text};
use twilio_sid::ConversationSid;
use twilio_wire::{client_api::TypingIndicator, twilsock::TYPING_INDICATOR};

use crate::{
    ObjectId, SyncView,
    delta::Delta,
    frames::Frames,
    project::Step,
    session::{SessionId, Sessions},
    session_list::SessionLists,
};

pub(crate) struct State {
    pub(crate) view: SyncView,
    pub(crate) sessions: Sessions,
    pub(crate) frames: Frames,
    pub(crate) lists: SessionLists,
    /// How many records of the log were read.
    pub(crate) cursor: usize,
}

/// Seconds a receiver shows typing: one more than the sender waits (sources of the SDK).
const TYPING_SHOWN: u32 = 6;

impl State {
    /// A state that has read nothing of its service's log yet.
    pub(crate) fn new(empty: World) -> Self {
        Self {
            view: SyncView::new(empty),
            sessions: Sessions::default(),
            frames: Frames::default(),
            lists: SessionLists::default(),
            cursor: 0,
        }
    }

    pub(crate) fn take(&mut self, step: Step) {
        match step {
            Step::Tell(delta) => self.tell(&delta),
            Step::Evict(sid, identity) => {
                let objects =
                    [ObjectId::Conversation(sid), ObjectId::Messages(sid), ObjectId::Roster(sid)];
                let unreadable = |object: &ObjectId| !self.view.may_read(*object, &identity);
                let lost: Vec<_> = objects.into_iter().filter(unreadable).collect();
                self.sessions.evict(&identity, &lost);
            }
            Step::EvictAll => {
                let view = &self.view;
                self.sessions.retain(|identity, object| view.may_read(object, identity));
            }
        }
    }

    pub(crate) fn typing(&mut self, sid: ConversationSid, identity: &str) {
        let Ok(conversation) = self.view.world.conversation(sid) else { return };
        let others: Vec<Text> = conversation
            .participants
            .iter()
            .filter_map(|participant| participant.identity.clone())
            .filter(|other| other.as_ref() != identity)
            .collect();
        let indicator = TypingIndicator {
            channel_sid: sid,
            identity: identity.to_owned(),
            typing_timeout: TYPING_SHOWN,
        };
        let frame = self.frames.notification(TYPING_INDICATOR, &indicator);
        for other in others {
            self.sessions.tell_identity(&other, &frame);
        }
    }

    /// Tells everybody who listens to the object.
    pub(crate) fn tell(&mut self, delta: &Delta) {
        let service = self.view.world.service.sid;
        let frames = &mut self.frames;
        self.sessions.tell(delta.object, |protocol| {
            let (event_type, event) = delta.render(service);
            frames.event(protocol, event_type, event)
        });
        if delta.what.is_the_end() {
            self.sessions.forget(delta.object);
        }
    }

    /// The frames that tell a session of several changes.
    pub(crate) fn replay(&mut self, session: SessionId, deltas: &[Delta]) -> Vec<Bytes> {
        let service = self.view.world.service.sid;
        let events = deltas.iter().map(|delta| delta.render(service)).collect();
        self.frames.events(self.sessions.protocol(session), events)
    }
}
