//! Content templates, which the Content API makes for real.

use std::collections::BTreeMap;

use fake_core::{
    Error,
    content_template::{self, Create, Variables},
    text::friendly_name,
};
use fake_store::Store;
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

impl NewTemplate {
    fn create(self) -> Result<Create, HandlerError> {
        let types = self.types.into_iter();
        let types = types.map(|(kind, it)| (kind.into(), Value::Object(it).to_string().into()));
        Ok(Create {
            friendly_name: friendly_name(&self.friendly_name)?,
            variables: Variables::new(texts(self.variables))?,
            types: types.collect(),
        })
    }
}

pub(crate) fn template(context: &Context, body: &[u8]) -> Reply {
    let new: NewTemplate = parse::json(body)?;
    let account_sid = account::named(context, new.account_sid)?;
    let sid = make(&context.store, account_sid, new.create()?)?;
    Ok(created(&InAccount { account_sid, answer: Seeded { sid } }))
}

/// Makes a template of a seed document, which is of the document's account.
pub(in crate::control) fn of_document(
    store: &Store,
    account: AccountSid,
    template: &Value,
) -> Result<(), HandlerError> {
    let new: NewTemplate = parse::json(template.to_string().as_bytes())?;
    if new.account_sid.is_some_and(|sid| sid != account) {
        return Err(ApiError::bad(20001, "account_sid: is that of another account").into());
    }
    make(store, account, new.create()?).map(drop)
}

fn make(store: &Store, account: AccountSid, create: Create) -> Result<ContentSid, HandlerError> {
    let account = store.account(account);
    let account = account.ok_or_else(|| ApiError::bad(20001, "The account is not open"))?;
    let made = account
        .record(|_, env| Ok::<_, Error>(content_template::create(create, env)), |_, sid| sid);
    Ok(made?)
}
