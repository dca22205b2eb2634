//! Content templates, which the Content API makes for real.

use std::collections::BTreeMap;

use fake_core::{
    Error,
    content_template::{self, Create, Variables},
    text::friendly_name,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use twilio_sid::{AccountSid, ContentSid};

use crate::{
    content_template::texts,
    context::Context,
    control::{
        account::{self, InAccount},
        seed::conversations::Seeded,
    },
    http::{
        error::{ApiError, HandlerError},
        parse,
        reply::{Reply, created},
    },
};

/// A template as the Content API writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTemplate {
    /// The account; by default the one in the emulator's options.
    account_sid: Option<AccountSid>,
    friendly_name: String,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    /// What it shows, by type.
    types: BTreeMap<String, Map<String, Value>>,
}

pub(crate) fn template(context: &Context, body: &[u8]) -> Reply {
    let new: NewTemplate = parse::json(body)?;
    let account_sid = account::named(context, new.account_sid)?;
    let account = context.store.account(account_sid);
    let account = account.ok_or_else(|| ApiError::bad(20001, "The account is not open"))?;
    let types = new.types.into_iter();
    let types = types.map(|(kind, it)| (kind.into(), Value::Object(it).to_string().into()));
    let command = Create {
        friendly_name: friendly_name(&new.friendly_name)?,
        variables: Variables::new(texts(new.variables))?,
        types: types.collect(),
    };
    let made = account
        .record(|_, env| Ok::<_, Error>(content_template::create(command, env)), |_, sid| sid);
    let sid: ContentSid = made.map_err(HandlerError::from)?;
    Ok(created(&InAccount { account_sid, answer: Seeded { sid } }))
}
