//! `POST /v4/Subscriptions`: replay what was missed, then confirm.

use bytes::Bytes;
use http::{Response, StatusCode};
use jiff::Timestamp;
use twilio_wire::sync::{
    Action, Canceled, ControlFrame, Established, EventProtocol, Failed, ObjectKind, ReplayStatus,
    SubscriptionError, SubscriptionReply, SubscriptionRequest, Target,
};

use crate::{
    ObjectId,
    delta::Delta,
    response::{NotFound, json},
    session::SessionId,
    state::{Clients, State},
};

/// As recorded from production.
const REPLY: SubscriptionReply =
    SubscriptionReply { estimated_delivery_in_ms: 10_000, max_batch_size: 1000, ttl_in_s: 86_400 };

/// Bytes replayed for one request; the client requests the rest after that.
const REPLAY_BYTES: usize = 1024 * 1024;

/// Changes replayed for one request at most, however small they are.
const REPLAY_EVENTS: usize = 4096;

/// Changes replayed at once for one object, so that a round's bytes stay near the bound.
const REPLAY_STEP: usize = 16;

/// What a session gets in answer to a request for subscriptions.
pub(crate) struct Answer {
    protocol: EventProtocol,
    correlation_id: u64,
    what: Confirmation,
}

enum Confirmation {
    Established { found: Vec<Found>, failed: Vec<Failed> },
    Canceled { objects: Vec<ObjectId>, canceled: Vec<Canceled> },
}

/// An object that a session may listen to, with what the session has missed of it.
struct Found {
    id: ObjectId,
    target: Target,
    newest: u64,
    known: u64,
    missed: Vec<Delta>,
    /// Whether more was missed than this.
    is_cut: bool,
}

/// Decides on a request; nothing is sent yet.
pub(crate) fn answer(
    state: &mut State<'_>,
    session: SessionId,
    request: SubscriptionRequest,
    at: Timestamp,
) -> Answer {
    let protocol = EventProtocol::of_version(request.event_protocol_version);
    let correlation_id = request.correlation_id;
    let what = match request.action {
        Action::Establish => establish(state, session, request.requests, at),
        Action::Cancel => cancel(state, session, request.requests),
    };
    Answer { protocol, correlation_id, what }
}

fn cancel(state: &State<'_>, session: SessionId, requests: Vec<Target>) -> Confirmation {
    let object = |it: &Target| state.find(session, &it.object_sid, it.object_type);
    let objects = requests.iter().filter_map(object).collect();
    let canceled = requests
        .into_iter()
        .map(|Target { object_sid, object_type, .. }| Canceled { object_sid, object_type });
    Confirmation::Canceled { objects, canceled: canceled.collect() }
}

fn establish(
    state: &mut State<'_>,
    session: SessionId,
    mut requests: Vec<Target>,
    at: Timestamp,
) -> Confirmation {
    let mut room = REPLAY_EVENTS;
    let (mut found, mut failed) = (Vec::new(), Vec::new());
    // Documents first: a client that gets the end of its membership ignores the conversation's
    // document, such as its closed state.
    requests.sort_by_key(|it| it.object_type != ObjectKind::Document);
    for target in requests {
        let id = state.open(session, &target.object_sid, target.object_type);
        if let Some(ObjectId::Session(list)) = id {
            state.clients.lists.keep_promise(list, at);
        }
        match id.filter(|id| !is_from_another_life(state, *id, &target)) {
            Some(id) => {
                let one = missed(state, id, target, room);
                room = room.saturating_sub(one.missed.len());
                found.push(one);
            }
            None => failed.push(failure(target)),
        }
    }
    Confirmation::Established { found, failed }
}

