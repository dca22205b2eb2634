//! Credentials for the push services of phones.
//!
//! Nothing is pushed, so the secrets of a credential are of no use here and are not kept at all.

use std::sync::Arc;

use twilio_sid::CredentialSid;

use crate::{
    Edit, Env, Error,
    conversations::{
        fact::{Decided, account::AccountFact},
        record::credential::{Credential, PushService},
        state::account::Account,
    },
    text::Text,
};

/// Changes a credential.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// Name for people.
    pub friendly_name: Edit<Text>,
    /// The push service.
    pub service: Option<PushService>,
    /// Whether it is for Apple's sandbox.
    pub sandbox: Option<bool>,
}

/// Makes a credential.
pub fn create(
    service: PushService,
    friendly_name: Option<Text>,
    sandbox: bool,
    env: &mut Env<'_>,
) -> Decided<CredentialSid, AccountFact> {
    let credential = Credential {
        sid: env.ids.draw(),
        friendly_name,
        service,
        sandbox,
        created: env.now,
        updated: env.now,
    };
    let sid = credential.sid;
    Decided::one(AccountFact::CredentialCreated(Arc::new(credential)), sid)
}

/// Decides on [`Update`].
pub fn update(
    account: &Account,
    sid: CredentialSid,
    command: Update,
    env: &mut Env<'_>,
) -> Result<Decided<(), AccountFact>, Error> {
    let before = account.credentials.get(sid).ok_or(Error::NoCredential)?;
    let after = Credential {
        friendly_name: command.friendly_name.over(before.friendly_name.clone()),
        service: command.service.unwrap_or(before.service),
        sandbox: command.sandbox.unwrap_or(before.sandbox),
        updated: env.now,
        ..Credential::clone(before)
    };
    Ok(Decided::one(AccountFact::CredentialUpdated(Arc::new(after)), ()))
}

/// Decides on the deletion of a credential; bindings that name it stay (`assumed`).
pub fn delete(account: &Account, sid: CredentialSid) -> Result<Decided<(), AccountFact>, Error> {
    account.credentials.get(sid).ok_or(Error::NoCredential)?;
    Ok(Decided::one(AccountFact::CredentialDeleted(sid), ()))
}
