//! `/Client/v2/MyConversations`: membership and the client's own state in it.

use std::sync::Arc;

use fake_core::{
    Edit, Error, World, authorize,
    conversation::Conversation,
    participant::{self, NotificationLevel, Participant},
    visibility::{takes_part, visible},
};
use twilio_wire::{
    client_api as wire,
    client_api::Change,
    paging::{Query, Tokens},
    time::Millis,
};

use crate::{
    client::{ClientRequest, conversation_links, sync_objects},
    http::{error::HandlerError, page::bad_token, parse, reply::Outcome},
    render::render_state,
};

const PAGE: usize = 100;

pub(crate) fn list(
    call: &ClientRequest<'_>,
    query: Query,
) -> Result<wire::MyConversations, HandlerError> {
    let token = query.page_token.filter(|token| !token.is_empty());
    let from = token.map(|token| token.parse::<u64>().map_err(|_| bad_token())).transpose()?;
    Ok(call.transaction.read(|world| {
        let mut rest = world
            .memberships(&call.caller.identity)
            .filter(|(_, conversation, _)| !conversation.profile.is_closed())
            .skip_while(|(place, ..)| from.is_some_and(|from| *place < from));
        let conversations = rest
            .by_ref()
            .take(PAGE)
            .map(|(_, conversation, participant)| render(conversation, Some(participant), call))
            .collect();
        let next_token = rest.next().map(|(place, ..)| place.to_string());
        wire::MyConversations { conversations, meta: Tokens { previous_token: None, next_token } }
    }))
}

pub(crate) fn fetch(call: &ClientRequest<'_>, key: &str) -> Result<wire::MyConversation, Error> {
    call.transaction.read(|world| rendered(world, key, call))
}

pub(crate) fn update(
    call: &ClientRequest<'_>,
    key: &str,
    form: &wire::MyConversationForm,
) -> Outcome<wire::MyConversation> {
    let command = participant::Update {
        horizon: match form.last_read_message_index {
            Change::Keep => Edit::Keep,
            Change::Clear => Edit::Clear,
            Change::Set(index) => Edit::Set(index),
        },
        muted: form.notification_level.as_deref().map(parse::is_muted).transpose()?,
        ..participant::Update::default()
    };
    let identity = &call.caller.identity;
    call.transaction.record(
        |world, env| authorize::update_membership(world, identity, key, command, env),
        |world, ()| rendered(world, key, call),
    )
}

fn rendered(
    world: &World,
    key: &str,
    call: &ClientRequest<'_>,
) -> Result<wire::MyConversation, Error> {
    let identity = &call.caller.identity;
    let conversation = visible(world, key, identity)?;
    let participant = conversation.participant(identity);
    Ok(render(conversation, participant.filter(|_| takes_part(conversation, identity)), call))
}

fn render(
    conversation: &Conversation,
    participant: Option<&Arc<Participant>>,
    call: &ClientRequest<'_>,
) -> wire::MyConversation {
    let profile = &conversation.profile;
    wire::MyConversation {
        account_sid: call.caller.account,
        chat_service_sid: call.caller.service,
        sid: profile.sid,
        conversation_sid: profile.sid,
        participant_sid: participant.map(|it| it.sid),
        status: if participant.is_some() { "joined" } else { "notParticipating" }.to_owned(),
        friendly_name: profile.friendly_name.as_deref().map(str::to_owned),
        unique_name: profile.unique_name.as_deref().map(str::to_owned),
        attributes: profile.attributes.as_ref().to_owned(),
        created_by: profile.created_by.as_ref().to_owned(),
        date_created: Millis(profile.created),
        date_updated: Millis(conversation.updated),
        state: render_state(profile.state),
        last_read_message_index: participant.and_then(|it| it.horizon).map(|horizon| horizon.index),
        notification_level: <&str>::from(
            participant.map_or(NotificationLevel::Default, |it| it.notification_level()),
        )
        .to_owned(),
        unread_messages_count: participant
            .and_then(|it| conversation.unread(it))
            .map(|unread| unread as u64),
        messages_count: conversation.messages.len() as u64,
        participants_count: conversation.participants.len() as u64,
        sync_objects: sync_objects(conversation),
        url: call.url(format_args!("MyConversations/{}", profile.sid)),
        links: conversation_links(call, conversation),
    }
}
