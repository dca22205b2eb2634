//! Rules of faults: what is broken on purpose.

use fake_control::faults::{NewRule, Rule};
use http::Method;
use serde::Deserialize;
use twilio_sid::AccountSid;

use crate::{error::ControlError, in_process::InProcess};

/// What is broken on purpose, in an account or in all of them.
///
/// ```
/// use fake_twilio::{FakeTwilio, FaultEffect, FaultMatch, NewFaultRule};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fake = FakeTwilio::builder().start().await?;
/// let account = fake.account().await?;
/// let sent = FaultMatch::default().operation("CreateConversationMessage");
/// account.faults().add(NewFaultRule::new(FaultEffect::status(503)).on(sent).count(1)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Faults {
    emulator: InProcess,
    /// The account; all of them otherwise.
    account: Option<AccountSid>,
}

#[derive(Deserialize)]
struct RuleList {
    faults: Vec<Rule>,
}

#[derive(Deserialize)]
struct Deleted {
    deleted: usize,
}

impl Faults {
    pub(crate) fn new(emulator: InProcess, account: Option<AccountSid>) -> Self {
        Self { emulator, account }
    }

    /// Adds a rule, which acts on what matches from now on; an effect alone is a rule about everything.
    ///
    /// # Errors
    /// Why there is no such rule, or that there are too many.
    pub async fn add(&self, rule: impl Into<NewRule>) -> Result<Rule, ControlError> {
        let mut rule = rule.into();
        if self.account.is_some() {
            rule.matching.account_sid = self.account;
        }
        let added = self.emulator.post("faults", &rule).await?;
        serde_json::from_slice(&added).map_err(ControlError::unreadable)
    }

    /// The rules, oldest first, with how often something matched and how often they acted.
    pub async fn list(&self) -> Result<Vec<Rule>, ControlError> {
        let listed = self.emulator.send(Method::GET, &self.path()).await?;
        let listed: RuleList = serde_json::from_slice(&listed).map_err(ControlError::unreadable)?;
        Ok(listed.faults)
    }

    /// Deletes a rule; messages that it holds back go on.
    ///
    /// # Errors
    /// That there is no such rule.
    pub async fn remove(&self, rule: &Rule) -> Result<(), ControlError> {
        self.emulator.send(Method::DELETE, &format!("faults/{}", rule.id)).await.map(drop)
    }

    /// Deletes all rules, and returns how many.
    pub async fn clear(&self) -> Result<usize, ControlError> {
        let deleted = self.emulator.send(Method::DELETE, &self.path()).await?;
        let deleted: Deleted =
            serde_json::from_slice(&deleted).map_err(ControlError::unreadable)?;
        Ok(deleted.deleted)
    }

    fn path(&self) -> String {
        self.account.map_or_else(|| "faults".to_owned(), |it| format!("faults?account_sid={it}"))
    }
}
