//! `GET export?as=seed`: a seed document that says what it can of an account.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use fake_core::{
    CallbackMethod, Fact, Service,
    account::AccountFact,
    address::{AddressConfiguration, Listener},
    configuration::ServiceFact,
    content_template::Template,
    conversation::ConversationFact,
    message::{Message, MessageFact},
    participant::{Binding, Participant, ParticipantFact},
    role::Role,
    room::RoomFact,
    text::{NO_ATTRIBUTES, SYSTEM, Text},
    user::UserFact,
    webhook::{Event, ScopedWebhook, Target, WebhookFact, Webhooks},
};
use fake_store::{Contents, Store};
use jiff::Timestamp;
use serde_json::{Value, json};
use twilio_sid::{AccountSid, ConversationSid, ParticipantSid, RoleSid, RoomSid, ServiceSid};

use crate::{
    archive::without_password,
    context::Context,
    seed::{
        SeedAccount, SeedAddress, SeedAutoCreation, SeedConversation, SeedConversationWebhook,
        SeedDocument, SeedMedium, SeedMessage, SeedParticipant, SeedParticipantDetails, SeedRole,
        SeedRoom, SeedService, SeedUser, SeedWebhooks,
    },
};

/// Writes accounts as a seed document: the first of the emulator, or the only one, at the top.
pub(super) fn document(context: &Context, sids: &[AccountSid]) -> SeedDocument {
    let _one = context.restoring.lock();
    let mut media = context.store.kept_media();
    let first = context.keyring.first_account().filter(|first| sids.contains(first));
    let first = first.or_else(|| sids.first().copied());
    let mut document = SeedDocument::default();
    for sid in sids {
        let Some(tenant) = context.store.account(*sid) else { continue };
        let contents = context.store.contents(&tenant, &mut media);
        let of_account = of_account(&contents, &context.store);
        if Some(*sid) == first {
            document = SeedDocument { accounts: document.accounts, ..of_account };
        } else {
            document.accounts.push(SeedAccount {
                account_sid: Some(*sid),
                chat_service_sid: contents.default_service(),
                contents: of_account,
                ..SeedAccount::default()
            });
        }
    }
    document
}

/// Writes what an account holds as a seed document.
fn of_account(contents: &Contents, store: &Store) -> SeedDocument {
    let mut document = SeedDocument::default();
    let default = contents.default_service();
    for fact in &contents.account {
        if let AccountFact::WebhooksConfigured(it) = fact {
            document.webhooks = Some(webhooks(it));
        } else if let AccountFact::AddressCreated(it) = fact {
            document.addresses.extend(address(it, default));
        } else if let AccountFact::TemplateCreated(it) = fact {
            document.content_templates.push(template(it));
        }
    }
    for facts in &contents.services {
        let Some(service) = service(facts, store) else { continue };
        if service.sid == default {
            document.roles = service.roles;
            document.users = service.users;
            document.conversations = service.conversations;
        } else {
            document.services.push(service);
        }
    }
    document.rooms = rooms(&contents.rooms);
    document
}

fn service(facts: &[Fact], store: &Store) -> Option<SeedService> {
    let Some(Fact::Service(ServiceFact::Replaced(service, roles))) = facts.first() else {
        return None;
    };
    let by_sid: BTreeMap<RoleSid, &Role> = roles.iter().map(|it| (it.sid, it.as_ref())).collect();
    let mut seed = SeedService {
        sid: Some(service.sid),
        friendly_name: service.friendly_name.to_string(),
        webhooks: None,
        roles: roles.iter().filter(|it| !is_default(service, it.sid)).map(role).collect(),
        users: Vec::new(),
        conversations: Vec::new(),
    };
    let mut places = Places::default();
    for fact in facts {
        let named = |sid: RoleSid, default: RoleSid| {
            by_sid.get(&sid).filter(|_| sid != default).map(|it| it.friendly_name.to_string())
        };
        if let Fact::Webhook(WebhookFact::ServiceConfigured(it)) = fact {
            seed.webhooks = Some(webhooks(it));
        } else if let Fact::User(UserFact::Created(it)) = fact {
            seed.users.push(SeedUser {
                identity: it.identity.to_string(),
                friendly_name: it.friendly_name.as_deref().map(str::to_owned),
                attributes: attributes(&it.attributes),
                role: named(it.role, service.roles.service_user),
            });
        } else if let Fact::Conversation(sid, ConversationFact::Created(_)) = fact {
            places.conversations.insert(*sid, seed.conversations.len());
            seed.conversations.push(SeedConversation { sid: Some(*sid), ..Default::default() });
        } else if let Some(sid) = fact.conversation()
            && let Some(place) = places.conversations.get(&sid)
            && let Some(conversation) = seed.conversations.get_mut(*place)
        {
            let role = |sid| named(sid, service.roles.channel_user);
            add(conversation, fact, &mut places.participants, role, store);
        }
    }
    Some(seed)
}

