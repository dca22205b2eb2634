//! The handle of a connected client.

use std::fmt;

use tokio::sync::oneshot;
use twilio_conversations_core::{ConnectionState, Replica, Requests, User};
use twilio_sid::ConversationSid;
use twilio_wire::{
    client_api::{
        self, ContentTemplate, ContentTemplates, ConversationForm, MyConversation, Options,
        UserForm,
    },
    twilsock::Secret,
};

mod builder;

pub use builder::{Builder, EMULATOR_TWILSOCK_URL, LIVE_TWILSOCK_URL};

use crate::realtime::{
    Conversation, Error, Events, TokenError,
    command::{Command, Commands},
    error::decode,
    handle::Handle,
};

/// A connected client of one user; cheap to clone.
///
/// It ends when the last clone and the last [`Conversation`] of it are dropped, or with
/// [`Self::shutdown`].
#[derive(Clone)]
pub struct Client {
    handle: Handle,
}

impl Client {
    /// Sets up a client; `provide` fetches an access token with a chat grant, such as from the
    /// application's login server. It is called now and three minutes before each token expires.
    ///
    /// A call fails after 30 s. When the first one fails, so does `connect`; after a later failure it is
    /// called again, after 1 s, 2 s, 4 s and so on up to 2 min.
    pub fn builder<P, F, E>(provide: P) -> Builder
    where
        P: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<TokenError>,
    {
        Builder::new(provide)
    }

    #[cfg(feature = "media")]
    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }

    pub(super) fn commands(&self) -> &Commands {
        self.handle.commands()
    }

    pub(super) fn requests(&self) -> &Requests {
        self.handle.requests()
    }

    /// The token's identity, as the server reads it.
    pub fn identity(&self) -> &str {
        self.handle.identity()
    }

    /// Limits and settings of the service, such as whether reachability is on.
    pub fn options(&self) -> &Options {
        &self.requests().configuration().options
    }

    /// State of the connection now.
    pub fn connection_state(&self) -> ConnectionState {
        *self.handle.state().borrow()
    }

    /// Waits until the connection is in a state; returns `false` when the client ended before.
    pub async fn wait_for(&self, state: ConnectionState) -> bool {
        self.handle.state().clone().wait_for(|now| *now == state).await.is_ok()
    }

    /// Another reader of events, from now on.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn events(&self) -> Result<Events, Error> {
        let ((), receiver) = self.commands().subscribe(None, |_| ()).await?;
        Ok(Events::new(receiver, self.commands()))
    }

    /// The client's replica of everything that it follows.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn replica(&self) -> Result<Replica, Error> {
        self.commands().with(|machine, _| machine.replica()).await
    }

    /// The conversations of which the user is a participant.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn conversations(&self) -> Result<Vec<Conversation>, Error> {
        let sids = self.commands().with(|machine, _| machine.conversations()).await?;
        Ok(sids.into_iter().map(|sid| self.conversation(sid)).collect())
    }

    /// A conversation by its SID; no request is sent.
    pub fn conversation(&self, sid: ConversationSid) -> Conversation {
        Conversation::new(self.handle.clone(), sid)
    }

    /// A conversation by its unique name; the user is a participant of it or may read it.
    ///
    /// # Errors
    /// 404 for a name that does not exist.
    pub async fn conversation_by_name(&self, unique_name: &str) -> Result<Conversation, Error> {
        let body = self.commands().call(self.requests().my_conversation(unique_name)).await?;
        let found: MyConversation = decode(&body)?;
        Ok(self.conversation(found.conversation_sid))
    }

    /// Creates a conversation without participants; [`Conversation::join`] adds the client's user.
    ///
    /// # Errors
    /// 409 with error 50353 for a unique name that is taken.
    pub async fn create_conversation(
        &self,
        form: &ConversationForm,
    ) -> Result<Conversation, Error> {
        let body = self.commands().call(self.requests().create_conversation(form)).await?;
        Ok(self.conversation(decode::<client_api::Conversation>(&body)?.sid))
    }

    /// The client's own user, in its replica.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn user(&self) -> Result<User, Error> {
        let identity = self.identity().to_owned();
        self.commands().with(move |machine, _| machine.user(&identity).unwrap_or_default()).await
    }

    /// Changes name or attributes of the client's own user.
    ///
    /// # Errors
    /// As of every request.
    pub async fn update_user(&self, form: &UserForm) -> Result<client_api::User, Error> {
        self.update_user_of(self.identity(), form).await
    }

    /// Changes name or attributes of a user; most roles allow that for the own user only.
    ///
    /// # Errors
    /// 403 where the role does not allow it.
    pub async fn update_user_of(
        &self,
        identity: &str,
        form: &UserForm,
    ) -> Result<client_api::User, Error> {
        decode(&self.commands().call(self.requests().update_user(identity, form)).await?)
    }

    /// Reads a user without subscribing to it.
    ///
    /// # Errors
    /// 404 for an identity that does not exist.
    pub async fn fetch_user(&self, identity: &str) -> Result<client_api::User, Error> {
        decode(&self.commands().call(self.requests().user(identity)).await?)
    }

    /// Subscribes to a user: raises [`Event::UserSubscribed`](crate::realtime::Event::UserSubscribed), and
    /// `UserUpdated` with each change of name, attributes or reachability.
    ///
    /// A service limits the number of subscriptions ([`Options::user_infos_to_subscribe`]); past it the
    /// oldest one ends, with `UserUnsubscribed`.
    ///
    /// # Errors
    /// 404 for an identity that does not exist.
    pub async fn subscribe_user(&self, identity: &str) -> Result<client_api::User, Error> {
        let user = self.fetch_user(identity).await?;
        let (identity, map) = (user.identity.clone(), user.sync_objects.user_info_map.clone());
        self.commands()
            .with(move |machine, now| machine.subscribe_user(&identity, map, now))
            .await?;
        Ok(user)
    }

    /// Ends the subscription to a user; does nothing without one.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn unsubscribe_user(&self, identity: &str) -> Result<(), Error> {
        let identity = identity.to_owned();
        self.commands().with(move |machine, now| machine.unsubscribe_user(&identity, now)).await
    }

    /// All content templates of the account.
    ///
    /// # Errors
    /// As of every request.
    pub async fn content_templates(&self) -> Result<Vec<ContentTemplate>, Error> {
        let request = |token: Option<&str>| self.requests().content_templates(token);
        let split = |page: ContentTemplates| (page.templates, page.meta.next_token);
        self.commands().all(request, split).await
    }

    /// Sends a new token to the server at once, beside those of the provider.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn update_token(&self, token: String) -> Result<(), Error> {
        self.commands().send(Command::UpdateToken(Secret::from(token))).await
    }

    /// Closes the connection and returns when it is closed. Requests without an answer fail, and so does
    /// every later call.
    pub async fn shutdown(&self) {
        let (ended, end) = oneshot::channel();
        if self.commands().send(Command::Shutdown(ended)).await.is_ok() {
            // The task may have ended before it took the command.
            let _ = end.await;
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("identity", &self.identity()).finish_non_exhaustive()
    }
}
