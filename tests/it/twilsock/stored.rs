//! With a store for the log, nothing leaves the emulator before it is stored.

use std::sync::Arc;

use e2e::Stack;
use fake_core::Fact;
use fake_store::{Append, AppendError, LogStore, Record};
use futures_util::FutureExt;
use http::Method;
use tokio::sync::{Notify, watch};

use super::{Room, listener, told};

/// What a store does with an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behavior {
    Appends,
    Waits,
    Refuses,
}

#[derive(Debug)]
struct ScriptedStore {
    behavior: watch::Receiver<Behavior>,
    asked: Arc<Notify>,
}

impl LogStore<Fact> for ScriptedStore {
    fn append<'a>(&'a self, _: [u8; 16], _: usize, _: &'a [Record<Fact>]) -> Append<'a> {
        let mut behavior = self.behavior.clone();
        if *behavior.borrow() == Behavior::Waits {
            self.asked.notify_one();
        }
        Box::pin(async move {
            let behavior = behavior
                .wait_for(|behavior| *behavior != Behavior::Waits)
                .await
                .map(|behavior| *behavior);
            match behavior {
                Ok(Behavior::Appends) => Ok(()),
                _ => Err(AppendError::Refused("no room is left".to_owned())),
            }
        })
    }
}

/// An emulator on such a store, what sets the store's mood, and what tells that it waits.
async fn stack() -> (Stack, watch::Sender<Behavior>, Arc<Notify>) {
    let (sender, behavior) = watch::channel(Behavior::Appends);
    let asked = Arc::<Notify>::default();
    let store = Arc::new(ScriptedStore { behavior, asked: asked.clone() });
    (Stack::frozen_with(|it| it.log_store(store)).await, sender, asked)
}

#[tokio::test]
async fn answers_and_events_wait_for_a_slow_store() {
    let (stack, behavior, asked) = stack().await;
    let room = Room::with(&stack, &["ada"]).await;
    let mut ada = listener(&stack, "ada", &room).await;
    behavior.send_replace(Behavior::Waits);
    let mut sent = std::pin::pin!(room.by_rest().messages().create().body("hello").into_future());
    // The append is asked for, so the message is recorded, and nobody knows of it.
    tokio::select! {
        answer = &mut sent => panic!("answered before it was stored: {answer:?}"),
        () = asked.notified() => {}
    }
    let read = ada.begin(Method::GET, "/Client/v2/Configuration", "").await;
    // An answer at once would come before that to a ping.
    ada.ping().await;
    assert!(!ada.is_answered(read), "read before it was stored");
    assert!(sent.as_mut().now_or_never().is_none(), "answered before it was stored");
    behavior.send_replace(Behavior::Appends);
    sent.await.unwrap();
    let pushes = ada.settle().await;
    assert!(pushes.iter().any(|push| told(push) == "list_item_added hello"), "{pushes:?}");
}

#[tokio::test]
async fn a_store_that_fails_stops_writes_and_leaves_reads() {
    let (stack, behavior, _) = stack().await;
    let room = Room::with(&stack, &["ada"]).await;
    room.say("kept").await;
    behavior.send_replace(Behavior::Refuses);
    let messages = room.by_rest().messages();
    for body in ["lost", "refused"] {
        let refused = messages.create().body(body).await.unwrap_err();
        let status = refused.status().map(|status| status.as_u16());
        assert_eq!((status, refused.code()), (Some(503), Some(20503)));
    }
    let kept = messages.list().await.unwrap().messages;
    assert_eq!(kept[0].body.as_deref(), Some("kept"));
    // Only that service is stopped.
    room.client.services().create().friendly_name("x").await.unwrap();
}
