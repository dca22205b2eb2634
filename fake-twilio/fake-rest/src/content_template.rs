//! From a content template and its variables to what a message shows.

use std::collections::BTreeMap;

use bytes::Bytes;
use fake_core::{
    Error,
    content_template::{Content, Variables},
    media::check_size,
    text::{self, Text},
};
use fake_store::{BlobGuard, Store};
use serde_json::{Value, json};
use twilio_sid::{AccountSid, ContentSid, kind};

use crate::http::{
    error::{ApiError, HandlerError, full},
    parse,
};

/// What the SDK looks for among the media of a message (`@twilio/conversations` 3.0.1,
/// `message.ts`); behind it stands the type, with a dot for the slash.
const RICH: &str = "application/x-vnd.com.twilio.rich.";

/// A template with the variables of one message.
pub(crate) struct TemplateForm {
    template: ContentSid,
    variables: Variables,
}

/// What a message shows; its bytes stay as long as this is held.
pub(crate) struct RenderedTemplate<'s> {
    pub(crate) body: Option<Text>,
    pub(crate) content: Content,
    _kept: BlobGuard<'s>,
}

/// Reads the variables of a template: a JSON object of texts.
fn variables(text: &str) -> Result<Variables, HandlerError> {
    let values: BTreeMap<String, String> = serde_json::from_str(text)
        .map_err(|_| ApiError::bad(50527, "ContentVariables is not a JSON object of texts"))?;
    Ok(Variables::new(texts(values))?)
}

pub(crate) fn texts(values: BTreeMap<String, String>) -> BTreeMap<Text, Text> {
    values.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

impl TemplateForm {
    /// Reads the two parameters; none without a template.
    pub(crate) fn read(
        sid: Option<&str>,
        values: Option<&str>,
    ) -> Result<Option<Self>, HandlerError> {
        let values = values.filter(|text| !text.is_empty());
        match (parse::sid::<kind::Content>(sid, "ContentSid", 50526)?, values) {
            (Some(template), values) => {
                let variables = values.map(variables).transpose()?.unwrap_or_default();
                Ok(Some(Self { template, variables }))
            }
            (None, Some(_)) => {
                Err(ApiError::bad(50528, "ContentVariables cannot be used without ContentSid")
                    .into())
            }
            (None, None) => Ok(None),
        }
    }

    /// Fills the template of an account and keeps what clients will read.
    pub(crate) fn render(
        self,
        store: &Store,
        account: AccountSid,
    ) -> Result<RenderedTemplate<'_>, HandlerError> {
        let (kind, data) = store.account(account).ok_or(Error::NoTemplate)?.read(|account| {
            let template = account.templates.get(self.template).ok_or(Error::NoTemplate)?;
            let (kind, data) = template.shown()?;
            let mut data = serde_json::from_str(data).unwrap_or_default();
            fill(&mut data, &|text| self.variables.fill(&template.variables, text));
            Ok::<_, Error>((kind, data))
        })?;
        let body = data.get("body").and_then(Value::as_str).map(text::body).transpose()?;
        let bytes = Bytes::from(json!({ "data": data }).to_string());
        let size = check_size(bytes.len())?;
        let kept = store.keep(bytes).map_err(|_| full())?;
        let content = Content {
            template: self.template,
            content_type: format!("{RICH}{}", kind.replace('/', ".")).into(),
            size,
            digest: kept.digest(),
        };
        Ok(RenderedTemplate { body, content, _kept: kept })
    }
}

/// Fills every text of a JSON value.
fn fill(value: &mut Value, filled: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = filled(text),
        Value::Array(items) => items.iter_mut().for_each(|it| fill(it, filled)),
        Value::Object(members) => members.values_mut().for_each(|it| fill(it, filled)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
