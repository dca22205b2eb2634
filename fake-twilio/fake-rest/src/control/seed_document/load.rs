//! Loads seed documents through the REST API, so that they are checked like requests.

mod beside;

use std::{cell::RefCell, collections::BTreeMap, fmt, sync::Arc};

use bytes::Bytes;
use fake_core::{Actor, renewal::GivenDates, role::Role};
use fake_store::{KeptMedia, Store};
use form_urlencoded::Serializer;
use http::{Method, Response, StatusCode};
use serde_json::Value;
use twilio_sid::{AccountSid, Kind, ServiceSid, Sid, kind};

use crate::{
    control::{account, seed::templates::of_document},
    error_codes::{Audience, explain},
    http::error::HandlerError,
    operations::router,
    scope::AccountRequest,
    seed::{
        SeedConversation, SeedDocument, SeedError, SeedParticipant, SeedParticipantDetails,
        SeedRole, SeedRoom, SeedService, SeedUser, SeedWebhooks,
    },
};

/// Loads into the copy of one account.
pub(super) struct Loader<'a> {
    /// The copies.
    pub(super) store: &'a Store,
    /// What was copied.
    pub(super) original: &'a Store,
    pub(super) account: AccountSid,
    /// Takes in the bytes of media.
    pub(super) media: &'a RefCell<KeptMedia>,
    /// Takes in which dates the document gives.
    pub(super) dates: &'a RefCell<GivenDates>,
}

