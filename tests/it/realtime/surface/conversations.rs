//! Conversations, and who is in them.

use std::collections::BTreeSet;

use http::Method;
use jiff::Timestamp;
use serde_json::json;
use twilio_conversations::{
    Attributes,
    realtime::{Conversation, Error, Event},
    sid::ConversationSid,
    wire::{
        client_api::ConversationForm,
        rest::conversation::{EmailBinding, State},
    },
};

use super::{
    Walk,
    world::{World, refused},
};
use crate::realtime::heard;

fn with_name(name: &str) -> impl Fn(&Event) -> Option<ConversationSid> {
    move |event| {
        if let Event::ConversationAdded(sid, state) = event
            && state.friendly_name.as_deref() == Some(name)
        {
            Some(*sid)
        } else {
            None
        }
    }
}

fn removed(wanted: ConversationSid) -> impl Fn(&Event) -> Option<()> {
    move |event| matches!(event, Event::ConversationRemoved(sid) if *sid == wanted).then_some(())
}

pub(super) async fn walk(walk: &mut Walk, world: &mut World) {
    walk.area("Conversations");
    walk_reads(walk, world).await;
    walk_changes(walk, world).await;
    walk_life(walk, world).await;
}

async fn walk_reads(walk: &mut Walk, world: &mut World) {
    walk.tried("fields: dates, creator, state, notification level", async {
        let state = world.room().state().await.unwrap();
        assert_eq!(state.created_by, "system");
        assert_eq!(state.unique_name.as_deref(), Some("lobby"));
        assert_eq!(state.notification_level, "default");
        assert_eq!(state.state, Some(State::Active));
        assert!(state.date_created > Timestamp::UNIX_EPOCH);
        assert!(state.date_updated >= state.date_created);
    })
    .await;
    walk.tried("limits", async {
        assert_eq!(world.ada.options().media_attachments_count_limit, 10);
        assert_eq!(world.ada.options().media_attachment_size_limit_in_mb, 50);
    })
    .await;
    walk.tried("getConversationBySid of a stranger", async {
        let stranger = world.ada.conversation(ConversationSid::from_bytes([0xff; 16]));
        assert!(matches!(stranger.state().await, Err(Error::NotJoined)));
        refused(stranger.peek().await, 50350);
    })
    .await;
    walk.tried("getConversationByUniqueName", async {
        let found = world.ada.conversation_by_name("lobby").await.unwrap();
        assert_eq!(found.sid(), world.sid);
    })
    .await;
    walk.tried("peekConversationBySid", async {
        assert_eq!(world.room().peek().await.unwrap().sid, world.sid);
    })
    .await;
    walk.tried("getSubscribedConversations, in pages", async {
        let mut made = BTreeSet::new();
        for number in 0..52 {
            let name = format!("of dora {number}");
            made.insert(world.conversation(&[("FriendlyName", &name)], &["dora"]).await);
        }
        let (dora, _events) = world.connect("dora").await;
        let found = dora.conversations().await.unwrap();
        assert_eq!(found.iter().map(Conversation::sid).collect::<BTreeSet<_>>(), made);
        dora.shutdown().await;
    })
    .await;
}

async fn walk_changes(walk: &mut Walk, world: &mut World) {
    walk.tried("bindings: address for e-mail", async {
        let form =
            [("Bindings.Email.Address", "lobby@example.com"), ("Bindings.Email.Name", "Lobby")];
        world.rest(Method::POST, &format!("/v1/Conversations/{}", world.sid), &form).await;
        let email = EmailBinding {
            name: Some("Lobby".to_owned()),
            projected_address: "lobby@example.com".to_owned(),
        };
        world.bob_sees(|state| state.bindings.email.as_ref() == Some(&email)).await;
    })
    .await;
    walk.tried("getAttributes", async {
        let state = world.room().state().await.unwrap();
        assert_eq!(state.attributes_as::<serde_json::Value>().unwrap(), json!({}));
    })
    .await;
    walk.tried("updateAttributes, conversationUpdated, updated", async {
        let attributes = json!({"topic": ["a", 1, null]});
        world.room().set_attributes(&attributes).await.unwrap();
        let text = attributes.to_string();
        world.bob_sees(|state| state.attributes == text).await;
    })
    .await;
    walk.tried("updateFriendlyName", async {
        let friendly_name = Some("Renamed".to_owned());
        let form = ConversationForm { friendly_name, ..ConversationForm::default() };
        world.room().update(&form).await.unwrap();
        world.bob_sees(|state| state.friendly_name.as_deref() == Some("Renamed")).await;
    })
    .await;
    walk.tried("updateUniqueName", async {
        let unique_name = Some("hall".to_owned());
        let form = ConversationForm { unique_name, ..ConversationForm::default() };
        world.room().update(&form).await.unwrap();
        world.bob_sees(|state| state.unique_name.as_deref() == Some("hall")).await;
        assert_eq!(world.ada.conversation_by_name("hall").await.unwrap().sid(), world.sid);
    })
    .await;
    walk.tried("setUserNotificationLevel", async {
        for level in ["muted", "default"] {
            world.room().set_notification_level(level).await.unwrap();
            world.ada_sees(|state| state.notification_level == level).await;
        }
    })
    .await;
}

