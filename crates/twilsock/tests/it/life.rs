//! Tokens, pings, closes.

use jiff::SignedDuration;
use twilio_wire::twilsock::{Backoff, Status};
use twilsock::server::{Close, ReplyError};

use crate::pair::{Pair, Policy};

const fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

#[test]
fn a_token_is_announced_three_minutes_before_its_end_and_closed_at_it() {
    let mut pair = Pair::connected();
    pair.advance(seconds(3600 - 180 - 1));
    assert_eq!(pair.take_seen(), [""; 0]);
    pair.advance(seconds(1));
    assert_eq!(pair.take_seen(), ["client: token about to expire"]);
    pair.advance(seconds(179));
    assert_eq!(pair.take_seen(), [""; 0]);
    pair.advance(seconds(1));
    assert_eq!(
        pair.take_seen(),
        [
            "server: closes 1000",
            "client: closed by server 410",
            "client: token expired",
            "client: closes 1000",
            "client: disconnected, reconnect WithNewToken"
        ]
    );
}

#[test]
fn a_token_with_no_more_than_three_minutes_left_is_not_announced() {
    let mut pair = Pair::new(Policy::Accept(seconds(180)));
    pair.dial();
    assert_eq!(pair.take_seen(), ["server: init", "client: connected"]);
    pair.update_token("token-2");
    assert_eq!(pair.take_seen(), ["server: update token-2", "client: token updated"]);
    pair.advance(seconds(180));
    let seen = pair.take_seen();
    assert!(seen.contains(&"client: token expired".to_owned()), "{seen:?}");
    assert!(!seen.contains(&"client: token about to expire".to_owned()), "{seen:?}");
}

#[test]
fn a_token_with_a_moment_more_is_announced_after_that_moment() {
    let mut pair = Pair::new(Policy::Accept(seconds(181)));
    pair.dial();
    pair.take_seen();
    pair.advance(seconds(1));
    assert_eq!(pair.take_seen(), ["client: token about to expire"]);
}

#[test]
fn an_accepted_update_replaces_both_deadlines() {
    let mut pair = Pair::connected();
    pair.advance(seconds(3000));
    pair.update_token("token-2");
    assert_eq!(pair.take_seen(), ["server: update token-2", "client: token updated"]);
    pair.advance(seconds(3400));
    assert_eq!(pair.take_seen(), [""; 0]);
    pair.advance(seconds(200));
    assert!(pair.take_seen().contains(&"client: token expired".to_owned()));
}

#[test]
fn a_refused_update_keeps_the_old_deadlines_and_makes_the_client_leave() {
    let mut pair = Pair::connected();
    pair.policy = Policy::Reject(ReplyError::different_identity());
    pair.update_token("token-2");
    assert_eq!(
        pair.take_seen(),
        [
            "server: update token-2",
            "client: refused 403 None",
            "client: closes 1000",
            "client: disconnected, reconnect WithNewToken"
        ]
    );
}

#[test]
fn an_unanswered_update_times_out_after_thirty_seconds() {
    let mut pair = Pair::connected();
    pair.policy = Policy::Ponder;
    pair.update_token("token-2");
    pair.advance(seconds(29));
    assert_eq!(pair.take_seen(), ["server: update token-2"]);
    pair.advance(seconds(1));
    let expected = ["client: closes 1000", "client: disconnected, reconnect WithBackoff(None)"];
    assert_eq!(pair.take_seen(), expected);
}

#[test]
fn a_token_brought_while_init_is_under_way_is_sent_afterwards() {
    let mut pair = Pair::new(Policy::Accept(seconds(3600)));
    pair.server =
        Some(twilsock::server::Connection::new(twilsock::server::Config::seeded(1), pair.now));
    pair.client.handle_opened(pair.now);
    pair.update_token("token-2");
    let expected =
        ["server: init", "client: connected", "server: update token-2", "client: token updated"];
    assert_eq!(pair.take_seen(), expected);
}

#[test]
fn errors_decide_how_the_client_continues() {
    let backoff = Backoff::between(2500, 5000);
    let cases = [
        (ReplyError::token_expired(), "WithNewToken"),
        (ReplyError::invalid_token("no"), "WithNewToken"),
        (ReplyError::different_identity(), "WithNewToken"),
        (ReplyError::too_many_requests(None), "WithBackoff(None)"),
        (ReplyError::too_many_requests(Some(backoff)), "reconnect_min_ms: 2500"),
        (ReplyError::new(Status::new(503, "SERVICE_UNAVAILABLE")), "WithBackoff(None)"),
    ];
    for (error, reconnect) in cases {
        let expired = error == ReplyError::token_expired();
        let mut pair = Pair::new(Policy::Reject(error));
        pair.dial();
        let seen = pair.take_seen();
        assert_eq!(seen.contains(&"client: token expired".to_owned()), expired);
        let last = seen.last().unwrap();
        assert!(last.starts_with("client: disconnected") && last.contains(reconnect), "{seen:?}");
    }
}

