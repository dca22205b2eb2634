//! From words of a command line to a request.

use std::path::Path;

use anyhow::{Context, bail};
use fake_rest::{ControlOperation, control_operations};
use http::Method;
use serde_json::{Map, Value};

use crate::seed_file;

/// A request to the control API.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CtlRequest {
    pub(super) method: Method,
    /// Path and query behind the version.
    pub(super) path: String,
    pub(super) body: Option<String>,
}

impl CtlRequest {
    /// The request that words stand for.
    ///
    /// # Errors
    /// Which words have no meaning.
    pub(super) fn of(words: &[String]) -> anyhow::Result<Self> {
        let (mut path, members) = split(words);
        // The wait is what people call most.
        if path == ["wait"] {
            path.insert(0, "journal");
        }
        if let ["seed", file] = path.as_slice()
            && operations(&path).is_empty()
        {
            let document = seed_file::read_json(Path::new(file))?;
            return Ok(Self::post(&with_query("seed", members)?, document.to_string()));
        }
        if let ["delete", path @ ..] = path.as_slice()
            && operations(path).iter().any(|it| it.method == Method::DELETE)
        {
            let path = with_query(&path.join("/"), members)?;
            return Ok(Self { method: Method::DELETE, path, body: None });
        }
        if let ["import", file] = path.as_slice() {
            let failed = || format!("failed to read the archive {file}");
            let archive = std::fs::read_to_string(file).with_context(failed)?;
            return Ok(Self::post(&with_query("import", members)?, archive));
        }
        let found = operations(&path);
        let with = |method: Method| found.iter().find(|it| it.method == method);
        let path = path.join("/");
        // Without members a list is shown where there is one.
        if with(Method::POST).is_some() && (!members.is_empty() || with(Method::GET).is_none()) {
            return Ok(Self::post(&path, object(members)?.to_string()));
        }
        let Some(operation) = with(Method::GET).or_else(|| with(Method::DELETE)) else {
            bail!("the control API has no {path}; it has:\n{}", known());
        };
        let path = with_query(&path, members)?;
        Ok(Self { method: operation.method.clone(), path, body: None })
    }

    fn post(path: &str, body: String) -> Self {
        Self { method: Method::POST, path: path.to_owned(), body: Some(body) }
    }
}

/// The words of the path, and the members behind them.
fn split(words: &[String]) -> (Vec<&str>, &[String]) {
    let is_member = |word: &String| word.contains('=') || word.starts_with('{');
    let end = words.iter().position(is_member).unwrap_or(words.len());
    let (path, members) = words.split_at(end);
    // A path may be one word; other words may be names of files.
    let (first, rest) = path.split_at(path.len().min(1));
    let first = first.iter().flat_map(|word| word.split('/'));
    (first.chain(rest.iter().map(String::as_str)).collect(), members)
}

/// The operations of a path.
fn operations(path: &[&str]) -> Vec<&'static ControlOperation> {
    control_operations().iter().filter(|it| it.matches(path)).collect()
}

/// The paths that there are.
fn known() -> String {
    let mut paths: Vec<_> =
        control_operations().iter().map(|it| format!("  {}", it.path.replace('/', " "))).collect();
    paths.dedup();
    paths.join("\n")
}

/// The object of members: `a.b=1` is the member `b` of the member `a`.
fn object(members: &[String]) -> anyhow::Result<Value> {
    if let [whole] = members
        && whole.starts_with('{')
    {
        return serde_json::from_str(whole).context("the object is not JSON");
    }
    let mut object = Map::new();
    for member in members {
        let (name, value) =
            member.split_once('=').with_context(|| format!("{member} is no NAME=VALUE"))?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        set(&mut object, name, value)?;
    }
    Ok(Value::Object(object))
}

fn set(object: &mut Map<String, Value>, name: &str, value: Value) -> anyhow::Result<()> {
    let Some((outer, inner)) = name.split_once('.') else {
        object.insert(name.to_owned(), value);
        return Ok(());
    };
    let within = object.entry(outer).or_insert_with(|| Value::Object(Map::new()));
    let within = within.as_object_mut().with_context(|| format!("{outer} has a value already"))?;
    set(within, inner, value)
}

