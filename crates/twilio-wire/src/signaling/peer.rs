use serde::{Deserialize, Serialize};

use super::Verbatim;

/// News of one peer connection; any part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PeerConnection {
    /// Name that both of its ends know it by.
    pub id: String,
    /// A session description, or an order about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// Candidates found so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ice: Option<Ice>,
}

/// A session description of a peer connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// What to do with it.
    #[serde(rename = "type")]
    pub kind: DescriptionType,
    /// Counter that both ends share: an answer repeats its offer's, an offer counts on.
    pub revision: u64,
    /// The SDP, a string; offers and answers have one.
    #[serde(
        default,
        deserialize_with = "Verbatim::string",
        skip_serializing_if = "Option::is_none"
    )]
    pub sdp: Option<Verbatim>,
}

/// What a [`Description`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DescriptionType {
    /// An offer, which needs an answer.
    Offer,
    /// Answers the offer of the same revision.
    Answer,
    /// A provisional answer; clients treat it like an answer.
    Pranswer,
    /// Requests an offer from a client.
    CreateOffer,
    /// Ends the peer connection; its name is never used again.
    Close,
}

/// Candidates of one end; the list grows until the next local description.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ice {
    /// Fragment that names the ICE session; a restart draws a new one.
    pub ufrag: String,
    /// Counted by the sender.
    pub revision: u64,
    /// Candidates, which only browsers understand.
    #[serde(default)]
    pub candidates: Vec<Verbatim>,
    /// Whether no more will come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete: Option<bool>,
}
