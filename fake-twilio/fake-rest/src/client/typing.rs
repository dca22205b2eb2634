//! `/Client/v2/Typing`: a signal, delivered and not kept.

use fake_core::{conversation::Conversation, visibility::joined};
use twilio_wire::client_api as wire;

use crate::{
    client::ClientRequest,
    http::reply::{Answer, Outcome, Signal, ok},
};

/// Seconds until a client may report typing again (`@twilio/conversations` 3.0.1, its default).
const TYPING_TIMEOUT: u32 = 5;

pub(super) fn report(call: &ClientRequest<'_>, form: &wire::TypingForm) -> Outcome<Answer> {
    let identity = &call.caller.identity;
    let conversation = call
        .transaction
        .read(|world| joined(world, &form.channel_sid, identity).map(Conversation::sid))?;
    let signal = Some(Signal::Typing { conversation, identity: identity.clone() });
    let step = ok(&wire::TypingReply { typing_timeout: TYPING_TIMEOUT });
    Ok(step.map(|response| Answer { response, signal }))
}
