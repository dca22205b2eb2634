//! Timers of conversations.

use twilio_conversations::{jiff::SignedDuration, wire::rest::conversation::State};

use super::{contract, refused};

#[tokio::test]
async fn timers_have_a_least_length() {
    contract(async |it| {
        let create = || it.conversations().create().state(State::Active);
        let short = SignedDuration::from_secs(59);
        refused(create().timers_inactive(short).await, 400, 50375);
        let short = SignedDuration::from_mins(9);
        refused(create().timers_closed(short).await, 400, 50376);
    })
    .await;
}

#[tokio::test]
async fn timers_of_zero_are_taken_away() {
    contract(async |it| {
        let (inactive, closed) = (SignedDuration::from_hours(1), SignedDuration::from_hours(24));
        let create = it.conversations().create().state(State::Active);
        let made = create.timers_inactive(inactive).timers_closed(closed).await.unwrap();
        let (inactive, closed) = (made.timers.date_inactive, made.timers.date_closed);
        assert!(made.date_updated < inactive.unwrap() && inactive < closed);

        let none = SignedDuration::ZERO;
        let changed = it.conversations().update(made.sid).timers_inactive(none).await.unwrap();
        assert!(changed.timers.date_inactive.is_none() && changed.timers.date_closed.is_some());
        let changed = it.conversations().update(made.sid).timers_closed(none).await.unwrap();
        assert!(changed.timers.date_inactive.is_none() && changed.timers.date_closed.is_none());
    })
    .await;
}
