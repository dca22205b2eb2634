//! Puts a recording into an order that is the same in every run.

use std::{collections::BTreeMap, fmt::Write};

use crate::{RawFrame, RecordedFrame, Side};

/// How to read a transcript; stands at its head.
const LEGEND: &str = "\
Frames between the official SDK (>) and the emulator (<), unchanged: header, then payload.
How they interleave on the wire differs from run to run, so they are put in order by connection:
first every request in the order sent, each with its reply, then the pushes, by object and, for each
object, in the order sent. The SDK's acknowledgements of pushes are counted. Its random numbers are
counted too, its clock moves between commands only, and frames are handed to it one at a time.
";

/// The frames of all connections, in an order that does not depend on time.
pub fn transcript(frames: &[RecordedFrame]) -> String {
    let mut connections: BTreeMap<(&str, usize), Vec<&RecordedFrame>> = BTreeMap::new();
    for one in frames {
        connections.entry((&one.channel, one.connection)).or_default().push(one);
    }
    let mut text = LEGEND.to_owned();
    for ((channel, number), frames) in connections {
        let _ = writeln!(text, "\n==== {channel}, connection {number} ====");
        write_exchanges(&mut text, &frames);
        write_pushes(&mut text, &frames);
    }
    text
}

fn said<'a>(frames: &'a [&RecordedFrame], by: Side) -> impl Iterator<Item = &'a RawFrame> {
    frames.iter().filter(move |one| one.side == by).map(|one| &one.frame)
}

fn is_reply(frame: &RawFrame) -> bool {
    frame.text("method") == "reply"
}

fn write_exchanges(text: &mut String, frames: &[&RecordedFrame]) {
    for request in said(frames, Side::Client).filter(|frame| !is_reply(frame)) {
        let _ = writeln!(text, "\n> {request}");
        let mut replies = said(frames, Side::Server).filter(|frame| is_reply(frame));
        if let Some(reply) = replies.find(|reply| reply.text("id") == request.text("id")) {
            let _ = writeln!(text, "< {reply}");
        }
    }
}

fn write_pushes(text: &mut String, frames: &[&RecordedFrame]) {
    let mut pushes: BTreeMap<String, Vec<&RawFrame>> = BTreeMap::new();
    let mut count = 0;
    for push in said(frames, Side::Server).filter(|frame| !is_reply(frame)) {
        pushes.entry(object(push)).or_default().push(push);
        count += 1;
    }
    for (object, pushes) in pushes {
        let _ = writeln!(text, "\n---- pushes: {object}");
        for push in pushes {
            let _ = writeln!(text, "\n< {push}");
        }
    }
    let acknowledged = said(frames, Side::Client).filter(|frame| is_reply(frame)).count();
    let _ = writeln!(text, "\n---- {acknowledged} of {count} pushes acknowledged");
}

/// What a push is about: kind and name of its Sync object, or its type.
fn object(push: &RawFrame) -> String {
    let event = &push.payload["events"][0];
    for field in ["map_sid", "list_sid", "document_sid"] {
        if let Some(sid) = event[field].as_str() {
            return sid.to_owned();
        }
    }
    let subject = push.payload["event_type"].as_str().or(push.header["message_type"].as_str());
    subject.unwrap_or(push.text("method")).to_owned()
}
