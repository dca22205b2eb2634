//! Checks answers against the members that Twilio's OpenAPI documents give them.

use std::{collections::BTreeMap, sync::LazyLock};

use serde_json::Value;

use crate::{Answer, Body, Operation};

/// The members of each schema, with their types as the tables spell them.
type Schemas = BTreeMap<&'static str, Vec<(&'static str, &'static str)>>;

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    let tables =
        [include_str!("../schemas/conversations.txt"), include_str!("../schemas/video.txt")];
    let lines = tables.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#'));
    let schemas = lines.filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?, words.filter_map(|word| word.split_once(':')).collect()))
    });
    schemas.collect()
});

/// Members of the part of a page that leads to its neighbours.
const META: [(&str, &str); 7] = [
    ("first_page_url", "uri"),
    ("key", "string"),
    ("next_page_url", "uri?"),
    ("page", "integer"),
    ("page_size", "integer"),
    ("previous_page_url", "uri?"),
    ("url", "uri"),
];

/// What is wrong with an answer that an operation was a success, a line each.
pub fn breaches(operation: &Operation, answer: &Answer) -> Vec<String> {
    if !operation.statuses.contains(&answer.status.as_u16()) {
        return vec![format!("{} is none of {:?}", answer.status, operation.statuses)];
    }
    let json = answer.json();
    let found = match operation.body {
        None if answer.body.is_empty() => Vec::new(),
        None => vec!["a body where none belongs".to_owned()],
        Some(Body::One(schema)) => of_schema(&json, schema),
        Some(Body::Page { member, schema }) => of_page(&json, member, schema),
    };
    found.into_iter().map(|it| format!("{}: {it}", operation.name)).collect()
}

/// What is wrong with an answer that says what went wrong.
pub fn error_breaches(answer: &Answer) -> Vec<String> {
    let members =
        [("code", "integer"), ("message", "string"), ("more_info", "uri"), ("status", "integer")];
    let json = answer.json();
    let mut found = of_members(&json, &members);
    if json["status"] != answer.status.as_u16() {
        found.push(format!("says {} and is {}", json["status"], answer.status));
    }
    found
}

fn of_page(json: &Value, member: &str, schema: &str) -> Vec<String> {
    let mut found = of_members(json, &[(member, "array"), ("meta", "object")]);
    found.extend(of_members(&json["meta"], &META));
    if json["meta"]["key"] != member {
        found.push(format!("the key is {}", json["meta"]["key"]));
    }
    let items = json[member].as_array().into_iter().flatten();
    found.extend(items.flat_map(|item| of_schema(item, schema)));
    found
}

fn of_schema(json: &Value, schema: &str) -> Vec<String> {
    match SCHEMAS.get(schema) {
        Some(members) => of_members(json, members),
        None => vec![format!("no schema {schema}")],
    }
}

fn of_members(json: &Value, members: &[(&str, &str)]) -> Vec<String> {
    let Some(object) = json.as_object() else { return vec![format!("no object: {json}")] };
    let mut found = Vec::new();
    for (name, kind) in members {
        match object.get(*name) {
            None => found.push(format!("no {name}")),
            Some(value) if is(value, kind) => {}
            Some(value) => found.push(format!("{name} is no {kind}: {value}")),
        }
    }
    let extra = object.keys().filter(|name| !members.iter().any(|(known, _)| known == name));
    found.extend(extra.map(|name| format!("{name} is too much")));
    found
}

fn is(value: &Value, kind: &str) -> bool {
    let kind = match kind.strip_suffix('?') {
        Some(_) if value.is_null() => return true,
        Some(kind) => kind,
        None => kind,
    };
    let text = value.as_str();
    match kind {
        "any" => !value.is_null(),
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "date" => text.is_some_and(is_date),
        "integer" => value.is_i64() || value.is_u64(),
        "object" => value.is_object(),
        "sid" => text.is_some_and(|text| is_sid(text, "")),
        "string" => value.is_string(),
        "uri" => text.is_some_and(|text| text.contains("://")),
        prefix if is_prefix(prefix) => text.is_some_and(|text| is_sid(text, prefix)),
        values => text.is_some_and(|text| values.split('|').any(|value| value == text)),
    }
}

fn is_prefix(kind: &str) -> bool {
    kind.len() == 2 && kind.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_sid(text: &str, prefix: &str) -> bool {
    let digits = text.get(2..).unwrap_or_default();
    text.starts_with(prefix)
        && digits.len() == 32
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The official libraries read whole seconds in UTC and nothing else.
fn is_date(text: &str) -> bool {
    let shape = text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter });
    shape.eq("0000-00-00T00:00:00Z".chars())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_kind_has_its_values() {
        let sid = format!("CH{}", "0".repeat(32));
        for (kind, right, wrong) in [
            ("CH", json!(sid), json!(sid.replace("CH", "IM"))),
            ("sid", json!(sid), json!("CH0")),
            ("date", json!("2024-06-01T12:00:00Z"), json!("2024-06-01T12:00:00.5Z")),
            ("uri", json!("https://example.com"), json!("example.com")),
            ("on|off", json!("off"), json!("of")),
            ("integer", json!(1), json!(1.5)),
            ("string?", json!(null), json!(1)),
            ("string", json!(""), json!(null)),
            ("any", json!({}), json!(null)),
        ] {
            assert!(is(&right, kind) && !is(&wrong, kind), "{kind}");
        }
    }

    #[test]
    fn missing_and_additional_members_are_found() {
        let found = of_members(&json!({"a": 1, "b": 2}), &[("a", "integer"), ("c", "string")]);
        assert_eq!(found, ["no c", "b is too much"]);
        assert!(SCHEMAS.len() > 40);
    }
}
