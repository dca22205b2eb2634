//! Bodies of answers, some of which are sent slowly on purpose.

use std::{convert::Infallible, sync::Arc};

use bytes::Bytes;
use fake_store::Clock;
use futures_util::stream;
use http_body_util::{BodyExt, Either, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::Frame;
use jiff::SignedDuration;
use local_server::InUse;

use crate::shared::Shared;

/// The body of an answer: the emulator's own, or one that takes its time or is passed on by the proxy.
pub(crate) type AnswerBody = Either<Full<Bytes>, UnsyncBoxBody<Bytes, hyper::Error>>;

/// How many bytes of an answer are sent a second, as an extension of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Throttle(pub(crate) u32);

/// A body of which so many bytes are sent in each second of the clock, the first of them at once. Its
/// connection is in use for so long.
pub(crate) fn throttled(
    bytes: Bytes,
    Throttle(rate): Throttle,
    shared: Arc<Shared>,
    in_use: InUse,
) -> UnsyncBoxBody<Bytes, hyper::Error> {
    let rate = usize::try_from(rate).unwrap_or(usize::MAX);
    let next = move |(mut rest, due): (Bytes, Option<jiff::Timestamp>)| {
        let shared = shared.clone();
        async move {
            if rest.is_empty() {
                return None;
            }
            if let Some(due) = due {
                tokio::select! {
                    () = shared.clock.sleep_until(due) => {}
                    () = shared.stopping() => return None,
                }
            }
            let part = rest.split_to(rate.min(rest.len()));
            // At the end of time there are no more seconds.
            let due = shared.clock.now().saturating_add(SignedDuration::from_secs(1)).ok();
            Some((Ok::<_, Infallible>(Frame::data(part)), (rest, due)))
        }
    };
    let body = StreamBody::new(stream::unfold((bytes, None), next));
    let body = body.map_frame(move |frame| {
        let _ = &in_use;
        frame
    });
    body.map_err(|never| match never {}).boxed_unsync()
}