/// Where things are in a document.
#[derive(Default)]
struct Places {
    conversations: BTreeMap<ConversationSid, usize>,
    participants: BTreeMap<ParticipantSid, usize>,
}

/// Adds what a fact says of a conversation.
fn add(
    conversation: &mut SeedConversation,
    fact: &Fact,
    places: &mut BTreeMap<ParticipantSid, usize>,
    role: impl Fn(RoleSid) -> Option<String>,
    store: &Store,
) {
    if let Fact::Conversation(_, ConversationFact::Restored(it)) = fact {
        let profile = &it.profile;
        let state: &str = profile.state.into();
        conversation.unique_name = profile.unique_name.as_deref().map(str::to_owned);
        conversation.friendly_name = profile.friendly_name.as_deref().map(str::to_owned);
        conversation.attributes = attributes(&profile.attributes);
        conversation.state = (state != "active").then(|| state.to_owned());
        conversation.date_created = Some(profile.created.to_string());
    } else if let Fact::Participant(_, ParticipantFact::Added(it)) = fact {
        places.insert(it.sid, conversation.participants.len());
        conversation.participants.push(participant(it, it.role.and_then(role)));
    } else if let Fact::Participant(_, ParticipantFact::Updated(it)) = fact {
        let place = places.get(&it.sid).and_then(|at| conversation.participants.get_mut(*at));
        if let Some(place) = place {
            *place = participant(it, it.role.and_then(role));
        }
    } else if let Fact::Message(_, MessageFact::Added(it)) = fact {
        conversation.messages.push(message(it, store));
    } else if let Fact::Webhook(WebhookFact::Added(_, it, _)) = fact {
        conversation.webhooks.extend(conversation_webhook(it));
    }
}

fn is_default(service: &Service, role: RoleSid) -> bool {
    let roles = &service.roles;
    [roles.service_user, roles.service_admin, roles.channel_user, roles.channel_admin]
        .contains(&role)
}

fn role(role: &Arc<Role>) -> SeedRole {
    SeedRole {
        friendly_name: role.friendly_name.to_string(),
        kind: <&str>::from(role.scope).to_owned(),
        permissions: role.permissions.iter().map(|it| <&str>::from(*it).to_owned()).collect(),
    }
}

fn participant(participant: &Participant, role: Option<String>) -> SeedParticipant {
    let binding = participant.binding.as_ref();
    let text = |it: &Text| it.to_string();
    SeedParticipant::Detailed(SeedParticipantDetails {
        identity: participant.identity.as_ref().map(text),
        address: binding.and_then(Binding::address).map(text),
        proxy_address: binding.and_then(Binding::proxy_address).map(text),
        projected_address: binding.and_then(Binding::projected_address).map(text),
        attributes: attributes(&participant.attributes),
        role,
        last_read_message_index: participant.horizon.map(|it| it.index.into()),
        date_created: Some(participant.created.to_string()),
    })
}

fn message(message: &Message, store: &Store) -> SeedMessage {
    let media = message.media().iter().take(1).filter(|_| message.content().is_none());
    let media = media.filter_map(|medium| {
        Some(SeedMedium {
            content_type: medium.content_type.to_string(),
            filename: medium.filename.as_deref().map(str::to_owned),
            content: Some(STANDARD.encode(store.blob(medium.digest)?)),
            path: None,
        })
    });
    SeedMessage {
        author: Some(message.author.to_string()).filter(|it| it != SYSTEM),
        body: message.body.as_deref().map(str::to_owned),
        attributes: attributes(&message.attributes),
        media: media.collect(),
        date_created: Some(message.created.to_string()),
        date_updated: date_if_other(message.updated, message.created),
    }
}

