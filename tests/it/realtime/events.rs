//! Readers of events: what they are told, and what becomes of slow ones.

use e2e::{Stack, soon};
use twilio_conversations::realtime::{Event, Lagged};

use super::{Pair, added, heard, say, texts};

#[tokio::test]
async fn a_slow_reader_is_told_and_catches_up_without_gap_or_repetition() {
    let mut pair = Pair::meet(Stack::live().await).await;
    let small = super::builder(&pair.stack, "ada").event_buffer(4);
    let (slow, mut unread) = small.connect().await.unwrap();
    let mut watching = slow.events().await.unwrap();
    for number in 0..20 {
        say(&pair.stack, pair.sid, "bob", &number.to_string()).await;
        // Two events a message: the message, and the conversation's newest message.
        assert_eq!(heard(&mut watching, added).await, number.to_string());
    }
    let first = unread.next().await.unwrap();
    assert!(matches!(first, Err(Lagged(20..))), "{first:?}");
    let replica = unread.catch_up().await.unwrap();
    assert_eq!(replica.conversations[&pair.sid].messages.len(), 20);
    say(&pair.stack, pair.sid, "bob", "after").await;
    assert_eq!(heard(&mut unread, added).await, "after");
    assert_eq!(texts(&mut pair.ada_events, 21).await[20], "after");
}

#[tokio::test]
async fn a_reader_of_a_conversation_hears_of_nothing_else() {
    let pair = Pair::meet(Stack::live().await).await;
    let other = super::room(&pair.stack, &["ada", "bob"]).await;
    let mut events = pair.bobs().events().await.unwrap();
    say(&pair.stack, other, "ada", "elsewhere").await;
    pair.adas().send("here").await.unwrap();
    pair.adas().leave().await.unwrap();
    let mut told = Vec::new();
    while told.len() < 2 {
        let event = soon("an event", events.next()).await.unwrap().unwrap();
        assert_eq!(event.conversation(), Some(pair.sid), "{event:?}");
        if let Event::MessageAdded(_, message) = &*event {
            told.push(message.body.clone().unwrap());
        } else if let Event::ParticipantLeft(_, gone) = &*event {
            told.push(gone.identity.clone().unwrap());
        }
    }
    assert_eq!(told, ["here", "ada"]);
    let state = events.catch_up().await.unwrap().expect("bob is in");
    assert_eq!(state.participants.len(), 1);
}
