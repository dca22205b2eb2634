use super::*;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;
const LIST: &str = "ES1";

fn one_list() -> Subscriptions {
    let mut subscriptions = Subscriptions::new(SignedDuration::from_millis(100));
    subscriptions.want(LIST.to_owned(), ObjectKind::List, Owner::MyMap, 4, NOW);
    subscriptions
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap()
}

fn confirm(subscriptions: &mut Subscriptions, correlation_id: u64, replay_status: ReplayStatus) {
    let event = Established {
        object_sid: LIST.to_owned(),
        object_type: ObjectKind::List,
        replay_status,
        last_event_id: 9,
    };
    subscriptions.handle(ControlFrame::established(correlation_id, vec![event]), at(100));
}

/// The only request that is due: its action, its number, and what is known of its only object.
fn due(subscriptions: &mut Subscriptions, now: Timestamp) -> (Action, u64, Option<u64>) {
    let requests = subscriptions.take_due(now);
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    let [target] = request.requests.as_slice() else { panic!("{request:?}") };
    (request.action, request.correlation_id, target.last_event_id)
}

#[test]
fn before_the_confirmation_only_ordered_events_count() {
    let mut subscriptions = one_list();
    due(&mut subscriptions, at(100));
    assert!(subscriptions.observe(LIST, 9, false).is_some());
    subscriptions.observe(LIST, 5, true);
    subscriptions.disconnected();
    subscriptions.connected(at(200));
    let (_, correlation_id, known) = due(&mut subscriptions, at(200));
    assert_eq!(known, Some(5), "6 to 8 may be missing");
    confirm(&mut subscriptions, correlation_id, ReplayStatus::Completed);
    subscriptions.observe(LIST, 12, false);
    subscriptions.disconnected();
    subscriptions.connected(at(300));
    assert_eq!(due(&mut subscriptions, at(300)).2, Some(12));
}

#[test]
fn late_confirmations_are_ignored() {
    let mut subscriptions = one_list();
    let (_, first, _) = due(&mut subscriptions, at(100));
    subscriptions.disconnected();
    subscriptions.connected(at(100));
    let (_, second, _) = due(&mut subscriptions, at(100));
    assert_eq!((first, second), (100, 101), "numbers differ within one millisecond");
    confirm(&mut subscriptions, first, ReplayStatus::Completed);
    assert!(!subscriptions.is_settled());
    confirm(&mut subscriptions, second, ReplayStatus::Completed);
    assert!(subscriptions.is_settled());
}

#[test]
fn an_object_that_is_wanted_again_is_not_cancelled() {
    let mut subscriptions = one_list();
    let (_, correlation_id, _) = due(&mut subscriptions, at(100));
    confirm(&mut subscriptions, correlation_id, ReplayStatus::Completed);
    subscriptions.drop(LIST, at(200));
    assert_eq!(subscriptions.observe(LIST, 10, true), None);
    subscriptions.want(LIST.to_owned(), ObjectKind::List, Owner::MyUser, 10, at(250));
    let (action, _, known) = due(&mut subscriptions, at(300));
    assert_eq!((action, known), (Action::Establish, Some(10)));
}

#[test]
fn an_object_that_is_dropped_before_it_was_asked_for_costs_nothing() {
    let mut subscriptions = one_list();
    subscriptions.drop(LIST, at(50));
    assert!(subscriptions.take_due(at(1000)).is_empty());
    assert!(subscriptions.is_settled());
}

#[test]
fn failed_requests_are_repeated_later_each_time() {
    let mut subscriptions = one_list();
    let mut now = at(100);
    for wait in [200, 400, 800] {
        let (_, correlation_id, _) = due(&mut subscriptions, now);
        subscriptions.failed(correlation_id, now);
        assert_eq!(subscriptions.deadline(), Some(now + SignedDuration::from_millis(wait)));
        now += SignedDuration::from_millis(wait);
    }
    assert_eq!(subscriptions.take_due(now)[0].retried_requests, 1);
}

#[test]
fn refusals_other_than_404_are_final_and_silent() {
    for (status, gone) in [(404, true), (403, false)] {
        let mut subscriptions = one_list();
        let (_, correlation_id, _) = due(&mut subscriptions, at(100));
        let event = Failed {
            object_sid: LIST.to_owned(),
            object_type: ObjectKind::List,
            error: twilio_wire::sync::SubscriptionError { status, code: 1, message: String::new() },
        };
        let owners =
            subscriptions.handle(ControlFrame::failed(correlation_id, vec![event]), at(100));
        assert_eq!(!owners.is_empty(), gone);
        subscriptions.disconnected();
        subscriptions.connected(at(200));
        assert!(subscriptions.take_due(at(200)).is_empty());
    }
}