/// A form that leaves out what is absent.
#[derive(Default)]
struct Form(Vec<(&'static str, String)>);

/// Role SIDs of a service by friendly name.
type Roles = BTreeMap<String, String>;

impl Form {
    fn with(mut self, name: &'static str, value: Option<impl fmt::Display>) -> Self {
        self.0.extend(value.map(|value| (name, value.to_string())));
        self
    }

    fn with_all(mut self, name: &'static str, values: &[String]) -> Self {
        self.0.extend(values.iter().map(|value| (name, value.clone())));
        self
    }
}

impl Loader<'_> {
    /// Loads everything but further accounts.
    ///
    /// # Errors
    /// What is wrong with the document; the copy holds what stands before that.
    pub(super) fn load(&self, document: &SeedDocument) -> Result<(), SeedError> {
        if let Some(webhooks) = &document.webhooks {
            self.webhooks("webhooks", "/v1/Configuration/Webhooks", webhooks)?;
        }
        for (number, service) in document.services.iter().enumerate() {
            self.service(&format!("services[{number}]"), service)?;
        }
        for (number, address) in document.addresses.iter().enumerate() {
            self.address(&format!("addresses[{number}]"), address)?;
        }
        for (number, template) in document.content_templates.iter().enumerate() {
            self.template(&format!("content_templates[{number}]"), template)?;
        }
        self.contents("", None, &document.roles, &document.users, &document.conversations)?;
        for (number, room) in document.rooms.iter().enumerate() {
            self.room(&format!("rooms[{number}]"), room)?;
        }
        Ok(())
    }

    fn service(&self, at: &str, service: &SeedService) -> Result<(), SeedError> {
        let form = Form::default().with("FriendlyName", Some(&service.friendly_name));
        if let Some(sid) = service.sid
            && let Some(tenant) = self.store.service(sid).or_else(|| self.original.service(sid))
            && tenant.read(|world| world.service.account) != self.account
        {
            let why = format!("{sid} is a service of another account");
            return Err(SeedError { at: at.to_owned(), why });
        }
        let sid = service.sid.map(|sid| sid.to_string());
        let made = self.create(at, "/v1/Services", form, sid.as_deref())?;
        let base = format!("/v1/Services/{}", text(&made, "sid"));
        if let Some(webhooks) = &service.webhooks {
            let path = format!("{base}/Configuration/Webhooks");
            self.webhooks(&format!("{at}.webhooks"), &path, webhooks)?;
        }
        let at = format!("{at}.");
        let sid = text(&made, "sid").parse().ok();
        self.contents(&at, sid, &service.roles, &service.users, &service.conversations)
    }

    fn contents(
        &self,
        at: &str,
        service: Option<ServiceSid>,
        roles: &[SeedRole],
        users: &[SeedUser],
        conversations: &[SeedConversation],
    ) -> Result<(), SeedError> {
        let base = base(service);
        let base = base.as_str();
        for (number, role) in roles.iter().enumerate() {
            let form = Form::default()
                .with("FriendlyName", Some(&role.friendly_name))
                .with("Type", Some(&role.kind))
                .with_all("Permission", &role.permissions);
            self.post(&format!("{at}roles[{number}]"), &format!("{base}/Roles"), form)?;
        }
        let roles = self.roles(service);
        for (number, user) in users.iter().enumerate() {
            self.user(&format!("{at}users[{number}]"), base, &roles, user)?;
        }
        for (number, conversation) in conversations.iter().enumerate() {
            let at = format!("{at}conversations[{number}]");
            self.conversation(&at, service, &roles, conversation)?;
        }
        Ok(())
    }

    fn roles(&self, service: Option<ServiceSid>) -> Roles {
        let Ok(tenant) = account::tenant(self.store, self.account, service) else {
            return Roles::new();
        };
        let named = |role: &Arc<Role>| (role.friendly_name.to_string(), role.sid.to_string());
        tenant.read(|world| world.roles.iter().map(named).collect())
    }

    fn user(&self, at: &str, base: &str, roles: &Roles, user: &SeedUser) -> Result<(), SeedError> {
        let form = Form::default()
            .with("Identity", Some(&user.identity))
            .with("FriendlyName", user.friendly_name.as_ref())
            .with("Attributes", user.attributes.as_ref())
            .with("RoleSid", role(at, roles, user.role.as_deref())?);
        self.post(at, &format!("{base}/Users"), form).map(drop)
    }

    fn conversation(
        &self,
        at: &str,
        service: Option<ServiceSid>,
        roles: &Roles,
        conversation: &SeedConversation,
    ) -> Result<(), SeedError> {
        let base = base(service);
        let form = Form::default()
            .with("UniqueName", conversation.unique_name.as_ref())
            .with("FriendlyName", conversation.friendly_name.as_ref())
            .with("Attributes", conversation.attributes.as_ref())
            .with("DateCreated", conversation.date_created.as_ref());
        let sid = conversation.sid.map(|sid| sid.to_string());
        let made = self.create(at, &format!("{base}/Conversations"), form, sid.as_deref())?;
        let given = (conversation.date_created.is_some(), conversation.date_updated.is_some());
        self.note_dates::<kind::Conversation>(&made, given);
        let path = format!("{base}/Conversations/{}", text(&made, "sid"));
        let mut horizons = Vec::new();
        for (number, participant) in conversation.participants.iter().enumerate() {
            let at = format!("{at}.participants[{number}]");
            horizons.extend(self.participant(&at, &path, roles, participant)?);
        }
        self.messages(at, service, &path, conversation)?;
        for (path, index) in horizons {
            self.post(at, &path, Form::default().with("LastReadMessageIndex", Some(index)))?;
        }
        self.conversation_webhooks(at, &path, conversation)?;
        let form = Form::default()
            .with("State", conversation.state.as_ref())
            .with("DateUpdated", conversation.date_updated.as_ref());
        if form.0.is_empty() { Ok(()) } else { self.post(at, &path, form).map(drop) }
    }

    /// Adds a participant; returns its path and read horizon, if it has one.
    fn participant(
        &self,
        at: &str,
        conversation: &str,
        roles: &Roles,
        participant: &SeedParticipant,
    ) -> Result<Option<(String, u64)>, SeedError> {
        let details = match participant {
            SeedParticipant::Identity(identity) => &SeedParticipantDetails {
                identity: Some(identity.clone()),
                ..SeedParticipantDetails::default()
            },
            SeedParticipant::Detailed(details) => details,
        };
        let form = Form::default()
            .with("Identity", details.identity.as_ref())
            .with("MessagingBinding.Address", details.address.as_ref())
            .with("MessagingBinding.ProxyAddress", details.proxy_address.as_ref())
            .with("MessagingBinding.ProjectedAddress", details.projected_address.as_ref())
            .with("Attributes", details.attributes.as_ref())
            .with("RoleSid", role(at, roles, details.role.as_deref())?)
            .with("DateCreated", details.date_created.as_ref());
        let participants = format!("{conversation}/Participants");
        let made = self.post(at, &participants, form)?;
        self.note_dates::<kind::Participant>(&made, (details.date_created.is_some(), false));
        let path = format!("{participants}/{}", text(&made, "sid"));
        Ok(details.last_read_message_index.map(|index| (path, index)))
    }

    fn messages(
        &self,
        at: &str,
        service: Option<ServiceSid>,
        conversation: &str,
        of: &SeedConversation,
    ) -> Result<(), SeedError> {
        let path = format!("{conversation}/Messages");
        for (number, message) in of.messages.iter().enumerate() {
            let at = format!("{at}.messages[{number}]");
            let form = Form::default()
                .with("Author", message.author.as_ref())
                .with("Body", message.body.as_ref())
                .with("Attributes", message.attributes.as_ref())
                .with("DateCreated", message.date_created.as_ref())
                .with("DateUpdated", message.date_updated.as_ref())
                .with("MediaSid", self.medium(&at, service, message)?);
            let made = self.post(&at, &path, form)?;
            let given = (message.date_created.is_some(), message.date_updated.is_some());
            self.note_dates::<kind::Message>(&made, given);
        }
        Ok(())
    }

    /// Notes which dates of what was made the document gives.
    fn note_dates<K: Kind>(&self, made: &Value, (created, updated): (bool, bool)) {
        if let Ok(sid) = text(made, "sid").parse::<Sid<K>>() {
            self.dates.borrow_mut().note(sid, created, updated);
        }
    }

    fn conversation_webhooks(
        &self,
        at: &str,
        conversation: &str,
        of: &SeedConversation,
    ) -> Result<(), SeedError> {
        for (number, webhook) in of.webhooks.iter().enumerate() {
            let target = if webhook.triggers.is_empty() { "webhook" } else { "trigger" };
            let form = Form::default()
                .with("Target", Some(target))
                .with("Configuration.Url", Some(&webhook.url))
                .with("Configuration.Method", webhook.method.as_ref())
                .with_all("Configuration.Filters", &webhook.filters)
                .with_all("Configuration.Triggers", &webhook.triggers);
            let at = format!("{at}.webhooks[{number}]");
            self.post(&at, &format!("{conversation}/Webhooks"), form)?;
        }
        Ok(())
    }

    fn webhooks(&self, at: &str, path: &str, webhooks: &SeedWebhooks) -> Result<(), SeedError> {
        let form = Form::default()
            .with("PreWebhookUrl", webhooks.pre_webhook_url.as_ref())
            .with("PostWebhookUrl", webhooks.post_webhook_url.as_ref())
            .with("Method", webhooks.method.as_ref())
            .with_all("Filters", &webhooks.filters);
        self.post(at, path, form).map(drop)
    }

    fn template(&self, at: &str, template: &Value) -> Result<(), SeedError> {
        of_document(self.store, self.account, template).map_err(|error| refused(at, error))
    }

    fn room(&self, at: &str, room: &SeedRoom) -> Result<(), SeedError> {
        let form = Form::default()
            .with("UniqueName", room.unique_name.as_ref())
            .with("Type", room.kind.as_ref())
            .with("MaxParticipants", room.max_participants)
            .with("StatusCallback", room.status_callback.as_ref());
        self.post(at, "/v1/Rooms", form).map(drop)
    }

    fn post(&self, at: &str, path: &str, form: Form) -> Result<Value, SeedError> {
        self.create(at, path, form, None)
    }

    /// Creates a resource with a SID, if one is given.
    fn create(
        &self,
        at: &str,
        path: &str,
        form: Form,
        sid: Option<&str>,
    ) -> Result<Value, SeedError> {
        let failed = |why| SeedError { at: at.to_owned(), why };
        if let Some(sid) = sid
            && self.call(&Method::GET, &format!("{path}/{sid}"), b"", None).is_ok()
        {
            return Err(failed(format!("{sid} exists already")));
        }
        let body = Serializer::new(String::new()).extend_pairs(form.0).finish();
        self.call(&Method::POST, path, body.as_bytes(), sid).map_err(failed)
    }

    fn call(
        &self,
        method: &Method,
        path: &str,
        body: &[u8],
        sid: Option<&str>,
    ) -> Result<Value, String> {
        let found = router().find(method, path).map_err(|_| format!("no such path: {path}"))?;
        let request = AccountRequest {
            store: self.store,
            account: self.account,
            base: String::new(),
            query: b"",
            body,
            actor: Actor::Api { webhooks: false },
            is_strict: false,
            decision: None,
            sid,
        };
        let reply = found.handle(&request);
        let step = reply.map_err(|error| {
            let response = explain(error, Audience::Rest(path)).into_response();
            reason(&response)
        })?;
        let response = step.done().ok_or("a pre-event webhook decides on it")?;
        if response.status() < StatusCode::BAD_REQUEST {
            Ok(serde_json::from_slice(response.body()).unwrap_or_default())
        } else {
            Err(reason(&response))
        }
    }
}

/// How paths of a service begin, of the default one unless another is named.
fn base(service: Option<ServiceSid>) -> String {
    service.map_or_else(|| "/v1".to_owned(), |sid| format!("/v1/Services/{sid}"))
}

/// What was refused, and why.
fn refused(at: &str, error: impl Into<HandlerError>) -> SeedError {
    let why = reason(&explain(error.into(), Audience::Rest("/v1")).into_response());
    SeedError { at: at.to_owned(), why }
}

/// Twilio's error number and message.
fn reason(response: &Response<Bytes>) -> String {
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let code = body.get("code").cloned().unwrap_or_default();
    format!("{code}: {}", text(&body, "message"))
}

fn role<'r>(
    at: &str,
    roles: &'r Roles,
    name: Option<&str>,
) -> Result<Option<&'r String>, SeedError> {
    let find = |name: &str| {
        let why = || format!("there is no role {name:?}");
        roles.get(name).ok_or_else(|| SeedError { at: format!("{at}.role"), why: why() })
    };
    name.map(find).transpose()
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
