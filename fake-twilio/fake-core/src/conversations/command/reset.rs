//! Back to the beginning: what a reset of the emulator does to a service and to an account.

use std::sync::Arc;

use twilio_sid::ServiceSid;

use crate::{
    Env,
    conversations::{
        fact::{
            BindingFact, ConversationFact, Decided, Fact, MediaFact, RoleFact, ServiceFact,
            UserFact, WebhookFact, account::AccountFact,
        },
        record::{
            configuration::Configuration,
            notifications::Notifications,
            role::{Role, defaults},
            service::Service,
            user::User,
            webhook::Webhooks,
        },
        state::{account::Account, world::World},
    },
    text,
};

/// Decides on at most `limit` of the changes after which a service is as it was when it was created;
/// the outcome is whether more are left. Users for whom `stays` is true, because they are connected,
/// are as if they had just come.
pub fn service(
    world: &World,
    stays: impl Fn(&str) -> bool,
    limit: usize,
    env: &Env<'_>,
) -> Decided<bool> {
    let conversations = world.conversations.iter().map(|it| it.sid());
    let conversations = conversations.map(|sid| Fact::Conversation(sid, ConversationFact::Deleted));
    let media = world.media.without_message();
    let media = media.map(|medium| Fact::Media(MediaFact::Removed(medium.clone())));
    let bindings = world.bindings.iter().map(|it| Fact::Binding(BindingFact::Removed(it.sid)));
    let users = world.users.iter().filter_map(|user| {
        if stays(&user.identity) {
            let newcomer = newcomer(world, user, env);
            let changed = newcomer != User { updated: env.now, ..(**user).clone() };
            changed.then(|| Fact::User(UserFact::Updated(Arc::new(newcomer))))
        } else {
            Some(Fact::User(UserFact::Deleted(user.sid)))
        }
    });
    // Roles last: no user has one that is deleted.
    let contents = conversations.chain(media).chain(bindings).chain(users);
    let facts: Vec<Fact> =
        contents.chain(settings(world)).chain(roles(world)).take(limit).collect();
    Decided { outcome: facts.len() == limit, facts }
}

fn settings(world: &World) -> Vec<Fact> {
    let mut facts = Vec::new();
    let configuration = Configuration::of(&world.service);
    if world.configuration != configuration {
        facts.push(Fact::Service(ServiceFact::Configured(Arc::new(configuration))));
    }
    if *world.notifications != Notifications::default() {
        facts.push(Fact::Service(ServiceFact::NotificationsChanged(Arc::default())));
    }
    if *world.webhooks.own != Webhooks::default() {
        facts.push(Fact::Webhook(WebhookFact::ServiceConfigured(Arc::default())));
    }
    facts
}

fn roles(world: &World) -> Vec<Fact> {
    let first = defaults(&world.service);
    let is_first = |role: &Role| first.iter().any(|it| it.sid == role.sid);
    let others = world.roles.iter().filter(|role| !is_first(role));
    let mut facts: Vec<Fact> = others.map(|role| Fact::Role(RoleFact::Deleted(role.sid))).collect();
    for role in &first {
        if world.roles.get(role.sid).is_none_or(|now| **now != *role) {
            facts.push(Fact::Role(RoleFact::Updated(Arc::new(role.clone()))));
        }
    }
    facts
}

/// A user as the service makes it when the identity first connects.
fn newcomer(world: &World, user: &User, env: &Env<'_>) -> User {
    User {
        friendly_name: None,
        attributes: text::no_attributes(),
        role: world.service.roles.service_user,
        updated: env.now,
        ..user.clone()
    }
}

/// Services that a reset of their account removes and brings back.
#[derive(Debug, Default)]
pub struct Services {
    /// Those that the account did not begin with.
    pub removed: Vec<ServiceSid>,
    /// The one that the account began with, if it was deleted.
    pub restored: Option<Arc<Service>>,
}

/// Decides that an account is as it was when it was opened, but for the contents of its services.
pub fn account(account: &Account) -> Decided<Services, AccountFact> {
    let mut facts = Vec::new();
    let mut services = Services::default();
    if let Some((service, defaults)) = &account.opened {
        if account.services.get(service.sid).is_none() {
            facts.push(AccountFact::ServiceCreated(service.clone()));
            services.restored = Some(service.clone());
        }
        if account.defaults.as_ref() != Some(defaults) {
            facts.push(AccountFact::DefaultsChanged(*defaults));
        }
        let others = account.services.iter().map(|it| it.sid).filter(|sid| *sid != service.sid);
        services.removed = others.collect();
        facts.extend(services.removed.iter().map(|sid| AccountFact::ServiceDeleted(*sid)));
    }
    facts.extend(account_records(account));
    Decided { facts, outcome: services }
}

/// Decides that everything of an account goes that is in no service.
pub fn account_records(account: &Account) -> Vec<AccountFact> {
    let addresses = account.addresses.iter().map(|it| AccountFact::AddressDeleted(it.sid));
    let credentials = account.credentials.iter().map(|it| AccountFact::CredentialDeleted(it.sid));
    let templates = account.templates.iter().map(|it| AccountFact::TemplateDeleted(it.sid));
    let has_webhooks = *account.webhooks != Webhooks::default();
    let webhooks = has_webhooks.then(|| AccountFact::WebhooksConfigured(Arc::default()));
    addresses.chain(credentials).chain(templates).chain(webhooks).collect()
}
