//! `/CompositionHooks`.

use fake_core::{
    media_processing::{
        self, CompositionHook, CompositionParams, CompositionParamsUpdate, CreateHook,
        MediaProcessingError, UpdateHook,
    },
    text::Text,
};
use twilio_sid::CompositionHookSid;
use twilio_wire::{time::Seconds, video::composition_hook as wire};

use crate::{
    http::{
        error::ApiError,
        page::PageRequest,
        parse,
        reply::{Reply, created, no_content, ok},
    },
    scope::video::VideoScope,
    video::{
        composition_params::{self, CompositionForm},
        params::{DateRange, given, matches},
    },
};

const MAX_PAGE: usize = 1000;

fn sid(text: &str) -> Result<CompositionHookSid, MediaProcessingError> {
    text.parse().map_err(|_| MediaProcessingError::NoHook)
}

fn name(form: &wire::Form) -> Result<Text, ApiError> {
    let name = form.friendly_name.as_deref().filter(|name| !name.is_empty());
    name.map(Into::into).ok_or_else(|| ApiError::missing("FriendlyName"))
}

fn read_params(form: &wire::Form) -> Result<CompositionParamsUpdate, ApiError> {
    composition_params::read(&CompositionForm {
        video_layout: form.video_layout.as_deref(),
        audio_sources: &form.audio_sources,
        audio_sources_excluded: &form.audio_sources_excluded,
        resolution: form.resolution.as_deref(),
        format: form.format.as_deref(),
        status_callback: form.status_callback.as_deref(),
        status_callback_method: form.status_callback_method.as_deref(),
        trim: form.trim.as_deref(),
    })
}

pub(super) fn create(scope: &VideoScope<'_>) -> Reply {
    let form: wire::Form = parse::form(scope.call.body)?;
    let command = CreateHook {
        friendly_name: name(&form)?,
        // assumed, as the documentation of other hooks: active unless told otherwise; settled by the
        // contract test `a_hook_is_enabled_unless_told_otherwise`.
        enabled: parse::boolean(form.enabled.as_deref(), "Enabled")?.unwrap_or(true),
        params: read_params(&form)?.over(CompositionParams::default()),
    };
    let body = scope.media_processing.record(
        |media_processing, env| media_processing::create_hook(media_processing, command, env),
        |_, hook| render(&hook, scope),
    )?;
    Ok(created(&body))
}

/// What is not given stays (`assumed`; settled by the contract test
/// `an_update_of_a_hook_keeps_the_rest`).
pub(super) fn update(scope: &VideoScope<'_>, key: &str) -> Reply {
    let form: wire::Form = parse::form(scope.call.body)?;
    let sid = sid(key)?;
    let command = UpdateHook {
        friendly_name: name(&form)?,
        enabled: parse::boolean(form.enabled.as_deref(), "Enabled")?,
        params: read_params(&form)?,
    };
    let body = scope.media_processing.record(
        |media_processing, env| media_processing::update_hook(media_processing, sid, command, env),
        |_, hook| render(&hook, scope),
    )?;
    Ok(ok(&body))
}

pub(super) fn fetch(scope: &VideoScope<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let body = scope.media_processing.read(|media_processing| {
        let found = media_processing.hooks.get(sid).ok_or(MediaProcessingError::NoHook)?;
        Ok::<_, MediaProcessingError>(render(found, scope))
    })?;
    Ok(ok(&body))
}

pub(super) fn delete(scope: &VideoScope<'_>, key: &str) -> Reply {
    let sid = sid(key)?;
    let deleted = scope.media_processing.record(
        |media_processing, _| media_processing::delete_hook(media_processing, sid),
        |_, ()| no_content(),
    );
    Ok(deleted?)
}

pub(super) fn list(scope: &VideoScope<'_>) -> Reply {
    let form: wire::Filter = parse::form(scope.call.query)?;
    let enabled = parse::boolean(form.enabled.as_deref(), "Enabled")?;
    let range =
        DateRange::read(form.date_created_after.as_deref(), form.date_created_before.as_deref())?;
    let name = form.friendly_name.as_deref().filter(|name| !name.is_empty());
    let page_request = PageRequest::read(&scope.call.page_query()?, MAX_PAGE)?;
    let page = scope.media_processing.read(|media_processing| {
        let slice = page_request.page_where(&media_processing.hooks, |hook| {
            enabled.is_none_or(|enabled| enabled == hook.enabled)
                && name.is_none_or(|name| matches(name, &hook.friendly_name))
                && range.holds(hook.created)
        })?;
        let filters = given(&[
            ("Enabled", form.enabled.as_deref()),
            ("DateCreatedAfter", form.date_created_after.as_deref()),
            ("DateCreatedBefore", form.date_created_before.as_deref()),
            ("FriendlyName", name),
        ]);
        let url = scope.url("CompositionHooks");
        let key = "composition_hooks";
        let meta = page_request.meta(&slice, key, &url, &filters, |it| it.sid.to_string());
        let composition_hooks = slice.items.iter().map(|it| render(it, scope)).collect();
        Ok::<_, ApiError>(wire::Page { meta, composition_hooks })
    })?;
    Ok(ok(&page))
}

fn render(hook: &CompositionHook, scope: &VideoScope<'_>) -> wire::CompositionHook {
    let shown = composition_params::show(&hook.params);
    wire::CompositionHook {
        account_sid: scope.call.account,
        friendly_name: hook.friendly_name.as_ref().to_owned(),
        enabled: hook.enabled,
        date_created: Seconds(hook.created),
        date_updated: hook.updated.map(Seconds),
        sid: hook.sid,
        audio_sources: shown.audio_sources,
        audio_sources_excluded: shown.audio_sources_excluded,
        video_layout: shown.video_layout,
        resolution: hook.params.resolution.to_string(),
        trim: hook.params.trim,
        format: shown.format,
        status_callback: shown.status_callback,
        status_callback_method: shown.status_callback_method,
        url: scope.url(format_args!("CompositionHooks/{}", hook.sid)),
    }
}
