//! Webhooks of one conversation.

use jiff::Timestamp;
use strum::{EnumString, IntoStaticStr};
use twilio_sid::{FlowSid, WebhookSid};

use crate::{CallbackMethod, conversations::record::event::Event, text::Text};

/// A webhook of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedWebhook {
    /// Its SID.
    pub sid: WebhookSid,
    /// The target and its events.
    pub target: Target,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// The target and its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An address, of events.
    Webhook {
        /// The address.
        url: Text,
        /// How to call it.
        method: CallbackMethod,
        /// The events.
        filters: Vec<Event>,
    },
    /// An address, of messages that contain a word.
    Trigger {
        /// The address.
        url: Text,
        /// How to call it.
        method: CallbackMethod,
        /// The words.
        words: Vec<Text>,
    },
    /// A Studio flow; kept, and never called: there is no Studio here.
    Studio {
        /// The flow.
        flow: FlowSid,
    },
}

/// The kind of a [`Target`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum WebhookKind {
    /// [`Target::Webhook`].
    Webhook,
    /// [`Target::Trigger`].
    Trigger,
    /// [`Target::Studio`].
    Studio,
}

impl Target {
    /// Its kind.
    pub fn kind(&self) -> WebhookKind {
        match self {
            Self::Webhook { .. } => WebhookKind::Webhook,
            Self::Trigger { .. } => WebhookKind::Trigger,
            Self::Studio { .. } => WebhookKind::Studio,
        }
    }

    /// The address and how to call it, if it has one.
    pub fn address(&self) -> Option<(&Text, CallbackMethod)> {
        match self {
            Self::Webhook { url, method, .. } | Self::Trigger { url, method, .. } => {
                Some((url, *method))
            }
            Self::Studio { .. } => None,
        }
    }

    /// Returns whether it is called for a message.
    ///
    /// assumed: a word counts in any letter case and only between characters that are neither
    /// letters nor digits; a live trigger would settle it.
    pub fn is_triggered_by(&self, body: &str) -> bool {
        let Self::Trigger { words, .. } = self else { return false };
        words.iter().any(|word| contains_word(&body.to_lowercase(), &word.to_lowercase()))
    }
}

fn contains_word(body: &str, word: &str) -> bool {
    let inside = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && body.match_indices(word).any(|(at, found)| {
            let (before, after) = (&body[..at], &body[at + found.len()..]);
            !inside(before.chars().next_back()) && !inside(after.chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_hears_whole_words_in_any_letter_case() {
        let words = vec!["help".into(), "straße 7".into()];
        let trigger = Target::Trigger { url: "".into(), method: CallbackMethod::Post, words };
        for body in ["help", "Please, HELP!", "the Straße 7."] {
            assert!(trigger.is_triggered_by(body), "{body}");
        }
        for body in ["", "helpful", "unhelp", "straße 70"] {
            assert!(!trigger.is_triggered_by(body), "{body}");
        }
    }
}
