//! `/Configuration/Addresses`.

use fake_core::{
    CallbackMethod, Edit, Error,
    account::Account,
    address::{self, AddressConfiguration, AutoCreation, Channel, Create, Listener, Update, find},
    text::{Text, friendly_name},
    webhook::Event,
};
use fake_webhooks::is_http;
use twilio_sid::AddressSid;
use twilio_wire::{rest::address as wire, time::Seconds};

use crate::{
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    scope::AccountRequest,
};

const MAX_PAGE: usize = 50;

/// Times that a call of a Studio flow can be tried again (Twilio's documentation of webhooks).
const MAX_RETRIES: u32 = 3;

fn channel(text: &str) -> Result<Channel, ApiError> {
    text.parse().map_err(|_| ApiError::bad(20001, "Type is invalid"))
}

/// The parsed auto-creation parameters of a form; absent ones keep their values.
///
/// Codes are `assumed`: the dictionary's for webhooks speak of those of one conversation.
struct Change {
    enabled: Option<bool>,
    kind: Option<Kind>,
    service: Option<twilio_sid::ServiceSid>,
    url: Option<Text>,
    method: Option<CallbackMethod>,
    filters: Option<Vec<Event>>,
    flow: Option<twilio_sid::FlowSid>,
    retries: Option<u32>,
}

#[derive(Clone, Copy)]
enum Kind {
    Webhook,
    Studio,
    Default,
}

impl Change {
    fn read(form: &wire::Form) -> Result<Self, ApiError> {
        Ok(Self {
            enabled: parse::boolean(form.enabled.as_deref(), "AutoCreation.Enabled")?,
            kind: kind(form.creation.as_deref())?,
            service: parse::sid(
                form.conversation_service_sid.as_deref(),
                "AutoCreation.ConversationServiceSid",
                20001,
            )?,
            url: form.webhook_url.as_deref().map(url).transpose()?,
            method: parse::callback_method(
                form.webhook_method.as_deref(),
                "AutoCreation.WebhookMethod",
            )?,
            filters: parse::events(&form.webhook_filters, 50365)?,
            flow: parse::sid(form.studio_flow_sid.as_deref(), "AutoCreation.StudioFlowSid", 20001)?,
            retries: form.studio_retry_count.as_deref().map(retries).transpose()?,
        })
    }

    fn over(self, before: &AutoCreation) -> AutoCreation {
        let kind = self.kind.unwrap_or(match before.listener {
            Listener::Default => Kind::Default,
            Listener::Webhook { .. } => Kind::Webhook,
            Listener::Studio { .. } => Kind::Studio,
        });
        let (url_before, method_before, filters_before) = match &before.listener {
            Listener::Webhook { url, method, filters } => (url.clone(), *method, filters.clone()),
            Listener::Default | Listener::Studio { .. } => (None, CallbackMethod::Post, [].into()),
        };
        let (flow_before, retries_before) = match &before.listener {
            Listener::Studio { flow, retries } => (*flow, *retries),
            Listener::Default | Listener::Webhook { .. } => (None, 0),
        };
        let listener = match kind {
            Kind::Default => Listener::Default,
            Kind::Webhook => Listener::Webhook {
                url: self.url.or(url_before),
                method: self.method.unwrap_or(method_before),
                filters: self.filters.map_or(filters_before, Into::into),
            },
            Kind::Studio => Listener::Studio {
                flow: self.flow.or(flow_before),
                retries: self.retries.unwrap_or(retries_before),
            },
        };
        AutoCreation {
            enabled: self.enabled.unwrap_or(before.enabled),
            service: self.service.or(before.service),
            listener,
        }
    }
}

fn kind(text: Option<&str>) -> Result<Option<Kind>, ApiError> {
    match text.map(str::to_ascii_lowercase).as_deref() {
        None | Some("") => Ok(None),
        Some("webhook") => Ok(Some(Kind::Webhook)),
        Some("studio") => Ok(Some(Kind::Studio)),
        Some("default") => Ok(Some(Kind::Default)),
        Some(_) => Err(ApiError::bad(20001, "AutoCreation.Type is invalid")),
    }
}

fn url(text: &str) -> Result<Text, ApiError> {
    if is_http(text) {
        return Ok(text.into());
    }
    Err(ApiError::bad(50054, "AutoCreation.WebhookUrl is invalid"))
}

fn retries(text: &str) -> Result<u32, ApiError> {
    let count = text.parse().ok().filter(|count| *count <= MAX_RETRIES);
    count.ok_or_else(|| ApiError::bad(20001, "AutoCreation.StudioRetryCount is invalid"))
}

