//! Every kind of frame as it goes over the wire, with seeded ids.

use bytes::Bytes;
use http::Request;
use insta::assert_snapshot;
use jiff::SignedDuration;
use twilio_wire::twilsock::Backoff;
use twilsock::{
    notification,
    server::{Close, ReplyError},
};

use crate::pair::{Pair, Policy};

fn hour() -> Policy {
    Policy::Accept(SignedDuration::from_hours(1))
}

/// What went over the wire since the last call, a message a paragraph.
fn wire(pair: &mut Pair) -> String {
    std::mem::take(&mut pair.wire).join("\n").replace('\r', "")
}

#[test]
fn init_and_its_reply() {
    let mut pair = Pair::new(hour());
    pair.dial();
    assert_snapshot!(wire(&mut pair));
}

#[test]
fn refused_inits() {
    let errors = [
        ReplyError::token_expired(),
        ReplyError::too_many_requests(Some(Backoff::between(2500, 5000))),
    ];
    let mut text = String::new();
    for error in errors {
        let mut pair = Pair::new(Policy::Reject(error));
        pair.dial();
        pair.wire.remove(0);
        text += &wire(&mut pair);
    }
    assert_snapshot!(text);
}

#[test]
fn update_and_its_reply() {
    let mut pair = Pair::connected();
    wire(&mut pair);
    pair.update_token("token-2");
    assert_snapshot!(wire(&mut pair));
}

#[test]
fn request_and_its_reply() {
    let mut pair = Pair::connected();
    wire(&mut pair);
    let request = Request::post("https://aim.us1.twilio.com/Client/v2/Conversations?a=%2B")
        .header("Content-Type", "application/json; charset=utf-8")
        .body(Bytes::from("{\"friendly_name\":\"Grüße\"}"))
        .unwrap();
    pair.client.request(request, pair.now);
    pair.settle();
    assert_snapshot!(wire(&mut pair));
}

#[test]
fn pushes_pings_and_announcements() {
    let mut pair = Pair::new(Policy::Accept(SignedDuration::from_secs(210)));
    pair.dial();
    pair.wire.drain(..2);
    pair.server().push(notification("TM-1", "twilio.sync.event", b"{\"event_type\":\"x\"}"));
    pair.settle();
    pair.advance(SignedDuration::from_secs(30));
    assert_snapshot!(wire(&mut pair));
}

#[test]
fn closes_of_both_ends() {
    let mut pair = Pair::connected();
    wire(&mut pair);
    pair.close(Close::offload(Some(Backoff::between(700, 900))));
    pair.dial();
    pair.wire.truncate(2);
    pair.client.shutdown();
    pair.settle();
    assert_snapshot!(wire(&mut pair));
}