/// A path with a query of members, which are texts.
fn with_query(path: &str, members: &[String]) -> anyhow::Result<String> {
    if members.is_empty() {
        return Ok(path.to_owned());
    }
    let pairs = members
        .iter()
        .map(|member| member.split_once('=').with_context(|| format!("{member} is no NAME=VALUE")));
    let pairs: Vec<_> = pairs.collect::<Result<_, _>>()?;
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    Ok(format!("{path}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(words: &[&str]) -> CtlRequest {
        let words: Vec<String> = words.iter().map(|&it| it.to_owned()).collect();
        CtlRequest::of(&words).expect("a request")
    }

    fn sent(words: &[&str]) -> String {
        let CtlRequest { method, path, body } = request(words);
        format!("{method} {path} {}", body.unwrap_or_default()).trim_end().to_owned()
    }

    #[test]
    fn words_are_requests() {
        for (words, expected) in [
            (&["health"][..], "GET health"),
            (&["reset"], "POST reset {}"),
            (&["accounts"], "GET accounts"),
            (&["accounts", "{}"], "POST accounts {}"),
            (&["accounts", "AC1"], "DELETE accounts/AC1"),
            (&["snapshots"], "GET snapshots"),
            (&["snapshots", "before"], "POST snapshots/before {}"),
            (&["snapshots", "before", "restore"], "POST snapshots/before/restore {}"),
            (&["delete", "snapshots", "before"], "DELETE snapshots/before"),
            (&["export", "secrets=true"], "GET export?secrets=true"),
            (&["clock", "advance", "millis=5"], r#"POST clock/advance {"millis":5}"#),
            (&["clock/freeze"], "POST clock/freeze {}"),
            (&["journal", "side=rest", "path=/v1/*"], "GET journal?side=rest&path=%2Fv1%2F*"),
            (
                &["wait", "match.identity=ada", "match.body.text=5 o'clock", "count=2"],
                r#"POST journal/wait {"match":{"identity":"ada","body":{"text":"5 o'clock"}},"count":2}"#,
            ),
            (&["faults"], "GET faults"),
            (&["faults", "effect.status=503"], r#"POST faults {"effect":{"status":503}}"#),
            (&["faults", "1"], "GET faults/1"),
            (&["delete", "faults", "account_sid=AC1"], "DELETE faults?account_sid=AC1"),
            (&["delete", "faults", "1"], "DELETE faults/1"),
            (&["delete", "accounts", "AC1"], "DELETE accounts/AC1"),
            (&["act", "send", r#"{"identity":"ada"}"#], r#"POST act/send {"identity":"ada"}"#),
        ] {
            let sorted = |text: &str| {
                let (head, body) = text.split_at(text.find('{').unwrap_or(text.len()));
                let body: Option<Value> = serde_json::from_str(body).ok();
                (head.to_owned(), body)
            };
            assert_eq!(sorted(&sent(words)), sorted(expected));
        }
    }

    #[test]
    fn a_seed_file_goes_to_the_account_that_is_named() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "users: [{ identity: ada }]").expect("a document");
        let path = file.path().to_str().expect("a path");
        let request = request(&["seed", path, "account_sid=AC1"]);
        assert_eq!(request.path, "seed?account_sid=AC1");
        assert_eq!(request.body.as_deref(), Some(r#"{"users":[{"identity":"ada"}]}"#));
    }

    #[test]
    fn every_operation_has_words() {
        for operation in control_operations() {
            let word = |segment: &'static str| if segment.starts_with('{') { "x" } else { segment };
            let path = operation.path.split('/').map(word);
            let (first, last) = match operation.method {
                Method::POST => (None, Some("a=1")),
                Method::DELETE => (Some("delete"), None),
                _ => (None, None),
            };
            let words: Vec<&str> = first.into_iter().chain(path).chain(last).collect();
            assert_eq!(request(&words).method, operation.method, "{}", operation.name);
        }
    }

    #[test]
    fn words_without_a_meaning_are_refused() {
        for words in [
            &["sing"][..],
            &["clock", "sing"],
            &["reset", "{"],
            &["reset", "a=1", "a.b=2"],
            &["delete"],
        ] {
            let words: Vec<String> = words.iter().map(|&it| it.to_owned()).collect();
            assert!(CtlRequest::of(&words).is_err(), "{words:?}");
        }
    }
}