pub(super) fn create(call: &AccountRequest<'_>) -> Reply {
    let form: wire::Form = parse::form(call.body)?;
    let kind = form.kind.as_deref().ok_or_else(|| ApiError::missing("Type"))?;
    let channel = channel(kind)?;
    let address = form.address.as_deref().filter(|it| !it.is_empty());
    let address = address.ok_or_else(|| ApiError::missing("Address"))?;
    let command = Create {
        channel,
        address: address::accept(channel, address)?,
        friendly_name: parse::optional(form.friendly_name.as_deref(), friendly_name)?,
        // `assumed`: an address makes no conversations until it is told to.
        auto_creation: Change::read(&form)?.over(&AutoCreation::default()),
        country: form.address_country.as_deref().map(Into::into),
    };
    let body = call.account()?.record(
        |account, env| address::create(account, command, env),
        |account, sid| rendered(account, sid, call),
    )??;
    Ok(created(&body))
}

pub(super) fn update(call: &AccountRequest<'_>, key: &str) -> Reply {
    let form: wire::Form = parse::form(call.body)?;
    let friendly_name: Edit<Text> = parse::edit(form.friendly_name.as_deref(), friendly_name)?;
    let change = Change::read(&form)?;
    let body = call.account()?.record(
        |account, env| {
            let update = |before: &AutoCreation| Update {
                friendly_name,
                auto_creation: change.over(before),
            };
            address::update(account, key, update, env)
        },
        |account, sid| rendered(account, sid, call),
    )??;
    Ok(ok(&body))
}

pub(super) fn fetch(call: &AccountRequest<'_>, key: &str) -> Reply {
    let body = call.account()?.read(|account| Ok::<_, Error>(render(find(account, key)?, call)));
    Ok(ok(&body?))
}

pub(super) fn delete(call: &AccountRequest<'_>, key: &str) -> Reply {
    let deleted =
        call.account()?.record(|account, _| address::delete(account, key), |_, ()| no_content());
    Ok(deleted?)
}

pub(super) fn list(call: &AccountRequest<'_>) -> Reply {
    let filter: wire::Filter = parse::form(call.query)?;
    let page_request = PageRequest::read(&call.page_query()?, MAX_PAGE)?;
    let meant = filter.kind.as_deref().map(channel).transpose()?;
    let page = call.account()?.read(|account| {
        let accepts = |channel| meant.is_none_or(|meant| meant == channel);
        let slice = page_request.page_where(&account.addresses, |it| accepts(it.channel))?;
        let filters: Vec<_> =
            filter.kind.as_deref().map(|kind| ("Type", kind)).into_iter().collect();
        let url = format!("{}/Configuration/Addresses", call.base);
        let meta = page_request
            .meta(&slice, "address_configurations", &url, &filters, |it| it.sid.to_string());
        let address_configurations = slice.items.iter().map(|it| render(it, call)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, address_configurations })
    })?;
    Ok(ok(&page))
}

fn rendered(
    account: &Account,
    sid: AddressSid,
    call: &AccountRequest<'_>,
) -> Result<wire::AddressConfiguration, Error> {
    let configuration = account.addresses.get(sid).ok_or(Error::NoAddressConfiguration)?;
    Ok(render(configuration, call))
}

fn render(
    configuration: &AddressConfiguration,
    call: &AccountRequest<'_>,
) -> wire::AddressConfiguration {
    wire::AddressConfiguration {
        sid: configuration.sid,
        account_sid: call.account,
        kind: <&str>::from(configuration.channel).to_owned(),
        address: configuration.address.as_ref().to_owned(),
        friendly_name: configuration.friendly_name.as_deref().map(str::to_owned),
        auto_creation: render_creation(&configuration.auto_creation),
        date_created: Seconds(configuration.created),
        date_updated: Seconds(configuration.updated),
        url: format!("{}/Configuration/Addresses/{}", call.base, configuration.sid),
        address_country: configuration.country.as_deref().map(str::to_owned),
    }
}

fn render_creation(creation: &AutoCreation) -> wire::AutoCreation {
    let plain = wire::AutoCreation {
        enabled: creation.enabled,
        kind: "default".to_owned(),
        conversation_service_sid: creation.service,
        webhook_url: None,
        webhook_method: None,
        webhook_filters: None,
        studio_flow_sid: None,
        studio_retry_count: None,
    };
    match &creation.listener {
        Listener::Default => plain,
        Listener::Webhook { url, method, filters } => wire::AutoCreation {
            kind: "webhook".to_owned(),
            webhook_url: url.as_deref().map(str::to_owned),
            webhook_method: Some(method.name().to_owned()),
            webhook_filters: Some(filters.iter().map(|it| it.name().to_owned()).collect()),
            ..plain
        },
        Listener::Studio { flow, retries } => wire::AutoCreation {
            kind: "studio".to_owned(),
            studio_flow_sid: *flow,
            studio_retry_count: Some(*retries),
            ..plain
        },
    }
}
