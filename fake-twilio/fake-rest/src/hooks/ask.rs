//! Hooks that are asked before something happens.
//!
//! Nothing waits in here: a command that needs an answer is refused with the question, and decided
//! anew when the answer is there.

use bytes::Bytes;
use fake_core::{
    Decided, Env, Source, World,
    hook::{Changes, amend, commanded},
    text::{SHORT_ATTRIBUTES, Text, author, body, friendly_name},
};
use http::{Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    payload::{Scene, Webhooks},
    say,
};
use crate::{
    answer::{ApiError, Failure},
    callout::Callout,
    parse,
    refusal::{Audience, explain},
};

/// What comes of a request at first.
#[derive(Debug)]
pub enum Step<T> {
    /// Its answer.
    Done(T),
    /// A question, whose answer decides; nothing has happened yet.
    Ask(Question),
}

impl<T> Step<T> {
    /// The answer of a request that asks nothing.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(answer) => Some(answer),
            Self::Ask(_) => None,
        }
    }
}

/// A question to a hook.
#[derive(Clone, Debug)]
pub struct Question {
    /// How to put it.
    pub callout: Callout,
}

/// What a hook has to say.
#[derive(Clone, Debug)]
pub struct Verdict(Ruling);

#[derive(Clone, Debug)]
enum Ruling {
    Publish,
    Change(Changes),
    Reject,
    /// A change that no command could make; the error is the caller's.
    Invalid(ApiError),
}

impl Question {
    /// Understands the answer; none stands for "as it is" (Twilio's documentation).
    pub fn hear(&self, answer: Option<&Response<Bytes>>) -> Verdict {
        let Some(answer) = answer else { return Verdict(Ruling::Publish) };
        // The dictionary says so of 50056.
        if answer.status() != StatusCode::OK {
            return Verdict(Ruling::Reject);
        }
        // assumed: what is no JSON object changes nothing; a live hook would settle it.
        let Ok(object) = serde_json::from_slice::<Map<String, Value>>(answer.body()) else {
            return Verdict(Ruling::Publish);
        };
        Verdict(match changes(&object) {
            Ok(changes) if changes == Changes::default() => Ruling::Publish,
            Ok(changes) => Ruling::Change(changes),
            Err(failure) => Ruling::Invalid(explain(failure, Audience::Client)),
        })
    }
}

/// Reads changes like the parameters of a command.
fn changes(object: &Map<String, Value>) -> Result<Changes, Failure> {
    let text = |name: &str, code| match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => {
            Err(ApiError::bad(code, format!("The webhook answered {name} that is not a text")))
        }
    };
    let accept = |name, accept: fn(&str) -> Result<Text, _>| {
        Ok::<_, Failure>(text(name, 20001)?.map(accept).transpose()?)
    };
    Ok(Changes {
        friendly_name: accept("friendly_name", friendly_name)?,
        body: accept("body", body)?,
        author: accept("author", author)?,
        attributes: parse::attributes(text("attributes", 50304)?, SHORT_ATTRIBUTES)?,
    })
}

/// Lets a decision pass, asks about it, or does what the answer says.
pub(crate) fn consult<T>(
    world: &World,
    env: &mut Env<'_>,
    source: &Source,
    verdict: Option<&Verdict>,
    decided: Decided<T>,
) -> Result<Decided<T>, Failure> {
    let Some(question) = question(world, env.now, source, &decided) else { return Ok(decided) };
    match verdict.map(|verdict| &verdict.0) {
        None => Err(Failure::Asked(Box::new(question))),
        Some(Ruling::Publish) => Ok(decided),
        Some(Ruling::Change(changes)) => {
            let facts = amend(world, decided.facts, changes, env)?;
            Ok(Decided { facts, outcome: decided.outcome })
        }
        Some(Ruling::Reject) => {
            let rejected = "The request was rejected by the pre-event webhook";
            Err(ApiError::new(StatusCode::FORBIDDEN, 50056, rejected).into())
        }
        Some(Ruling::Invalid(error)) => Err(error.clone().into()),
    }
}

fn question<T>(
    world: &World,
    at: Timestamp,
    source: &Source,
    decided: &Decided<T>,
) -> Option<Question> {
    let hooks = world.hooks.effective();
    // Nearly always there is nobody to ask.
    hooks.pre.as_ref()?;
    if !source.wants_hooks() || *source == Source::System {
        return None;
    }
    let fact = commanded(&decided.facts)?;
    let conversation = fact.conversation().and_then(|sid| world.conversation(sid).ok());
    let before = conversation.map(|it| it.profile.as_ref());
    let pre @ (event, _) = Webhooks::of(fact, before)?.pre?;
    let url = hooks.asked(event)?;
    let params = Scene { service: &world.service, at, source }.params(pre);
    let receiver = (url, hooks.method.unwrap_or_default());
    Some(Question { callout: say(&world.service, receiver, event, params) })
}
