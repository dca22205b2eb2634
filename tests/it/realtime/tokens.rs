//! Access tokens over the life of a client.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use e2e::{Stack, soon};
use twilio_conversations::realtime::{Builder, Client, ConnectError, Event};

use super::{SOON, added, heard, room, say};

/// A client that counts how often it was asked for a token.
fn counted(stack: &Arc<Stack>) -> (Builder, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let (minting, counter) = (stack.clone(), asked.clone());
    let token = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        let token = minting.token("ada");
        async move { Ok::<_, io::Error>(token) }
    };
    let url = stack.twilsock_url().parse().unwrap();
    (Client::builder(token).url(url).reconnect(SOON), asked)
}

fn updated(event: &Event) -> Option<()> {
    matches!(event, Event::TokenUpdated).then_some(())
}

#[tokio::test]
async fn a_token_is_renewed_before_it_expires() {
    let stack = Arc::new(Stack::frozen().await);
    let (builder, asked) = counted(&stack);
    let (_ada, mut events) = builder.connect().await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    for renewals in 1..4 {
        stack.advance(Duration::from_secs(3600 - 180));
        heard(&mut events, updated).await;
        assert_eq!(asked.load(Ordering::Relaxed), renewals + 1);
    }
}

#[tokio::test]
async fn after_an_expired_token_the_client_comes_back_with_a_new_one() {
    let stack = Arc::new(Stack::frozen().await);
    let sid = room(&stack, &["ada"]).await;
    let (builder, asked) = counted(&stack);
    let (_ada, mut events) = builder.connect().await.unwrap();
    // Three minutes at once: there is no time to renew it.
    stack.advance(Duration::from_secs(3600));
    let expired = |event: &Event| matches!(event, Event::TokenExpired).then_some(());
    heard(&mut events, expired).await;
    say(&stack, sid, "system", "meanwhile").await;
    assert_eq!(heard(&mut events, added).await, "meanwhile");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_forged_token_is_refused() {
    let stack = Stack::frozen().await;
    let token = stack.sign_with(&stack.grants("ada"), "somebody-else's-secret");
    let provide = move || {
        let token = token.clone();
        async move { Ok::<_, io::Error>(token) }
    };
    let client = Client::builder(provide).url(stack.twilsock_url().parse().unwrap());
    let error = soon("a refusal", client.connect()).await.unwrap_err();
    let ConnectError::Refused(status) = &error else { panic!("{error:?}") };
    assert_eq!((status.code, status.error_code), (401, Some(20107)));
}

#[tokio::test]
async fn an_application_without_tokens_says_why() {
    let client = Client::builder(|| async { Err::<String, _>(io::Error::other("logged out")) });
    let error = client.connect().await.unwrap_err();
    let ConnectError::Token(why) = &error else { panic!("{error:?}") };
    assert_eq!(why.to_string(), "logged out");
}

#[tokio::test]
async fn a_token_of_the_application_is_taken_at_once() {
    let stack = Arc::new(Stack::frozen().await);
    let (builder, asked) = counted(&stack);
    let (ada, mut events) = builder.connect().await.unwrap();
    ada.update_token(stack.token("ada")).await.unwrap();
    heard(&mut events, updated).await;
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}
