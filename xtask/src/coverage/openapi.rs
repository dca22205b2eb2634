//! Reads from an OpenAPI document of Twilio's what a program can check: names, not descriptions.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;

/// What is kept of a document, as text: a line each, words apart by spaces.
pub(super) struct Tables {
    /// Name, method, path, statuses, body, parameters; `!` follows those that must be there.
    /// A list's body is the name of its member and the schema of what is in it.
    pub(super) operations: String,
    /// Name, then each member with its type; `?` follows what may be null. References cannot
    /// declare it: there it counts whether an example shows it.
    pub(super) schemas: String,
}

#[derive(Deserialize)]
pub(super) struct Document {
    paths: BTreeMap<String, BTreeMap<String, Value>>,
    components: Components,
}

#[derive(Deserialize)]
struct Components {
    schemas: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    #[serde(rename = "operationId")]
    name: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
    request_body: Option<Body>,
    responses: BTreeMap<String, Body>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    r#in: String,
    #[serde(default)]
    required: bool,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    content: BTreeMap<String, Content>,
}

#[derive(Deserialize)]
struct Content {
    schema: Value,
    #[serde(default)]
    examples: BTreeMap<String, Example>,
}

#[derive(Deserialize)]
struct Example {
    value: Value,
}

/// A schema with the things that the examples show of it.
struct Kept<'a> {
    schema: &'a Value,
    shown: Vec<Value>,
}

type Schemas<'a> = BTreeMap<String, Kept<'a>>;

const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn tables(name: &str, document: &Document) -> Result<Tables> {
    let head =
        |what| format!("# {what} of Twilio's {name} v1; `cargo xtask coverage` writes this.\n");
    let mut tables = Tables { operations: head("Operations"), schemas: head("Answers") };
    let mut schemas = BTreeMap::new();
    for (path, methods) in &document.paths {
        for method in METHODS {
            let Some(operation) = methods.get(method) else { continue };
            let operation = Operation::deserialize(operation)?;
            let line = operation.line(method, path, document, &mut schemas);
            let line = line.with_context(|| operation.name.clone())?;
            writeln!(tables.operations, "{line}")?;
        }
    }
    for (name, schema) in schemas {
        let members = members(&schema, document).with_context(|| name.clone())?;
        writeln!(tables.schemas, "{name} {}", members.join(" "))?;
    }
    Ok(tables)
}

impl Operation {
    fn line<'a>(
        &self,
        method: &str,
        path: &str,
        document: &'a Document,
        schemas: &mut Schemas<'a>,
    ) -> Result<String> {
        let statuses: Vec<&str> = self.responses.keys().map(String::as_str).collect();
        let bodies = self.responses.values().filter_map(|body| body.content.values().next());
        let mut answers = bodies.map(|content| answer(content, document, schemas));
        let answer = answers.next().unwrap_or_else(|| Ok("-".to_owned()))?;
        for other in answers {
            ensure!(other? == answer, "answers of two kinds");
        }
        let mut words = vec![
            self.name.clone(),
            method.to_uppercase(),
            path.to_owned(),
            statuses.join(","),
            answer,
        ];
        words.extend(self.names(method)?);
        Ok(words.join(" "))
    }

    /// The parameters beside those of the path: of the query for GET, of the form for POST.
    fn names(&self, method: &str) -> Result<Vec<String>> {
        let mark = |name: &str, required| format!("{name}{}", if required { "!" } else { "" });
        let mut names = Vec::new();
        for it in &self.parameters {
            match (it.r#in.as_str(), method) {
                ("query", "get") => names.push(mark(&it.name, it.required)),
                ("path" | "header", _) => {}
                (place, _) => bail!("{} in the {place} of {method}", it.name),
            }
        }
        if let Some(body) = &self.request_body {
            let schema = &body.content.get(FORM).context("a body that is no form")?.schema;
            let required = schema["required"].as_array();
            let required = |name: &str| required.is_some_and(|all| all.iter().any(|it| it == name));
            let fields = schema["properties"].as_object().into_iter().flatten();
            names.extend(fields.map(|(name, _)| mark(name, required(name))));
        }
        names.sort();
        Ok(names)
    }
}

/// The body of an answer: a schema, or for a list its member and the schema of what is in it.
fn answer<'a>(
    content: &Content,
    document: &'a Document,
    schemas: &mut Schemas<'a>,
) -> Result<String> {
    let Content { schema, examples } = content;
    let examples = examples.values().map(|example| &example.value);
    if schema.get("$ref").is_some() {
        return keep(schema, examples.cloned().collect(), document, schemas);
    }
    let properties = schema["properties"].as_object().context("neither schema nor list")?;
    let mut lists = properties.iter().filter(|(name, _)| *name != "meta");
    let (Some((member, list)), None) = (lists.next(), lists.next()) else { bail!("an odd list") };
    let shown = examples.filter_map(|example| example[member].as_array()).flatten();
    Ok(format!("{member}={}", keep(&list["items"], shown.cloned().collect(), document, schemas)?))
}

