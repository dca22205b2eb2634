//! What compositions and their hooks have in common.

use fake_core::{
    Edit,
    media_processing::{CompositionParams, CompositionParamsUpdate, Resolution},
    text::Text,
};
use serde_json::Value;

use crate::{
    http::{error::ApiError, parse},
    video::params,
};

/// The parameters as they were sent.
pub(super) struct CompositionForm<'a> {
    pub(super) video_layout: Option<&'a str>,
    pub(super) audio_sources: &'a [String],
    pub(super) audio_sources_excluded: &'a [String],
    pub(super) resolution: Option<&'a str>,
    pub(super) format: Option<&'a str>,
    pub(super) status_callback: Option<&'a str>,
    pub(super) status_callback_method: Option<&'a str>,
    pub(super) trim: Option<&'a str>,
}

/// Reads the parameters; an empty callback or layout takes the one before away.
pub(super) fn read(form: &CompositionForm<'_>) -> Result<CompositionParamsUpdate, ApiError> {
    let layout = params::object(form.video_layout, "VideoLayout")?;
    let callback = params::callback(form.status_callback, form.status_callback_method)?;
    Ok(CompositionParamsUpdate {
        audio_sources: names(form.audio_sources),
        audio_sources_excluded: names(form.audio_sources_excluded),
        video_layout: edit(form.video_layout, layout),
        resolution: resolution(form.resolution)?,
        trim: parse::boolean(form.trim, "Trim")?,
        format: params::value(form.format, "Format")?,
        status_callback: edit(form.status_callback, callback),
    })
}

fn edit<T>(form: Option<&str>, value: Option<T>) -> Edit<T> {
    match (form, value) {
        (None, _) => Edit::Keep,
        (Some(_), None) => Edit::Clear,
        (Some(_), Some(value)) => Edit::Set(value),
    }
}

fn names(form: &[String]) -> Option<Vec<Text>> {
    let given = form.iter().filter(|name| !name.is_empty());
    (!form.is_empty()).then(|| given.map(|name| name.as_str().into()).collect())
}

fn resolution(text: Option<&str>) -> Result<Option<Resolution>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    // assumed: the dictionary has no code for it; settled by the contract test `resolutions_are_judged`.
    text.parse().map(Some).map_err(|_| ApiError::bad(20001, "Resolution is invalid"))
}

/// The parts of composition parameters as bodies show them.
pub(super) struct CompositionBody {
    pub(super) audio_sources: Vec<String>,
    pub(super) audio_sources_excluded: Vec<String>,
    pub(super) video_layout: Value,
    pub(super) format: String,
    pub(super) status_callback: Option<String>,
    pub(super) status_callback_method: String,
}

pub(super) fn show(params: &CompositionParams) -> CompositionBody {
    let texts = |texts: &[Text]| texts.iter().map(|text| text.as_ref().to_owned()).collect();
    let callback = params.status_callback.as_ref();
    CompositionBody {
        audio_sources: texts(&params.audio_sources),
        audio_sources_excluded: texts(&params.audio_sources_excluded),
        video_layout: params::object_value(params.video_layout.as_deref()),
        format: <&str>::from(params.format).to_owned(),
        status_callback: params::callback_url(callback),
        status_callback_method: params::method_name(callback),
    }
}
