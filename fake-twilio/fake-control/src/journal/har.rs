//! HTTP Archive 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>) of REST and media.

use http::Version;
use serde_json::{Value, json};

use super::{
    decode::{Directory, Unanswered},
    entry::{Header, Part},
    matching::Match,
    message::{Message, fields, status},
    query::may_match,
    record::{Exchange, Record},
    ring::{Journal, Stored},
};

/// The exchanges behind a number, as an HTTP Archive without secrets.
pub fn har(journal: &Journal, wanted: &Match, after: u64, directory: &dyn Directory) -> Value {
    let (records, _) = journal.behind(after);
    let mut unanswered = Unanswered::new();
    let mut decoder = super::decode::Decoder::new(directory, &mut unanswered);
    let exchanges = records.iter().filter(|stored| may_match(wanted, stored));
    let exchanges = exchanges.filter_map(|stored| match &stored.record {
        Record::Exchange(it) => Some((stored, it)),
        Record::Socket(_) | Record::Webhook(_) => None,
    });
    let entries = exchanges
        .filter(|(stored, _)| wanted.includes(&decoder.decode(stored)))
        .map(|(stored, it)| entry(stored, it));
    let entries: Vec<Value> = entries.collect();
    json!({
        "log": {
            "version": "1.2",
            "creator": { "name": "fake-twilio", "version": env!("CARGO_PKG_VERSION") },
            "entries": entries,
        }
    })
}

fn entry(stored: &Stored, it: &Exchange) -> Value {
    let time = it.took.as_secs_f64() * 1000.0;
    json!({
        "startedDateTime": stored.at.to_string(),
        "time": time,
        "request": request(it),
        "response": response(it),
        "cache": {},
        "timings": { "send": 0, "wait": time, "receive": 0 },
    })
}

fn request(it: &Exchange) -> Value {
    let head = it.request.head();
    let part = it.request.part(&head);
    let (method, target) = head.first.split_once(' ').unwrap_or((&head.first, ""));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = super::mask::query(query);
    let host = head.header("host").unwrap_or("localhost");
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    let mut request = json!({
        "method": method,
        "url": format!("http://{host}{target}"),
        "httpVersion": format!("{:?}", Version::HTTP_11),
        "cookies": [],
        "headers": pairs(&part.headers),
        "queryString": members(&fields(query.as_bytes())),
        "headersSize": -1,
        "bodySize": it.request.length(),
    });
    if let Some(body) = &part.body {
        let kind = head.header("content-type").unwrap_or_default();
        let mut data = json!({ "mimeType": kind, "text": text(body) });
        if kind.starts_with("application/x-www-form-urlencoded") {
            data["params"] = members(body);
            data["text"] = "".into();
        }
        request["postData"] = data;
    }
    request
}

/// An answer; one that never came has the status 0, as browsers write it.
fn response(it: &Exchange) -> Value {
    let answer = it.response.as_ref();
    let head = answer.map(Message::head).unwrap_or_default();
    let Part { headers, body } = answer.map(|it| it.part(&head)).unwrap_or_default();
    let length = answer.map_or(0, Message::length);
    let mut content = json!({
        "size": length,
        "mimeType": head.header("content-type").unwrap_or_default(),
    });
    if let Some(body) = &body {
        content["text"] = text(body).into();
    }
    let code = status(&head).unwrap_or_default();
    let known = http::StatusCode::from_u16(code).ok().and_then(|it| it.canonical_reason());
    json!({
        "status": code,
        "statusText": known.unwrap_or_default(),
        "httpVersion": format!("{:?}", Version::HTTP_11),
        "cookies": [],
        "headers": pairs(&headers),
        "content": content,
        "redirectURL": super::mask::text(head.header("location").unwrap_or_default()),
        "headersSize": -1,
        "bodySize": length,
    })
}

fn pairs(headers: &[Header]) -> Value {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// The members of an object as pairs; of a list one pair for each item.
fn members(fields: &Value) -> Value {
    let pair = |name: &str, value: &Value| json!({ "name": name, "value": text(value) });
    let members = fields.as_object().into_iter().flatten();
    let pairs = members.flat_map(|(name, value)| match value.as_array() {
        Some(values) => values.iter().map(|value| pair(name, value)).collect(),
        None => vec![pair(name, value)],
    });
    pairs.collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
