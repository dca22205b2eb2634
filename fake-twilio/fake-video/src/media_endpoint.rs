use twilio_wire::signaling::{Description, DescriptionType, PeerConnection};

/// The peer connection that a client opens towards the server when it joins.
///
/// It is declined: media go from browser to browser over connections of their own. Here is the place
/// for a media endpoint of the server, which would answer the offer instead.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    id: String,
    revision: u64,
}

impl Endpoint {
    /// Looks at what a client offers with its first message.
    pub(crate) fn offered(peer_connections: &[PeerConnection]) -> Vec<Self> {
        let revision = |it: &PeerConnection| it.description.as_ref().map_or(0, |it| it.revision);
        let each = peer_connections.iter();
        each.map(|it| Self { id: it.id.clone(), revision: revision(it) }).collect()
    }

    /// The reply to the client; an unanswered offer would block it forever.
    pub(crate) fn reply(&self) -> PeerConnection {
        let revision = self.revision.saturating_add(1);
        let description = Description { kind: DescriptionType::Close, revision, sdp: None };
        PeerConnection { id: self.id.clone(), description: Some(description), ice: None }
    }
}
