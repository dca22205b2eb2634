//! The conversation behind the room, and who is let in.

use http::StatusCode;
use tokio::sync::Mutex;
use twilio_conversations::{Client, Error};
use twilio_wire::rest::conversation::Conversation;

/// Twilio's error number for a unique name that is taken.
const NAME_TAKEN: u32 = 50353;

/// Twilio's error number for an existing participant.
const TAKES_PART: u32 = 50433;

/// Largest page of a list of conversations (`OpenAPI` document of Conversations v1).
const PAGE_SIZE: u32 = 100;

/// The one room of this server.
pub(crate) struct Room {
    client: Client,
    name: String,
    creation: Mutex<()>,
}

impl Room {
    pub(crate) fn new(client: Client, name: String) -> Self {
        Self { client, name, creation: Mutex::new(()) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Makes the user a participant, and the room's conversation if there is none.
    pub(crate) async fn log_in(&self, identity: &str) -> Result<Conversation, Error> {
        let conversation = self.conversation().await?;
        let participants = self.client.conversation(conversation.sid).participants();
        match participants.create().identity(identity).await {
            Err(error) if error.code() != Some(TAKES_PART) => Err(error),
            Ok(_) | Err(_) => Ok(conversation),
        }
    }

    async fn conversation(&self) -> Result<Conversation, Error> {
        if let Some(found) = self.find().await? {
            return Ok(found);
        }
        // Looked for again, because the previous holder of the lock has probably created it.
        let _turn = self.creation.lock().await;
        if let Some(found) = self.find().await? {
            return Ok(found);
        }
        self.create().await
    }

    /// Looks for the unique name first: that is one request however many conversations there are.
    async fn find(&self) -> Result<Option<Conversation>, Error> {
        match self.by_unique_name().await {
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => {
                self.by_friendly_name().await
            }
            found => found.map(Some),
        }
    }

    async fn by_unique_name(&self) -> Result<Conversation, Error> {
        self.client.conversations().fetch(&self.name).await
    }

    /// Finds a conversation that was made by hand, or by the tutorial's own server.
    async fn by_friendly_name(&self) -> Result<Option<Conversation>, Error> {
        let conversations = self.client.conversations().list().page_size(PAGE_SIZE).stream();
        conversations.find(|found| found.friendly_name.as_ref() == Some(&self.name)).await
    }

    /// The unique name is the lock that login servers of other processes see.
    async fn create(&self) -> Result<Conversation, Error> {
        let create = self.client.conversations().create();
        match create.friendly_name(&self.name).unique_name(&self.name).await {
            Err(error) if error.code() == Some(NAME_TAKEN) => self.by_unique_name().await,
            result => result,
        }
    }
}
