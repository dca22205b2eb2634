//! Which effects there are.

use super::{Action, Delay, Effect, Fault, Hold, Stage};
use crate::side::{Direction, Side, Sides};

/// Longest delay and hold in milliseconds: a day.
pub(crate) const LONGEST_MS: u32 = 24 * 60 * 60 * 1000;

/// Most messages that pass one that is held back.
const MOST_MESSAGES: u32 = 1000;

/// Longest message of an error, in bytes.
const LONGEST_MESSAGE: usize = 4096;

/// Why an effect cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EffectError {
    /// It does nothing.
    #[error("an effect has a delay, an action, or both")]
    Nothing,
    /// It does two things at once.
    #[error(
        "an effect has one of status, fault, close_code, hold, reorder_candidates and \
         bytes_per_second"
    )]
    Several,
    /// What belongs to an error answer stands without its status.
    #[error("code, message and retry_after_s belong to a status")]
    NoStatus,
    /// The text of the error is too long: the journal keeps it.
    #[error("message has at most {LONGEST_MESSAGE} bytes")]
    Message,
    /// The status is none of an error.
    #[error("status lies between 400 and 599")]
    Status,
    /// The code may not be sent.
    #[error("close_code lies between 1000 and 4999, and is none of 1004, 1005, 1006 and 1015")]
    CloseCode,
    /// A time is too long.
    #[error("a time is at most {LONGEST_MS} ms")]
    TooLong,
    /// The limits of a delay are the wrong way round.
    #[error("lower_ms is at most upper_ms")]
    Limits,
    /// The delay is not distributed.
    #[error("sigma lies between 0 and 10, and median_ms is at least 1")]
    LogNormal,
    /// Nothing, or too much, may pass a message that is held back.
    #[error("messages of a hold lie between 1 and {MOST_MESSAGES}")]
    Hold,
    /// No byte may be sent.
    #[error("bytes_per_second is at least 1")]
    Throttle,
    /// The answer suffers after the request was carried out.
    #[error("malformed_answer and bytes_per_second act on the answer; `at` cannot be request")]
    Stage,
}

impl Effect {
    /// Checks an effect.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn check(&self) -> Result<(), EffectError> {
        let actions = [
            self.status.is_some(),
            self.fault.is_some(),
            self.close_code.is_some(),
            self.hold.is_some(),
            self.reorder_candidates,
            self.bytes_per_second.is_some(),
        ];
        let actions = actions.iter().filter(|is_there| **is_there).count();
        let of_status =
            self.code.is_some() || self.message.is_some() || self.retry_after_s.is_some();
        match (actions, self.delay) {
            (2.., _) => return Err(EffectError::Several),
            _ if of_status && self.status.is_none() => return Err(EffectError::NoStatus),
            (0, None) => return Err(EffectError::Nothing),
            _ if self.message.as_ref().is_some_and(|it| it.len() > LONGEST_MESSAGE) => {
                return Err(EffectError::Message);
            }
            _ => {}
        }
        self.delay.map_or(Ok(()), Delay::check)?;
        if self.at == Some(Stage::Request) && self.stage() == Stage::Answer {
            return Err(EffectError::Stage);
        }
        self.action().map_or(Ok(()), Action::check)
    }

    /// The sides on which it can act.
    pub fn sides(&self) -> Sides {
        let by_action = match self.action() {
            None | Some(Action::Error(_) | Action::Fault(_)) => Sides::ALL,
            Some(Action::Close(_) | Action::Hold(_)) => Sides::SOCKETS,
            Some(Action::ReorderCandidates) => Sides::of(Side::Signaling),
            Some(Action::Throttle(_)) => {
                Sides::HTTP.and(Side::Twilsock).and(Side::Sync).and(Side::Signaling)
            }
        };
        match self.at {
            None => by_action,
            Some(_) => by_action & Sides::HTTP.and(Side::Webhook),
        }
    }

    /// Returns whether it can act on the handshake of a WebSocket, too.
    pub fn acts_on_upgrades(&self) -> bool {
        match self.action() {
            None | Some(Action::Error(_) | Action::Fault(_) | Action::Close(_)) => true,
            Some(Action::Hold(_) | Action::ReorderCandidates | Action::Throttle(_)) => false,
        }
    }

    /// The only direction of messages on a WebSocket in which it can act, if there is one.
    pub fn direction(&self) -> Option<Direction> {
        match self.action()? {
            Action::Error(_) => Some(Direction::In),
            Action::Fault(Fault::EmptyAnswer | Fault::MalformedAnswer) => Some(Direction::Out),
            Action::Fault(Fault::ConnectionReset | Fault::HalfOpen)
            | Action::Close(_)
            | Action::Hold(_)
            | Action::ReorderCandidates
            | Action::Throttle(_) => None,
        }
    }
}

