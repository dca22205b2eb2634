//! `Users/{US}/Conversations`: a user's own state in each conversation.

use fake_core::{
    Error, World,
    conversation::Conversation,
    participant::{self, Participant},
    user::User,
};
use twilio_sid::{ConversationSid, ParticipantSid};
use twilio_wire::{rest::user_conversation as wire, time::Seconds};

use crate::{
    conversations::{conversation::render_timers, participant::horizon},
    http::{
        error::HandlerError,
        page::{PageRequest, bad_token},
        parse,
        reply::{Reply, no_content, ok},
    },
    render::render_state,
    scope::{ResourceScope, ServiceRequest, find},
};

const MAX_PAGE: usize = 50;

/// The user, the conversation and the participant that a path names.
fn member<'w>(
    world: &'w World,
    user: &str,
    conversation: &str,
) -> Result<(&'w User, &'w Conversation, &'w Participant), Error> {
    let user = world.user_by_sid_or_identity(user)?;
    let (_, conversation) = find(world, conversation)?;
    let participant = conversation.participant(&user.identity).ok_or(Error::NoParticipant)?;
    Ok((user, conversation, participant))
}

/// What [`member`] found, without a hold on the world.
fn member_sids(
    world: &World,
    user: &str,
    conversation: &str,
) -> Result<(ConversationSid, ParticipantSid), Error> {
    let (_, conversation, participant) = member(world, user, conversation)?;
    Ok((conversation.sid(), participant.sid))
}

pub(super) fn fetch(request: &ServiceRequest<'_>, user: &str, conversation: &str) -> Reply {
    let body =
        request.transaction.read(|world| rendered(world, user, conversation, &request.at))?;
    Ok(ok(&body))
}

pub(super) fn update(request: &ServiceRequest<'_>, user: &str, conversation: &str) -> Reply {
    let form: wire::Form = parse::form(request.call.body)?;
    let command = participant::Update {
        horizon: horizon(form.last_read_message_index.as_deref())?,
        horizon_at: parse::date(form.last_read_timestamp.as_deref(), "LastReadTimestamp", 50405)?,
        muted: form.notification_level.as_deref().map(parse::is_muted).transpose()?,
        ..participant::Update::default()
    };
    request.transaction.answer(
        |world, env| {
            let (sid, participant) = member_sids(world, user, conversation)?;
            participant::update(world, sid, participant, command, env)
        },
        |world, ()| rendered(world, user, conversation, &request.at),
        ok,
    )
}

/// Takes the user out of the conversation (`assumed`, as nothing public says more than "delete"; settled
/// by the contract test `a_deleted_user_conversation_is_left`).
pub(super) fn delete(request: &ServiceRequest<'_>, user: &str, conversation: &str) -> Reply {
    request.transaction.answer(
        |world, _| {
            let (sid, participant) = member_sids(world, user, conversation)?;
            participant::remove(world, sid, participant)
        },
        |_, ()| Ok(()),
        |()| no_content(),
    )
}

pub(super) fn list(request: &ServiceRequest<'_>, user: &str) -> Reply {
    let page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    let page = request.transaction.read(|world| {
        let user = world.user_by_sid_or_identity(user)?;
        let slice = world.page_of_identity(&user.identity, page_request.start, page_request.size);
        let slice = slice.map_err(|_| bad_token())?;
        let url = request.at.url(format_args!("Users/{}/Conversations", user.sid));
        // A user who leaves a conversation and comes back has two memberships in it.
        let meta =
            page_request.meta(&slice, "conversations", &url, &[], |(_, who)| who.sid.to_string());
        let conversations =
            slice.items.iter().map(|(it, who)| render(user, it, who, &request.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, conversations })
    })?;
    Ok(ok(&page))
}

fn rendered(
    world: &World,
    user: &str,
    conversation: &str,
    at: &ResourceScope,
) -> Result<wire::UserConversation, Error> {
    let (user, conversation, participant) = member(world, user, conversation)?;
    Ok(render(user, conversation, participant, at))
}

fn render(
    user: &User,
    conversation: &Conversation,
    participant: &Participant,
    at: &ResourceScope,
) -> wire::UserConversation {
    let profile = &conversation.profile;
    let conversation_url = at.url(format_args!("Conversations/{}", profile.sid));
    wire::UserConversation {
        account_sid: at.account,
        chat_service_sid: at.service,
        conversation_sid: profile.sid,
        unread_messages_count: conversation.unread(participant).map(|unread| unread as u64),
        last_read_message_index: participant.horizon.map(|horizon| horizon.index),
        participant_sid: participant.sid,
        user_sid: user.sid,
        friendly_name: profile.friendly_name.as_deref().map(str::to_owned),
        conversation_state: render_state(profile.state),
        timers: render_timers(conversation),
        attributes: profile.attributes.as_ref().to_owned(),
        date_created: Seconds(profile.created),
        date_updated: Seconds(conversation.updated),
        created_by: profile.created_by.as_ref().to_owned(),
        notification_level: <&str>::from(participant.notification_level()).to_owned(),
        unique_name: profile.unique_name.as_deref().map(str::to_owned),
        url: at.url(format_args!("Users/{}/Conversations/{}", user.sid, profile.sid)),
        links: wire::Links {
            participant: format!("{conversation_url}/Participants/{}", participant.sid),
            conversation: conversation_url,
        },
    }
}
