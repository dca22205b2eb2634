//! Start, reconnects, tokens and the end.

use std::{convert::Infallible, io, time::Duration};

use e2e::soon;
use http::Method;
use twilio_conversations::realtime::{
    Client, ConnectError, ConnectionState, Event, Events, VERSION,
};

use super::{Walk, world::World};
use crate::realtime::{SOON, added, builder, heard};

async fn forged(world: &World) -> ConnectError {
    let token = world.stack.sign_with(&world.stack.grants("ada"), "wrong");
    let provide = move || {
        let token = token.clone();
        async move { Ok::<_, Infallible>(token) }
    };
    let url = world.stack.twilsock_url().parse().unwrap();
    Client::builder(provide).url(url).connect().await.unwrap_err()
}

pub(super) async fn walk_start(walk: &mut Walk, world: &mut World) {
    walk.area("Client: start");
    walk.tried("Client.create", async {
        assert_eq!(world.ada.connection_state(), ConnectionState::Connected);
    })
    .await;
    walk.tried("new Client, initialized", async {
        let (client, _events) = world.connect("ada").await;
        client.shutdown().await;
    })
    .await;
    walk.tried("stateChanged", async {
        let (client, _events) = world.connect("ada").await;
        assert!(client.wait_for(ConnectionState::Connected).await);
        client.shutdown().await;
    })
    .await;
    walk.tried("initFailed", async {
        assert!(matches!(forged(world).await, ConnectError::Refused(_)));
    })
    .await;
    walk.tried("connectionError, state denied", async {
        let ConnectError::Refused(status) = forged(world).await else { panic!("not refused") };
        assert_eq!(status.code, 401);
    })
    .await;
    walk.tried("version", async {
        assert_eq!(VERSION, env!("CARGO_PKG_VERSION"));
    })
    .await;
    walk.tried("getConversationBySid", async {
        let state = world.room().state().await.unwrap();
        assert_eq!(state.friendly_name.as_deref(), Some("Lobby"));
    })
    .await;
}

/// A client of bob whose line can be cut.
async fn behind_recorder(world: &World, identity: &str) -> (e2e::Recorder, Client, Events) {
    let recorder = world.stack.recorder().await;
    let url = recorder.url("line").parse().unwrap();
    let (client, events) = builder(&world.stack, identity).url(url).connect().await.unwrap();
    (recorder, client, events)
}

pub(super) async fn walk_connection(walk: &mut Walk, world: &mut World) {
    walk.area("Client: connection and token");
    walk.tried("reconnect: what was missed is told once and in order", async {
        let (recorder, client, mut events) = behind_recorder(world, "bob").await;
        recorder.block("line");
        assert!(client.wait_for(ConnectionState::Connecting).await);
        for body in ["one", "two", "three"] {
            world.sent(body).await;
        }
        recorder.unblock("line");
        world.sent("after the cut").await;
        let mut told = Vec::new();
        while told.last().is_none_or(|last| last != "after the cut") {
            told.push(heard(&mut events, added).await);
        }
        assert_eq!(told, ["one", "two", "three", "after the cut"]);
    })
    .await;
    walk.tried("reconnect: participants and names that changed meanwhile", async {
        let (recorder, client, mut events) = behind_recorder(world, "bob").await;
        recorder.block("line");
        assert!(client.wait_for(ConnectionState::Connecting).await);
        let all = format!("/v1/Conversations/{}", world.sid);
        world.rest(Method::POST, &format!("{all}/Participants"), &[("Identity", "eve")]).await;
        world.rest(Method::POST, &all, &[("FriendlyName", "Lobby of eve")]).await;
        recorder.unblock("line");
        let room = client.conversation(world.sid);
        super::world::becomes(&mut events, &room, |state| {
            state.friendly_name.as_deref() == Some("Lobby of eve")
                && state.participants.values().any(|it| it.identity.as_deref() == Some("eve"))
        })
        .await;
    })
    .await;
    walk.tried("reconnect: a call made while the connection is down", async {
        let (recorder, client, _events) = behind_recorder(world, "bob").await;
        recorder.block("line");
        assert!(client.wait_for(ConnectionState::Connecting).await);
        let room = client.conversation(world.sid);
        let sending = tokio::spawn(async move { room.send("from below").await });
        recorder.unblock("line");
        sending.await.unwrap().unwrap();
        let below = |event: &Event| added(event).filter(|text| text == "from below");
        heard(&mut world.ada_events, below).await;
    })
    .await;
    walk_tokens(walk, world).await;
    walk_end(walk, world).await;
}

async fn walk_end(walk: &mut Walk, world: &mut World) {
    walk.tried("connectionStateChanged, from connecting to disconnected", async {
        let (client, mut events) = world.connect("carl").await;
        assert_eq!(client.connection_state(), ConnectionState::Connected);
        client.shutdown().await;
        let state = |event: &Event| {
            if let Event::Connection(state) = event { Some(*state) } else { None }
        };
        assert_eq!(heard(&mut events, state).await, ConnectionState::Finished);
    })
    .await;
    walk.tried("shutdown", async {
        let (client, mut events) = world.connect("carl").await;
        client.shutdown().await;
        while events.next().await.is_some() {}
    })
    .await;
}

async fn walk_tokens(walk: &mut Walk, world: &mut World) {
    walk.tried("updateToken while connected", async {
        world.ada.update_token(world.stack.token("ada")).await.unwrap();
        heard(&mut world.ada_events, |event| matches!(event, Event::TokenUpdated).then_some(()))
            .await;
        world.sent("with a new token").await;
    })
    .await;
    walk.tried("updateToken with a wrong token", async {
        let (client, mut events) = world.connect("carl").await;
        let wrong = world.stack.sign_with(&world.stack.grants("carl"), "wrong");
        client.update_token(wrong).await.unwrap();
        let refused = |event: &Event| {
            if let Event::Refused { status } = event { status.error_code } else { None }
        };
        assert_eq!(heard(&mut events, refused).await, 20107);
        // The provider's next token is a good one.
        assert!(client.wait_for(ConnectionState::Connected).await);
        client.shutdown().await;
    })
    .await;
    walk.tried("tokenAboutToExpire, tokenExpired", async {
        let token = world.stack.sign(&world.stack.grants("carl").ttl(200));
        let once = std::sync::Arc::new(std::sync::Mutex::new(Some(token)));
        let provide = move || {
            let token = once.lock().unwrap().take();
            async move { token.ok_or_else(|| io::Error::other("there is no other")) }
        };
        let url = world.stack.twilsock_url().parse().unwrap();
        let connecting = Client::builder(provide).url(url).reconnect(SOON).connect();
        let (_client, mut events) = connecting.await.unwrap();
        world.stack.advance(Duration::from_secs(20));
        heard(&mut events, |event| matches!(event, Event::TokenAboutToExpire).then_some(())).await;
        world.stack.advance(Duration::from_secs(180));
        heard(&mut events, |event| matches!(event, Event::TokenExpired).then_some(())).await;
    })
    .await;
    walk.tried("tokenExpired at the start", async {
        let token = world.stack.sign(&world.stack.grants("carl").ttl(1));
        world.stack.advance(Duration::from_secs(60));
        let provide = move || {
            let token = token.clone();
            async move { Ok::<_, Infallible>(token) }
        };
        let url = world.stack.twilsock_url().parse().unwrap();
        let refused = soon("a refusal", Client::builder(provide).url(url).connect()).await;
        let Err(ConnectError::Refused(status)) = refused else { panic!("not refused") };
        assert_eq!(status.error_code, Some(20104));
    })
    .await;
}
