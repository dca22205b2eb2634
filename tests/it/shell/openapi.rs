//! The OpenAPI document of the control API, beside what is answered.

use std::collections::BTreeSet;

use boon::{Compiler, SchemaIndex, Schemas};
use e2e::{Answer, Stack};
use fake_rest::control_operations;
use http::Method;
use serde_json::{Value, json};

/// Media type of archives.
const ARCHIVE: &str = "application/x-ndjson";

const DOCUMENT: &str = "http://emulator/openapi.json";

/// The document with a compiler of its schemas.
struct Document {
    json: Value,
    compiler: Compiler,
    schemas: Schemas,
}

/// An operation of the document: method, path and the rest, with where it stands.
struct Described<'a> {
    method: &'a str,
    path: &'a str,
    operation: &'a Value,
    place: String,
}

impl Document {
    async fn fetch(stack: &Stack) -> Self {
        let json = stack.rest().get("/_emulator/v1/openapi.json").await.json();
        let mut compiler = Compiler::new();
        compiler.add_resource(DOCUMENT, json.clone()).expect("a resource");
        Self { json, compiler, schemas: Schemas::new() }
    }

    fn compile(&mut self, place: &str) -> SchemaIndex {
        let at = format!("{DOCUMENT}#{place}");
        let compiled = self.compiler.compile(&at, &mut self.schemas);
        compiled.unwrap_or_else(|why| panic!("{place}: {why:#}"))
    }

    /// Checks a value against the schema at a place of the document.
    fn check(&mut self, place: &str, value: &Value) {
        let schema = self.compile(place);
        if let Err(why) = self.schemas.validate(value, schema) {
            panic!("{place}: {value:#}\n{why:#}");
        }
    }
}

fn described(document: &Value) -> Vec<Described<'_>> {
    let mut found = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let place = format!("/paths/{}/{method}", path.replace('/', "~1"));
            found.push(Described { method, path, operation, place });
        }
    }
    found
}

#[tokio::test]
async fn the_document_describes_what_is_answered_and_nothing_else() {
    let stack = Stack::frozen().await;
    let document = Document::fetch(&stack).await.json;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let described: BTreeSet<_> = described(&document)
        .iter()
        .map(|it| {
            (text(&it.operation["operationId"]), it.method.to_uppercase(), it.path.to_owned())
        })
        .collect();
    let answered: BTreeSet<_> = control_operations()
        .iter()
        .map(|it| (it.name.to_owned(), it.method.to_string(), format!("/{}", it.path)))
        .collect();
    assert_eq!(described, answered);
    for (_, _, path) in described {
        let variables = path.split('/').filter(|it| it.starts_with('{')).count();
        for operation in document["paths"][&path].as_object().expect("operations").values() {
            let named = operation["parameters"].as_array().into_iter().flatten();
            let in_path = named.filter(|it| it["in"] == "path").count();
            assert_eq!(in_path, variables, "{path}");
        }
    }
}

/// Sends the example of an operation.
async fn send(stack: &Stack, it: &Described<'_>) -> Answer {
    let mut path = format!("/_emulator/v1{}", it.path);
    let mut query = Vec::new();
    for parameter in it.operation["parameters"].as_array().into_iter().flatten() {
        let Some(example) = parameter.get("example") else { continue };
        let example = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        let name = parameter["name"].as_str().expect("a name");
        if parameter["in"] == "path" {
            path = path.replace(&format!("{{{name}}}"), &example);
        } else {
            query.push(format!("{name}={example}"));
        }
    }
    if !query.is_empty() {
        path = format!("{path}?{}", query.join("&"));
    }
    let method: Method = it.method.to_uppercase().parse().expect("a method");
    let content = &it.operation["requestBody"]["content"];
    let example = &content["application/json"]["example"];
    let archive = content[ARCHIVE]["example"].as_str().map(str::to_owned);
    let json = || if example.is_null() { String::new() } else { example.to_string() };
    stack.rest().send(method, &path, archive.unwrap_or_else(json)).await
}

#[tokio::test]
async fn examples_are_valid_and_so_are_their_answers() {
    let seed = json!({ "conversations": [{
        "sid": "CH00000000000000000000000000000001",
        "unique_name": "lobby",
        "participants": ["ada"],
    }] });
    let seed = serde_json::from_value(seed).expect("a seed document");
    let stack = Stack::frozen_with(|builder| builder.seed_document(seed)).await;
    let mut document = Document::fetch(&stack).await;
    let json = document.json.clone();
    let mut all = described(&json);
    // What is deleted has to be there, and what is reset is gone.
    all.sort_by_key(|it| (it.method == "delete", it.path == "/reset"));
    for it in &all {
        let content = "requestBody/content/application~1json";
        let body = &it.operation["requestBody"]["content"]["application/json"];
        if let Some(example) = body.get("example") {
            document.check(&format!("{}/{content}/schema", it.place), example);
        }
        let answer = send(&stack, it).await;
        assert!(![400, 405, 415].contains(&answer.status.as_u16()), "{} {answer}", it.path);
        let status = answer.status.as_u16().to_string();
        let response = &it.operation["responses"][&status];
        assert!(response.is_object(), "{} does not describe {answer}", it.path);
        if response["content"][ARCHIVE].is_object() {
            assert_eq!(answer.headers["content-type"], ARCHIVE);
        } else if response["content"].is_object() {
            let place = format!("{}/responses/{status}/content/application~1json/schema", it.place);
            document.check(&place, &answer.json());
        }
    }
    assert_eq!(all.len(), control_operations().len());
}

#[tokio::test]
async fn the_schema_of_seed_documents_takes_what_is_loaded() {
    let stack = Stack::frozen().await;
    let mut document = Document::fetch(&stack).await;
    let guide =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/control-api.md"));
    let guide = guide.expect("the guide");
    let (_, yaml) = guide.split_once("```yaml\n").expect("a document");
    let (yaml, _) = yaml.split_once("```").expect("its end");
    let seed: Value = serde_yaml_ng::from_str(yaml).expect("YAML");
    let place = "/components/schemas/SeedDocument";
    document.check(place, &seed);
    let schema = document.compile(place);
    for wrong in [
        json!({ "conversation": [] }),
        json!({ "conversations": [{ "sid": "CH1" }] }),
        json!({ "users": [{ "friendly_name": "no identity" }] }),
        json!({ "services": [{}] }),
    ] {
        assert!(document.schemas.validate(&wrong, schema).is_err(), "{wrong}");
        let answer = stack.rest().send(Method::POST, "/_emulator/v1/seed", wrong.to_string()).await;
        assert_eq!(answer.status, 400, "{wrong} {answer}");
    }
}
