//! `/ParticipantConversations`: conversations by identity or address.

use std::{fmt, str::FromStr};

use fake_core::{Member, Slice, World, conversation::Conversation, participant::Participant};
use twilio_sid::{ConversationSid, ParticipantSid};
use twilio_wire::{rest::participant_conversation as wire, time::Seconds};

use crate::{
    conversations::conversation::render_timers,
    http::{
        error::{ApiError, HandlerError},
        page::PageRequest,
        parse,
        reply::{Reply, ok},
    },
    render::render_state,
    scope::{ResourceScope, ServiceRequest},
};

const MAX_PAGE: usize = 50;

/// Where a conversation is in this list, which is sorted by SID (Twilio's documentation). An
/// address can take part in a conversation twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PageKey(ConversationSid, ParticipantSid);

impl PageKey {
    fn of((conversation, participant): &Member<'_>) -> Self {
        Self(conversation.sid(), participant.sid)
    }
}

impl fmt::Display for PageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// Nothing that a place in this list looks like.
struct PageTokenError;

impl FromStr for PageKey {
    type Err = PageTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (conversation, participant) = text.split_once('.').ok_or(PageTokenError)?;
        let conversation = conversation.parse().map_err(|_| PageTokenError)?;
        Ok(Self(conversation, participant.parse().map_err(|_| PageTokenError)?))
    }
}

fn members<'w>(
    world: &'w World,
    filter: &wire::Filter,
    page_request: &PageRequest<PageKey>,
) -> Result<Slice<Member<'w>>, ApiError> {
    let mut all: Vec<Member<'w>> = match (filter.identity.as_deref(), filter.address.as_deref()) {
        (Some(_), Some(_)) => {
            return Err(ApiError::bad(50451, "Identity and Address cannot be used together"));
        }
        (None, None) => return Err(ApiError::missing("Identity")),
        (Some(identity), None) => {
            world.memberships(identity).map(|(_, conversation, who)| (conversation, who)).collect()
        }
        (None, Some(address)) => world.memberships_of_address(address).collect(),
    };
    all.sort_by_key(PageKey::of);
    let was_there = |place: &PageKey| world.conversations.place(place.0).is_some();
    page_request.page_by(all, PageKey::of, |place| Some(place).filter(was_there))
}

pub(super) fn list(request: &ServiceRequest<'_>) -> Reply {
    let filter: wire::Filter = parse::form(request.call.query)?;
    let page_request = PageRequest::read(&request.call.page_query()?, MAX_PAGE)?;
    let page = request.transaction.read(|world| {
        let slice = members(world, &filter, &page_request)?;
        let filters = [("Identity", &filter.identity), ("Address", &filter.address)];
        let filters: Vec<_> =
            filters.iter().filter_map(|(name, it)| Some((*name, it.as_deref()?))).collect();
        let url = request.at.url("ParticipantConversations");
        let meta = page_request
            .meta(&slice, "conversations", &url, &filters, |it| PageKey::of(it).to_string());
        let conversations =
            slice.items.iter().map(|(it, who)| render(world, it, who, &request.at)).collect();
        Ok::<_, HandlerError>(wire::Page { meta, conversations })
    })?;
    Ok(ok(&page))
}

fn render_binding(participant: &Participant) -> Option<wire::Binding> {
    participant.binding.as_ref().map(|binding| wire::Binding {
        kind: binding.channel().to_owned(),
        address: binding.address().map(ToString::to_string),
        proxy_address: binding.proxy_address().map(ToString::to_string),
        projected_address: binding.projected_address().map(ToString::to_string),
        name: None,
        level: None,
    })
}

fn render(
    world: &World,
    conversation: &Conversation,
    participant: &Participant,
    at: &ResourceScope,
) -> wire::ParticipantConversation {
    let profile = &conversation.profile;
    let user = participant.identity.as_ref().and_then(|identity| world.user(identity));
    let url = at.url(format_args!("Conversations/{}", profile.sid));
    wire::ParticipantConversation {
        account_sid: at.account,
        chat_service_sid: at.service,
        participant_sid: participant.sid,
        participant_user_sid: user.map(|user| user.sid),
        participant_identity: participant.identity.as_deref().map(str::to_owned),
        participant_messaging_binding: render_binding(participant),
        conversation_sid: profile.sid,
        conversation_unique_name: profile.unique_name.as_deref().map(str::to_owned),
        conversation_friendly_name: profile.friendly_name.as_deref().map(str::to_owned),
        conversation_attributes: profile.attributes.as_ref().to_owned(),
        conversation_date_created: Seconds(profile.created),
        conversation_date_updated: Seconds(conversation.updated),
        conversation_created_by: profile.created_by.as_ref().to_owned(),
        conversation_state: render_state(profile.state),
        conversation_timers: render_timers(conversation),
        links: wire::Links {
            participant: format!("{url}/Participants/{}", participant.sid),
            conversation: url,
        },
    }
}
