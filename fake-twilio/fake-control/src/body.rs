//! What bodies contain.

use serde_json::Value;

/// Returns whether a value has everything that is wanted: of objects the members, of lists each item in
/// some item.
pub(crate) fn is_part(wanted: &Value, value: &Value) -> bool {
    match (wanted, value) {
        (Value::Object(wanted), Value::Object(members)) => wanted
            .iter()
            .all(|(name, wanted)| members.get(name).is_some_and(|value| is_part(wanted, value))),
        (Value::Array(wanted), Value::Array(items)) => {
            wanted.iter().all(|wanted| items.iter().any(|item| is_part(wanted, item)))
        }
        _ => wanted == value,
    }
}

/// Returns whether a text occurs in a value.
pub(crate) fn has_text(value: &Value, text: &str) -> bool {
    match value {
        Value::String(it) => it.contains(text),
        Value::Array(items) => items.iter().any(|item| has_text(item, text)),
        Value::Object(members) => members.values().any(|member| has_text(member, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_part_is_found_at_any_depth() {
        let push = json!({ "events": [{ "data": { "body": "hello", "index": 3 } }, {}] });
        for part in [
            json!({}),
            json!({ "events": [{ "data": { "body": "hello" } }] }),
            json!({ "events": [] }),
        ] {
            assert!(is_part(&part, &push), "{part}");
        }
        for other in [
            json!({ "events": [{ "data": { "body": "hell" } }] }),
            json!({ "event": 1 }),
            json!([]),
            json!({ "events": [{ "data": { "index": 3.5 } }] }),
        ] {
            assert!(!is_part(&other, &push), "{other}");
        }
        assert!(has_text(&push, "ell") && !has_text(&push, "events"));
    }
}
