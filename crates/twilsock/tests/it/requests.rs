//! Tunnelled requests, from the queue to the reply.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use jiff::SignedDuration;
use twilio_wire::twilsock::{Header, Method, Status};
use twilsock::{
    Frame,
    client::{RequestError, RequestId},
    notification,
};

use crate::pair::{Pair, Policy};

const URL: &str = "https://aim.us1.twilio.com/Client/v2/uniq%2F%20name%2Bx?Key=a%2Fb&Key=c%26+d&e=";

#[test]
fn percent_encoding_and_repeated_parameters_survive() {
    let mut pair = Pair::connected();
    let id = pair.get(URL);
    let path = "/Client/v2/uniq%2F%20name%2Bx";
    let seen = pair.take_seen();
    assert_eq!(
        seen,
        [format!("server: GET http://aim.us1.twilio.com{path}?Key=a%2Fb&Key=c%26+d&e=")]
    );
    let (answered, result) = pair.replies.pop().unwrap();
    assert_eq!(answered, id);
    assert_eq!(result.unwrap().body(), &Bytes::from(format!("{{\"echo\":\"{path}\"}}")));
    assert!(pair.wire.iter().any(|text| text.contains(r#""Key":["a%2Fb","c%26+d"]"#)));
}

#[test]
fn bodies_headers_and_statuses_survive() {
    let mut pair = Pair::connected();
    pair.answers = false;
    let request = Request::post("https://h:8/p")
        .header("X-Twilio-Mutation-Id", "m-1")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Bytes::from("ChannelSid=CH1"))
        .unwrap();
    pair.client.request(request, pair.now);
    let Some(twilsock::Output::Send(message)) = pair.client.poll() else { panic!() };
    let now = pair.now;
    pair.server().handle_message(&message, now);
    let Some(twilsock::Output::Event(twilsock::server::Event::Request { id, request })) =
        pair.server().poll()
    else {
        panic!()
    };
    assert_eq!(request.uri(), "http://h:8/p");
    assert_eq!(request.headers()["x-twilio-mutation-id"], "m-1");
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.body(), "ChannelSid=CH1");
    let response = Response::builder()
        .status(StatusCode::CONFLICT)
        .header("Retry-After", "3")
        .body(Bytes::from("{\"code\":50353}"))
        .unwrap();
    pair.server().reply(&id, response);
    pair.settle();
    let response = pair.replies.pop().unwrap().1.unwrap();
    assert_eq!(response.status(), StatusCode::CONFLICT);
    assert_eq!(response.headers()["retry-after"], "3");
    assert_eq!(response.body(), "{\"code\":50353}");
    assert!(
        pair.wire.last().unwrap().contains(r#""http_status":{"code":409,"status":"Conflict"}"#)
    );
}

#[test]
fn requests_wait_for_a_connection_in_order_but_not_for_ever() {
    let mut pair = Pair::new(Policy::Accept(SignedDuration::from_hours(1)));
    let early = pair.get("http://h/early");
    pair.advance(SignedDuration::from_secs(15));
    let (first, second) = (pair.get("http://h/1"), pair.get("http://h/2"));
    pair.advance(SignedDuration::from_secs(5));
    assert_eq!(failure(&mut pair), (early, RequestError::NotConnected));
    pair.dial();
    let seen = pair.take_seen();
    let expected =
        ["server: init", "client: connected", "server: GET http://h/1", "server: GET http://h/2"];
    assert_eq!(seen, expected);
    let answered: Vec<_> = pair.replies.iter().map(|(id, result)| (*id, result.is_ok())).collect();
    assert_eq!(answered, [(first, true), (second, true)]);
}

#[test]
fn a_reply_may_take_thirty_seconds() {
    let mut pair = Pair::connected();
    pair.answers = false;
    let slow = pair.get("http://h/slow");
    pair.advance(SignedDuration::from_secs(10));
    pair.answers = true;
    pair.get("http://h/fast");
    pair.replies.clear();
    pair.advance(SignedDuration::from_secs(19));
    assert!(pair.replies.is_empty());
    pair.advance(SignedDuration::from_secs(1));
    assert_eq!(failure(&mut pair), (slow, RequestError::TimedOut));
}

#[test]
fn a_lost_socket_fails_what_is_in_flight_and_keeps_what_is_queued() {
    let mut pair = Pair::connected();
    pair.answers = false;
    let lost = pair.get("http://h/lost");
    pair.cut();
    assert_eq!(failure(&mut pair), (lost, RequestError::Disconnected));
    pair.answers = true;
    let kept = pair.get("http://h/kept");
    pair.dial();
    let (id, result) = pair.replies.pop().unwrap();
    assert_eq!((id, result.is_ok()), (kept, true));
    pair.client.shutdown();
    let late = pair.get("http://h/late");
    assert_eq!(failure(&mut pair), (late, RequestError::Finished));
}

#[test]
fn a_relative_url_is_refused_at_once() {
    let mut pair = Pair::connected();
    let id = pair.get("/only/a/path");
    assert_eq!(failure(&mut pair), (id, RequestError::Address));
}

#[test]
fn a_transport_failure_is_not_a_response() {
    let mut pair = Pair::connected();
    pair.answers = false;
    pair.get("http://h/x");
    let id =
        Frame::decode(&Bytes::from(pair.wire.last().unwrap()[2..].to_owned())).unwrap().header.id;
    let status = Status::new(503, "UNAVAILABLE");
    let header = Header { status: Some(status.clone()), ..Header::new(Method::Reply, id) };
    pair.client.handle_message(&Frame::new(header).encode(), pair.now);
    pair.settle();
    let (_, result) = pair.replies.pop().unwrap();
    assert_eq!(result.unwrap_err(), RequestError::Transport(status));
}

#[test]
fn pushes_arrive_and_are_acknowledged() {
    let mut pair = Pair::connected();
    let push = notification("TM-push", "twilio.sync.event", b"{\"n\":1}");
    pair.server().push(push);
    pair.settle();
    assert_eq!(pair.take_seen(), ["client: twilio.sync.event {\"n\":1}"]);
    let ack = pair.wire.last().unwrap();
    assert!(
        ack.starts_with("> ") && ack.contains("\"id\":\"TM-push\"") && ack.contains("200"),
        "{ack}"
    );
}

fn failure(pair: &mut Pair) -> (RequestId, RequestError) {
    let (id, result) = pair.replies.pop().unwrap();
    (id, result.unwrap_err())
}
