//! What an entry of the journal has to be like.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use twilio_sid::AccountSid;

use super::entry::Entry;
use crate::{
    glob::matches_path,
    side::{Direction, Side},
};

/// What is looked for; an entry has to have all members that are there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Match {
    /// Where it was sent.
    pub side: Option<Side>,
    /// Which way a frame went.
    pub direction: Option<Direction>,
    /// Method of HTTP, or of Twilsock where a frame carries no request; in any letter case.
    pub method: Option<String>,
    /// Path without the query, or URL of a webhook; `*` stands for any text, `?` for a character.
    pub path: Option<String>,
    /// Name of the REST operation, such as `CreateConversationMessage`.
    pub operation: Option<String>,
    /// Status of the answer.
    pub status: Option<u16>,
    /// The account.
    pub account_sid: Option<AccountSid>,
    /// Identity of the client.
    pub identity: Option<String>,
    /// Name of a webhook's or Sync's event, or type of a signaling message.
    pub event: Option<String>,
    /// Number of the rule whose fault acted.
    pub rule: Option<u64>,
    /// A text that occurs in a body.
    pub contains: Option<String>,
    /// Members that the body of a request, push or message has, at any depth that is given.
    pub body: Option<Value>,
}

impl Match {
    /// The members by name, each with whether an entry has it; `None` for those that are not looked for.
    fn checks(&self, entry: &Entry) -> [(&'static str, Option<bool>); 12] {
        let is_path = |wanted: &String| {
            entry.path.as_ref().is_some_and(|path| matches_path(wanted, path.as_str()))
        };
        let is_method = |wanted: &String| {
            entry.method.as_ref().is_some_and(|method| method.eq_ignore_ascii_case(wanted))
        };
        let rule = entry.fault.as_ref().and_then(|it| it.rule.as_ref());
        [
            ("side", self.side.map(|it| it == entry.side)),
            ("direction", self.direction.map(|it| entry.direction == Some(it))),
            ("method", self.method.as_ref().map(is_method)),
            ("path", self.path.as_ref().map(is_path)),
            ("operation", same(self.operation.as_ref(), entry.operation.as_ref())),
            ("status", same(self.status.as_ref(), entry.status.as_ref())),
            ("account_sid", same(self.account_sid.as_ref(), entry.account_sid.as_ref())),
            ("identity", same(self.identity.as_ref(), entry.identity.as_ref())),
            ("event", same(self.event.as_ref(), entry.event.as_ref())),
            ("rule", same(self.rule.as_ref(), rule)),
            ("contains", self.contains.as_ref().map(|it| entry.contains(it))),
            ("body", self.body.as_ref().map(|it| entry.has_body(it))),
        ]
    }

    /// The members that an entry does not have; none when it matches.
    pub fn differences(&self, entry: &Entry) -> Vec<&'static str> {
        let checks = self.checks(entry).into_iter();
        checks.filter_map(|(name, fits)| (fits == Some(false)).then_some(name)).collect()
    }

    /// Returns whether an entry has all members.
    pub fn includes(&self, entry: &Entry) -> bool {
        self.differences(entry).is_empty()
    }

    /// Returns how many members there are.
    pub fn members(&self) -> usize {
        self.checks(&Entry::default()).iter().filter(|(_, fits)| fits.is_some()).count()
    }
}

fn same<T: PartialEq>(wanted: Option<&T>, found: Option<&T>) -> Option<bool> {
    wanted.map(|it| Some(it) == found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_named() {
        let entry = Entry { status: Some(404), path: Some("/v1/Users".into()), ..Entry::default() };
        let wanted = json!({ "path": "/v1/*", "status": 404, "identity": "bob" });
        let wanted: Match = serde_json::from_value(wanted).expect("a match");
        assert_eq!(wanted.differences(&entry), ["identity"]);
        assert_eq!(wanted.members(), 3);
        assert_eq!(Match { side: Some(Side::Rest), ..Match::default() }.members(), 1);
        assert!(Match::default().includes(&entry));
    }
}