impl Delay {
    fn check(self) -> Result<(), EffectError> {
        match self {
            Self::Fixed { ms: longest }
            | Self::Uniform { upper_ms: longest, .. }
            | Self::LogNormal { median_ms: longest, .. }
                if longest > LONGEST_MS =>
            {
                Err(EffectError::TooLong)
            }
            Self::Uniform { lower_ms, upper_ms } if lower_ms > upper_ms => Err(EffectError::Limits),
            Self::LogNormal { median_ms, sigma }
                if median_ms == 0 || !(0.0..=10.0).contains(&sigma) =>
            {
                Err(EffectError::LogNormal)
            }
            Self::Fixed { .. } | Self::Uniform { .. } | Self::LogNormal { .. } => Ok(()),
        }
    }
}

impl Action<'_> {
    fn check(self) -> Result<(), EffectError> {
        match self {
            Self::Error(answer) if !(400..600).contains(&answer.status) => Err(EffectError::Status),
            // RFC 6455, section 7.4: the others stand for what is not on the wire.
            Self::Close(code)
                if !(1000..5000).contains(&code) || [1004, 1005, 1006, 1015].contains(&code) =>
            {
                Err(EffectError::CloseCode)
            }
            Self::Hold(Hold { ms: Some(ms), .. }) if ms > LONGEST_MS => Err(EffectError::TooLong),
            Self::Hold(Hold { messages: Some(it), .. }) if !(1..=MOST_MESSAGES).contains(&it) => {
                Err(EffectError::Hold)
            }
            Self::Throttle(0) => Err(EffectError::Throttle),
            Self::Error(_)
            | Self::Fault(_)
            | Self::Close(_)
            | Self::Hold(_)
            | Self::ReorderCandidates
            | Self::Throttle(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn effect(json: serde_json::Value) -> Effect {
        serde_json::from_value(json).expect("an effect")
    }

    #[test]
    fn effects_that_can_be() {
        for json in [
            json!({ "delay": { "type": "fixed", "ms": 500 } }),
            json!({ "delay": { "type": "uniform", "lower_ms": 1, "upper_ms": 1 }, "status": 503 }),
            json!({ "delay": { "type": "lognormal", "median_ms": 90, "sigma": 0.4 } }),
            json!({ "status": 429, "code": 20429, "message": "slower", "retry_after_s": 3 }),
            json!({ "fault": "connection_reset", "at": "answer" }),
            json!({ "hold": {} }),
            json!({ "hold": { "messages": 2, "ms": 5 } }),
            json!({ "reorder_candidates": true }),
            json!({ "close_code": 1013 }),
            json!({ "bytes_per_second": 1, "at": "answer" }),
        ] {
            let effect = effect(json.clone());
            assert_eq!(effect.check(), Ok(()), "{json}");
            assert_eq!(serde_json::to_value(&effect).expect("JSON"), json);
        }
    }

    #[test]
    fn effects_that_cannot_be() {
        for (json, why) in [
            (json!({}), EffectError::Nothing),
            (json!({ "at": "answer" }), EffectError::Nothing),
            (json!({ "status": 503, "close_code": 1000 }), EffectError::Several),
            (json!({ "code": 20404 }), EffectError::NoStatus),
            (json!({ "status": 200 }), EffectError::Status),
            (json!({ "status": 600 }), EffectError::Status),
            (json!({ "close_code": 1006 }), EffectError::CloseCode),
            (json!({ "delay": { "type": "fixed", "ms": 86_400_001 } }), EffectError::TooLong),
            (
                json!({ "delay": { "type": "uniform", "lower_ms": 2, "upper_ms": 1 } }),
                EffectError::Limits,
            ),
            (
                json!({ "delay": { "type": "lognormal", "median_ms": 0, "sigma": 1.0 } }),
                EffectError::LogNormal,
            ),
            (json!({ "hold": { "messages": 0 } }), EffectError::Hold),
            (json!({ "hold": { "ms": 86_400_001 } }), EffectError::TooLong),
            (json!({ "bytes_per_second": 0 }), EffectError::Throttle),
            (json!({ "fault": "malformed_answer", "at": "request" }), EffectError::Stage),
        ] {
            assert_eq!(effect(json.clone()).check(), Err(why), "{json}");
        }
        for unknown in [json!({ "fault": "fire" }), json!({ "delay": { "type": "fixed" } })] {
            assert!(serde_json::from_value::<Effect>(unknown).is_err());
        }
    }

    #[test]
    fn an_effect_has_its_sides() {
        let sides = |json| effect(json).sides();
        assert_eq!(sides(json!({ "status": 503 })), Sides::ALL);
        assert_eq!(sides(json!({ "close_code": 1013 })), Sides::SOCKETS);
        let at_answer = sides(json!({ "status": 503, "at": "answer" }));
        assert!(at_answer.has(Side::Webhook) && !at_answer.has(Side::Sync));
        assert!(!sides(json!({ "bytes_per_second": 9 })).has(Side::Webhook));
    }
}