async fn walk_life(walk: &mut Walk, world: &mut World) {
    let form = ConversationForm {
        friendly_name: Some("New".to_owned()),
        unique_name: Some("new".to_owned()),
        attributes: Some("{\"k\":1}".to_owned()),
    };
    let made = world.ada.create_conversation(&form).await.unwrap();
    walk.tried("createConversation, conversationAdded", async {
        // Its maker does not take part yet, so there is no event.
        assert!(matches!(made.state().await, Err(Error::NotJoined)));
        let peeked = made.peek().await.unwrap();
        assert_eq!((peeked.created_by.as_str(), peeked.attributes.as_str()), ("ada", "{\"k\":1}"));
    })
    .await;
    walk.tried("createConversation with a taken unique name is refused", async {
        refused(world.ada.create_conversation(&form).await, 50353);
    })
    .await;
    walk.tried("join, conversationJoined", async {
        made.join().await.unwrap();
        assert_eq!(heard(&mut world.ada_events, with_name("New")).await, made.sid());
        made.send("first").await.unwrap();
    })
    .await;
    walk.tried("delete, conversationRemoved, removed", async {
        made.delete().await.unwrap();
        heard(&mut world.ada_events, removed(made.sid())).await;
        refused(made.peek().await, 50350);
    })
    .await;
    walk.tried("state: closed by REST", async {
        let sid = world.conversation(&[("FriendlyName", "Closing")], &["ada"]).await;
        heard(&mut world.ada_events, with_name("Closing")).await;
        let path = format!("/v1/Conversations/{sid}");
        world.rest(Method::POST, &path, &[("State", "closed")]).await;
        let closing = world.ada.conversation(sid);
        // Nobody takes part in it any longer.
        heard(&mut world.ada_events, removed(sid)).await;
        assert_eq!(closing.peek().await.unwrap().state, State::Closed);
        refused(closing.send("too late").await, 50377);
    })
    .await;
}

pub(super) async fn walk_membership(walk: &mut Walk, world: &mut World) {
    walk.area("Membership");
    let party = world.conversation(&[("FriendlyName", "Party")], &["ada", "bob"]).await;
    walk.tried("a conversation added to by others: conversationAdded, conversationJoined", async {
        assert_eq!(heard(&mut world.bob_events, with_name("Party")).await, party);
        assert_eq!(heard(&mut world.ada_events, with_name("Party")).await, party);
    })
    .await;
    walk.tried("leave, conversationLeft", async {
        // Somebody who comes and goes before ada has subscribed is never told of.
        let adas = world.ada.conversation(party);
        while adas.state().await.unwrap().participants.len() < 2 {
            heard(&mut world.ada_events, |it| (it.conversation() == Some(party)).then_some(()))
                .await;
        }
        world.bob.conversation(party).leave().await.unwrap();
        heard(&mut world.bob_events, removed(party)).await;
        let left = |event: &Event| {
            if let Event::ParticipantLeft(sid, gone) = event
                && *sid == party
            {
                gone.identity.clone()
            } else {
                None
            }
        };
        assert_eq!(heard(&mut world.ada_events, left).await, "bob");
    })
    .await;
    walk.tried("after leaving, nothing is told", async {
        let mut told = world.bob.events().await.unwrap();
        world.ada.conversation(party).send("behind bob's back").await.unwrap();
        world.sent("for everybody").await;
        assert_eq!(heard(&mut told, crate::realtime::added).await, "for everybody");
    })
    .await;
    walk.tried("removed by REST: conversationLeft", async {
        let away = world.conversation(&[("FriendlyName", "Away")], &["bob"]).await;
        heard(&mut world.bob_events, with_name("Away")).await;
        let path = format!("/v1/Conversations/{away}/Participants/bob");
        world.rest(Method::DELETE, &path, &[]).await;
        heard(&mut world.bob_events, removed(away)).await;
    })
    .await;
    walk.tried("two sessions of one identity", async {
        let (other, mut events) = world.connect("bob").await;
        world.sent("to both of bob").await;
        assert_eq!(heard(&mut events, crate::realtime::added).await, "to both of bob");
        other.shutdown().await;
    })
    .await;
}
