//! Seed documents in the words of a test; what has no method here is set by the members.

use super::{
    SeedConversation, SeedDocument, SeedMessage, SeedParticipant, SeedParticipantDetails, SeedUser,
};

impl SeedDocument {
    /// With one more user of the default service.
    #[must_use]
    pub fn user(mut self, user: impl Into<SeedUser>) -> Self {
        self.users.push(user.into());
        self
    }

    /// With one more conversation of the default service.
    #[must_use]
    pub fn conversation(mut self, conversation: SeedConversation) -> Self {
        self.conversations.push(conversation);
        self
    }
}

impl SeedUser {
    /// A user without anything but an identity.
    pub fn new(identity: impl Into<String>) -> Self {
        Self { identity: identity.into(), friendly_name: None, attributes: None, role: None }
    }

    /// With a name.
    #[must_use]
    pub fn friendly_name(mut self, name: impl Into<String>) -> Self {
        self.friendly_name = Some(name.into());
        self
    }

    /// With a role of the service, by its name.
    #[must_use]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into());
        self
    }
}

impl From<&str> for SeedUser {
    fn from(identity: &str) -> Self {
        Self::new(identity)
    }
}

impl SeedConversation {
    /// An empty conversation with this unique name.
    pub fn new(unique_name: impl Into<String>) -> Self {
        Self { unique_name: Some(unique_name.into()), ..Self::default() }
    }

    /// With one more participant.
    #[must_use]
    pub fn participant(mut self, participant: impl Into<SeedParticipant>) -> Self {
        self.participants.push(participant.into());
        self
    }

    /// With more participants.
    #[must_use]
    pub fn participants<P: Into<SeedParticipant>>(
        mut self,
        participants: impl IntoIterator<Item = P>,
    ) -> Self {
        self.participants.extend(participants.into_iter().map(Into::into));
        self
    }

    /// With one more message.
    #[must_use]
    pub fn message(mut self, message: SeedMessage) -> Self {
        self.messages.push(message);
        self
    }
}

/// A chat user.
impl From<&str> for SeedParticipant {
    fn from(identity: &str) -> Self {
        Self::Identity(identity.to_owned())
    }
}

impl From<SeedParticipantDetails> for SeedParticipant {
    fn from(details: SeedParticipantDetails) -> Self {
        Self::Detailed(details)
    }
}

impl SeedMessage {
    /// A text.
    pub fn new(author: impl Into<String>, body: impl Into<String>) -> Self {
        Self { author: Some(author.into()), body: Some(body.into()), ..Self::default() }
    }
}
