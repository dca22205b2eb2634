//! The layer around the calls of webhooks and status callbacks.

use std::time::Duration;

use bytes::Bytes;
use fake_control::{
    Action, ErrorAnswer, Fault, Side, Sides, Stage,
    faults::{Acting, Faults},
    journal::{Message, NoDirectory, Record, RecordDecoder, WebhookCall},
};
use fake_store::Clock;
use fake_webhooks::{AttemptError, Overrides, WebhookRequest};
use http::{Request, Response, StatusCode};

use crate::clock::ShellClock;

/// What a call comes to.
type Called = Result<Response<Bytes>, AttemptError>;

/// The fault of a rule that acts on a call.
pub(super) fn of_call(
    faults: &Faults,
    webhook: &WebhookRequest,
    request: &Request<Bytes>,
) -> Option<Acting> {
    if !faults.watch(Sides::of(Side::Webhook)) {
        return None;
    }
    let record = Record::Webhook(WebhookCall {
        account: webhook.account,
        event: webhook.event,
        request: Message::call(request),
        response: None,
        took: Duration::ZERO,
        fault: None,
    });
    faults.judge(&RecordDecoder::default().decode(&record, &NoDirectory))
}

/// Calls with a fault. Without an answer in the time of the address the call is given up.
pub(super) async fn call(
    fault: &Acting,
    clock: &ShellClock,
    overrides: &Overrides,
    called: impl Future<Output = Called>,
) -> Called {
    let (action, read) = (fault.effect.action(), overrides.read);
    match fault.effect.stage() {
        Stage::Request => {
            wait(clock, fault.delay, read).await?;
            match action {
                None => called.await,
                Some(action) => {
                    instead(action, clock, read).await.unwrap_or(Err(AttemptError::Read))
                }
            }
        }
        Stage::Answer => {
            let answer = called.await?;
            wait(clock, fault.delay, read).await?;
            match action {
                None => Ok(answer),
                Some(Action::Fault(Fault::MalformedAnswer)) => {
                    let half = answer.body().len() / 2;
                    Ok(answer.map(|body| body.slice(..half)))
                }
                Some(action) => instead(action, clock, read).await.unwrap_or(Ok(answer)),
            }
        }
    }
}

/// Waits for a while; no longer than an answer may take.
async fn wait(clock: &ShellClock, time: Duration, read: Duration) -> Result<(), AttemptError> {
    if let Ok(moment) = clock.now().checked_add(time.min(read))
        && !time.is_zero()
    {
        clock.sleep_until(moment).await;
    }
    if time < read { Ok(()) } else { Err(AttemptError::Read) }
}

/// What comes instead of the application's answer, if anything does.
async fn instead(action: Action<'_>, clock: &ShellClock, read: Duration) -> Option<Called> {
    match action {
        Action::Error(answer) => Some(Ok(error(answer))),
        Action::Fault(Fault::ConnectionReset | Fault::EmptyAnswer) => Some(Err(AttemptError::Read)),
        Action::Fault(Fault::HalfOpen) => Some(match wait(clock, read, read).await {
            Ok(()) | Err(_) => Err(AttemptError::Read),
        }),
        Action::Fault(Fault::MalformedAnswer)
        | Action::Close(_)
        | Action::Hold(_)
        | Action::ReorderCandidates
        | Action::Throttle(_) => None,
    }
}

fn error(answer: ErrorAnswer<'_>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(answer.message.as_bytes()));
    // Effects are checked: the status is one of an error.
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}
