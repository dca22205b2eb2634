//! `POST /v4/Subscriptions`: replay what was missed, then confirm.

use bytes::Bytes;
use http::{Response, StatusCode};
use jiff::Timestamp;
use twilio_wire::sync::{
    Action, Canceled, ControlFrame, Established, EventProtocol, Failed, Failure, ObjectKind,
    ReplayStatus, SubscriptionReply, SubscriptionRequest, Target,
};

use crate::{
    ObjectId,
    delta::Delta,
    response::{NotFound, json},
    session::SessionId,
    state::State,
};

/// As recorded from production.
const REPLY: SubscriptionReply =
    SubscriptionReply { estimated_delivery_in_ms: 10_000, max_batch_size: 1000, ttl_in_s: 86_400 };

/// Bytes replayed for one request; the client asks for the rest when it has read so far.
const REPLAY_BYTES: usize = 1024 * 1024;

/// Changes replayed at once for one object, so that a round's bytes stay near the bound.
const REPLAY_STEP: usize = 16;

pub(crate) fn answer(
    state: &mut State,
    session: SessionId,
    request: &SubscriptionRequest,
    at: Timestamp,
) -> Response<Bytes> {
    let protocol = EventProtocol::of_version(request.event_protocol_version);
    state.sessions.speaks(session, protocol);
    match request.action {
        Action::Establish => establish(state, session, request, at),
        Action::Cancel => cancel(state, session, request),
    }
    json(StatusCode::ACCEPTED, &REPLY)
}

fn cancel(state: &mut State, session: SessionId, request: &SubscriptionRequest) {
    let mut canceled = Vec::with_capacity(request.requests.len());
    for Target { object_sid, object_type, .. } in &request.requests {
        if let Some(id) = state.find(session, object_sid, *object_type) {
            state.sessions.unsubscribe(session, id);
        }
        canceled.push(Canceled { object_sid: object_sid.clone(), object_type: *object_type });
    }
    control(state, session, &ControlFrame::canceled(request.correlation_id, canceled));
}

fn establish(state: &mut State, session: SessionId, request: &SubscriptionRequest, at: Timestamp) {
    let mut budget = REPLAY_BYTES;
    let (mut established, mut failed) = (Vec::new(), Vec::new());
    // Documents first: a client that is told that it has left a conversation no longer listens to what
    // its document says, such as that it was closed.
    let is_document = |it: &&Target| it.object_type == ObjectKind::Document;
    let documents = request.requests.iter().filter(is_document);
    let others = request.requests.iter().filter(|it| !is_document(it));
    for target in documents.chain(others) {
        let found = state.readable(session, &target.object_sid, target.object_type);
        if let Some(ObjectId::Session(list)) = found {
            state.lists.keep_promise(list, at);
        }
        match found.filter(|id| !is_from_another_life(state, *id, target)) {
            Some(id) => established.push(subscribe(state, session, id, target, &mut budget)),
            None => failed.push(failure(target)),
        }
    }
    if !established.is_empty() {
        let frame = ControlFrame::established(request.correlation_id, established);
        control(state, session, &frame);
    }
    if !failed.is_empty() {
        control(state, session, &ControlFrame::failed(request.correlation_id, failed));
    }
}

/// Returns whether a client knows events that did not happen yet: it met an object of the same name in
/// an emulator that was since started anew. As the SDK skips events whose numbers it has seen, it
/// could only go on with holes; told that the object is gone, it drops what it has.
fn is_from_another_life(state: &State, id: ObjectId, target: &Target) -> bool {
    target.last_event_id.is_some_and(|known| known > state.newest(id))
}

fn subscribe(
    state: &mut State,
    session: SessionId,
    id: ObjectId,
    target: &Target,
    budget: &mut usize,
) -> Established {
    let newest = state.newest(id);
    // Null is what a client says that took the object from its session's cache.
    let known = target.last_event_id.unwrap_or(newest);
    let reached = replay(state, session, id, known, budget);
    let (replay_status, last_event_id) = match reached {
        None => (ReplayStatus::Completed, newest),
        Some(event) => (ReplayStatus::Interrupted, event),
    };
    // An interrupted client asks again; until then live events would overtake the rest.
    match replay_status {
        ReplayStatus::Completed => state.sessions.subscribe(session, id),
        ReplayStatus::Interrupted => state.sessions.unsubscribe(session, id),
    }
    Established {
        object_sid: target.object_sid.clone(),
        object_type: target.object_type,
        replay_status,
        last_event_id,
    }
}

/// Replays what was missed; when the budget ends first, says up to which event it came.
fn replay(
    state: &mut State,
    session: SessionId,
    id: ObjectId,
    known: u64,
    budget: &mut usize,
) -> Option<u64> {
    let missed = state.since(id, known);
    let deltas: Vec<Delta> =
        missed.into_iter().map(|(event, at, what)| Delta { object: id, event, at, what }).collect();
    let outbox = state.sessions.outbox(session)?;
    let mut reached = known;
    for step in deltas.chunks(REPLAY_STEP) {
        if *budget == 0 {
            return Some(reached);
        }
        for frame in state.replay(session, step) {
            *budget = budget.saturating_sub(frame.len());
            outbox.push(frame);
        }
        reached = step.last().map_or(reached, |delta| delta.event);
    }
    None
}

fn failure(target: &Target) -> Failed {
    let kind = target.object_type;
    let NotFound { code, message } = NotFound::of(kind);
    Failed {
        object_sid: target.object_sid.clone(),
        object_type: kind,
        error: Failure { status: 404, code, message: message.to_owned() },
    }
}

fn control(state: &mut State, session: SessionId, frame: &ControlFrame) {
    let Some(outbox) = state.sessions.outbox(session) else { return };
    for frame in state.frames.control(state.sessions.protocol(session), frame) {
        outbox.push(frame);
    }
}