/// Notes a schema under the last part of its name.
fn keep<'a>(
    reference: &Value,
    mut shown: Vec<Value>,
    document: &'a Document,
    schemas: &mut Schemas<'a>,
) -> Result<String> {
    let (name, schema) = resolve(reference, document)?;
    let short = name.rsplit('.').next().unwrap_or(name).to_owned();
    let kept = schemas.entry(short.clone()).or_insert_with(|| Kept { schema, shown: Vec::new() });
    ensure!(kept.schema == schema, "two schemas end in {short}");
    kept.shown.append(&mut shown);
    Ok(short)
}

fn resolve<'a>(reference: &Value, document: &'a Document) -> Result<(&'a str, &'a Value)> {
    let name = reference["$ref"].as_str().context("no reference")?;
    let name = name.strip_prefix("#/components/schemas/").context("no schema of ours")?;
    let found = document.components.schemas.get_key_value(name);
    found.map(|(name, schema)| (name.as_str(), schema)).with_context(|| format!("no {name}"))
}

fn members(kept: &Kept<'_>, document: &Document) -> Result<Vec<String>> {
    let properties = kept.schema["properties"].as_object();
    let mut members = Vec::new();
    for (name, member) in properties.context("a schema without members")? {
        let is_null = |shown: &Value| shown.get(name).is_some_and(Value::is_null);
        let nullable = member["nullable"] == true || kept.shown.iter().any(is_null);
        let mark = if nullable { "?" } else { "" };
        members.push(format!("{name}:{}{mark}", kind(member, document)?));
    }
    members.sort();
    Ok(members)
}

fn kind(member: &Value, document: &Document) -> Result<String> {
    if member.get("$ref").is_some() {
        return kind(resolve(member, document)?.1, document);
    }
    let text = |name: &str| member[name].as_str();
    Ok(match (text("type"), text("format"), text("pattern"), member["enum"].as_array()) {
        (_, _, _, Some(values)) => {
            let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            values.join("|")
        }
        (_, _, Some(pattern), _) => prefix(pattern).context("an odd pattern")?,
        (_, Some("date-time"), ..) => "date".to_owned(),
        (_, Some("uri"), ..) => "uri".to_owned(),
        (Some(kind), ..) => kind.to_owned(),
        (None, ..) => "any".to_owned(),
    })
}

/// The two letters of a SID's pattern, or `sid` for one of any kind.
fn prefix(pattern: &str) -> Option<String> {
    let prefix = pattern.strip_prefix('^')?.strip_suffix("[0-9a-fA-F]{32}$")?;
    match prefix {
        "[a-zA-Z]{2}" => Some("sid".to_owned()),
        letters if letters.len() == 2 => Some(letters.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_kept_and_nothing_else() {
        let answer = json!({"200": {"description": "x", "content": {"application/json": {
            "schema": {"properties": {"meta": {}, "things": {"items": {"$ref": "#/components/schemas/v1.thing"}}}},
            "examples": {"full": {"value": {"things": [{"state": "on", "at": null}, {"state": "off"}]}}}
        }}}});
        let document = json!({
            "paths": {"/v1/Things": {
                "description": "x",
                "get": {"operationId": "ListThing", "responses": answer,
                    "parameters": [{"name": "PageSize", "in": "query"}, {"name": "At", "in": "query", "required": true}]},
                "delete": {"operationId": "DeleteThing", "responses": {"204": {}}},
            }},
            "components": {"schemas": {
                "v1.thing": {"properties": {
                    "sid": {"type": "string", "pattern": "^IM[0-9a-fA-F]{32}$", "nullable": true},
                    "at": {"type": "string", "format": "date-time"},
                    "state": {"$ref": "#/components/schemas/state"},
                    "links": {"nullable": true},
                }},
                "state": {"type": "string", "enum": ["on", "off"]},
            }},
        });
        let tables = tables("things", &serde_json::from_value(document).unwrap()).unwrap();
        let lines: Vec<_> = tables.operations.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "ListThing GET /v1/Things 200 things=thing At! PageSize",
                "DeleteThing DELETE /v1/Things 204 -"
            ]
        );
        let schemas: Vec<_> = tables.schemas.lines().skip(1).collect();
        assert_eq!(schemas, ["thing at:date? links:any? sid:IM? state:on|off"]);
    }
}
