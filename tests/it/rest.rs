//! The public REST API, word by word.

mod accounts;
mod act;
mod addresses;
mod archives;
mod authorization;
mod bindings;
mod conversations;
mod credentials;
mod errors;
mod hostile;
mod http;
mod journal;
mod messages;
mod notifications;
mod participants;
mod receipts;
mod reset;
mod seed_document;
mod services;
mod strict;
mod templates;
mod users;
mod webhooks;

use e2e::Rest;

/// Makes a conversation and gives its path.
async fn conversation(rest: &Rest, name: &str) -> String {
    let made = rest.post("/v1/Conversations", &[("FriendlyName", name)]).await;
    format!("/v1/Conversations/{}", made.text("sid"))
}

/// The path behind an absolute address of an answer.
fn path(address: &str) -> &str {
    address.strip_prefix("https://conversations.twilio.com").expect("an address of the API")
}
