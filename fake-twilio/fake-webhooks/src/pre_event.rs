//! Webhooks that decide before something happens.
//!
//! Nothing waits in here: a command whose webhook has not been called yet is not carried out, and is
//! decided anew with the webhook's decision.

use bytes::Bytes;
use fake_core::{
    Actor, Decided, Env, Error, World,
    text::{self, SHORT_ATTRIBUTES, Text, author, body, friendly_name},
    webhook::{Changes, amend, commanded},
};
use http::{Response, StatusCode};
use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::{
    WebhookRequest,
    payload::{EventContext, Webhooks},
};

/// The request of the pre-event webhook that has to decide on a command, if there is one.
pub fn pre_event<T>(
    world: &World,
    at: Timestamp,
    actor: &Actor,
    decided: &Decided<T>,
) -> Option<WebhookRequest> {
    let webhooks = world.webhooks.effective();
    // Usually no pre-event webhook is configured.
    webhooks.pre.as_ref()?;
    if !actor.wants_webhooks() || *actor == Actor::System {
        return None;
    }
    let fact = commanded(&decided.facts)?;
    let conversation = fact.conversation().and_then(|sid| world.conversation(sid).ok());
    let before = conversation.map(|it| it.profile.as_ref());
    let webhook @ (event, _) = Webhooks::of(fact, before)?.pre?;
    let url = webhooks.pre_event_url(event)?;
    let context = EventContext { service: &world.service, at, actor, tenant: None };
    let receiver = (url, webhooks.method.unwrap_or_default());
    Some(context.request(receiver, event, context.params(webhook)))
}

/// What a pre-event webhook decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreEventDecision(Decision);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Decision {
    Publish,
    Change(Changes),
    Reject,
    /// A change that no command could make.
    Invalid(PreEventError),
}

/// Why a command fails that a pre-event webhook decided on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreEventError {
    /// The webhook rejected it.
    #[error("The request was rejected by the pre-event webhook")]
    Rejected,
    /// The webhook answered a value of the wrong type.
    #[error("The webhook answered {name} that is not a text")]
    NoText {
        /// Name of the value.
        name: &'static str,
        /// Twilio's error number for a bad value of this name.
        code: u32,
    },
    /// The webhook answered attributes that are no JSON text.
    #[error("Attributes not valid")]
    BadAttributes,
    /// The webhook answered values that the domain refuses.
    #[error(transparent)]
    Refused(#[from] Error),
}

impl PreEventDecision {
    /// Reads a webhook's answer; none means that the command is carried out as it is (Twilio's
    /// documentation).
    pub fn read(answer: Option<&Response<Bytes>>) -> Self {
        let Some(answer) = answer else { return Self(Decision::Publish) };
        // Twilio's error dictionary, 50056.
        if answer.status() != StatusCode::OK {
            return Self(Decision::Reject);
        }
        // assumed: what is no JSON object changes nothing; a live webhook would settle it.
        let Ok(object) = serde_json::from_slice::<Map<String, Value>>(answer.body()) else {
            return Self(Decision::Publish);
        };
        Self(match changes(&object) {
            Ok(changes) if changes == Changes::default() => Decision::Publish,
            Ok(changes) => Decision::Change(changes),
            Err(error) => Decision::Invalid(error),
        })
    }

    /// Applies the decision to the command that it was made on.
    ///
    /// # Errors
    /// When the webhook rejected the command, or made of it what cannot be.
    pub fn apply<T>(
        &self,
        world: &World,
        env: &mut Env<'_>,
        decided: Decided<T>,
    ) -> Result<Decided<T>, PreEventError> {
        match &self.0 {
            Decision::Publish => Ok(decided),
            Decision::Change(changes) => {
                let facts = amend(world, decided.facts, changes, env)?;
                Ok(Decided { facts, outcome: decided.outcome })
            }
            Decision::Reject => Err(PreEventError::Rejected),
            Decision::Invalid(error) => Err(error.clone()),
        }
    }
}

/// Reads changes like the parameters of a command.
fn changes(object: &Map<String, Value>) -> Result<Changes, PreEventError> {
    let text = |name, code| match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(PreEventError::NoText { name, code }),
    };
    let accept = |name, accept: fn(&str) -> Result<Text, Error>| {
        Ok::<_, PreEventError>(text(name, 20001)?.map(accept).transpose()?)
    };
    Ok(Changes {
        friendly_name: accept("friendly_name", friendly_name)?,
        body: accept("body", body)?,
        author: accept("author", author)?,
        attributes: text("attributes", 50304)?.map(attributes).transpose()?,
    })
}

fn attributes(text: &str) -> Result<Text, PreEventError> {
    let attributes = text::attributes(text, SHORT_ATTRIBUTES)?;
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    if is_json { Ok(attributes) } else { Err(PreEventError::BadAttributes) }
}
