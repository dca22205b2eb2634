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
    /// application's login server. It is called now and before each token expires.
    ///
    /// The server says so three minutes before; after a failure it is called again, after 1 s, 2 s, 4 s
    /// and so on up to 2 min.
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

    /// Who the client is, as the server says of the token.
    pub fn identity(&self) -> &str {
        self.handle.identity()
    }

    /// Limits and settings of the service; whether it has reachability on is one of them.
    pub fn options(&self) -> &Options {
        &self.requests().configuration().options
    }

    /// State of the connection now.
    pub fn connection_state(&self) -> ConnectionState {
        *self.handle.state().borrow()
    }

    /// Waits until the connection is in a state; returns whether that came before the client's end.
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

    /// Everything that the client knows.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn replica(&self) -> Result<Replica, Error> {
        self.commands().with(|machine, _| machine.replica()).await
    }

    /// The conversations that the user takes part in.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn conversations(&self) -> Result<Vec<Conversation>, Error> {
        let sids = self.commands().with(|machine, _| machine.conversations()).await?;
        Ok(sids.into_iter().map(|sid| self.conversation(sid)).collect())
    }

    /// A conversation by its SID; nothing is asked of the server.
    pub fn conversation(&self, sid: ConversationSid) -> Conversation {
        Conversation::new(self.handle.clone(), sid)
    }

    /// A conversation by its unique name, which the user takes part in or may see.
    ///
    /// # Errors
    /// 404 for a name that nobody has.
    pub async fn conversation_by_name(&self, unique_name: &str) -> Result<Conversation, Error> {
        let body = self.commands().call(self.requests().my_conversation(unique_name)).await?;
        let found: MyConversation = decode(&body)?;
        Ok(self.conversation(found.conversation_sid))
    }

    /// Makes a conversation, in which nobody takes part yet: [`Conversation::join`] it.
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

    /// The client's own user, as the client knows it.
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

    /// Changes name or attributes of a user; most roles allow that for the own one only.
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

    /// Reads a user without following it.
    ///
    /// # Errors
    /// 404 for an identity that nobody has.
    pub async fn fetch_user(&self, identity: &str) -> Result<client_api::User, Error> {
        decode(&self.commands().call(self.requests().user(identity)).await?)
    }

    /// Follows a user: [`Event::UserSubscribed`](crate::realtime::Event::UserSubscribed) comes, and
    /// `UserUpdated` with each change of name, attributes or reachability.
    ///
    /// A service limits how many users are followed ([`Options::user_infos_to_subscribe`]); past it the one
    /// that was followed first is followed no longer, and `UserUnsubscribed` says so.
    ///
    /// # Errors
    /// 404 for an identity that nobody has.
    pub async fn subscribe_user(&self, identity: &str) -> Result<client_api::User, Error> {
        let user = self.fetch_user(identity).await?;
        let (identity, map) = (user.identity.clone(), user.sync_objects.user_info_map.clone());
        self.commands()
            .with(move |machine, now| machine.subscribe_user(&identity, map, now))
            .await?;
        Ok(user)
    }

    /// Follows a user no longer; harmless when nobody does.
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
        let (mut all, mut token) = (Vec::new(), None::<String>);
        loop {
            let request = self.requests().content_templates(token.as_deref());
            let page: ContentTemplates = decode(&self.commands().call(request).await?)?;
            all.extend(page.templates);
            token = page.meta.next_token;
            if token.is_none() {
                return Ok(all);
            }
        }
    }

    /// Takes a token of the application at once, beside those of the provider.
    ///
    /// # Errors
    /// [`Error::Closed`].
    pub async fn update_token(&self, token: String) -> Result<(), Error> {
        self.commands().send(Command::UpdateToken(Secret::from(token))).await
    }

    /// Says farewell and closes the connection; returns when that is done. Requests without an answer
    /// fail, and so does everything after it.
    pub async fn shutdown(&self) {
        let (ended, end) = oneshot::channel();
        if self.commands().send(Command::Shutdown(ended)).await.is_ok() {
            // An end without a word is one, too.
            let _ = end.await;
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("identity", &self.identity()).finish_non_exhaustive()
    }
}