fn date_if_other(at: Timestamp, than: Timestamp) -> Option<String> {
    (at != than).then(|| at.to_string())
}

fn conversation_webhook(webhook: &ScopedWebhook) -> Option<SeedConversationWebhook> {
    let shown = |method: CallbackMethod| Some(method.name().to_owned());
    match &webhook.target {
        Target::Webhook { url, method, filters } => Some(SeedConversationWebhook {
            url: without_password(url),
            method: shown(*method),
            filters: names(filters),
            triggers: Vec::new(),
        }),
        Target::Trigger { url, method, words } => Some(SeedConversationWebhook {
            url: without_password(url),
            method: shown(*method),
            filters: Vec::new(),
            triggers: words.iter().map(ToString::to_string).collect(),
        }),
        Target::Studio { .. } => None,
    }
}

fn webhooks(webhooks: &Webhooks) -> SeedWebhooks {
    SeedWebhooks {
        pre_webhook_url: webhooks.pre.as_ref().map(without_password),
        post_webhook_url: webhooks.post.as_ref().map(without_password),
        method: webhooks.method.map(|it| it.name().to_owned()),
        filters: webhooks.filters.as_deref().map(names).unwrap_or_default(),
    }
}

fn names(events: &[Event]) -> Vec<String> {
    events.iter().map(|event| event.name().to_owned()).collect()
}

/// An address; none when it leads to Studio, which a document cannot say. It cannot name the default service
/// either, whose SID may be another one where the document is loaded.
fn address(address: &AddressConfiguration, default: Option<ServiceSid>) -> Option<SeedAddress> {
    let creation = &address.auto_creation;
    if let Listener::Studio { .. } = creation.listener {
        return None;
    }
    let mut auto_creation = SeedAutoCreation {
        enabled: Some(creation.enabled),
        conversation_service_sid: creation.service.filter(|it| Some(*it) != default),
        ..SeedAutoCreation::default()
    };
    if let Listener::Webhook { url, method, filters } = &creation.listener {
        auto_creation.kind = Some("webhook".to_owned());
        auto_creation.webhook_url = url.as_ref().map(without_password);
        auto_creation.webhook_method = Some(method.name().to_owned());
        auto_creation.webhook_filters = names(filters);
    }
    Some(SeedAddress {
        kind: <&str>::from(address.channel).to_owned(),
        address: address.address.to_string(),
        friendly_name: address.friendly_name.as_deref().map(str::to_owned),
        address_country: address.country.as_deref().map(str::to_owned),
        auto_creation: Some(auto_creation),
    })
}

fn template(template: &Template) -> Value {
    let types = template
        .types
        .iter()
        .map(|(name, text)| (name.to_string(), serde_json::from_str(text).unwrap_or(Value::Null)));
    let types: serde_json::Map<String, Value> = types.collect();
    let variables = template.variables.iter();
    let variables = variables.map(|(name, value)| (name.to_string(), value.as_ref().into()));
    let variables: serde_json::Map<String, Value> = variables.collect();
    json!({ "friendly_name": &*template.friendly_name, "variables": variables, "types": types })
}

fn rooms(facts: &[RoomFact]) -> Vec<SeedRoom> {
    let completed: BTreeSet<RoomSid> = facts.iter().filter_map(completed).collect();
    let created = facts.iter().filter_map(|fact| {
        let RoomFact::Created(room) = fact else { return None };
        Some(room).filter(|room| !completed.contains(&room.sid))
    });
    let seed = created.map(|room| SeedRoom {
        unique_name: Some(room.unique_name.to_string()).filter(|it| *it != room.sid.to_string()),
        kind: Some(<&str>::from(room.settings.kind).to_owned()),
        max_participants: Some(room.settings.max_participants),
        status_callback: room.settings.status_callback.as_ref().map(|it| without_password(&it.url)),
    });
    seed.collect()
}

fn completed(fact: &RoomFact) -> Option<RoomSid> {
    let RoomFact::Completed(room) = fact else { return None };
    Some(room.sid)
}

fn attributes(text: &str) -> Option<Value> {
    if text == NO_ATTRIBUTES { None } else { serde_json::from_str(text).ok() }
}
