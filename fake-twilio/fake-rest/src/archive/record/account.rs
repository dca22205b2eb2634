//! Accounts and services themselves.

use std::{collections::BTreeMap, sync::Arc};

use fake_core::{
    CallbackMethod, Permission,
    account::Defaults,
    address::{AddressConfiguration, AutoCreation, Channel, Listener},
    configuration::Configuration,
    content_template::{Template, Variables},
    credential::{Credential, PushService},
    role::{Role, Scope},
    text::Text,
    timers::Timers,
    webhook::{Event, Route, Webhooks},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use twilio_sid::{
    AccountSid, AddressSid, ApiKeySid, ContentSid, CredentialSid, FlowSid, MessagingServiceSid,
    RoleSid, ServiceSid,
};

use crate::archive::encoding::{json_text, name, name_or_none, names};

/// An account.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct AccountLine {
    pub(in crate::archive) sid: AccountSid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::archive) auth_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::archive) api_keys: Option<Vec<ApiKeyLine>>,
    #[serde(with = "DefaultsRecord")]
    pub(in crate::archive) defaults: Defaults,
}

/// An API key.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct ApiKeyLine {
    pub(in crate::archive) sid: ApiKeySid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::archive) secret: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Defaults", deny_unknown_fields)]
struct DefaultsRecord {
    #[serde(rename = "chat_service_sid")]
    service: ServiceSid,
    #[serde(rename = "messaging_service_sid")]
    messaging_service: MessagingServiceSid,
    #[serde(with = "TimersRecord")]
    timers: Timers,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Timers", deny_unknown_fields)]
pub(super) struct TimersRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inactive: Option<SignedDuration>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<SignedDuration>,
}

/// A service with its configuration.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct ServiceLine {
    pub(in crate::archive) sid: ServiceSid,
    pub(in crate::archive) friendly_name: Text,
    pub(in crate::archive) date_created: Timestamp,
    pub(in crate::archive) date_updated: Timestamp,
    pub(in crate::archive) service_user_role_sid: RoleSid,
    pub(in crate::archive) service_admin_role_sid: RoleSid,
    pub(in crate::archive) channel_user_role_sid: RoleSid,
    pub(in crate::archive) channel_admin_role_sid: RoleSid,
    #[serde(with = "ConfigurationRecord")]
    pub(in crate::archive) configuration: Configuration,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Configuration", deny_unknown_fields)]
struct ConfigurationRecord {
    #[serde(rename = "default_conversation_creator_role_sid")]
    conversation_creator_role: RoleSid,
    #[serde(rename = "default_conversation_role_sid")]
    conversation_role: RoleSid,
    #[serde(rename = "default_chat_service_role_sid")]
    service_role: RoleSid,
    #[serde(rename = "reachability_enabled")]
    reachability: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Role", deny_unknown_fields)]
pub(super) struct RoleRecord {
    sid: RoleSid,
    friendly_name: Text,
    #[serde(rename = "type", with = "name")]
    scope: Scope,
    #[serde(with = "names")]
    permissions: Vec<Permission>,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Webhooks", deny_unknown_fields)]
pub(super) struct WebhooksRecord {
    #[serde(rename = "pre_webhook_url", default, skip_serializing_if = "Option::is_none")]
    pre: Option<Text>,
    #[serde(rename = "post_webhook_url", default, skip_serializing_if = "Option::is_none")]
    post: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "filters")]
    filters: Option<Vec<Event>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "name_or_none")]
    method: Option<CallbackMethod>,
    #[serde(rename = "target", with = "name")]
    route: Route,
}

/// Names of events, or none.
mod filters {
    use fake_core::webhook::Event;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::archive::encoding::names;

    #[derive(Serialize, Deserialize)]
    struct Names(#[serde(with = "names")] Vec<Event>);

    #[expect(clippy::ref_option, reason = "serde hands it over like that")]
    pub(super) fn serialize<S: Serializer>(
        filters: &Option<Vec<Event>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        filters.clone().map(Names).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<Event>>, D::Error> {
        Ok(Option::<Names>::deserialize(deserializer)?.map(|Names(events)| events))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "AddressConfiguration", deny_unknown_fields)]
pub(super) struct AddressRecord {
    sid: AddressSid,
    #[serde(rename = "type", with = "name")]
    channel: Channel,
    address: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    friendly_name: Option<Text>,
    #[serde(with = "AutoCreationRecord")]
    auto_creation: AutoCreation,
    #[serde(rename = "address_country", default, skip_serializing_if = "Option::is_none")]
    country: Option<Text>,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "AutoCreation", deny_unknown_fields)]
struct AutoCreationRecord {
    enabled: bool,
    #[serde(rename = "conversation_service_sid", default, skip_serializing_if = "Option::is_none")]
    service: Option<ServiceSid>,
    #[serde(with = "ListenerRecord")]
    listener: Listener,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Listener", rename_all = "snake_case", deny_unknown_fields)]
enum ListenerRecord {
    Default,
    Webhook {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<Text>,
        #[serde(with = "name")]
        method: CallbackMethod,
        #[serde(with = "names")]
        filters: Arc<[Event]>,
    },
    Studio {
        #[serde(rename = "flow_sid", default, skip_serializing_if = "Option::is_none")]
        flow: Option<FlowSid>,
        retries: u32,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Credential", deny_unknown_fields)]
pub(super) struct CredentialRecord {
    sid: CredentialSid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    friendly_name: Option<Text>,
    #[serde(rename = "type", with = "name")]
    service: PushService,
    sandbox: bool,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Template", deny_unknown_fields)]
pub(super) struct TemplateRecord {
    sid: ContentSid,
    friendly_name: Text,
    #[serde(serialize_with = "write_variables", deserialize_with = "read_variables")]
    variables: Variables,
    #[serde(deserialize_with = "read_types")]
    types: BTreeMap<Text, Text>,
    #[serde(rename = "date_created")]
    created: Timestamp,
    #[serde(rename = "date_updated")]
    updated: Timestamp,
}

fn write_variables<S: Serializer>(variables: &Variables, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(variables.iter())
}

fn read_variables<'de, D: Deserializer<'de>>(from: D) -> Result<Variables, D::Error> {
    Variables::new(BTreeMap::deserialize(from)?).map_err(D::Error::custom)
}

fn read_types<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Text, Text>, D::Error> {
    let types = BTreeMap::<Text, Text>::deserialize(from)?;
    types.values().try_for_each(|it| json_text::check(it)).map_err(D::Error::custom)?;
    Ok(types)
}