/// Returns whether a client has event numbers of the future, or of a time before the service began: it met
/// an object of the same name in an emulator that was since started anew. As the SDK skips events whose
/// numbers it has seen, it could only go on with holes; after a 404 it drops what it has.
fn is_from_another_life(state: &State<'_>, id: ObjectId, target: &Target) -> bool {
    let first = if let ObjectId::Session(_) = id { 0 } else { state.view.first };
    let is_known = |known| known == 0 || (first..=state.newest(id)).contains(&known);
    // A client without any event gets all of them.
    target.last_event_id.is_some_and(|known| !is_known(known))
}

fn missed(state: &State<'_>, id: ObjectId, target: Target, room: usize) -> Found {
    let newest = state.newest(id);
    // Null is the value of a client that took the object from its session's cache.
    let known = target.last_event_id.unwrap_or(newest);
    let limit = room.max(1);
    let missed = state.since(id, known, limit);
    let is_cut = missed.len() >= limit;
    let delta = |(event, at, what)| Delta { object: id, event, at, what };
    Found { id, target, newest, known, missed: missed.into_iter().map(delta).collect(), is_cut }
}

impl Answer {
    /// Sends the events and confirmations, and returns the response.
    pub(crate) fn send(self, clients: &mut Clients, session: SessionId) -> Response<Bytes> {
        clients.sessions.speaks(session, self.protocol);
        match self.what {
            Confirmation::Established { found, failed } => {
                let mut budget = REPLAY_BYTES;
                let established: Vec<Established> = found
                    .into_iter()
                    .map(|found| found.subscribe(clients, session, &mut budget))
                    .collect();
                if !established.is_empty() {
                    let frame = ControlFrame::established(self.correlation_id, established);
                    control(clients, session, &frame);
                }
                if !failed.is_empty() {
                    let frame = ControlFrame::failed(self.correlation_id, failed);
                    control(clients, session, &frame);
                }
            }
            Confirmation::Canceled { objects, canceled } => {
                for object in objects {
                    clients.sessions.unsubscribe(session, object);
                }
                let frame = ControlFrame::canceled(self.correlation_id, canceled);
                control(clients, session, &frame);
            }
        }
        json(StatusCode::ACCEPTED, &REPLY)
    }
}

impl Found {
    fn subscribe(
        self,
        clients: &mut Clients,
        session: SessionId,
        budget: &mut usize,
    ) -> Established {
        let (replay_status, last_event_id) = match self.replay(clients, session, budget) {
            None => (ReplayStatus::Completed, self.newest),
            Some(event) => (ReplayStatus::Interrupted, event),
        };
        // An interrupted client requests the rest; until then live events would overtake it.
        match replay_status {
            ReplayStatus::Completed => clients.sessions.subscribe(session, self.id),
            ReplayStatus::Interrupted => clients.sessions.unsubscribe(session, self.id),
        }
        let Target { object_sid, object_type, .. } = self.target;
        Established { object_sid, object_type, replay_status, last_event_id }
    }

    /// Replays what was missed; when the budget ends first, returns the last replayed event.
    fn replay(&self, clients: &mut Clients, session: SessionId, budget: &mut usize) -> Option<u64> {
        let mut reached = self.known;
        for step in self.missed.chunks(REPLAY_STEP) {
            if *budget == 0 {
                return Some(reached);
            }
            for frame in clients.replay(session, step) {
                *budget = budget.saturating_sub(frame.len());
                clients.sessions.push(session, frame);
            }
            reached = step.last().map_or(reached, |delta| delta.event);
        }
        self.is_cut.then_some(reached)
    }
}

fn failure(target: Target) -> Failed {
    let Target { object_sid, object_type, .. } = target;
    let NotFound { code, message } = NotFound::of(object_type);
    let error = SubscriptionError { status: 404, code, message: message.to_owned() };
    Failed { object_sid, object_type, error }
}

fn control(clients: &mut Clients, session: SessionId, frame: &ControlFrame) {
    for frame in clients.frames.control(clients.sessions.protocol(session), frame) {
        clients.sessions.push(session, frame);
    }
}
