//! `/v1[/Services/{IS}]/Conversations`.

use serde::{Deserialize, Serialize};
use twilio_sid::{AccountSid, ConversationSid, MessagingServiceSid, ServiceSid};

use crate::{
    endpoint::{NoParameters, endpoint},
    paging::Meta,
    time::Seconds,
};

/// Parameters of create and update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Form {
    /// Name for people, not unique.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Name that is unique within the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique_name: Option<String>,
    /// JSON text of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<String>,
    /// `active`, `inactive` or `closed`, in any letter case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// ISO 8601 duration until an idle conversation becomes inactive.
    #[serde(rename = "Timers.Inactive", skip_serializing_if = "Option::is_none")]
    pub timers_inactive: Option<String>,
    /// ISO 8601 duration until an idle conversation becomes closed.
    #[serde(rename = "Timers.Closed", skip_serializing_if = "Option::is_none")]
    pub timers_closed: Option<String>,
    /// Address that participants by e-mail write to.
    #[serde(rename = "Bindings.Email.Address", skip_serializing_if = "Option::is_none")]
    pub email_address: Option<String>,
    /// Name that participants by e-mail see.
    #[serde(rename = "Bindings.Email.Name", skip_serializing_if = "Option::is_none")]
    pub email_name: Option<String>,
    /// SID of the messaging service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messaging_service_sid: Option<String>,
    /// When it was made, ISO 8601; for imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_created: Option<String>,
    /// When it was last changed, ISO 8601; for imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_updated: Option<String>,
}

/// Parameters of create with participants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct FormWithParticipants {
    /// What it has in common with [`Form`].
    #[serde(flatten)]
    pub conversation: Form,
    /// Participants as JSON texts, at most ten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub participant: Vec<String>,
}

/// Filters of list; page parameters are in [`crate::paging::Query`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Filter {
    /// Only conversations in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Only conversations made at this moment or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// Only conversations made at this moment or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
}

/// Life cycle of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// In use.
    Active,
    /// Idle; a new message makes it active.
    Inactive,
    /// Permanently read-only.
    Closed,
    /// A state newer than this crate.
    #[serde(untagged)]
    Unknown(String),
}

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its SID.
    pub sid: ConversationSid,
    /// The account that owns it.
    pub account_sid: AccountSid,
    /// The service it lives in.
    pub chat_service_sid: ServiceSid,
    /// The messaging service for its non-chat participants.
    pub messaging_service_sid: Option<MessagingServiceSid>,
    /// Name for people.
    pub friendly_name: Option<String>,
    /// Unique name.
    pub unique_name: Option<String>,
    /// JSON text of the application, exactly as it was sent.
    pub attributes: String,
    /// Life cycle.
    pub state: State,
    /// When it was made.
    pub date_created: Seconds,
    /// When it was last changed.
    pub date_updated: Seconds,
    /// When its state will change by itself.
    pub timers: Timers,
    /// Address for e-mail and the like.
    pub bindings: Bindings,
    /// Its address.
    pub url: String,
    /// Addresses of what hangs on it.
    pub links: Links,
}

/// Addresses under which participants outside the chat reach a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bindings {
    /// By e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailBinding>,
}

/// How participants by e-mail see a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailBinding {
    /// The sender's name.
    pub name: Option<String>,
    /// The address they write to.
    pub projected_address: String,
}

/// Moments at which a conversation's state changes by itself; absent where no timer is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timers {
    /// When it becomes inactive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_inactive: Option<Seconds>,
    /// When it becomes closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_closed: Option<Seconds>,
}

/// Addresses of what hangs on a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Its participants.
    pub participants: String,
    /// Its messages.
    pub messages: String,
    /// Its webhooks.
    pub webhooks: String,
    /// Its export, which has no operation in the OpenAPI document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export: Option<String>,
}

/// A page of conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where the page is in the list.
    pub meta: Meta,
    /// The records.
    pub conversations: Vec<Conversation>,
}

endpoint! {
    /// Creates a conversation with its participants.
    CreateConversationWithParticipants: POST "/v1/ConversationWithParticipants" ()
        => CREATED | ACCEPTED Conversation;
    scope: AnyService;
    parameters: FormWithParticipants, required [], optional [
        "Attributes", "Bindings.Email.Address", "Bindings.Email.Name", "DateCreated", "DateUpdated",
        "FriendlyName", "MessagingServiceSid", "Participant", "State", "Timers.Closed",
        "Timers.Inactive", "UniqueName",
    ];
}

endpoint! {
    /// Lists conversations.
    ListConversation: GET "/v1/Conversations" ()
        => OK Page;
    scope: AnyService;
    parameters: Filter, required [], optional [
        "EndDate", "Page", "PageSize", "PageToken", "StartDate", "State",
    ];
}

endpoint! {
    /// Creates a conversation.
    CreateConversation: POST "/v1/Conversations" ()
        => CREATED Conversation;
    scope: AnyService;
    parameters: Form, required [], optional [
        "Attributes", "Bindings.Email.Address", "Bindings.Email.Name", "DateCreated", "DateUpdated",
        "FriendlyName", "MessagingServiceSid", "State", "Timers.Closed", "Timers.Inactive",
        "UniqueName",
    ];
}

endpoint! {
    /// Fetches a conversation.
    FetchConversation: GET "/v1/Conversations/{Sid}" (sid)
        => OK Conversation;
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}

endpoint! {
    /// Updates a conversation.
    UpdateConversation: POST "/v1/Conversations/{Sid}" (sid)
        => OK Conversation;
    scope: AnyService;
    parameters: Form, required [], optional [
        "Attributes", "Bindings.Email.Address", "Bindings.Email.Name", "DateCreated", "DateUpdated",
        "FriendlyName", "MessagingServiceSid", "State", "Timers.Closed", "Timers.Inactive",
        "UniqueName",
    ];
}

endpoint! {
    /// Deletes a conversation.
    DeleteConversation: DELETE "/v1/Conversations/{Sid}" (sid)
        => NO_CONTENT ();
    scope: AnyService;
    parameters: NoParameters, required [], optional [];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form;

    #[test]
    fn participants_are_parameters_beside_those_of_the_conversation() {
        let form = FormWithParticipants {
            conversation: Form { friendly_name: Some("Room".to_owned()), ..Form::default() },
            participant: vec!["{}".to_owned(), "[]".to_owned()],
        };
        let text = form::encode(&form).unwrap();
        assert_eq!(text, "FriendlyName=Room&Participant=%7B%7D&Participant=%5B%5D");
        assert_eq!(form::decode::<FormWithParticipants>(text.as_bytes()).unwrap(), form);
    }
}
