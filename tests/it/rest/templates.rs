//! Messages made of content templates.

use e2e::{Answer, Rest, Stack};
use http::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::{Value, json};

use super::conversation;

async fn template(rest: &Rest, types: Value) -> Answer {
    let body =
        json!({ "friendly_name": "greeting", "variables": { "name": "you" }, "types": types });
    let seed = "/_emulator/v1/seed/conversations/content-templates";
    rest.send(Method::POST, seed, body.to_string()).await
}

#[tokio::test]
async fn a_message_is_made_of_a_template() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let messages = format!("{}/Messages", conversation(&rest, "Room").await);
    let text = json!({ "twilio/text": { "body": "Hello {{name}}" } });
    rest.transcript();
    let sid = template(&rest, text).await.text("sid");
    // Text and media beside it do not count.
    let form = [
        ("ContentSid", sid.as_str()),
        ("ContentVariables", r#"{"name":"Jo\"n"}"#),
        ("Body", "not this"),
        ("MediaSid", "ME00000000000000000000000000000000"),
    ];
    let made = rest.post(&messages, &form).await.text("sid");
    rest.post(&messages, &[("ContentSid", sid.as_str())]).await;
    rest.post(&format!("{messages}/{made}"), &[("Body", "edited")]).await;
    assert_snapshot!(rest.transcript());
}

#[tokio::test]
async fn templates_and_variables_that_will_not_do_are_refused() {
    let stack = Stack::frozen().await;
    let rest = stack.rest();
    let messages = format!("{}/Messages", conversation(&rest, "Room").await);
    let known = template(&rest, json!({ "twilio/text": { "body": "Hello" } })).await.text("sid");
    let other =
        template(&rest, json!({ "twilio/carousel": { "body": "Hello" } })).await.text("sid");
    let large = json!({ "twilio/text": { "body": "x".repeat(32 * 1024 + 1) } });
    let large = template(&rest, large).await.text("sid");
    let many: serde_json::Map<_, _> = (0..101).map(|it| (it.to_string(), "".into())).collect();
    let unknown = format!("HX{}", "0".repeat(32));
    let cases = [
        ("HX0", None, 50526),
        (&unknown, None, 50526),
        (&other, None, 50542),
        (&large, None, 50504),
        (&known, Some("no json".to_owned()), 50527),
        (&known, Some(json!({ "1": null }).to_string()), 50527),
        (&known, Some(Value::Object(many).to_string()), 50529),
        (&known, Some(json!({ "1": "x".repeat(257) }).to_string()), 50541),
        ("", Some("{}".to_owned()), 50528),
    ];
    for (sid, variables, code) in cases {
        let variables = variables.unwrap_or_default();
        let form = [("ContentSid", sid), ("ContentVariables", variables.as_str())];
        let refused = rest.post(&messages, &form).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, code), "{sid}");
    }
    assert_eq!(rest.get(&messages).await.json()["messages"], json!([]));
}