#[test]
fn closes_decide_how_the_client_continues() {
    let cases = [
        (Close::offload(Some(Backoff::between(700, 900))), "reconnect_min_ms: 700"),
        (Close::offload(None), "WithBackoff(None)"),
        (Close::token_expired(), "WithNewToken"),
        (Close::unauthorized("gone"), "WithNewToken"),
        (Close::unsupported_protocol(), "Never"),
        (Close::protocol_error("what"), "Never"),
        (Close::new(Status::new(500, "INTERNAL")), "WithBackoff(None)"),
    ];
    for (close, reconnect) in cases {
        let mut pair = Pair::connected();
        pair.close(close);
        let seen = pair.take_seen();
        let last = seen.last().unwrap();
        assert!(last.starts_with("client: disconnected") && last.contains(reconnect), "{seen:?}");
    }
}

#[test]
fn the_server_closes_the_connection_after_its_close() {
    let mut pair = Pair::connected();
    let now = pair.now;
    pair.server().close(Close::offload(None));
    let outputs: Vec<_> = std::iter::from_fn(|| pair.server().poll()).collect();
    let [twilsock::Output::Send(farewell), twilsock::Output::Close(1000)] = &*outputs else {
        panic!("{outputs:?}")
    };
    let id = twilsock::Frame::decode(farewell).unwrap().header.id;
    // What the client still says is heard by nobody.
    let header = twilio_wire::twilsock::Header::new(twilio_wire::twilsock::Method::Reply, id);
    let ack = twilsock::Frame::new(header).encode();
    pair.server().handle_message(&ack, now);
    pair.server().close(Close::offload(None));
    assert!(pair.server().poll().is_none() && pair.server().deadline().is_none());
}

#[test]
fn pings_keep_a_quiet_connection_and_silence_ends_it() {
    let mut pair = Pair::connected();
    pair.advance(seconds(600));
    assert_eq!(pair.wire.iter().filter(|text| text.contains("\"ping\"")).count(), 20);
    assert_eq!(pair.take_seen(), [""; 0]);
    pair.cable = false;
    pair.advance(seconds(69));
    assert_eq!(pair.take_seen(), [""; 0]);
    pair.advance(seconds(1));
    let expected = ["server: closes 1001", "client: disconnected, reconnect WithBackoff(None)"];
    assert_eq!(pair.take_seen(), expected);
}

#[test]
fn a_client_is_pinged_before_its_timeout_however_far_the_clock_advances() {
    let mut pair = Pair::connected();
    pair.now += seconds(3600 - 60);
    pair.advance(seconds(0));
    assert_eq!(pair.take_seen(), ["client: token about to expire"]);
    assert_eq!(pair.wire.iter().filter(|text| text.contains("\"ping\"")).count(), 1);
    pair.now += seconds(3600);
    pair.advance(seconds(0));
    assert_eq!(
        pair.take_seen(),
        [
            "server: closes 1000",
            "client: closed by server 410",
            "client: token expired",
            "client: closes 1000",
            "client: disconnected, reconnect WithNewToken"
        ]
    );
}

#[test]
fn a_silent_connection_is_closed() {
    let mut pair = Pair::new(Policy::Ponder);
    pair.dial();
    pair.client.handle_closed();
    pair.settle();
    pair.take_seen();
    pair.advance(seconds(30));
    assert_eq!(pair.take_seen(), ["server: closes 1008"]);
}

#[test]
fn the_continuation_token_comes_back_with_the_next_init() {
    let mut pair = Pair::connected();
    pair.cut();
    pair.dial();
    assert_eq!(pair.inits, [None, Some("handle-1".into())]);
    assert!(
        pair.wire.last().unwrap().contains("\"continuation_token_status\":{\"reissued\":false}")
    );
}

#[test]
fn shutdown_says_close_and_is_final() {
    let mut pair = Pair::connected();
    pair.client.shutdown();
    pair.settle();
    let expected = [
        "server: client said close",
        "server: closes 1000",
        "client: closes 1000",
        "client: disconnected, reconnect Never",
    ];
    let mut seen = pair.take_seen();
    seen.sort();
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(seen, expected);
    pair.client.handle_opened(pair.now);
    assert_eq!(format!("{:?}", pair.client.poll()), "Some(Close(1000))");
}
