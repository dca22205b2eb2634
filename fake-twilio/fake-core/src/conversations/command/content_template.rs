//! Content templates: what rich messages are made of.

use std::{collections::BTreeMap, sync::Arc};

use twilio_sid::ContentSid;

use crate::{
    Env,
    conversations::{
        fact::{Decided, account::AccountFact},
        record::content_template::{Template, Variables},
    },
    text::Text,
};

/// Makes a template.
#[derive(Clone, Debug)]
pub struct Create {
    /// Name for people.
    pub friendly_name: Text,
    /// Defaults of its variables.
    pub variables: Variables,
    /// What it shows: JSON text by type.
    pub types: BTreeMap<Text, Text>,
}

/// Records [`Create`].
pub fn create(command: Create, env: &mut Env<'_>) -> Decided<ContentSid, AccountFact> {
    let Create { friendly_name, variables, types } = command;
    let sid = env.ids.draw();
    let (created, updated) = (env.now, env.now);
    let template = Template { sid, friendly_name, variables, types, created, updated };
    Decided::one(AccountFact::TemplateCreated(Arc::new(template)), sid)
}
